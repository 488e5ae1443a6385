"""The store held against the pure merge: the same random histories through both give the same picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.changes import merge
from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.merge import Shown
from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.changes.waiting import Name, Work
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store import rows
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from tests.store.replicas import Offices

SLICE, CAMPAIGN = 12, 1000
TREES = {name: kind.tree for name, kind in KINDS.items() if kind.tree}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    with (
        Ledger.create(tmp_path / "template", machine=Machine(tmp_path / "m", "")) as ledger,
        ledger.changeset("新建") as edit,
    ):
        edit.insert("project", code="P", name="工程")
    return tmp_path / "template"


def merged_of(offices: Offices) -> list[Shown]:
    """What the pure merge makes of an office's log, in an order of its own."""
    ledger = offices.draw.choice(offices.ledgers)
    works = [Work(c, [o for part in c.parts for o in decode(part)]) for c in ledger.since({})]
    offices.draw.shuffle(works)
    return merge.merge(works, trees=TREES, void=ledger.voids()).picture()


def stored_in(ledger: Ledger, like: list[Shown]) -> Iterator[Shown]:
    """The tables in the same words; of fields never given a value only those the merge names too."""
    given = {(row.kind, row.id): set(row.values) for row in like}
    writer_id = ledger._book.writer_id

    def name_of(at: int) -> Name:
        return writer_id[at >> SEQ_BITS], at & SEQ_MASK

    for kind in sorted({row.kind for row in like}):
        fields = [field.name for field in KINDS[kind].fields]
        columns = "".join(f', "{field}"' for field in fields)
        table = ledger.query(f'SELECT id, _at, _mark, _gone{columns} FROM "{kind}" ORDER BY id')
        heads = ledger._rows.heads(kind, [row[0] for row in table])
        off = dict(ledger.query("SELECT row, shown FROM suspended WHERE kind=?", (kind,)))
        for id, at, mark, gone, *cells in table:
            values: dict[str, Value] = dict(zip([GONE, *fields], [gone, *cells], strict=True))
            told = {
                field: [(name_of(head), value) for head, value in some] for field, some in heads.get(id, {}).items()
            }
            mine = given.get((kind, id), set(values))
            shown = {field: value for field, value in values.items() if field in mine}
            yield Shown(kind, Id(id), name_of(at), mark, shown, told, (off[id],) if id in off else None)


def compare(folder: Path, template: Path, seed: int, *, has_verdicts: bool) -> list[Shown]:
    offices = Offices.open(folder, template, seed)
    offices.has_verdicts = has_verdicts
    draw = offices.draw
    try:
        for _ in range(45):
            offices.now_ms[0] += draw.randrange(3)
            ledger = draw.choice(offices.ledgers)
            if draw.random() < 0.7:
                offices.act(ledger)
            else:
                offices.gossip(draw.choice(offices.ledgers), ledger)
        offices.settle()
        picture = merged_of(offices)
        for ledger in offices.ledgers:
            assert list(stored_in(ledger, picture)) == picture, f"seed {seed}"
        return picture
    finally:
        offices.close()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("has_verdicts", [False, True])
def test_the_store_shows_what_the_pure_merge_says(
    tmp_path: Path, template: Path, has_verdicts: bool, is_long: bool
) -> None:
    first = 7_000_000 + 100_000 * has_verdicts
    pictures = [
        compare(tmp_path, template, seed, has_verdicts=has_verdicts)
        for seed in range(first, first + (CAMPAIGN if is_long else SLICE))
    ]
    met = [row for picture in pictures for row in picture]
    assert any(row.mark & merge.RIVALS for row in met)
    assert any(row.mark & merge.KEPT for row in met)
    assert any(row.hangs for row in met)


def test_the_comparison_sees_a_store_that_hides_too_much(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "is_hidden", lambda deletes, others, saw: bool(deletes))

    def compare_some() -> None:
        for seed in range(7_000_000, 7_000_040):
            compare(tmp_path, template, seed, has_verdicts=False)

    with pytest.raises(AssertionError, match="seed"):
        compare_some()
