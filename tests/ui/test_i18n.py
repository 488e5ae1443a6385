"""Text for users can be translated: literals, and particulars that match their places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.ui.i18n import tr

UI = Path(__file__).resolve().parents[2] / "src" / "lanyan_desktop" / "ui"


def calls(source: str, name: str = "") -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
            yield f"{name}:{node.lineno}", node


def all_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in UI.rglob("*.py"):
        yield from calls(path.read_text("utf-8"), str(path.relative_to(UI)))


def is_built(call: ast.Call) -> bool:
    """Whether the text is put together before it is translated, so that no translation can match."""
    text = call.args[0]
    is_joined = isinstance(text, (ast.JoinedStr, ast.BinOp))
    return is_joined or (
        isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format"
    )


def mismatch(call: ast.Call) -> bool:
    """Whether the places %1, %2 … are not those the particulars fill."""
    text = call.args[0]
    if not isinstance(text, ast.Constant) or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    places = {int(number) for number in re.findall(r"%(\d)", str(text.value))}
    return places != set(range(1, len(call.args)))


def test_no_text_is_built_before_it_is_translated() -> None:
    assert [place for place, call in all_calls() if is_built(call)] == []


def test_particulars_fill_exactly_the_places_of_their_text() -> None:
    found = list(all_calls())
    assert len(found) > 200
    assert [place for place, call in found if mismatch(call)] == []


@pytest.mark.parametrize(
    ("source", "is_bad"),
    [('tr(f"共 {n} 项")', True), ('tr("共" + n)', True), ('tr("共 {}".format(n))', True), ('tr("共 %1 项", n)', False)],
)
def test_the_check_sees_what_it_is_for(source: str, *, is_bad: bool) -> None:
    ((_, call),) = calls(source)
    assert is_built(call) == is_bad


@pytest.mark.parametrize(
    ("source", "is_bad"), [('tr("共 %1 项")', True), ('tr("%1 和 %3", a, b)', True), ('tr("%2 / %1", a, b)', False)]
)
def test_the_check_sees_places_that_do_not_match(source: str, *, is_bad: bool) -> None:
    ((_, call),) = calls(source)
    assert mismatch(call) == is_bad


def test_particulars_are_put_in_as_they_are() -> None:
    assert tr("%2 在 %1", "%2", "甲") == "甲 在 %2"
