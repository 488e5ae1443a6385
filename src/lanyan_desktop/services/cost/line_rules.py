"""Budget lines laid on cost accounts by rule: looked at first, then written as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.values import Id
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """Lines whose code begins so and whose name has this word belong to an account; "" asks nothing.

    >>> LineRule(account_id=Id(b"a"), code="0105", word="钢筋").meets(code="010515001001", name="现浇构件钢筋")
    True
    """

    account_id: Id
    code: str = ""
    word: str = ""

    def meets(self, *, code: str, name: str) -> bool:
        """Whether a line is meant; a rule that asks nothing means none."""
        return bool(self.code or self.word) and code.startswith(self.code) and self.word in name


def preview_rules(
    reader: Reader, rules: Sequence[LineRule], *, version_id: Id, is_replacing: bool = False
) -> dict[Id, Id]:
    """The account each line would get, by line: of the first rule it meets. Sections have none.

    `is_replacing`: lines that already have another account get the new one.
    """
    where = [Where("version_id", "=", version_id), Where("type", "!=", "分部")]
    rows = reader.columns("budget_line", ["id", "code", "name", "account_id"], where=where, order=[Sort("rank")])
    found: dict[Id, Id] = {}
    for key, code, name, account in rows:
        rule = next((one for one in rules if one.meets(code=str(code or ""), name=str(name or ""))), None)
        if isinstance(key, bytes) and rule and account != rule.account_id and (is_replacing or account is None):
            found[Id(key)] = rule.account_id
    return found


def apply_rules(ledger: Ledger, rules: Sequence[LineRule], *, version_id: Id, is_replacing: bool = False) -> int:
    """Write what the preview shows, as one step; how many lines it was."""
    found = preview_rules(ledger, rules, version_id=version_id, is_replacing=is_replacing)
    if found:
        with ledger.changeset(f"按规则归科目 {len(found)} 项") as edit:
            for line_id, account_id in found.items():
                edit.set("budget_line", line_id, account_id=account_id)
    return len(found)
