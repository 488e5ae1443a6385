"""Two desks over one folder: the same cell edited offline on both, exchanged, seen, settled by a click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.services.registers import edit_cells
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.services.sharing.joining import join
from lanyan_desktop.services.sync import digest
from tests.journeys.office import Office

PASSPHRASE = "翠湖三号楼的口令"


def rename(ledger: Ledger, edit: CellEdit) -> None:
    edit_cells(ledger, "budget_line", [edit])


def exchange(office: Office) -> None:
    ended: list[object] = []
    office.work.companion.sync("同步", done=ended.append)
    office.until(lambda: bool(ended))
    office.rest()


def test_the_same_cell_in_two_offices(
    enter: Callable[[], Office], sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANYAN_KEYRING", "off")
    monkeypatch.setenv("LANYAN_PASSPHRASE", PASSPHRASE)
    (tmp_path / "共享").mkdir()
    here = enter()
    here.open(sample)
    got: list[object] = []
    url, invite = f"folder:{tmp_path / '共享'}", tmp_path / "邀请.lyinvite"
    here.work.companion.run(
        "", lambda s, _t: s.add_remote("共享", url, passphrase=PASSPHRASE, person="李商务"), done=got.append
    )
    here.until(lambda: len(got) == 1)
    here.work.companion.run("", lambda s, _t: s.invite(invite, role="manager"), done=got.append)
    here.until(lambda: len(got) == 2)
    exchange(here)
    monkeypatch.setenv("LANYAN_DATA_DIR", str(tmp_path / "另一台"))
    join(invite, tmp_path / "公司.lanyan", code=got[1].code, passphrase=PASSPHRASE, person="王预算")  # type: ignore[attr-defined]  # what the window made is an object here
    there = enter()
    there.open(tmp_path / "公司.lanyan")
    line = here.reader.ids("budget_line")[5]
    for office, name in ((here, "门窗 甲"), (there, "门窗 乙")):
        office.work.jobs.write(partial(rename, edit=CellEdit(line, "name", name)))
        office.rest()
    for office in (here, there, here):
        exchange(office)
    tab = here.show(3)
    here.until(lambda: tab.panel.conflicts.detail is not None)
    here.click(next(b.text() for b in tab.panel.conflicts.detail.buttons if "门窗 乙" in b.text()))
    here.until(lambda: not tab.panel.view.conflicts)
    for office in (here, there):
        exchange(office)
    assert here.value("budget_line", line, "name") == there.value("budget_line", line, "name") == "门窗 乙"
    assert digest(here.work.path) == digest(there.work.path)
