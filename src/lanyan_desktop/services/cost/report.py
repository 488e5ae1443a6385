"""Cost of a project as plain data for `--json` and as lines for people: summary, earned value, dynamic cost.

Money is 元 as text ("15127795.28"), an index text with three decimals ("0.927"); None where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lanyan_desktop.core.cost.analysis import DynamicCost
from lanyan_desktop.core.cost.earned import decimals
from lanyan_desktop.core.records.cost import Contract
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Day, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.accounts import Account, load_accounts
from lanyan_desktop.services.cost.budget import load_budget, load_versions, main_version
from lanyan_desktop.services.cost.dynamic import Dynamic, DynamicAccount, DynamicContract, load_dynamic
from lanyan_desktop.services.cost.payments import Statement, load_statements
from lanyan_desktop.services.cost.standing import Curve, Standing, load_standing
from lanyan_desktop.store.reader import Reader, Sort, Where

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class CostReport:
    """All three answers of one project on one day."""

    project: Project
    versions: tuple[tuple[str, str], ...]  # name, type
    contract_fen: int  # of the budget's lines
    target_fen: int
    profit_fen: int | None
    contracts: tuple[Statement, ...]  # by number, with their sums to date
    accounts: tuple[Account, ...]
    standing: Standing
    dynamic: Dynamic


def load_report(reader: Reader, project: Project, *, day: Day | None = None) -> CostReport:
    """Read a project's cost as it stands, or stood on `day`."""
    version = main_version(reader, project.id)
    budget = load_budget(reader, version, project_id=project.id) if version is not None else None
    target = budget.total("target_fen") if budget is not None else 0
    contracts = reader.load(Contract, where=[Where("project_id", "=", project.id)], order=[Sort("number")])
    return CostReport(
        project,
        tuple((name, type_) for _, name, type_ in load_versions(reader, project.id)),
        budget.total("amount_fen") if budget is not None else 0,
        target,
        int(budget.saved.own.sum()) if budget is not None and target else None,
        tuple(load_statements(reader, contracts).values()),
        tuple(load_accounts(reader, project.id, budget)),
        load_standing(reader, project, day=day),
        load_dynamic(reader, project.id, budget, until=day),
    )


def money(fen: int | None) -> str | None:
    """分 as 元 in text.

    >>> money(1512779528), money(None)
    ('15127795.28', None)
    """
    return None if fen is None else fixed(fen, 2, grouped=False)


def index(value: Fraction | None) -> str | None:
    """An index with three decimals."""
    return None if value is None else decimals(value).replace(",", "")


def _head(report: CostReport) -> Json:
    day = report.standing.data_day
    return {"project": report.project.code, "name": report.project.name, "date": _iso(day)}


def _iso(day: Day | None) -> str | None:
    return None if day is None else date_of(day).isoformat()


# ---- summary


def summary_json(report: CostReport) -> Json:
    """`contract`, `target`, `actual`, `profit`, `budgets`, `contracts` (income and expense) and `accounts`."""
    income = [one for one in report.contracts if one.contract.type == "收入"]
    expense = [one for one in report.contracts if one.contract.type != "收入"]
    return {
        **_head(report),
        "contract": money(report.contract_fen),
        "target": money(report.target_fen),
        "actual": money(report.dynamic.actual_fen),
        "profit": money(report.profit_fen),
        "budgets": [{"name": name, "type": type_} for name, type_ in report.versions],
        "income_contracts": _register(income),
        "expense_contracts": _register(expense),
        "accounts": [
            {
                "code": one.code,
                "name": one.name,
                "depth": one.depth,
                "target": money(one.target_fen),
                "earned": money(one.earned_fen),
                "actual": money(one.actual_fen),
                "over": money(one.over_fen),
            }
            for one in report.accounts
        ],
    }


def _register(statements: Sequence[Statement]) -> Json:
    signed = [one.contract for one in statements]
    return {
        "count": len(statements),
        **{name: money(sum(getattr(one, f"{name}_fen") for one in signed)) for name in ("net", "tax", "gross")},
        "settled": money(sum(one.done_fen for one in statements)),
        "due": money(sum(one.due_fen for one in statements)),
        "paid": money(sum(one.paid_fen for one in statements)),
    }


def summary_lines(report: CostReport) -> list[str]:
    """The same as a table for the terminal."""
    rows = ["科目\t目标成本\t挣值\t实际成本\t偏差"]
    rows += [
        f"{'  ' * one.depth}{one.code} {one.name}\t{_yuan(one.target_fen)}\t{_yuan(one.earned_fen)}"
        f"\t{_yuan(one.actual_fen)}\t{_yuan(one.over_fen)}"
        for one in report.accounts
    ]
    budget = f"清单合同金额 {_yuan(report.contract_fen)} 元，目标成本 {_yuan(report.target_fen)} 元"
    return [*rows, f"{budget}，实际成本 {_yuan(report.dynamic.actual_fen)} 元"]


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else fixed(fen, 2)


# ---- earned value


