"""The arguments of the commands about sharing."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from lanyan_desktop.cli.result import Result

Command = Callable[[argparse.Namespace], Result]
Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Of a command's name, the module:function that carries it out, and what it is about."""


def late(module: str, function: str) -> Command:
    """A command whose module is loaded when it runs: cryptography and networks are not needed to list a table."""

    def run(options: argparse.Namespace) -> Result:
        from importlib import import_module

        found: Command = getattr(import_module(f"lanyan_desktop.cli.{module}"), function)
        return found(options)

    return run


def add_exchange(add: Add, *, file: Callable[[str], Path], count: Callable[[str], int]) -> None:
    """sync, conflicts, resolve, quarantine, exchanges."""
    sync = add("sync", "sharing_commands:sync", "立即同步：收取别人的修改，发出自己的")
    sync.add_argument("ledger", type=file)
    sync.add_argument("--remote", metavar="名称", help="只和这个同步位置（默认：全部）")
    conflicts = add("conflicts", "sharing_commands:conflicts", "列出冲突：两人互相没有看到时改了同一处")
    conflicts.add_argument("ledger", type=file)
    resolve = add("resolve", "sharing_commands:resolve", "处理一处冲突：采用第几个值")
    resolve.add_argument("ledger", type=file)
    resolve.add_argument("id", help="冲突的编号，可以只写开头几位")
    resolve.add_argument("--take", type=count, required=True, metavar="N", help="采用第 N 个值")
    quarantine = add("quarantine", "sharing_commands:quarantine", "列出没有采用的修改；放行或不再列出")
    quarantine.add_argument("ledger", type=file)
    what = quarantine.add_mutually_exclusive_group()
    what.add_argument("--release", metavar="编号", help="放行：作为自己的修改写入")
    what.add_argument("--dismiss", metavar="编号", help="不再列出")
    history = add("exchanges", "sharing_commands:history", "同步记录：何时和哪里交换了什么")
    history.add_argument("ledger", type=file)
    history.add_argument("--limit", type=count, default=50, help="最近多少次（默认 50）")


def add_members(add: Add, *, file: Callable[[str], Path], count: Callable[[str], int]) -> None:
    """invite, join, members, recover, passphrase."""
    invite = add("invite", "member_commands:invite", "写一个邀请文件：一台电脑，用一次，会过期")
    invite.add_argument("ledger", type=file)
    invite.add_argument("out", type=file)
    invite.add_argument("--role", default="综合", metavar="角色", help="对方的角色（默认 综合：全部业务，不管理成员）")
    invite.add_argument("--ask", action="store_true", help="对方加入后要由项目经理批准")
    invite.add_argument("--days", type=count, default=7, help="几天内有效（默认 7）")
    join = add("join", "member_commands:join", "用邀请文件加入，建立新账套")
    join.add_argument("invite", type=file)
    join.add_argument("ledger", type=file, metavar="new_ledger")
    join.add_argument("--name", default="", metavar="姓名", help="您的姓名，别人会看到（不写则询问）")
    members = add("members", "member_commands:members", "列出成员、申请和邀请；批准、移出、改角色")
    members.add_argument("ledger", type=file)
    what = members.add_mutually_exclusive_group()
    what.add_argument("--approve", metavar="编号", help="批准一个申请")
    what.add_argument("--deny", metavar="编号", help="拒绝一个申请")
    what.add_argument("--revoke", metavar="编号", help="移出一台电脑")
    what.add_argument("--set-role", nargs=2, metavar=("编号", "角色"), help="改一个成员的角色")
    what.add_argument("--withdraw", metavar="编号", help="作废一个邀请")
    members.add_argument("--role", metavar="角色", help="和 --approve 一起：批准为这个角色")
    recover = add("recover", "member_commands:recover", "用恢复码取回共享，建立新账套")
    recover.add_argument("url")
    recover.add_argument("ledger", type=file, metavar="new_ledger")
    recover.add_argument("--name", default="", metavar="姓名", help="您的姓名，别人会看到（不写则询问）")
    change = add("passphrase", "member_commands:passphrase", "更改共享口令")
    change.add_argument("ledger", type=file)


def add_remotes(add: Add, *, file: Callable[[str], Path]) -> None:
    """The commands under `lanyan remote`."""
    adding = add("add", "remote_commands:add", "添加同步位置；第一次添加时设共享口令")
    adding.add_argument("ledger", type=file)
    adding.add_argument("name")
    adding.add_argument("url", help="folder:文件夹、dav+https://…、dav+http://… 或 s3://桶/前缀?endpoint=…")
    adding.add_argument("--new", action="store_true", help="已有同步位置时，另开一个空的位置（如 U 盘）")
    listing = add("list", "remote_commands:list_all", "列出同步位置")
    listing.add_argument("ledger", type=file)
    testing = add("test", "remote_commands:test", "测试连接")
    testing.add_argument("ledger", type=file)
    testing.add_argument("place", metavar="name", help="名称，或还没有添加的地址")
    renaming = add("rename", "remote_commands:rename", "给同步位置改名")
    renaming.add_argument("ledger", type=file)
    renaming.add_argument("name")
    renaming.add_argument("new_name")
    for name, function, about in (
        ("remove", "remove", "移除同步位置；那里的内容不动"),
        ("pause", "pause", "暂停和这个位置自动同步"),
        ("resume", "resume", "恢复自动同步"),
    ):
        one = add(name, f"remote_commands:{function}", about)
        one.add_argument("ledger", type=file)
        one.add_argument("name")
