"""Members, roles and revocation through the whole engine: real ledgers come to the same rows by any way."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.snapshots import adopt
from lanyan_desktop.sync.deciding import settle
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.judging import Verdict
from lanyan_desktop.sync.members.recovery import open_by_code
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.snapshots import fetch_snapshot
from tests.sync.firm import MINUTE, NOW, Firm, Office


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path)
    yield made
    made.close()


def equal(*offices: Office) -> bool:
    return all(office.digest() == offices[0].digest() for office in offices)


def team_name(firm: Firm, office: Office) -> object:
    return office.value("team", firm.team, "name")


def test_who_was_invited_has_everything_and_is_heard(firm: Firm) -> None:
    clerk = firm.invite("李姐", "labour")
    assert clerk.exchange(firm.remote).received == 1  # what was there before there was a space: the founding vouches
    clerk.write("team", firm.team, name="木工班")
    firm.settle()
    assert team_name(firm, firm.boss) == "木工班"
    assert equal(*firm.all)
    assert firm.boss.ledger.voids() == {}
    again = clerk.exchange(firm.remote)
    assert (again.requests, again.sent, again.refused, again.keyless) == (1, 0, [], [])


def test_what_is_beyond_the_role_is_void_on_every_device_until_an_admin_lets_it_pass(firm: Firm) -> None:
    clerk, planner = firm.invite("李姐", "labour"), firm.invite("赵工", "planner")
    firm.settle()
    clerk.write("team", firm.team, name="木工班")
    beyond = clerk.write("project", firm.project, name="二号楼")
    firm.settle()
    assert equal(*firm.all)
    for office in (firm.boss, clerk, planner):
        assert office.value("project", firm.project, "name") == "一号楼"
        assert team_name(firm, office) == "木工班"
        assert dict(office.ledger.voids()) == {(beyond.writer, beyond.seq): "role"}
    (listed,) = firm.boss.ledger.quarantined()
    firm.boss.ledger.release(listed.position)
    firm.settle()
    assert clerk.value("project", firm.project, "name") == "二号楼"
    assert equal(*firm.all)


def test_one_who_got_another_role_while_offline_finds_his_own_work_void_too(firm: Firm) -> None:
    planner = firm.newcomer("赵工", "planner")
    kept = planner.write("team", firm.team, name="一")
    firm.settle()
    firm.set_role(planner, "cashier")
    firm.boss.exchange(firm.remote)
    offline = planner.write("team", firm.team, name="二")
    firm.settle()
    assert set(planner.ledger.voids()) == {(offline.writer, offline.seq)}
    assert (kept.writer, kept.seq) not in firm.boss.ledger.voids()
    assert equal(*firm.all)


@pytest.mark.parametrize("is_applied_before", [True, False])
def test_a_revocation_holds_whatever_came_first(firm: Firm, *, is_applied_before: bool) -> None:
    clerk, other = firm.invite("李姐", "labour"), firm.invite("赵工", "planner")
    firm.settle()
    clerk.write("team", firm.team, name="一")
    firm.settle()
    stick = MemoryRemote()
    late = [clerk.write("team", firm.team, name=name) for name in ("二", "三")]
    clerk.exchange(stick)
    if is_applied_before:
        other.exchange(stick)
        assert team_name(firm, other) == "三"
    firm.revoke(clerk)
    firm.boss.exchange(firm.remote)
    firm.settle(firm.boss, other)
    other.exchange(stick)
    firm.settle(other, firm.boss)
    for office in (firm.boss, other):
        assert team_name(firm, office) == "一"
        assert dict(office.ledger.voids()) == {(c.writer, c.seq): "revoked" for c in late}
    clerk.exchange(firm.remote)
    assert team_name(firm, clerk) == "一"  # he sees it himself
    late_comer = firm.newcomer("新人", "labour")
    assert equal(firm.boss, other, late_comer)


def test_a_new_key_keeps_out_who_was_revoked_and_an_admin_s_program_gives_it_to_the_others(firm: Firm) -> None:
    clerk, other = firm.invite("李姐", "labour"), firm.invite("赵工", "planner")
    firm.settle()
    firm.revoke(clerk)
    firm.boss.write("team", firm.team, name="密")
    firm.settle()
    assert team_name(firm, other) == "密"
    assert team_name(firm, clerk) == "钢筋班"
    assert clerk.exchange(firm.remote).keyless
    assert firm.boss.members.epoch not in clerk.members.keys(clerk.device)
    joined_late = firm.newcomer("新人")
    assert equal(firm.boss, other, joined_late)


def test_batches_that_name_records_nobody_has_here_wait_for_them(firm: Firm) -> None:
    reader = firm.newcomer("只读")
    held_back = dict(firm.remote.objects)
    clerk = firm.invite("李姐", "labour")
    clerk.exchange(firm.remote)
    clerk.write("team", firm.team, name="木工班")
    clerk.exchange(firm.remote)
    records = {name: c for name, c in firm.remote.objects.items() if "/m/" in name and name not in held_back}
    for name in records:
        del firm.remote.objects[name]
    seen = MemoryRemote()
    seen.objects = firm.remote.objects
    report = reader.exchange(seen)
    assert (report.received, report.refused) == (0, [])
    assert report.keyless
    seen.objects.update(records)
    reader.now += 61 * MINUTE
    assert reader.exchange(seen).received == 1
    assert team_name(firm, reader) == "木工班"


def test_an_admin_s_batch_that_waited_for_a_record_undoes_what_was_void(firm: Firm) -> None:
    """Found while writing: nothing looked again at a batch on the shelf when the record it names had come."""
    clerk, other = firm.invite("李姐", "labour"), firm.invite("赵工", "planner")
    firm.settle()
    stick = MemoryRemote()
    late = clerk.write("team", firm.team, name="二")
    clerk.exchange(stick)
    firm.revoke(clerk)
    firm.settle(firm.boss, other)
    other.exchange(stick)
    assert (late.writer, late.seq) in other.ledger.voids()
    content, _ = acts.invite(firm.boss.members, firm.boss.device, role="reader", expires_ms=NOW, now=NOW)
    firm.boss.register.take([content])
    firm.boss.seal([late])  # he takes it up all the same
    secret = MemoryRemote()
    firm.boss.exchange(secret)
    whole = dict(secret.objects)
    name = next(
        name for name in whole if name.endswith(next(n for n, c in firm.boss.members.records.items() if c == content))
    )
    del secret.objects[name]
    other.exchange(secret)
    assert (late.writer, late.seq) in other.ledger.voids()
    secret.objects[name] = whole[name]
    other.now += 61 * MINUTE
    other.exchange(secret)
    assert other.ledger.voids() == {}
    assert team_name(firm, other) == "二"


def test_an_admin_puts_back_what_others_made_and_no_one_else_can(firm: Firm) -> None:
    clerk, other = firm.invite("李姐", "labour"), firm.invite("赵工", "planner")
    firm.settle()
    clerk.write("team", firm.team, name="木工班")
    beyond = clerk.write("project", firm.project, name="二号楼")
    firm.settle()
    firm.remote.objects.clear()
    for office in (other, firm.boss):
        office.lose_shelf()
    assert other.exchange(firm.remote).sent == 0
    assert firm.boss.exchange(firm.remote).sent == 3
    newcomer = firm.invite("新人", "planner")
    for office in (firm.boss, newcomer):
        office.exchange(firm.remote)
    assert team_name(firm, newcomer) == "木工班"
    assert newcomer.value("project", firm.project, "name") == "一号楼"
    assert dict(newcomer.ledger.voids()) == {(beyond.writer, beyond.seq): "admin"}
    firm.settle()
    assert len({str(office.digest()) for office in firm.all}) == 1


def test_the_recovery_code_takes_a_firm_up_again_that_lost_all_its_devices(firm: Firm) -> None:
    firm.boss.write("team", firm.team, name="木工班")
    firm.boss.exchange(firm.remote)
    contents = [content for name, content in firm.remote.objects.items() if "/m/" in name]
    found = open_by_code(firm.boss.members.space, contents, firm.code)
    ledger = firm._ledger("新机")
    admitted = acts.admit(
        found.members,
        found.key,
        target=(device := type(found.key).draw()).public,
        person="王工",
        name="新机",
        now=NOW,
    )
    office = firm._office("新机", device, found.members.adding([admitted]), ledger)
    for content in [acts.give(office.members, found.key, now=NOW)]:
        if content is not None:
            office.register.take([content])
    assert office.exchange(firm.remote).received == 2
    assert office.digest() == firm.boss.digest()


class Partly(MemoryRemote):
    """Shows of its objects only those whose turn has come."""

    def __init__(self, whole: MemoryRemote, order: list[str]) -> None:
        super().__init__()
        self.whole, self.order = whole.objects, order

    def show(self, count: int) -> None:
        self.objects = {name: self.whole[name] for name in self.order[:count] if name in self.whole} | {
            name: content for name, content in self.objects.items() if name not in self.whole
        }


@pytest.mark.parametrize("seed", range(12))
def test_rows_and_verdicts_are_the_same_in_whatever_order_objects_show(firm: Firm, seed: int) -> None:
    """A role beyond, a revocation, a change of role, an admin's mending: shown bit by bit to a newcomer."""
    draw = random.Random(seed)
    clerk, planner = firm.invite("李姐", "labour"), firm.invite("赵工", "planner")
    firm.settle()
    for n in range(3):
        clerk.write("team", firm.team, name=f"甲{n}")
        planner.write("team", firm.team, name=f"乙{n}")
        clerk.write("project", firm.project, name=f"越权{n}")
        for office in (clerk, planner):
            office.exchange(firm.remote)
    firm.settle()
    stick = MemoryRemote()
    late = clerk.write("team", firm.team, name="晚")
    clerk.exchange(stick)
    firm.revoke(clerk)
    firm.set_role(planner, "quality")
    planner.write("team", firm.team, name="不再许可")
    firm.boss.seal([late])
    newcomer = firm.invite("新人", "planner")
    planner.exchange(firm.remote)
    firm.settle(firm.boss, planner)
    planner.exchange(stick)
    firm.settle(firm.boss, planner)
    order = sorted(firm.remote.objects)
    draw.shuffle(order)
    partly = Partly(firm.remote, order)
    for count in sorted(draw.choices(range(len(order)), k=6)):
        partly.show(count)
        newcomer.now += draw.randrange(90) * MINUTE
        newcomer.exchange(partly)
        if draw.random() < 0.3:
            newcomer.exchange(stick)
    newcomer.now += 100 * MINUTE
    firm.settle(newcomer, firm.boss, planner)
    assert equal(firm.boss, newcomer, planner)
    assert "revoked" not in firm.boss.ledger.voids().values()
    assert sorted(firm.boss.ledger.voids().values()) == ["role"] * 4


