"""The commands about the exchange, as a person types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lanyan_desktop.store.ledger import Ledger
from tests.cli.test_commands import run


def test_a_digest_tells_equal_ledgers_from_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, copy = tmp_path / "甲.lanyan", tmp_path / "乙.lanyan"
    run(capsys, "new", ledger)
    shutil.copyfile(ledger, copy)
    empty = run(capsys, "digest", ledger)[1]["digest"]
    with Ledger.open(ledger) as one, one.changeset("新建工程") as edit:
        edit.insert("project", code="P1", name="一号楼")
    with Ledger.open(ledger) as one, Ledger.open(copy) as other:
        other.receive(one.since(other.vector()))
    status, found, _ = run(capsys, "digest", ledger)
    assert status == 0
    assert found["digest"] != empty
    assert run(capsys, "digest", copy)[1]["digest"] == found["digest"]
    with Ledger.open(copy) as other, other.changeset("改名") as edit:
        edit.set("project", other.ids("project")[0], name="二号楼")
    assert run(capsys, "digest", copy)[1]["digest"] != found["digest"]
    assert run(capsys, "digest", tmp_path / "没有.lanyan")[0] == 1
