"""What a `LanyanError` says to a person: what happened, what was kept, what to do, in one plain Chinese sentence.

Window and terminal both take their sentences from here, so they say the same; ui passes them through its translation.
Each area keeps its codes in a dict of its own (``SENTENCES``), listed in `AREAS`. A test finds every code that is
raised anywhere and asks for its sentence.
"""

from __future__ import annotations

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import (
    attachments,
    cost,
    excel,
    exports,
    general,
    labour,
    ledger,
    members,
    plan_files,
    program,
    remotes,
    schedule,
    sync,
    tables,
)

AREAS = (
    general,
    program,
    exports,
    schedule,
    tables,
    ledger,
    excel,
    cost,
    labour,
    attachments,
    plan_files,
    sync,
    remotes,
    members,
)
SENTENCES: dict[str, str] = {code: text for area in AREAS for code, text in area.SENTENCES.items()}


def sentence(error: LanyanError) -> str:
    """The sentence of an error, with its particulars filled in.

    >>> sentence(LanyanError("project.none"))
    '账套里还没有工程，什么也没有改动；请先新建工程或导入预算。'
    """
    if error.code == "record.invalid":
        return _record_problems(error)
    return SENTENCES[error.code].format_map(_Named(error.params))


class _Named(dict[str, object]):
    """Particulars by name; one that was not given shows as a dash rather than hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def _record_problems(error: LanyanError) -> str:
    problems = error.params.get("problems")
    words = [
        problem_sentence(KINDS[kind].field(name), code)
        for kind, name, code in (problems if isinstance(problems, list) else [])
    ]
    return "、".join(dict.fromkeys(words)) + "；没有保存，请改正后再试。"
