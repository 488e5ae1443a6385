"""科目: the accounts as a tree with target, earned and actual cost; code and name are edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from lanyan_desktop.core.cost.earned import ratio
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import CellEdit, Dress, Row, RowId, Tone
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.accounts import Account
from lanyan_desktop.ui.widgets.table import TableActions, TableView

_KIND = KINDS["cost_account"]
_WHOLE = 10_000
_CRIT = 200  # ‱ over the earned cost: red above 2 %, yellow below


def account_columns() -> list[Column]:
    return [
        column_of(_KIND, "name", is_outline=True, width=176),
        column_of(_KIND, "code", look=Look.CODE, width=66),
        computed("target_fen", "目标成本", Shape.MONEY, unit="元", width=114, is_total=True),
        computed("done_rate", "完成", Shape.SHARE, look=Look.BAR, width=92),
        computed("earned_fen", "挣值", Shape.MONEY, unit="元", width=114, is_total=True),
        computed("actual_fen", "实际成本", Shape.MONEY, unit="元", width=114, is_total=True),
        computed("over_fen", "偏差", Shape.MONEY, unit="元", look=Look.DEVIATION, width=150, is_total=True),
        computed("over_rate", "偏差率", Shape.SHARE, look=Look.DEVIATION, width=66, is_total=True),
    ]


class AccountsTable(TableView):
    """The accounts; `set_accounts` shows others."""

    def __init__(self, *, commit: Callable[[Sequence[CellEdit]], None] | None, actions: TableActions) -> None:
        self._codes: dict[str, RowId] = {}
        columns = account_columns()
        self._list = ListSource([column.name for column in columns], {}, levels=[])
        super().__init__(
            self._list, columns, commit=commit, actions=actions, can_sort=False, can_group=False, name=_KIND.title
        )

    def set_accounts(self, accounts: Sequence[Account]) -> None:
        """Show these, in their order."""
        widest = max((abs(one.over_fen or 0) for one in accounts if one.depth == 0), default=0) or 1
        below = [after.depth > one.depth for one, after in pairwise([*accounts, *accounts[:1]])]
        self._codes = {one.code: _key(one) for one in accounts}
        rows = {_key(one): _row(one, widest, is_summary=has) for one, has in zip(accounts, below, strict=True)}
        self._list.replace(rows, levels=[one.depth for one in accounts], totals=_totals(accounts))
        self.refresh()

    def go_to_code(self, code: str) -> bool:
        """Stand on the account of this code; False if there is none."""
        return code in self._codes and self.go_to(self._codes[code])

    @property
    def current_account(self) -> Id | None:
        now = self.current_id
        return Id(now) if isinstance(now, bytes) else None


def _key(account: Account) -> RowId:
    return account.id if account.id is not None else account.name


def _row(account: Account, widest: int, *, is_summary: bool) -> Row:
    target = account.target_fen if account.target_fen or account.depth == 0 else None
    earned = account.earned_fen if account.is_compared else None
    values: list[Value] = [account.name, account.code, target, _done(account), earned, account.actual_fen]
    over, rate = account.over_fen, account.over_rate
    permyriad = None if rate is None else divide_half_up(rate.numerator * _WHOLE, rate.denominator)
    tone = _tone(over, permyriad)
    bar = None if over is None else max(-_WHOLE, min(_WHOLE, over * _WHOLE // widest))
    dress = {"over_fen": Dress(tone=tone, bar=bar), "over_rate": Dress(tone=tone)}
    return Row([*values, over, permyriad], dress, is_summary=is_summary, is_fixed=account.id is None)


def _done(account: Account) -> Value:
    """Whole percent, never rounded up to all."""
    done = ratio(account.earned_fen, account.target_fen) if account.earned_fen is not None else None
    return None if done is None else int(done * 100) * 100


def _tone(over: int | None, rate: int | None) -> Tone:
    if not over:
        return "text2"
    if over < 0:
        return "ok"
    return "crit" if rate is None or rate > _CRIT else "warn"


def _totals(accounts: Sequence[Account]) -> dict[str, Value]:
    roots = [one for one in accounts if one.depth == 0]
    target, actual = sum(one.target_fen for one in roots), sum(one.actual_fen for one in roots)
    earned = [one.earned_fen for one in roots if one.earned_fen is not None]
    if not earned:
        return {"target_fen": target, "actual_fen": actual}
    over = actual - sum(earned)
    rate = divide_half_up(over * _WHOLE, sum(earned)) if sum(earned) else None
    totals: dict[str, Value] = {"target_fen": target, "earned_fen": sum(earned), "actual_fen": actual}
    return totals | {"over_fen": over, "over_rate": rate}
