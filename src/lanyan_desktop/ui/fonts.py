"""The program's font in its sizes and weights.

Sizes are Qt's device-independent pixels, so that they fit the fixed row heights; a screen with more dots, and the
setting 界面缩放, scale both alike through Qt's own scale factor.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from lanyan_desktop.ui.tokens import BODY, FAMILIES


@lru_cache(maxsize=64)
def font(px: int = BODY, weight: int = 400) -> QFont:
    """The font of this size in px at 100 % and weight (400 or 600; 500 inside charts and chips).

    Shared: copy it (``QFont(font(13))``) before changing it.
    """
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    # hinted Chinese at 12 px has uneven stems; without it, screen and picture look alike
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=64)
def metrics(px: int = BODY, weight: int = 400) -> QFontMetricsF:
    """Metrics of `font(px, weight)`, kept because making them costs more than asking them."""
    return QFontMetricsF(font(px, weight))
