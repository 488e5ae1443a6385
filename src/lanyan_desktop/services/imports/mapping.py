"""Which column was taken for what, remembered per header: a sheet of the same header is taken the same way again."""

from __future__ import annotations

from collections.abc import Mapping

from lanyan_desktop.core.forms.declare import Form
from lanyan_desktop.core.forms.sheet import column_letters, column_number
from lanyan_desktop.core.values import Id
from lanyan_desktop.store.reader import Reader, Sort, Where

_NONE = "-"


def mapping_text(mapping: Mapping[str, int]) -> str:
    r"""A mapping as an import batch keeps it; "-" for a field the user took away.

    >>> mapping_text({"name": 2, "code": -1})
    'name=C\ncode=-'
    """
    return "\n".join(f"{name}={column_letters(at) if at >= 0 else _NONE}" for name, at in mapping.items())


def parse_mapping(text: str, form: Form) -> dict[str, int]:
    r"""The mapping of an import batch; columns the form no longer has are left out.

    >>> from lanyan_desktop.core.forms.declared import BUDGET
    >>> parse_mapping("name=C\ncode=-\nfoo=A", BUDGET)
    {'name': 2, 'code': -1}
    """
    found = {}
    for line in text.splitlines():
        name, _, letters = line.partition("=")
        if form.has(name) and letters:
            found[name] = -1 if letters == _NONE else column_number(letters)
    return found


def remembered(reader: Reader, form: Form, signature: str, *, project_id: Id | None) -> dict[str, int] | None:
    """The mapping of the latest import with this header, of this project or, if it has none, of any."""
    where = [Where("signature", "=", signature), Where("form", "=", form.name)]
    rows = reader.columns("import_batch", ["project_id", "mapping"], where=where, order=[Sort("at", descending=True)])
    own = [text for project, text in rows if project == project_id] or [text for _, text in rows]
    return parse_mapping(str(own[0]), form) if own else None
