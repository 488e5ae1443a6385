"""The look as data: colours of the light and the dark scheme, sizes, spacing. Knows no Qt.

Names and values are those of the design; contrast of every text token on the surface it stands on is at least
4.5 : 1 (a test computes it). What a token is for stands beside it, once, here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType({
    # grounds: window behind cards; tables, charts and cards; top bar, header, summary row; segmented control, total row
    "win": "#F1F3F6", "surface": "#FFFFFF", "header": "#F6F8FA", "sunken": "#EEF1F5",
    # lines: row rule; header rule and button edge; field edge
    "line": "#E4E8ED", "line2": "#C9D1DB", "ctrl": "#8490A0",
    "text": "#18212C", "text2": "#4A5665", "text3": "#5F6B7A",
    # the one accent: selection, focus, links; its fill only for the primary button
    "accent": "#1D5FC2", "accentSoft": "#E5EFFD", "accentFill": "#1D5FC2", "onAccent": "#FFFFFF", "hover": "#EEF3FA",
    # late, over, wrong / needs a look / done, saved
    "crit": "#C12B27", "critSoft": "#FCEBE9", "warn": "#855400", "warnSoft": "#FDF2D9", "warnFill": "#E5A332",
    "ok": "#1A7044", "okSoft": "#E4F4EA", "okFill": "#4FAE7C",
    # data date, 检查日, 前锋线, nothing else
    "front": "#7434B4", "frontSoft": "#F2EAFB",
    # bars: remaining, edge, progress; the same for critical ones
    "bar": "#AAC6EE", "barEdge": "#5A8CD4", "barDone": "#2F6FCB",
    "critFill": "#F0B4AD", "critEdge": "#D8675F", "critBar": "#D2453F",
    "base": "#8894A4", "baseDone": "#5A6776", "tail": "#7E8B9A", "link": "#8A96A5", "summ": "#3A4654",
    # shading only, never carries meaning alone
    "nonwork": "#F4F6F8", "holiday": "#EDF0F4", "hatch": "#D9DEE5",
})  # fmt: skip

DARK: Mapping[str, str] = MappingProxyType({
    "win": "#13171C", "surface": "#1A1F26", "header": "#20262E", "sunken": "#161A20",
    "line": "#2B323B", "line2": "#434D59", "ctrl": "#768392",
    "text": "#E7EBF0", "text2": "#B0BAC6", "text3": "#919CAA",
    "accent": "#6BA6F7", "accentSoft": "#1E3350", "accentFill": "#2A6BCB", "onAccent": "#FFFFFF", "hover": "#232B36",
    "crit": "#F58078", "critSoft": "#3D2325", "warn": "#E6B450", "warnSoft": "#392E17", "warnFill": "#C98F2B",
    "ok": "#63C792", "okSoft": "#1B3427", "okFill": "#3E9868",
    "front": "#C493F4", "frontSoft": "#32264A",
    "bar": "#36547F", "barEdge": "#5580BD", "barDone": "#5C98EC",
    "critFill": "#7B3A38", "critEdge": "#B4524D", "critBar": "#E2625A",
    "base": "#6A7686", "baseDone": "#9AA6B5", "tail": "#7A8797", "link": "#73808F", "summ": "#96A2B0",
    "nonwork": "#1E242C", "holiday": "#232A33", "hatch": "#343D49",
})  # fmt: skip

FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
"""In this order; naming a Chinese family keeps Japanese glyph shapes away."""

# heights in px at 100 %
TOP_BAR, PAGE_HEADER, TOOLBAR, STATUS = 44, 54, 36, 26
BUTTON, CHIP, ROW_CHIP = 28, 20, 18
TABLE_HEADER, GANTT_HEADER = 28, 48
ROW, COMPACT_ROW, ROOMY_ROW = 24, 20, 30
INSPECTOR = 276
"""Width of the right-hand inspector."""
NARROW = 1366
"""At this window width and below the inspector overlays, tables drop columns, toolbars shorten."""

# spacing and radii
XS, S, M, L = 4, 8, 12, 16
CARD_PADDING_X, CARD_PADDING_Y, CARD_GAP = 14, 10, 10
RADIUS_BAR, RADIUS, RADIUS_CARD = 2, 4, 6

# type sizes in px at 100 %
TILE, TITLE, FIGURE, CARD_TITLE, BODY, CAPTION, LABEL = 24, 18, 16, 14, 13, 12, 11

STATUS_KINDS: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "crit": ("crit", "critSoft", "warn"), "warn": ("warn", "warnSoft", "warn"), "ok": ("ok", "okSoft", "check"),
    "info": ("accent", "accentSoft", "clock"), "front": ("front", "frontSoft", "cal"), "mute": ("text2", "sunken", ""),
})  # fmt: skip
"""What a status looks like: text token, ground token, icon. Colour never stands alone."""
