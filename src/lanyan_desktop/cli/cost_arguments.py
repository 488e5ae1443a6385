"""The arguments of the commands about cost."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from lanyan_desktop.cli import cost_commands
from lanyan_desktop.cli.result import Result

Command = Callable[[argparse.Namespace], Result]
AddCommand = Callable[[str, Command, str], argparse.ArgumentParser]
"""Of a command's name, what carries it out, and what it is about."""


def add_cost(add: AddCommand, *, file: Callable[[str], Path]) -> None:
    """dynamic, summary, evm, check, factors, bid."""
    by_what = add("dynamic", cost_commands.dynamic, "动态成本：已签、变更、无合同、待发生，按科目与合同")
    by_what.add_argument("--by", choices=cost_commands.BY, help="只列一种分法：科目、分部、工作、合同或月份")
    for one in (
        add("summary", cost_commands.summary, "目标、挣值与实际成本，按科目"),
        add("evm", cost_commands.evm, "挣值：PV EV AC、绩效指数与完工预测，逐月"),
        by_what,
    ):
        _of_project(one, file)
        one.add_argument("--date", metavar="日期", help="到哪一天，如 2025-11-30（默认：数据日期）")
    _of_project(add("check", cost_commands.check, "不重不漏：凭证、结算、点工单、工资有没有两次计入实际成本"), file)
    _of_project(add("factors", cost_commands.factors, "因素分析：实际比目标多的，多少是产量，多少是单价与损耗"), file)
    bid = add("bid", cost_commands.bid, "投标报价：由表-04、08、09、11、12、13 合成并核对，补入措施、其他、规费、税金")
    bid.add_argument("ledger", type=file)
    bid.add_argument("file", type=file)
    bid.add_argument("--project", metavar="编号")
    bid.add_argument("--dry-run", action="store_true", help="只核对，不写入")


def _of_project(one: argparse.ArgumentParser, file: Callable[[str], Path]) -> None:
    one.add_argument("ledger", type=file)
    one.add_argument("--project", metavar="编号")
