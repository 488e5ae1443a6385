"""Cost: accounts, the bill with its target cost and the activities that carry it out, contracts, actual cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lanyan_desktop.core.cost.tax import from_net
from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.records.text import parse_day
from lanyan_desktop.core.values import Fen, Id, Permyriad, Value
from lanyan_desktop.services.cost.standing import month_ends
from lanyan_desktop.services.sample.source import Made, Row, Source, fen, permyriad, put, ten_thousandth
from lanyan_desktop.store.ledger import Edit

_CONTRACT_TYPE = {"机械租赁": "设备租赁"}
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_PARTS = ("labour_fen", "material_fen", "machine_fen", "subcontract_fen")
_PART_ACCOUNTS = ("1", "2", "3", "4")


@dataclass(slots=True)
class _Bill:
    """The lines of the budget as columns to be; `loads` says which source activities a line is done by."""

    version_id: Id
    rows: list[dict[str, Value]] = field(default_factory=list)
    loads: list[Sequence[tuple[int, int]]] = field(default_factory=list)  # (activity number, weight) of each row
    ids: list[Id] = field(default_factory=list)
    _blank: Mapping[str, Value] = field(
        default_factory=lambda: dict.fromkeys(
            ("serial", "code", "unit", "quantity", "unit_price", "amount_fen", "target_unit_price", "target_fen",
             "account_id", *_PARTS)
        )
    )  # fmt: skip

    def add(self, key: Id, *, parent_id: Id | None, loads: Sequence[tuple[int, int]] = (), **values: Value) -> None:
        self.ids.append(key)
        self.rows.append({"version_id": self.version_id, "parent_id": parent_id, **self._blank, **values})
        self.loads.append(loads)


def add_budget(edit: Edit, source: Source, project: Made, activities: Mapping[int, Id]) -> dict[str, Id]:
    """The ids of the cost accounts by code."""
    accounts = _add_accounts(edit, source, project)
    version_id = edit.insert("budget_version", project_id=project.id, name="合同清单与目标成本", type="合同")
    bill = _Bill(version_id)
    sections = [
        *((name, _items(source, first, last, accounts)) for name, first, last in source.more["sections"]),
        *_overheads(source, accounts),
    ]
    for number, rank, (name, lines) in zip(_NUMERALS, ranks_between(None, None, len(sections)), sections, strict=True):
        _add_section(edit, bill, f"{number}、{name}", rank, lines)
    fields = list(bill.rows[0])
    edit.insert_many("budget_line", fields, [[row[name] for row in bill.rows] for name in fields], ids=bill.ids)
    put(
        edit,
        "line_load",
        [
            {"line_id": line_id, "activity_id": activities[number], "weight": weight}
            for line_id, loads in zip(bill.ids, bill.loads, strict=True)
            for number, weight in loads
        ],
    )
    return accounts


def _add_accounts(edit: Edit, source: Source, project: Made) -> dict[str, Id]:
    listed = source.more["accounts"]
    ids = dict(zip((code for code, _ in listed), edit.new_ids(len(listed)), strict=True))
    ranks = ranks_between(None, None, len(listed))
    edit.insert_many(
        "cost_account",
        ["project_id", "code", "name", "parent_id", "rank"],
        [
            [project.id] * len(listed),
            [code for code, _ in listed],
            [name for _, name in listed],
            [ids[code.split(".")[0]] if "." in code else None for code, _ in listed],
            ranks,
        ],
        ids=list(ids.values()),
    )
    return ids


Line = tuple[dict[str, Value], Sequence[tuple[int, int]]]


def _add_section(edit: Edit, bill: _Bill, name: str, rank: str, lines: Sequence[Line]) -> None:
    section, *keys = edit.new_ids(len(lines) + 1)
    bill.add(section, parent_id=None, type="分部", name=name, rank=rank)
    for key, (values, loads), place in zip(keys, lines, ranks_between(None, None, len(lines)), strict=True):
        bill.add(key, parent_id=section, loads=loads, rank=place, **values)


def _items(source: Source, first: int, last: int, accounts: Mapping[str, Id]) -> list[Line]:
    return [_item(source, row, accounts) for row in source.items[first - 1 : last]]


def _item(source: Source, row: Row, accounts: Mapping[str, Id]) -> Line:
    parts = [fen(part) for part in row["parts"]]
    used = [account for account, part in zip(_PART_ACCOUNTS, parts, strict=True) if part]
    values: dict[str, Value] = {
        "type": "措施项" if row["code"].startswith("0117") else "清单项",
        "serial": str(row["no"]),
        "code": row["code"],
        "name": row["name"],
        "unit": row["unit"].replace("m2", "m²").replace("m3", "m³"),
        "quantity": ten_thousandth(row["qty"]),
        "unit_price": ten_thousandth(row["price"]),
        "amount_fen": fen(row["amt"]),
        "target_unit_price": ten_thousandth(row["cprice"]),
        "target_fen": fen(row["camt"]),
        "account_id": accounts[used[0]] if len(used) == 1 else None,
        **dict(zip(_PARTS, parts, strict=True)),
    }
    tags = set(row["tags"])
    return values, [(a["id"], a["dur"]) for a in source.activities if tags & set(a["tags"])]


def _overheads(source: Source, accounts: Mapping[str, Id]) -> list[tuple[str, list[Line]]]:
    """What is not measured in quantities. Its target cost is done as the whole is: loaded on every activity."""
    totals, target = source.base["totals"], source.more["overheads"]
    everywhere = [(a["id"], fen(a["bud"])) for a in source.activities if a["bud"] != "0"]

    def line(type_: str, name: str, *, price: str | None = None, cost: str | None = None, account: str = "") -> Line:
        values: dict[str, Value] = {
            "type": type_,
            "name": name,
            "unit": "项",
            "amount_fen": fen(price) if price else None,
            "target_fen": fen(cost) if cost else None,
            "account_id": accounts[account] if account else None,
        }
        return values, everywhere if cost else ()

    return [
        (
            "总价措施",
            [line("措施项", "安全文明施工等总价措施", price=totals["safety"], cost=target["measures"], account="5")],
        ),
        (
            "其他项目",
            [
                line("其他项", "暂列金额", price=totals["provisional"]),
                line("其他项", "计日工", price=totals["daywork"]),
            ],
        ),
        (
            "规费、管理费与税金",
            [
                line("规费", "规费", price=totals["guifei"], cost=target["fees"], account="7"),
                line("其他项", "现场管理费", cost=target["management"], account="6"),
                line("税金", "增值税（9%）", price=totals["tax"], account="8"),
            ],
        ),
    ]


def add_contracts(edit: Edit, source: Source, project: Made) -> dict[str, Id]:
    """The ids of the contracts by number."""
    rows = [_income(source, project), *(_expense(row, project) for row in source.contracts)]
    return {str(row["number"]): key for row, key in zip(rows, put(edit, "contract", rows), strict=True)}


def _income(source: Source, project: Made) -> dict[str, Value]:
    """The contract with the owner: before its first application the advance was due, and paid."""
    totals = source.base["totals"]
    advance = fen(totals["prepay"])
    return {
        "project_id": project.id,
        "number": "HT-ZB-01",
        "name": "施工总承包合同",
        "type": "收入",
        "party_id": None,
        "sign_day": parse_day(source.more["project"]["signed"]),
        "net_fen": fen(totals["pre_tax"]),
        "tax_rate": 900,
        "tax_fen": fen(totals["tax"]),
        "gross_fen": fen(totals["contract"]),
        "terms": "预付10%，月进度款80%，次月15日到账",
        "advance_fen": advance,
        "advance_base_fen": from_net(
            Fen(fen(totals["pre_tax"]) - fen(totals["provisional"])), Permyriad(900)
        ).gross_fen,
        "settled_fen": 0,
        "due_fen": advance,
        "paid_fen": advance,
    }


def _expense(row: Row, project: Made) -> dict[str, Value]:
    return {
        "project_id": project.id,
        "number": row["no"],
        "name": row["name"],
        "type": _CONTRACT_TYPE.get(row["type"], row["type"]),
        "party_id": project.parties[row["party"]],
        "sign_day": parse_day(row["date"]),
        "net_fen": fen(row["net"]),
        "tax_rate": permyriad(row["rate"]),
        "tax_fen": fen(row["tax"]),
        "gross_fen": fen(row["gross"]),
        "terms": row["terms"],
        "advance_fen": 0,
        "advance_base_fen": None,
        "settled_fen": fen(row["settled"]),
        "due_fen": fen(row["due"]),
        "paid_fen": fen(row["paid"]),
    }


_WHOLE_ACCOUNTS = {
    "HT-LW": "1.1", "HT-CL-01": "2.2", "HT-CL-02": "2.1", "HT-CL-03": "2.3", "HT-CL-04": "2.4", "HT-ZL": "3.1",
    "HT-FB": "4",
}  # fmt: skip
_SPLIT_CONTRACT = "HT-FB-02"  # earthwork: settled in full, on four accounts


def add_contract_parts(edit: Edit, source: Source, accounts: Mapping[str, Id], contracts: Mapping[str, Id]) -> None:
    """Which accounts the contracts belong to."""
    booked: dict[str, int] = {}
    for _date, account, contract, _content, amount in source.more["bookings"]:
        if contract == _SPLIT_CONTRACT:
            booked[account] = booked.get(account, 0) + fen(amount)
    rows: list[dict[str, Value]] = []
    for row in source.contracts:
        number = row["no"]
        whole = next(account for start, account in _WHOLE_ACCOUNTS.items() if number.startswith(start))
        parts = booked if number == _SPLIT_CONTRACT else {whole: fen(row["net"])}
        rows += [
            {"contract_id": contracts[number], "account_id": accounts[account], "net_fen": part}
            for account, part in parts.items()
        ]
    put(edit, "contract_part", rows)


def add_applications(edit: Edit, source: Source, project: Made, contracts: Mapping[str, Id]) -> None:
    """Our own 进度款申请, month by month; the last is not paid yet."""
    income = source.base["income"]
    rows: list[Mapping[str, Value]] = [
        {
            "project_id": project.id,
            "contract_id": contracts["HT-ZB-01"],
            "number": f"第{number}期",
            "day": month_ends(parse_day(row["month"] + "-01"), parse_day(row["month"] + "-01"))[0],
            "done_fen": fen(row["done"]),
            "paid_fen": fen(row["pay"]) if number < len(income) else 0,
            "state": "已审定",
        }
        for number, row in enumerate(income, 1)
    ]
    put(edit, "settlement", rows)


def add_changes(edit: Edit, source: Source, project: Made, contracts: Mapping[str, Id]) -> None:
    """Changes and site instructions, all claimed from the owner: they change what comes in."""
    rows: list[dict[str, Value]] = []
    for number, date, type_, content, trade, amount, days, state in source.base["changes"]:
        is_approved = state == "已批准"
        rows.append(
            {
                "project_id": project.id,
                "number": number,
                "day": parse_day(date),
                "type": type_,
                "content": content,
                "trade": trade,
                "contract_id": contracts["HT-ZB-01"],
                "claimed_fen": fen(amount),
                "approved_fen": fen(amount) if is_approved else None,
                "claimed_days": days,
                "approved_days": days if is_approved else None,
                "state": state,
            }
        )
    put(edit, "change_order", rows)


def add_cost_entries(
    edit: Edit, source: Source, project: Made, accounts: Mapping[str, Id], contracts: Mapping[str, Id]
) -> None:
    """Actual cost, booked at the end of each month."""
    rows: list[Mapping[str, Value]] = [
        {
            "project_id": project.id,
            "day": parse_day(date),
            "content": content,
            "amount_fen": fen(amount),
            "account_id": accounts[account],
            "contract_id": contracts[contract] if contract else None,
        }
        for date, account, contract, content, amount in source.more["bookings"]
    ]
    put(edit, "cost_entry", rows)
