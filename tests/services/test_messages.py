"""Every code that is raised has its sentence, and every sentence a code that is raised."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import lanyan_desktop
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.wording import CODES, problem_sentence
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import SENTENCES, sentence

SOURCE = Path(lanyan_desktop.__file__).parent
WITHOUT_A_TEMPLATE = {"record.invalid"}  # made of the fields' own words


def raised() -> dict[str, set[str]]:
    """Codes of `LanyanError("code", name=…)` in the source, with the names of the particulars they are given."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LanyanError" and node.args):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                named = {keyword.arg for keyword in node.keywords if keyword.arg}
                found.setdefault(code.value, set()).update(named)
    return found


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_code_raised_has_a_sentence() -> None:
    missing = set(raised()) - set(SENTENCES) - WITHOUT_A_TEMPLATE
    assert not missing


def test_sentences_ask_only_for_particulars_that_are_given() -> None:
    given = raised()
    wanting = {code: places(text) - given[code] for code, text in SENTENCES.items() if code in given}
    assert not {code: names for code, names in wanting.items() if names}


def test_sentences_are_sentences() -> None:
    assert not [code for code, text in SENTENCES.items() if not text.endswith(("。", "？"))]


def test_problems_of_a_record_speak_in_its_own_words() -> None:
    said = sentence(
        LanyanError("record.invalid", problems=[("worker", "name", "required"), ("worker", "rate_fen_per_day", "low")])
    )
    assert said == "姓名不能为空、日工资不能小于 0.00；没有保存，请改正后再试。"


def test_every_problem_code_has_words_for_every_field() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            for code in CODES:
                assert field.title in problem_sentence(field, code)