def evm_json(report: CostReport) -> Json:
    """Earned value at the date. `eac` has three: by `cpi`, `atypical` (the rest as planned), by `cpi_spi`.

    Raises:
        LanyanError: cost.no_value where plan, budget or date are missing.
    """
    value, time = report.standing.value, report.standing.time
    if value is None or time is None:
        raise LanyanError("cost.no_value", name=report.project.name)
    amounts = {name: money(getattr(value, name)) for name in ("pv", "ev", "ac", "sv", "cv")}
    return {
        **_head(report),
        **amounts,
        "spi": index(value.spi),
        "cpi": index(value.cpi),
        "bac": money(value.bac),
        "eac": {
            "cpi": money(value.eac),
            "atypical": money(value.eac_as_planned),
            "cpi_spi": money(value.eac_late),
        },
        "etc": money(value.etc),
        "vac": money(value.vac),
        "tcpi": index(value.tcpi),
        "es_months": index(time.es),
        "spi_t": index(time.spi),
        "months": months_json(report.standing.curve),
    }


def months_json(curve: Curve) -> list[Json]:
    """Cumulative `pv`, `ev`, `ac` by the end of each `month`; EV and AC only as far as the date."""
    done = {date_of(day).isoformat()[:7]: row for row, day in enumerate(curve.actual_days)}
    rows: list[Json] = []
    for row, day in enumerate(curve.plan_days):
        month = date_of(day).isoformat()[:7]
        known = done.get(month)
        rows.append(
            {
                "month": month,
                "pv": money(int(curve.plan[row])),
                "ev": None if known is None else money(int(curve.earned[known])),
                "ac": None if known is None else money(int(curve.actual[known])),
            }
        )
    return rows


def evm_lines(report: CostReport) -> list[str]:
    """The same for people."""
    data = evm_json(report)
    eac = data["eac"]
    assert isinstance(eac, dict)
    rows = ["月份\tPV\tEV\tAC"]
    rows += [
        f"{one['month']}\t{one['pv']}\t{one['ev'] or '—'}\t{one['ac'] or '—'}"
        for one in months_json(report.standing.curve)
    ]
    where = f"PV {data['pv']}　EV {data['ev']}　AC {data['ac']}　SV {data['sv']}　CV {data['cv']}"
    indices = f"SPI {_or_dash(data['spi'])}　CPI {_or_dash(data['cpi'])}　TCPI {_or_dash(data['tcpi'])}"
    in_time = f"ES {data['es_months']} 个月　SPI(t) {_or_dash(data['spi_t'])}"
    ends = f"EAC 按效率 {_or_dash(eac['cpi'])}　按计划 {eac['atypical']}　按效率与进度 {_or_dash(eac['cpi_spi'])}"
    rest = f"ETC {_or_dash(data['etc'])}　VAC {_or_dash(data['vac'])}"
    return [*rows, f"{data['date']}：{where}", f"{indices}　{in_time}", f"BAC {data['bac']}　{ends}　{rest}"]


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


# ---- dynamic cost


def dynamic_json(report: CostReport) -> Json:
    """The parts of 动态成本 in all, by account and by contract, with the income side's changes beside them."""
    found = report.dynamic
    return {
        **_head(report),
        **_cost(found.total),
        "pending_changes": money(found.pending_fen),
        "actual": money(found.actual_fen),
        "income": {
            "contracts": money(found.income_fen),
            "approved_changes": money(found.income_approved_fen),
            "pending_changes": money(found.income_pending_fen),
        },
        "accounts": [_account(one) for one in found.accounts],
        "contracts": [_contract(one) for one in found.contracts],
    }


def _cost(cost: DynamicCost) -> Json:
    return {
        "target": money(cost.target_fen),
        "signed": money(cost.signed_fen),
        "approved_changes": money(cost.approved_changes_fen),
        "uncontracted": money(cost.uncontracted_fen),
        "to_come": money(cost.to_come_fen),
        "dynamic": money(cost.total_fen),
        "saving": money(cost.saving_fen),
        "saving_rate": index(cost.saving_rate),
    }


def _account(one: DynamicAccount) -> Json:
    return {
        "code": one.code,
        "name": one.name,
        "depth": one.depth,
        **_cost(one.cost),
        "pending_changes": money(one.pending_fen),
        "actual": money(one.actual_fen),
        "to_come_basis": one.basis,
        "level": one.level,
    }


def _contract(one: DynamicContract) -> Json:
    return {
        "number": one.contract.number,
        "name": one.contract.name,
        "type": one.contract.type,
        "signed": money(one.contract.net_fen),
        "approved_changes": money(one.approved_fen),
        "pending_changes": money(one.pending_fen),
        "dynamic": money(one.dynamic_fen),
        "actual": money(one.actual_fen),
    }


def dynamic_lines(report: CostReport) -> list[str]:
    """The same for people."""
    rows = ["科目\t目标\t已签\t变更\t无合同\t待发生\t动态\t节超\t实际\t预警"]
    for one in report.dynamic.accounts:
        cost = one.cost
        amounts = [cost.target_fen, cost.signed_fen, cost.approved_changes_fen, cost.uncontracted_fen]
        amounts += [cost.to_come_fen, cost.total_fen, cost.saving_fen, one.actual_fen]
        figures = "\t".join(_yuan(amount) for amount in amounts)
        rows.append(f"{'  ' * one.depth}{one.code} {one.name}\t{figures}\t{one.level}")
    total = report.dynamic.total
    words = "节约" if total.saving_fen >= 0 else "超支"
    ends = f"{words} {_yuan(abs(total.saving_fen))} 元"
    income = (
        f"已批准 {_yuan(report.dynamic.income_approved_fen)} 元，待定 {_yuan(report.dynamic.income_pending_fen)} 元"
    )
    return [
        *rows,
        f"动态成本 {_yuan(total.total_fen)} 元，目标 {_yuan(total.target_fen)} 元，{ends}",
        f"收入侧变更：{income}",
    ]
