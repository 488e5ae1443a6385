"""The commands and their arguments: reads the line, calls one function, turns its error into an exit status."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, get_args

from lanyan_desktop import __version__
from lanyan_desktop.cli import (
    cost_commands,
    labour_commands,
    ledger_commands,
    level_commands,
    report_commands,
    schedule_commands,
    serve_commands,
    sync_commands,
    table_commands,
)
from lanyan_desktop.cli.cost_arguments import add_cost
from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.sharing_arguments import Add, add_exchange, add_members, add_remotes, late
from lanyan_desktop.core.labour.correction import CORRECTED
from lanyan_desktop.core.records.plan import DelayCause
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.services.messages import sentence

Command = Callable[[argparse.Namespace], Result]
BY = ("team", "worker", "trade", "bearer", "activity", "place", "part", "month")
FORMS = ("budget", "attendance", "daywork", "plan")
REFUSED = 1
_ALL = 10**9  # more than any ledger has of anything, and within what SQLite counts


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"用法不对：{message}\n")


if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[_Parser]


def build_parser() -> argparse.ArgumentParser:
    """All commands with their arguments; also what `lanyan --help` prints."""
    parser = _Parser(prog="lanyan", description="蓝燕：离线的工地办公程序。不带命令时打开窗口。")
    parser.add_argument("--version", action="version", version=f"蓝燕 {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=_Parser)
    _add_ledger_commands(commands)
    _add_table_commands(commands)
    _add_sync_commands(commands)
    _add_level(commands)
    _add_serve(commands)
    _add_schedule(commands)
    _add_labour(commands)
    _add_cost(commands)
    return parser


def _add(commands: _Commands, name: str, run: Command, about: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--user", default="", help="操作人，记入操作日志")
    parser.set_defaults(run=run)
    return parser


def _add_ledger_commands(commands: _Commands) -> None:
    new = _add(commands, "new", ledger_commands.new, "新建账套")
    new.add_argument("ledger", type=_file)
    new.add_argument("--sample", action="store_true", help="内含样例工程")
    log = _add(commands, "log", ledger_commands.log, "操作日志：谁在何时改了什么")
    log.add_argument("ledger", type=_file)
    log.add_argument("--limit", type=_count, default=50, help="最近多少条（默认 50）")
    undo = _add(commands, "undo", ledger_commands.undo, "撤销本机最近一步")
    undo.add_argument("ledger", type=_file)
    redo = _add(commands, "redo", ledger_commands.redo, "重做刚撤销的一步")
    redo.add_argument("ledger", type=_file)
    check = _add(commands, "check", ledger_commands.check, "全面检查账套")
    check.add_argument("ledger", type=_file)
    backup = _add(commands, "backup", ledger_commands.backup, "备份账套")
    backup.add_argument("ledger", type=_file)
    backup.add_argument("dir", type=Path, nargs="?", help="备份到哪个文件夹（默认：程序的备份文件夹）")
    restore = _add(commands, "restore", ledger_commands.restore, "从备份恢复为账套")
    restore.add_argument("backup", type=_file)
    restore.add_argument("ledger", type=_file)


def _add_table_commands(commands: _Commands) -> None:
    listing = _add(commands, "list", table_commands.list_kind, "列出一种记录")
    listing.add_argument("kind", help="记录种类，如 budget_line 或 清单项")
    listing.add_argument("ledger", type=_file)
    listing.add_argument("--project", metavar="编号", help="只列这个工程的")
    listing.add_argument("--limit", type=_count, help="最多多少条（默认全部）")
    taking = _add(commands, "import", table_commands.import_form, "导入 Excel 表")
    taking.add_argument("form", choices=FORMS, help="budget 清单，attendance 考勤，daywork 点工，plan 进度")
    taking.add_argument("ledger", type=_file)
    taking.add_argument("file", type=_file)
    taking.add_argument("--sheet", help="工作表名称（默认：自动认出）；P6 文件有几个工程时是工程编号")
    taking.add_argument("--project", metavar="编号", help="导入到哪个工程（默认：账套里唯一的工程，没有则新建）")
    taking.add_argument("--month", help="考勤或点工的月份，如 2025-11")
    taking.add_argument("--unit", default="", choices=("元", "万元", "工日", "小时"), help="表上没有写明时的单位")
    taking.add_argument("--dry-run", action="store_true", help="只认表，不写入")
    giving = _add(commands, "export", table_commands.export_form, "导出 Excel 表")
    giving.add_argument("form", choices=(*FORMS, "payroll"))
    giving.add_argument("ledger", type=_file)
    giving.add_argument("out", type=_file)
    giving.add_argument("--project", metavar="编号")
    giving.add_argument("--month", help="考勤、点工或工资的月份，如 2025-11")
    giving.add_argument("--template", type=_file, help="填进自己的表：考勤表、点工汇总表或工资表的 .xlsx")


def _add_level(commands: _Commands) -> None:
    levelling = _add(commands, "level", level_commands.level, "资源调平：移动哪些工作，为什么（也读 PSPLIB .sm 文件）")
    levelling.add_argument("file", type=_file, metavar="ledger|file.sm")
    levelling.add_argument("--project", metavar="编号")
    levelling.add_argument("--within-float", action="store_true", help="只在总时差之内移动")
    levelling.add_argument("--passes", type=_count, default=200, help="试多少种变化（默认 200）")
    levelling.add_argument("--apply", action="store_true", help="写入账套（一步可撤销）；不加只列出")
    risk = _add(commands, "risk", level_commands.risk, "完工日期的风险：三点估算的蒙特卡罗模拟")
    risk.add_argument("ledger", type=_file)
    risk.add_argument("--project", metavar="编号")
    risk.add_argument("--runs", type=_count, default=1000, help="模拟多少次（默认 1000）")
    risk.add_argument("--seed", type=int, default=1, help="随机种子：相同则结果相同（默认 1）")


def _add_serve(commands: _Commands) -> None:
    about = "把文件夹提供给其他电脑同步（WebDAV），直到按 Ctrl+C"
    serve = commands.add_parser("serve", help=about, description=about)
    serve.add_argument("folder", type=Path, metavar="dir")
    serve.add_argument("--port", type=_port, default=8800, help="端口（默认 8800；0：任选一个）")
    serve.add_argument("--host", help="在哪个地址上提供（默认：有 --tls 时全部，否则只有本机）")
    serve.add_argument("--tls", action="store_true", help="加密；证书当场生成，并显示它的指纹")
    serve.add_argument("--user", dest="users", action="append", default=[], metavar="用户名", help="加用户或改密码")
    serve.add_argument("--json", action="store_true", help="以 JSON 输出")
    serve.set_defaults(run=serve_commands.serve)


def _add_schedule(commands: _Commands) -> None:
    schedule = _add(commands, "schedule", schedule_commands.schedule, "计算账套或文件里的进度计划")
    schedule.add_argument("file", type=_file, help="账套或 .xml .xer .gan .xlsx 文件")
    schedule.add_argument("--project", metavar="编号", help="账套或文件里的哪个工程")
    schedule.add_argument("--compare", action="store_true", help="与文件里存的日期比较")


def _add_labour(commands: _Commands) -> None:
    about = "点工和工资：一个月合计多少"
    labour = commands.add_parser("labour", help=about, description=about)
    within = labour.add_subparsers(dest="what", required=True, metavar="做什么", parser_class=_Parser)
    summary = _add(within, "summary", labour_commands.summary, "点工单按班组、工种或费用承担汇总")
    summary.add_argument("--by", choices=BY, default="team", help="按什么汇总（默认 team 班组）")
    summary.add_argument("--to", metavar="月份", help="汇总到哪个月（默认只是 --month 那个月）")
    tax = _add(within, "tax", labour_commands.tax, "一个月应预扣的个税：按全年累计预扣法")
    tax.add_argument("--apply", action="store_true", help="登记为这个月的个税（一步可撤销）；不加只列出")
    right = _add(within, "correct", labour_commands.correct, "更正已审定月份的工资：在下一个未审定的月份冲回并补记")
    right.add_argument("--worker", required=True, metavar="工号")
    right.add_argument("--item", default="计时工资", choices=CORRECTED, help="更正哪一项（默认 计时工资）")
    right.add_argument("--to", required=True, type=labour_commands.yuan, metavar="元", help="正确的金额")
    right.add_argument("--why", default="", help="原因，记入备注")
    for one in (
        summary,
        tax,
        right,
        _add(within, "payroll", labour_commands.payroll, "一个月的工资表：应发、代扣、借支、实发"),
    ):
        one.add_argument("ledger", type=_file)
        one.add_argument("--month", required=True, help="月份，如 2025-11")
        one.add_argument("--project", metavar="编号")


def _add_cost(commands: _Commands) -> None:
    about = "成本：汇总、挣值、动态成本"
    cost = commands.add_parser("cost", help=about, description=about)
    within = cost.add_subparsers(dest="what", required=True, metavar="做什么", parser_class=_Parser)
    add_cost(partial(_add, within), file=_file)
    _add_reports(commands)


def _add_reports(commands: _Commands) -> None:
    about = "报表：成本分析月报、周报、月计划、工期顺延申请"
    report = commands.add_parser("report", help=about, description=about)
    kinds = report.add_subparsers(dest="what", required=True, metavar="哪一种", parser_class=_Parser)
    cost = _add(kinds, "cost", cost_commands.report, "三算对比与成本分析月报（.xlsx 或 .pdf）")
    cost.add_argument("ledger", type=_file)
    cost.add_argument("out", type=_file)
    cost.add_argument("--month", required=True, help="月份，如 2025-11")
    cost.add_argument("--project", metavar="编号")
    _add_plan_papers(kinds)


def _add_plan_papers(kinds: _Commands) -> None:
    week = _add(kinds, "week", report_commands.week, "周报与以后几周的逐日计划（.xlsx 或 .pdf）")
    month = _add(kinds, "month", report_commands.month, "月计划（.xlsx 或 .pdf）")
    claim = _add(kinds, "claim", report_commands.claim, "工期顺延申请：按登记的滞后原因计算（.xlsx 或 .pdf）")
    for one in (week, month, claim):
        one.add_argument("ledger", type=_file)
        one.add_argument("out", type=_file)
        one.add_argument("--project", metavar="编号")
    week.add_argument("--weeks", type=int, choices=(1, 2, 3, 4), default=1, help="以后几周，默认 1")
    month.add_argument("--month", help="月份，如 2025-12；不写是数据日期的下一个月")
    told = "计入的原因，可写几次；默认天气、业主、设计"
    claim.add_argument("--cause", action="append", default=[], choices=get_args(DelayCause), help=told)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("应为 0 到 65535 的整数")
    return number


def _add_sync_commands(commands: _Commands) -> None:
    digest = _add(commands, "digest", sync_commands.digest, "账套内容的校验码：收到同样改动的电脑上都一样")
    digest.add_argument("ledger", type=Path)
    add = _later(commands)
    add_exchange(add, file=_file, count=_count)
    add_members(add, file=_file, count=_count)
    about = "同步位置：添加、列出、测试、移除"
    remote = commands.add_parser("remote", help=about, description=about)
    within = remote.add_subparsers(dest="what", required=True, metavar="做什么", parser_class=_Parser)
    add_remotes(_later(within), file=_file)


def _later(commands: _Commands) -> Add:
    def add(name: str, run: str, about: str) -> argparse.ArgumentParser:
        return _add(commands, name, late(*run.split(":")), about)

    return add


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError("应为 1 或更大的整数")
    return min(int(text), _ALL)


def _file(text: str) -> Path:
    if not Path(text).name:
        raise argparse.ArgumentTypeError("缺文件名")
    return Path(text)


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit status."""
    options = build_parser().parse_args(arguments)
    run: Command = options.run
    try:
        result = run(options)
    except LanyanError as error:
        return _refuse(error, as_json=options.json)
    except (Cancelled, KeyboardInterrupt):
        return _refuse(LanyanError("command.cancelled"), as_json=options.json)
    try:
        _tell(_as_json(result.data) if options.json else "\n".join(result.lines))
    except OSError as error:
        return _refuse(LanyanError("output.failed", detail=str(error)), as_json=False)
    for reason in result.errors:
        print(reason, file=sys.stderr)
    return 0 if result.is_good else REFUSED


def _as_json(data: Mapping[str, object]) -> str:
    """Readable where stdout can take it, else in ASCII: JSON either way, also of names that are no text."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, indent=2)
    return text


def _tell(text: str) -> None:
    """To stdout; a reader that has seen enough (`| head`) is no error, nor a terminal that lacks some characters."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's own flush at exit is quiet


def _refuse(error: LanyanError, *, as_json: bool) -> int:
    reason = sentence(error)
    if as_json:
        _tell(_as_json({"error": error.code, "message": reason}))
    print(reason, file=sys.stderr)
    return REFUSED