@pytest.mark.parametrize("is_out_before", [True, False])
def test_what_came_in_a_snapshot_is_judged_when_its_history_is_here(
    firm: Firm, tmp_path: Path, *, is_out_before: bool
) -> None:
    clerk = firm.newcomer("李姐", "labour")
    firm.boss.publish_every(3)
    for n in range(4):
        clerk.write("team", firm.team, name=f"甲{n}")
        clerk.exchange(firm.remote)
    firm.boss.write("project", firm.project, name="二号楼")
    firm.boss.exchange(firm.remote)
    joining = firm.invite("新人", "planner")
    firm.all.remove(joining)
    joining.ledger.close()
    assert any("/n/" in name for name in firm.remote.objects)
    if is_out_before:
        firm.revoke(clerk, last=2)
        firm.boss.exchange(firm.remote)
    target = tmp_path / "snapshot"
    manifest = fetch_snapshot(firm.remote, joining.keys.access, joining.register, target)
    assert manifest is not None
    adopt(target, tmp_path / "joined.lanyan")
    ledger = Ledger.open(tmp_path / "joined.lanyan", machine=Machine(tmp_path / "machine-joined", "新人"))
    newcomer = firm._office("新人", joining.device, joining.members, ledger)
    newcomer.shelf.start_at(manifest.stations, manifest.vector)
    assert team_name(firm, newcomer) == "甲3"
    if not is_out_before:
        newcomer.exchange(firm.remote)
        firm.revoke(clerk, last=2)
    firm.settle(firm.boss, newcomer)
    assert ledger.missing_history() == 0
    assert team_name(firm, newcomer) == "甲1"
    assert equal(firm.boss, newcomer)


VERDICTS = st.lists(
    st.sampled_from(
        [
            Verdict("accepted"),
            Verdict("refused", "writer"),
            Verdict("not_yet", "members"),
            *(Verdict("void", reason) for reason in ("role", "admin", "malformed", "revoked", "not_member", "told")),
        ]
    ),
    max_size=6,
)


@given(VERDICTS, st.randoms())
def test_one_verdict_stands_however_often_and_in_whatever_order_batches_come(
    some: list[Verdict], draw: random.Random
) -> None:
    mixed = [*some, *draw.sample(some, len(some) // 2)]
    draw.shuffle(mixed)
    assert settle(mixed) == settle(some)
    assert settle([*some, Verdict("refused", "stranger")]) == settle(some)


@pytest.mark.parametrize("reason", ["role", "admin", "malformed"])
def test_what_is_void_for_what_it_is_stays_so(reason: str) -> None:
    for order in itertools.permutations([Verdict("accepted"), Verdict("void", reason), Verdict("void", "revoked")]):
        assert settle(order).reason == reason
