"""Workers, crews and day rates as registers, with what is wrong about a worker's papers shown in its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from lanyan_desktop.core.labour.ages import ADULT, CHILD, OLDEST_MAN, OLDEST_WOMAN, age_on, check_age
from lanyan_desktop.core.labour.checks import is_card_number, is_id_number
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.text import masked
from lanyan_desktop.core.roles import ROLES
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import Choice, Dress, Mark, Row, RowId
from lanyan_desktop.core.values import Day, Fen, Id, Value, date_of
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where

_PRIVATE = tuple(field.name for field in KINDS["worker"].fields if field.about.private)


def sees_papers(role: str) -> bool:
    """Whether a role reads identity, phone and card numbers whole: those who keep workers, or their bank accounts.

    A role only a newer program knows does not.

    >>> [sees_papers(role) for role in ("labour", "cashier", "planner", "reader")]
    [True, True, False, False]
    """
    known = ROLES.get(role)
    if known is None:
        return False
    return known.is_admin or known.is_whole or "labour" in known.rooms or "worker" in known.fields


class WorkerSource(RegisterSource):
    """The workers of a project by number. While `is_masked`, private fields are shown in part and take no edits."""

    def __init__(self, reader: Reader, *, project_id: Id, is_masked: Callable[[], bool] = lambda: False) -> None:
        self._is_masked = is_masked
        self._counts: dict[str, Counter[str]] = {}
        super().__init__(
            reader,
            "worker",
            where=[Where("project_id", "=", project_id)],
            order=[Sort("number")],
            computed={"real_name": _real_name},
            decorate=self._dress,
        )

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        for name in {"id_number", "card_number"} & set(names):
            known = self.reader.columns("worker", [name], where=[*self.where, Where(name, "not null")])
            self._counts[name] = Counter(_same(number) for (number,) in known)
        rows = super().page(ids, names)
        if not self._is_masked():
            return rows
        return {key: replace(row, values=list(map(_hidden, names, row.values))) for key, row in rows.items()}

    def distinct(self, name: str, query: Query) -> Sequence[Choice]:
        """Nothing to choose from of what is masked."""
        return () if self._is_masked() and name in _PRIVATE else super().distinct(name, query)

    def _dress(self, _id: Id, values: Mapping[str, Value]) -> Mapping[str, Dress]:
        times, cards = (
            self._counts[name][_same(values.get(name))] if name in self._counts else 1
            for name in ("id_number", "card_number")
        )
        marks = worker_marks(values, times=times, cards=cards, today=date.today())
        fixed = _PRIVATE if self._is_masked() else ()
        return {
            name: Dress(mark=marks.get(name), is_fixed=name in fixed) for name in (*marks, *fixed) if name in values
        }


def _hidden(name: str, value: Value) -> Value:
    """Masked in the value itself: what is copied is what is seen."""
    return masked(value) if name in _PRIVATE and isinstance(value, str) else value


def _same(number: Value) -> str:
    """Two numbers are one however they are typed: blanks between groups of digits, a small x."""
    return "".join(str(number or "").split()).upper()


def worker_marks(
    values: Mapping[str, Value], *, times: int = 1, cards: int = 1, today: date | None = None
) -> dict[str, Mark]:
    """What is wrong about a worker's papers and days, by field; `today` None: his age is not looked at.

    `times`, `cards`: how often his 身份证号 and his 银行卡号 are in the register.
    """
    found: dict[str, Mark] = {}
    number, card = values.get("id_number"), values.get("card_number")
    if isinstance(number, str):
        if not is_id_number(number):
            found["id_number"] = Mark("error", _id_reason(number))
        elif times > 1:
            found["id_number"] = Mark("error", "同一身份证号登记了两次，一个人只能有一条")
        elif today is not None and (age := _age_mark(number, today, values.get("leave_day"))):
            found["id_number"] = age
    if isinstance(card, str):
        if not is_card_number(card):
            found["card_number"] = Mark("warning", "银行卡号校验不符，请与银行卡核对")
        elif cards > 1:
            found["card_number"] = Mark("error", "同一银行卡登记在两个工人名下，工资只能发到本人的卡")
    enter, leave = values.get("enter_day"), values.get("leave_day")
    if isinstance(enter, int) and isinstance(leave, int) and leave < enter:
        found["leave_day"] = Mark("error", "退场早于进场")
    return found


def _age_mark(number: str, today: date, leave: Value) -> Mark | None:
    """His age today, or when he left if he has."""
    day = min(today, date_of(Day(leave))) if isinstance(leave, int) else today
    found = check_age(number, day)
    if found is None:
        return None
    age = age_on(number, day)
    said = {
        "child": ("error", f"{age} 岁，未满 {CHILD} 周岁不得用工"),
        "young": ("warning", f"{age} 岁，未满 {ADULT} 周岁不得从事繁重和危险作业"),
        "old": (
            "warning",
            f"{age} 岁，超过多数城市施工现场的年龄上限（男 {OLDEST_MAN}、女 {OLDEST_WOMAN}），请按当地规定核对",
        ),
    }
    tone, reason = said[found]
    return Mark("error" if tone == "error" else "warning", reason)


def _id_reason(number: str) -> str:
    if len(number) != 18:
        return f"身份证号应为 18 位，现在是 {len(number)} 位"
    if not (number[:17].isascii() and number[:17].isdigit()):
        return "身份证号前 17 位只能是数字"
    return "身份证号有误：出生日期或校验位不对，请对照原件"


def _real_name(reader: Reader, ids: Sequence[Id]) -> dict[Id, Value]:
    """实名: whether a worker may be paid by name."""
    rows = reader.page("worker", ids, ["id_number"])
    return {key: _state(number) for key, (number,) in rows.items()}


def _state(number: Value) -> str:
    if not isinstance(number, str):
        return "未实名"
    return "已实名" if is_id_number(number) else "有误"


def team_source(reader: Reader, *, project_id: Id) -> RegisterSource:
    """The crews of a project, with how many workers each has."""
    own = [Where("project_id", "=", project_id)]

    def count(there: Reader, ids: Sequence[Id]) -> dict[Id, Value]:
        rows = there.columns("worker", ["team_id"], where=[*own, Where("team_id", "not null")])
        counts = Counter(team for (team,) in rows)
        return {key: counts[key] for key in ids}

    return RegisterSource(reader, "team", where=own, order=[Sort("id")], computed={"workers": count})


def free_team_name(reader: Reader, *, project_id: Id) -> str:
    """A name no crew of the project has yet, to be typed over."""
    names = {name for (name,) in reader.columns("team", ["name"], where=[Where("project_id", "=", project_id)])}
    return next(text for number in range(1, len(names) + 2) if (text := f"新班组{number}") not in names)


def rate_source(reader: Reader, *, project_id: Id) -> RegisterSource:
    """The dated day rates of a project, the newest first."""
    own = [Where("project_id", "=", project_id)]
    return RegisterSource(
        reader, "pay_rate", where=own, order=[Sort("from_day", descending=True), Sort("id")], decorate=_rate_dress
    )


def _rate_dress(_id: Id, values: Mapping[str, Value]) -> Mapping[str, Dress]:
    of = [name for name in ("worker_id", "team_id", "trade") if values.get(name) is not None]
    if len(of) == 1:
        return {}
    reason = "工人、班组、工种只填一个" if of else "填工人、班组或工种中的一个，这条工价才算数"
    return {"rate_fen_per_day": Dress(mark=Mark("warning", reason))}


def add_rate(ledger: Ledger, *, project_id: Id, day: Day, worker_id: Id | None = None) -> Id:
    """A new day rate from a day on, of a worker if given: at his rate so far, to be typed over.

    Raises:
        LanyanError: record.invalid.
    """
    row = ledger.page("worker", [worker_id], ["rate_fen_per_day"]).get(worker_id) if worker_id is not None else None
    rate = Fen(row[0]) if row is not None and isinstance(row[0], int) else Fen(0)
    with ledger.changeset("新增工价") as edit:
        return edit.insert("pay_rate", project_id=project_id, worker_id=worker_id, from_day=day, rate_fen_per_day=rate)
