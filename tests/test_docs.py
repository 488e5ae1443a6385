"""The pages for developers do what they say: the kind that docs/add-a-kind.md declares is kept, found and listed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USE = """
from pathlib import Path
import sys
from lanyan_desktop.core.forms.declare import of_record
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.table.columns import columns_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.ledger import Ledger

ledger = Ledger.create(Path(sys.argv[1]))
with ledger.changeset("进场") as edit:
    project_id = edit.insert("project", code="A", name="甲楼")
    crane_id = edit.insert("crane", project_id=project_id, number="T1")
(crane,) = ledger.load(Crane)
print(crane.number, crane.name, crane.state)
print(ledger.labels("crane", [crane_id])[crane_id])
print([hit.kind for hit in ledger.search("塔式")])
print(columns_of(KINDS["crane"])[-1].heading, of_record("crane", "number").aliases)
print(ledgers.list_records(ledger, kind=ledgers.find_kind("起重设备")).records[0]["number"])
try:
    with ledger.changeset("改") as edit:
        edit.set("crane", crane_id, rent_fen_per_month=-1)
except LanyanError as error:
    print(sentence(error))
print(ledger.undo(), ledger.count("crane"))
ledger.close()
"""
SAID = [
    "T1 塔式起重机 在场",
    "T1 塔式起重机",
    "['crane']",
    "月租金(元/月) ('编号', '设备号')",
    "T1",
    "月租金不能小于 0.00；没有保存，请改正后再试。",
    "进场 0",
]


def test_a_kind_is_added_in_one_place(tmp_path: Path) -> None:
    (declared,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "add-a-kind.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "crane.py").write_text(declared + USE, encoding="utf-8")
    words = [sys.executable, str(tmp_path / "crane.py"), str(tmp_path / "甲.lanyan")]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stdout.splitlines() == SAID, done.stderr


def test_every_page_and_picture_that_is_linked_is_there() -> None:
    pages = [ROOT / name for name in ("README.md", "benchmarks/README.md", "installer/README.md")]
    pages += (ROOT / "docs").glob("*.md")
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))]
    assert not [f"{page.name} -> {target}" for page, target in links if not (page.parent / target).exists()]
