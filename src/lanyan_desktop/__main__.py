"""Starts the program: the window without a command, else the command in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError

USAGE = """窗口：lanyan [账套.lanyan] [--sample]      打开窗口；--sample 打开样例工程
图片：lanyan pictures 文件夹 [账套.lanyan]   每个模块画成 PNG，用于说明书
其余：lanyan --help                        命令一览
任何命令前可加 --data-dir 文件夹：设置、日志、备份都放在那里
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--data-dir"] and len(given) >= 2:
        from lanyan_desktop.kit.paths import use_data_dir

        use_data_dir(Path(given[1]))
        given = given[2:]
    if given[:1] == ["pictures"]:
        return _pictures(given[1:])
    if _is_for_window(given):
        from lanyan_desktop.app import run_window  # Qt: not for a terminal command

        ledgers = [argument for argument in given if argument != "--sample"]
        return run_window(Path(ledgers[0]) if ledgers else None, sample="--sample" in given)
    from lanyan_desktop.cli.main import main as run_command

    if given[:2] == ["report", "cost"] and any(one.lower().endswith(".pdf") for one in given):
        from lanyan_desktop.app import print_report  # Qt embeds the fonts
        from lanyan_desktop.cli.cost_commands import use_printer

        use_printer(print_report)
    elif given[:1] == ["report"] and any(one.lower().endswith(".pdf") for one in given):
        from lanyan_desktop.app import print_sheets
        from lanyan_desktop.cli.report_commands import use_printer as print_with

        print_with(print_sheets)
    if given[0] in ("-h", "--help"):
        print(USAGE)
    return run_command(given)


def _is_for_window(given: Sequence[str]) -> bool:
    """No command: nothing, --sample, or just the name of a ledger (as a double click on the file gives)."""
    names = [argument for argument in given if argument != "--sample"]
    return not names or (len(names) == 1 and names[0].lower().endswith(".lanyan"))


def _pictures(given: Sequence[str]) -> int:
    if not 1 <= len(given) <= 2 or given[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    from lanyan_desktop.app import take_pictures  # Qt: not for a terminal command
    from lanyan_desktop.services.messages import sentence

    try:
        taken = take_pictures(Path(given[0]), Path(given[1]) if len(given) == 2 else None)
    except LanyanError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    print("\n".join(str(path) for path in taken))
    return 0


if __name__ == "__main__":
    sys.exit(main())
