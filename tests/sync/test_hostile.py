"""Members who cheat and servers that lie: nothing is applied that should not be, nobody is silenced, all is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lanyan_desktop.sync.head import Head, head_name
from lanyan_desktop.sync.keys.device import DeviceKey, writer_id_of
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.remote import MOST_LISTED, Counted, Entry
from lanyan_desktop.sync.snapshots import fetch_snapshot
from tests.sync.firm import MINUTE, Firm, Office, forged


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path)
    yield made
    made.close()


@pytest.fixture
def rogue(firm: Firm) -> Office:
    """A labour clerk whose program was tampered with."""
    office = firm.invite("李姐", "labour")
    firm.settle()
    return office


def team_name(firm: Firm, office: Office) -> object:
    return office.value("team", firm.team, "name")


def root(firm: Firm) -> str:
    return f"p/{firm.boss.members.space.hex()}"


# ---- members


@pytest.mark.parametrize("boss_is_first", [True, False])
def test_anothers_number_with_another_content_is_not_believed_beside_the_true_one(
    firm: Firm, rogue: Office, *, boss_is_first: bool
) -> None:
    other = firm.newcomer("赵工", "planner")
    true = firm.boss.write("team", firm.team, name="真")
    false = forged(true, kind="team", id=firm.team, field="name", value="假")
    rogue.shelf.station = bytes(15) + b"\1" if not boss_is_first else b"\xff" * 16  # stations are opened in some order
    rogue.seal([replace(false, clock=false.clock + (5 if boss_is_first else -5))])
    rogue.exchange(firm.remote)
    firm.boss.exchange(firm.remote)
    report = other.exchange(firm.remote)
    assert team_name(firm, other) == "真"
    assert report.received == 1
    assert other.ledger.forks() == []
    firm.settle(other, firm.boss)
    assert other.digest() == firm.boss.digest()


def test_a_number_nobody_gave_yet_is_not_taken_by_a_stranger_to_the_writer(firm: Firm, rogue: Office) -> None:
    true = firm.boss.write("team", firm.team, name="真")
    ahead = replace(forged(true, kind="team", id=firm.team, field="name", value="假"), seq=true.seq + 1, vector={})
    claims = ((firm.boss.ledger.writer, os.urandom(8)), (firm.boss.ledger.writer, bytes(8)))
    rogue.seal([replace(ahead, seq=true.seq)], claims=claims)
    rogue.seal([ahead], claims=claims)
    rogue.exchange(firm.remote)
    other = firm.invite("赵工", "planner")
    for office in (firm.boss, other):
        assert office.exchange(firm.remote).refused
    firm.boss.exchange(firm.remote)
    second = firm.boss.write("team", firm.team, name="更真")
    firm.settle(firm.boss, other)
    assert team_name(firm, other) == "更真"
    assert other.ledger.vector()[second.writer] == second.seq
    assert other.digest() == firm.boss.digest()


def test_nobody_is_silenced_by_a_batch_that_says_it_holds_his_work(firm: Firm, rogue: Office) -> None:
    made = rogue.write("team", firm.team, name="一")
    rogue.seal([made], holds=((made.writer, 1, 1), (firm.boss.ledger.writer, 1, 1 << 40)))
    rogue.exchange(firm.remote)
    other = firm.newcomer("赵工", "planner")
    firm.boss.exchange(firm.remote)
    firm.boss.write("team", firm.team, name="真")
    assert firm.boss.exchange(firm.remote).sent == 1
    other.exchange(firm.remote)
    assert team_name(firm, other) == "真"


def test_an_operation_beyond_the_role_hidden_among_good_ones_takes_the_whole_with_it(firm: Firm, rogue: Office) -> None:
    with rogue.ledger.changeset("改") as edit:
        edit.set("team", firm.team, name="木工班")
        edit.set("project", firm.project, name="二号楼")
    firm.settle()
    for office in firm.all:
        assert team_name(firm, office) == "钢筋班"
        assert office.value("project", firm.project, "name") == "一号楼"
    assert firm.boss.digest() == rogue.digest()


def test_an_older_role_is_no_way_round_a_change_of_role(firm: Firm, rogue: Office) -> None:
    """A batch that names the records from before the change is held against both roles."""
    before = rogue.members.tips
    firm.set_role(rogue, "quality")
    firm.settle()
    late = rogue.write("team", firm.team, name="晚")
    rogue.seal([late], members=before)
    rogue.exchange(firm.remote)
    newcomer = firm.newcomer("新人")
    for office in (firm.boss, newcomer):
        assert office.ledger.voids() == {(late.writer, late.seq): "role"}


def test_who_is_out_cannot_keep_his_late_work_by_naming_a_record_nobody_has(firm: Firm, rogue: Office) -> None:
    late = rogue.write("team", firm.team, name="晚")
    rogue.exchange(firm.remote)
    firm.boss.exchange(firm.remote)
    rogue.shelf.take_new_station()
    rogue.seal([late], members=(os.urandom(32),))
    rogue.exchange(firm.remote)
    firm.boss.exchange(firm.remote)
    assert team_name(firm, firm.boss) == "晚"
    firm.revoke(rogue, last=0)
    firm.settle(firm.boss)
    assert firm.boss.ledger.voids() == {(late.writer, late.seq): "revoked"}
    newcomer = firm.newcomer("新人")
    assert newcomer.digest() == firm.boss.digest()


def test_only_an_admin_says_of_what_counted_that_it_is_void(firm: Firm, rogue: Office) -> None:
    made = rogue.write("team", firm.team, name="一")
    firm.settle()
    rogue.seal([made], void=((made.writer, made.seq),))
    firm.settle()
    assert team_name(firm, firm.boss) == "一"
    assert firm.boss.ledger.voids() == {}
    firm.boss.ledger.void([(made.writer, made.seq)], "admin")
    firm.boss.seal([made], void=((made.writer, made.seq),))
    newcomer = firm.newcomer("新人")
    for office in firm.all:
        assert office.ledger.voids() == {(made.writer, made.seq): "admin"}
    assert newcomer.digest() == firm.boss.digest()


def test_a_head_for_another_s_station_changes_nothing(firm: Firm, rogue: Office) -> None:
    other = firm.newcomer("赵工", "planner")
    station = firm.boss.shelf.station
    firm.boss.write("team", firm.team, name="真")
    firm.boss.exchange(firm.remote)
    (kept,) = (h for h in [firm.boss.keys.read_head(firm.boss.shelf.head(station) or b"")] if h.station == station)
    turn = (1 << 50) + 1 - kept.turn % 2
    told = Head(0, "", firm.boss.members.space, station, 1 << 40, bytes(32), b"", {}, turn=turn)
    firm.remote.objects[f"{root(firm)}/{head_name(station, turn)}"] = rogue.keys.write_head(told)
    other.exchange(firm.remote)
    assert team_name(firm, other) == "真"
    assert not firm.boss.exchange(firm.remote).new_station
    firm.boss.write("team", firm.team, name="更真")
    firm.settle(firm.boss, other)
    assert team_name(firm, other) == "更真"
    assert firm.boss.shelf.station == station


def test_a_snapshot_s_name_from_a_liar_leads_nowhere(firm: Firm, rogue: Office) -> None:
    snapshots = (("n/../../../etc", 5), ("N/X", 9), ("n/" + "0" * 12 + "-" + "0" * 32 + ".n", 7))
    false = rogue.keys.write_head(
        Head(0, "", rogue.members.space, rogue.shelf.station, 0, bytes(32), b"", {}, turn=9, snapshots=snapshots)
    )
    firm.remote.objects[f"{root(firm)}/{head_name(rogue.shelf.station, 9)}"] = false
    target = firm.folder / "snapshot"
    remote = Counted(firm.remote)
    assert fetch_snapshot(remote, rogue.keys.access, rogue.register, target) is None
    assert not target.exists()


def test_a_stranger_with_the_key_of_the_batches_is_no_member(firm: Firm, rogue: Office) -> None:
    """Who found a key but was never let in signs with his own."""
    stranger = DeviceKey.draw()
    made = rogue.write("team", firm.team, name="混入")
    keys = replace(rogue.keys.access, signer=stranger.signer)
    nonce = os.urandom(8)
    made = replace(made, writer=writer_id_of(stranger.public, nonce), seq=1, vector={})
    station = os.urandom(16)
    content = keys.seal(
        [made],
        station=station,
        seq=1,
        previous=bytes(32),
        members=rogue.members.tips,
        claims=((made.writer, nonce),),
        void=(),
    )
    firm.remote.objects[f"{root(firm)}/b/{station.hex()}/00000/00000001.b"] = content
    head = Head(0, "", firm.boss.members.space, station, 1, keys.verify(content).hash, b"", {}, turn=1)
    firm.remote.objects[f"{root(firm)}/h/{station.hex()}.1"] = keys.write_head(head)
    report = firm.boss.exchange(firm.remote)
    assert report.received == 0
    assert report.refused
    assert team_name(firm, firm.boss) == "钢筋班"
    firm.remote.objects[f"{root(firm)}/h/{station.hex()}.1"] = b"torn"  # then the next batch is looked for all the same
    firm.boss.exchange(firm.remote)
    assert station not in firm.boss.shelf.chains


def test_a_station_that_tells_two_stories_is_followed_in_one_of_them(firm: Firm, rogue: Office) -> None:
    other = firm.newcomer("赵工", "planner")
    rogue.seal([rogue.write("team", firm.team, name="一")])
    twin = rogue.shelf.copy()
    rogue.seal([rogue.write("team", firm.team, name="二")])
    rogue.exchange(firm.remote)
    firm.settle(firm.boss)
    rogue.shelf = twin
    rogue.seal([rogue.write("team", firm.team, name="三")])
    rogue.seal([rogue.write("team", firm.team, name="四")])
    name = f"{root(firm)}/b/{twin.station.hex()}/00000/{rogue.own().last:08}.b"
    firm.remote.objects[name] = rogue.shelf.read(twin.station, rogue.own().last) or b""
    head = Head(0, "", firm.boss.members.space, twin.station, rogue.own().last, rogue.own().hash, b"", {}, turn=9)
    firm.remote.objects[f"{root(firm)}/{head_name(twin.station, 9)}"] = rogue.keys.write_head(head)
    for office in (firm.boss, other):
        report = office.exchange(firm.remote)
        assert [name.rpartition("/")[2] for name in report.refused] == [f"{rogue.own().last:08}.b"]
        assert team_name(firm, office) == "二"
    assert firm.boss.digest() == other.digest()


# ---- servers


def test_objects_of_another_space_or_station_do_not_pass_for_ours(firm: Firm, rogue: Office, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    second = Firm(tmp_path / "other")
    rogue.write("team", firm.team, name="一")
    rogue.exchange(firm.remote)
    sound = dict(firm.remote.objects)
    theirs = {name.replace(root(second), root(firm)): c for name, c in second.remote.objects.items()}
    newcomer = firm.invite("新人", "planner")
    batches = sorted(name for name in sound if "/b/" in name)
    swapped = dict(zip(batches, reversed([sound[name] for name in batches]), strict=True))
    heads = sorted(name for name in sound if "/h/" in name)
    turned = dict(zip(heads, [sound[name] for name in heads[1:] + heads[:1]], strict=True))
    for lie in (theirs, swapped, turned):
        firm.remote.objects = sound | lie
        report = newcomer.exchange(firm.remote)
        assert report.quarantined == []
    assert newcomer.ledger.vector().keys() <= rogue.ledger.vector().keys()
    firm.remote.objects = dict(sound)
    newcomer.now += 61 * MINUTE
    firm.settle()
    assert newcomer.digest() == firm.boss.digest()
    second.close()


def test_heads_of_the_past_take_nothing_away_and_are_put_right(firm: Firm, rogue: Office) -> None:
    old = {name: content for name, content in firm.remote.objects.items() if "/h/" in name}
    for n in range(3):
        rogue.write("team", firm.team, name=f"{n}")
        firm.settle()
    now = {name: content for name, content in firm.remote.objects.items() if "/h/" in name}
    firm.remote.objects.update(old)
    newcomer = firm.invite("新人")
    newcomer.exchange(firm.remote)
    firm.boss.exchange(firm.remote)
    newest = {name: firm.remote.objects[name] for name in now}
    assert newest != old
    firm.settle()
    assert newcomer.digest() == firm.boss.digest()
    assert team_name(firm, newcomer) == "2"


class Liar(MemoryRemote):
    """Serves what it has, and lists what it likes."""

    def __init__(self, inner: MemoryRemote) -> None:
        super().__init__()
        self.objects = inner.objects
        self.hidden: tuple[str, ...] = ()
        self.invented = 0
        self.asked = 0

    def list(self, folder: str) -> list[Entry]:
        last = folder.rpartition("/")[2]
        suffix = ".m" if last == "m" else ".0"
        lies = [
            Entry(f"{n:032x}{suffix}" if last != "m" else f"{n:08}-{n:064x}.m", 5, f"{n}") for n in range(self.invented)
        ]
        litter = [Entry(name, 1, "1") for name in ("..", "A" * 300 + ".m", "x" * 250 + ".m", "00000001.m", "~$x.m", "")]
        found = [
            entry for entry in super().list(folder) if not any(word in f"{folder}/{entry.name}" for word in self.hidden)
        ]
        return [*lies, *litter, *found]

    def get(self, name: str, *, most: int = 1 << 30) -> bytes | None:
        self.asked += 1
        return super().get(name, most=most)


def test_a_server_that_lists_without_end_is_left_after_a_while(firm: Firm) -> None:
    liar = Liar(firm.remote)
    liar.invented = 30_000
    newcomer = firm.invite("新人")
    assert len(Counted(liar).list(f"{root(firm)}/h")) <= MOST_LISTED
    newcomer.exchange(liar)
    assert liar.asked < 10_000
    liar.invented = 0
    newcomer.now += 61 * MINUTE
    newcomer.exchange(liar)
    assert newcomer.digest() == firm.boss.digest()


@pytest.mark.parametrize("hidden", ["/h/", "/m/", "/b/"])
def test_a_server_that_withholds_delays_and_nothing_is_taken_back(firm: Firm, rogue: Office, hidden: str) -> None:
    liar = Liar(firm.remote)
    newcomer = firm.invite("新人")
    rogue.exchange(liar)
    liar.hidden = (hidden,)
    rogue.write("team", firm.team, name="一")
    for office in (rogue, firm.boss, newcomer):
        for _ in range(3):
            office.now += 11 * MINUTE
            office.exchange(liar)
            assert office.ledger.count("team") in {0, 1}
    assert team_name(firm, rogue) == "一"
    assert firm.boss.ledger.count("team") == 1
    liar.hidden = ()
    for _ in range(2):
        for office in (rogue, firm.boss, newcomer):
            office.now += 61 * MINUTE
            office.exchange(liar)
    assert newcomer.digest() == firm.boss.digest() == rogue.digest()


@pytest.mark.parametrize("letter", ["h", "m", "b"])
def test_an_object_that_is_too_large_is_not_read_and_is_put_right(firm: Firm, rogue: Office, letter: str) -> None:
    newcomer = firm.invite("新人")
    name = min(name for name in firm.remote.objects if f"/{letter}/" in name)
    sound = firm.remote.objects[name]
    firm.remote.objects[name] = sound + bytes(65 << 20)
    newcomer.exchange(firm.remote)
    for _ in range(40):  # the audit draws by lot what it looks at
        for office in (firm.boss, rogue):
            office.now += 11 * MINUTE
            office.exchange(firm.remote)
    newcomer.now += 61 * MINUTE
    firm.settle()
    assert len(firm.remote.objects[name]) < 1 << 20
    assert newcomer.digest() == firm.boss.digest()


def test_more_stations_than_a_folder_of_heads_holds(firm: Firm, rogue: Office) -> None:
    """A place that cuts listings at 500: the stations beyond 240 have a folder of their own, and are found there."""
    junk = {f"{root(firm)}/h/{n:032x}.{n % 2}": b"x" for n in range(479)}
    del junk[f"{root(firm)}/h/{0:032x}.0"]
    firm.remote.objects |= junk
    late = firm.invite("后来", "labour")
    late.exchange(firm.remote)
    late.write("team", firm.team, name="后来的")
    late.exchange(firm.remote)
    assert f"{root(firm)}/{head_name(late.shelf.station, 1, 'h1')}" in firm.remote.objects
    firm.settle(firm.boss, rogue)
    assert team_name(firm, rogue) == "后来的"
    for name in junk:
        firm.remote.objects.pop(name, None)
    newcomer = firm.invite("新人")
    newcomer.exchange(firm.remote)
    assert team_name(firm, newcomer) == "后来的"
    assert max(sum(f"/{folder}/" in name for name in firm.remote.objects) for folder in ("h", "h1")) <= 480


def test_records_that_a_cut_listing_leaves_out_are_asked_for_by_name(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lanyan_desktop.sync.fetching._CUT_AT", 12)
    newcomer = firm.invite("新人")
    for n in range(12):
        firm.invite(f"{n}", "planner")  # an invite and a joining each; nobody of them ever comes
        firm.boss.register.take(firm.all.pop().members.records.values())
    firm.boss.write("team", firm.team, name="一")
    firm.boss.exchange(firm.remote)

    class Cut(MemoryRemote):
        def list(self, folder: str) -> list[Entry]:
            found = sorted(super().list(folder), key=lambda entry: entry.name[::-1])
            return found[:12] if folder.endswith("/m") else found

    cut = Cut()
    cut.objects = firm.remote.objects
    for _ in range(3):
        newcomer.now += 61 * MINUTE
        newcomer.exchange(cut)
    assert newcomer.members.knows(firm.boss.members.tips)
    assert team_name(firm, newcomer) == "一"
