"""The look as data: readable, complete, switchable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton

from lanyan_desktop.kit.resources import resource
from lanyan_desktop.ui.icons import icon, recolour, set_icon
from lanyan_desktop.ui.stylesheet import style_sheet
from lanyan_desktop.ui.theme import palette, theme, token
from lanyan_desktop.ui.tokens import DARK, LIGHT, STATUS_KINDS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "lanyan_desktop"
READ_ON = [  # text token, what it stands on
    *[(text, ground) for text in ("text", "text2", "text3") for ground in ("win", "surface", "header", "sunken")],
    *[(text, "surface") for text in ("accent", "crit", "warn", "ok", "front")],
    ("onAccent", "accentFill"),
    ("text", "accentSoft"),
    *[(tone, ground) for kind, (tone, ground, _) in STATUS_KINDS.items() if kind != "mute"],
]


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    theme().install(qapp, "light")
    yield
    theme().use("light")


def luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ_ON)
def test_text_has_contrast_on_what_it_stands_on(text: str, ground: str, colours: dict[str, str]) -> None:
    lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_both_schemes_name_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_an_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        token("lavender")


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_sheet_has_no_gap_and_its_files_are_there(*, is_dark: bool) -> None:
    sheet = style_sheet(DARK if is_dark else LIGHT, is_dark=is_dark)
    assert "$" not in sheet
    files = re.findall(r"url\(([^)]+)\)", sheet)
    assert files
    assert all(Path(file).is_file() for file in files)


def test_switching_tells_once_and_changes_the_colours() -> None:
    heard: list[bool] = []
    theme().changed.connect(lambda: heard.append(theme().is_dark))
    before = token("surface").name()
    theme().use("dark")
    theme().use("dark")
    assert heard == [True]
    assert token("surface").name() == DARK["surface"].lower() != before
    assert palette().window().color().name() == DARK["win"].lower()


def test_following_the_system_takes_the_scheme_qt_reports(qapp: QApplication) -> None:
    theme().use("dark")
    theme().use("system")
    assert theme().is_dark == (qapp.styleHints().colorScheme().name == "Dark")


def test_a_button_gets_its_icon_anew_when_the_theme_changes(qapp: QApplication) -> None:
    made = QPushButton("导入")
    set_icon(made, "import")
    light = made.icon().pixmap(16).toImage()
    theme().use("dark")
    recolour(made)
    assert made.icon().pixmap(16).toImage() != light


def test_every_icon_that_is_named_anywhere_exists() -> None:
    named = set(re.findall(r'icon(?:_button)?(?:=|\(|\(\w+, )"([a-z]+)"', "".join(_sources())))
    named |= {name for _, _, name in STATUS_KINDS.values() if name}
    assert len(named) > 15
    missing = [name for name in named if not resource("icons", f"{name}.svg").is_file()]
    assert missing == []


def test_a_disabled_icon_is_quieter(qapp: QApplication) -> None:
    made = icon("add")
    normal, disabled = made.pixmap(16, made.Mode.Normal).toImage(), made.pixmap(16, made.Mode.Disabled).toImage()
    assert normal != disabled


def _sources() -> Iterator[str]:
    return (path.read_text("utf-8") for path in (SOURCE / "ui").rglob("*.py"))
