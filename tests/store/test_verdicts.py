"""What is void, what waits, and who gave a number twice: the same on every device, whatever came first."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.changes.coding import decode, encode
from lanyan_desktop.core.changes.operations import (
    GONE,
    Changeset,
    Insert,
    Operation,
    Position,
    Set,
    WriterId,
    certified,
)
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import LATEST_MS
from lanyan_desktop.store import parking, receiving
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine

Maker = Callable[..., Ledger]
A, B, C = (WriterId(letter * 16) for letter in (b"a", b"b", b"c"))
ROW, OTHER = Id(b"r" * 16), Id(b"s" * 16)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Maker]:
    ledgers: list[Ledger] = []

    def make() -> Ledger:
        n = len(ledgers)
        path = tmp_path / f"{n}.lanyan"
        ledgers.append(Ledger.create(path, machine=Machine(tmp_path / f"m{n}", f"电脑{n}"), synchronous="OFF"))
        return ledgers[-1]

    yield make
    for ledger in ledgers:
        ledger.close()


def written(
    writer: WriterId, seq: int, *operations: Operation, sees: dict[WriterId, int] | None = None, clock: int = 0
) -> Changeset:
    parts = [encode([o]) for o in operations] or [
        encode([Insert("party", [Id(writer[:15] + bytes([seq]))], ["name"], [["甲"]])])
    ]
    count = sum(len(o.ids) for o in operations) or 1
    return Changeset(writer, seq, clock or 1000 * seq << 16, sees or {}, "王工", "电脑", "改", 0, count, parts)


def born(row: Id = ROW, name: str = "甲") -> Insert:
    return Insert("party", [row], ["name", "type"], [[name], ["其他"]])


def named(name: str, row: Id = ROW, field: str = "name") -> Set:
    return Set("party", [row], field, [name], ["甲"])


IMPOSSIBLE: dict[str, tuple[Operation, ...]] = {
    "a row that never was": (named("乙", OTHER),),
    "a row that is not known": (named("乙"),),
    "a value of another type": (Insert("party", [OTHER], ["name"], [[7]]),),
    "a number beyond 64 bits": (Insert("cost_entry", [OTHER], ["amount_fen"], [[2**63]]),),
    "a row twice in one operation": (Insert("party", [OTHER, OTHER], ["name"], [["甲", "乙"]]),),
    "a row twice in two": (born(OTHER), born(OTHER)),
    "a cell set twice": (born(OTHER), named("乙", OTHER), named("丙", OTHER)),
    "ids that do not rise": (born(OTHER), born(ROW), Set("party", [OTHER, ROW], "name", ["乙", "丙"], ["", ""])),
    "an insert after a set": (born(OTHER), named("乙", OTHER), born(Id(b"t" * 16))),
    "born deleted": (Insert("party", [OTHER], [GONE], [[1]]),),
    "half deleted": (born(OTHER), Set("party", [OTHER], GONE, [2], [0])),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_cannot_be_true_is_void_whenever_it_comes(new: Maker, what: str) -> None:
    """B does not know of A's row; that A's changeset came first must not make it possible."""
    row, lie = written(A, 1, born()), written(B, 1, *IMPOSSIBLE[what])
    after = written(C, 1, born(Id(b"u" * 16)), sees={A: 1, B: 1})
    told = set()
    for order in itertools.permutations([row, lie, after]):
        ledger = new()
        for c in order:
            ledger.receive([c])
        assert ledger.voids() == {(B, 1): "malformed"}, [c.writer for c in order]
        assert ledger.vector() == {A: 1, B: 1, C: 1}
        assert ledger.count("party") == 2
        told.add(repr(digests(ledger._db)))
        assert check_ledger(ledger.path) == []
    together = new()
    received = together.receive([after, lie, row])
    assert received.void == [(B, 1)]
    assert told == {repr(digests(together._db))}


@pytest.mark.parametrize("said", [0, 1, 3, 1 << 60])
def test_a_changeset_that_miscounts_is_void(new: Maker, said: int) -> None:
    ledger = new()
    told = written(A, 1, born(), born(OTHER))
    assert ledger.receive([dataclasses.replace(told, count=said)]).void == [(A, 1)]
    assert ledger.count("party") == 0
    assert check_ledger(ledger.path) == []


def test_who_says_few_and_means_many_is_stopped_at_the_first_too_many(
    new: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfolded = list[bytes]()

    def counted(part: bytes) -> list[Operation]:
        unfolded.append(part)
        return decode(part)

    monkeypatch.setattr(receiving, "decode", counted)
    ids = [Id((n << 64).to_bytes(16)) for n in range(1, 9)]
    ledger = new()
    assert ledger.receive([dataclasses.replace(written(A, 1, *map(born, ids)), count=2)]).void == [(A, 1)]
    assert len(unfolded) == 3


@pytest.mark.parametrize("part", [b"", b"\0", b"\1xx", b"\0\xc1"])
def test_bytes_that_are_no_part_are_void(new: Maker, part: bytes) -> None:
    ledger = new()
    good, bad = (
        written(A, 1, born()),
        dataclasses.replace(written(B, 1, born(OTHER)), parts=[encode([born(OTHER)]), part]),
    )
    assert ledger.receive([good, bad]).void == [(B, 1)]
    assert ledger.count("party") == 1
    assert check_ledger(ledger.path) == []


def test_what_only_a_newer_program_knows_is_not_void(new: Maker) -> None:
    ledger = new()
    odd = [
        written(A, 1, Insert("robot", [ROW], ["arm"], [[7]])),
        written(A, 2, Set("robot", [OTHER], "arm", [1], [0])),
        written(A, 3, born(), Set("party", [ROW], "mood", ["好"], [None])),
    ]
    assert ledger.receive(odd).void == []
    assert ledger.count("party") == 1
    assert check_ledger(ledger.path) == []


def test_a_verdict_is_the_same_before_and_after(new: Maker) -> None:
    """Void at once, or applied and found void later; what others did to its row is passed over, and kept."""
    made, changed = written(A, 1, born()), written(B, 1, born(OTHER), named("乙"), sees={A: 1}, clock=2000 << 16)
    early, late = new(), new()
    early.receive([made, changed], void={(A, 1): "role"})
    late.receive([made, changed])
    assert late.count("party") == 2
    assert late.void([(A, 1)], "role") == {"party": None}
    for ledger in (early, late):
        assert ledger.voids() == {(A, 1): "role"}
        assert ledger.columns("party", ["id"]) == [(OTHER,)]
        assert check_ledger(ledger.path) == []
    assert digests(early._db) == digests(late._db)
    assert late.readmit([(A, 1)]) == {"party": None}
    assert sorted(late.columns("party", ["name"])) == [("乙",), ("甲",)]
    assert check_ledger(late.path) == []


def test_a_released_row_has_what_others_did_to_it(new: Maker) -> None:
    made, changed = written(A, 1, born(name="甲")), written(B, 1, named("乙"), sees={A: 1}, clock=2000 << 16)
    admin, other = new(), new()
    for ledger in (admin, other):
        ledger.receive([made, changed], void={(A, 1): "role"})
    entry = admin.quarantined()[0]
    assert (entry.position, entry.reason, entry.user, entry.kinds) == ((A, 1), "role", "王工", ("往来单位",))
    admin.release((A, 1))
    assert admin.quarantined() == []
    assert admin.columns("party", ["name"]) == [("乙",)]
    other.receive(admin.since(other.vector()))
    assert other.columns("party", ["name"]) == [("乙",)]
    assert digests(admin._db) == digests(other._db)
    assert check_ledger(admin.path) == check_ledger(other.path) == []
    with pytest.raises(LanyanError) as raised:
        admin.release((B, 1))
    assert raised.value.code == "quarantine.gone"


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_two_admins_release_the_same(new: Maker, order: tuple[int, ...]) -> None:
    """Two inserts of one row that did not know of each other: the earlier gives the values, everywhere."""
    all_of_them = [
        written(A, 1, born(name="先"), clock=10 << 16),
        written(B, 1, born(name="后"), clock=20 << 16),
        written(C, 1, named("乙", field="note"), sees={B: 1}, clock=30 << 16),
        written(A, 2, named("13", field="phone"), clock=40 << 16),
    ]
    ledger = new()
    for i in order:
        ledger.receive([all_of_them[i]])
    assert ledger.voids() == {}
    assert ledger.columns("party", ["name", "note", "phone"]) == [("先", "乙", "13")]
    assert [hit.label for hit in ledger.search("先")] == ["先"]
    assert ledger.search("后") == []
    assert check_ledger(ledger.path) == []


def test_malformed_stays_void_and_is_not_released(new: Maker) -> None:
    ledger = new()
    ledger.receive([written(B, 1, named("乙"))])
    ledger.readmit([(B, 1)])
    assert ledger.voids() == {(B, 1): "malformed"}
    with pytest.raises(LanyanError) as raised:
        ledger.release((B, 1))
    assert raised.value.code == "quarantine.malformed"
    ledger.dismiss([(B, 1)])
    assert ledger.quarantined() == []
    assert ledger.voids() == {(B, 1): "malformed"}


def test_an_own_changeset_made_void_is_not_undone(new: Maker) -> None:
    ledger = new()
    with ledger.changeset("甲") as edit:
        edit.insert("party", name="甲")
    with ledger.changeset("乙") as edit:
        edit.insert("party", name="乙")
    ledger.void([(ledger.writer, 2)], "revoked")
    assert ledger.undo() == "甲"
    assert ledger.count("party") == 0
    assert check_ledger(ledger.path) == []


# ---- waiting


def test_what_waits_outlives_the_program(new: Maker, tmp_path: Path) -> None:
    chain = [written(A, seq) for seq in range(1, 5)]
    ledger = new()
    assert ledger.receive(chain[1:], void={(A, 3): "role"}).parked == 3
    ledger.close()
    with Ledger.open(ledger.path, machine=Machine(tmp_path / "m0", "")) as again:
        assert again.parked_count() == 3
        assert again.receive(chain[:1]).applied == 4
        assert again.parked_count() == 0
        assert again.voids() == {(A, 3): "role"}
    assert check_ledger(ledger.path) == []


def test_what_waits_is_bounded_and_can_be_offered_again(new: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "MOST_PARKED", 2)
    chain = [written(A, seq) for seq in range(1, 6)]
    ledger = new()
    assert ledger.receive(chain[1:]).parked == 2
    assert ledger.receive(chain).applied == 5
    assert ledger.parked_count() == 0


def test_a_long_chain_backwards_is_put_in_order_in_one_pass(new: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [0]
    missing = parking._missing

    def counted(*args: object) -> Position | None:
        looks[0] += 1
        return missing(*args)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(parking, "_missing", counted)
    ledger = new()
    assert ledger.receive([written(A, seq % 250 + 1) for seq in reversed(range(250))]).applied == 250
    assert looks[0] <= 2 * 250


def test_two_processes_share_what_waits(new: Maker, tmp_path: Path) -> None:
    first = new()
    chain = [written(A, seq) for seq in range(1, 5)]
    with Ledger.open(first.path, machine=Machine(tmp_path / "m0", "电脑0")) as second:
        first.receive(chain[2:3])
        second.receive(chain[1:2])
        first.receive(chain[3:4])
        assert second.receive(chain[:1]).applied == 4
        assert first.receive([]).parked == 0
        assert first.vector() == {A: 4}


# ---- a number given twice


def test_a_number_given_twice_is_told(new: Maker) -> None:
    ledger = new()
    one, two = written(A, 1, born(name="甲")), written(A, 1, born(name="乙"))
    ledger.receive([one])
    assert ledger.receive([one]).forks == []
    assert ledger.receive([two]).forks == [(A, 1)]
    assert ledger.forks() == [(A, 1)]
    assert ledger.columns("party", ["name"]) == [("甲",)]
    later = [written(B, 2, born(OTHER, name=name)) for name in "丙丁"]
    assert ledger.receive(later).forks == [(B, 2)]


# ---- clocks


def test_an_absurd_clock_is_kept_and_followed_by_nobody(new: Maker, tmp_path: Path) -> None:
    ledger = new()
    ledger.receive([written(A, 1, born(), clock=(1 << 63) - (1 << 16))])
    for name in "乙丙":
        with ledger.changeset("改") as edit:
            edit.set("party", ROW, name=name)
    assert ledger.columns("party", ["name"]) == [("丙",)]
    assert [entry.is_clock_wrong for entry in ledger.log()] == [False, False, True]
    assert [(wrong.user, wrong.device) for wrong in ledger.wrong_clocks()] == [("王工", "电脑")]
    ledger.close()
    with Ledger.open(ledger.path, machine=Machine(tmp_path / "m0", "")) as again:
        assert again._clock.last >> 16 < LATEST_MS
    assert check_ledger(ledger.path) == []


def test_a_clock_ahead_is_followed_and_the_device_told_not_its_followers(new: Maker) -> None:
    ahead = 6_000_000_000_000 << 16
    ledger = new()
    ledger.receive([written(A, 1, born(), clock=ahead)])
    with ledger.changeset("改") as edit:
        edit.set("party", ROW, name="乙")
    assert ledger._clock.last == ahead + 1
    assert [wrong.device for wrong in ledger.wrong_clocks()] == ["电脑"]


# ---- whose writer it is


def test_a_writer_id_that_follows_from_a_key(new: Maker, tmp_path: Path) -> None:
    ledger, key = new(), bytes(range(32))
    assert ledger.space() is None
    ledger.set_space(b"s" * 16)
    with ledger.changeset("甲") as edit:
        edit.insert("party", name="甲")
    before = ledger.writer
    ledger.certify(key)
    ledger.certify(key)
    with ledger.changeset("乙") as edit:
        edit.insert("party", name="乙")
    assert [certified(key, nonce) for _, nonce in ledger.own_claims(key)] == [ledger.writer]
    assert ledger.vector() == {before: 1, ledger.writer: 1}
    assert ledger.undo() == "乙"
    with pytest.raises(LanyanError) as raised:
        ledger.set_space(b"t" * 16)
    assert raised.value.code == "space.other"
    mine = ledger.writer
    ledger.close()
    with Ledger.open(ledger.path, machine=Machine(tmp_path / "m0", "")) as again:
        assert again.writer == mine
        assert again.space() == b"s" * 16


def test_a_restored_copy_takes_a_new_certified_writer(new: Maker, tmp_path: Path) -> None:
    ledger, key = new(), bytes(range(32))
    ledger.certify(key)
    first = ledger.writer
    ledger.close()
    copy = ledger.path.read_bytes()
    with Ledger.open(ledger.path, machine=Machine(tmp_path / "m0", "")) as again, again.changeset("甲") as edit:
        edit.insert("party", name="甲")
    ledger.path.write_bytes(copy)
    with Ledger.open(ledger.path, machine=Machine(tmp_path / "m0", "")) as restored:
        assert restored.writer != first
        assert {writer for writer, _ in restored.own_claims(key)} == {first, restored.writer}


# ---- the own role


def test_what_the_own_role_may_not_do_is_refused(new: Maker) -> None:
    ledger = new()
    with ledger.changeset("甲") as edit:
        party = edit.insert("party", name="甲")
    ledger.mask = lambda kind, field: (kind, field) == ("party", "name")
    with ledger.changeset("改") as edit:
        edit.set("party", party, name="乙")
        for refused in (
            lambda: edit.set("party", party, note="丙"),
            lambda: edit.delete("party", [party]),
            lambda: edit.insert("party", name="丁"),
        ):
            with pytest.raises(LanyanError) as raised:
                refused()
            assert raised.value.code == "role.forbidden"
    assert ledger.undo() == "改"
    with pytest.raises(LanyanError):
        ledger.undo()
