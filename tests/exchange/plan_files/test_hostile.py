"""Plan files that are broken, or made to break: a sentence, bounded memory, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyan_desktop.core.schedule.exchanged_plan import compute_exchanged
from lanyan_desktop.exchange.msproject import reader, streaming
from lanyan_desktop.exchange.plan_files import read_plan_file
from lanyan_desktop.kit.errors import LanyanError
from tests.exchange.plan_files.fuzzing import SEEDS, fuzz, load_seeds
from tests.shared import shared_file

HEAD = '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project">'
CALENDAR = "<Calendars><Calendar><UID>1</UID><Name>S</Name></Calendar></Calendars><CalendarUID>1</CalendarUID>"


def project(*tasks: str, head: str = HEAD) -> str:
    return f"{head}<StartDate>2025-03-10T08:00:00</StartDate><Tasks>{''.join(tasks)}</Tasks></Project>"


def task(uid: int, more: str = "", *, duration: str = "PT8H0M0S") -> str:
    return f"<Task><UID>{uid}</UID><Name>工作{uid}</Name><Duration>{duration}</Duration>{more}</Task>"


def xer(*rows: str, tasks: str = "") -> str:
    return "\n".join(
        [
            "ERMHDR\t8.4\t2023-07-27",
            "%T\tPROJECT",
            "%F\tproj_id\tproj_short_name\tplan_start_date\tlast_recalc_date",
            "%R\t1\tP\t2025-03-10 08:00\t2025-03-10 08:00",
            *rows,
            "%T\tTASK",
            "%F\ttask_id\tproj_id\twbs_id\ttask_name\ttask_type\ttarget_drtn_hr_cnt\tearly_start_date",
            tasks or "%R\t7\t1\t\t基础开挖\tTT_Task\t16\t2025-03-10 08:00",
            "%E",
        ]
    )


def refusal(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(LanyanError) as caught:
        compute_exchanged(read_plan_file(path))
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "plan_file.empty"),
        (project(task(1))[:-30], "plan_file.damaged"),
        ("hello", "plan_file.damaged"),
        ("<html></html>", "plan_file.unknown"),
        (HEAD + "</Project>", "plan_file.no_activities"),
        (HEAD.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1) + "</Project>", "plan_file.entities"),
        (HEAD.replace("?>", '?><!DOCTYPE a SYSTEM "other.dtd">', 1) + "</Project>", "plan_file.entities"),
        (project(task(1, duration="-PT8H0M0S")), "plan_file.negative"),
        (project(task(1, duration="PT999999999H0M0S")), "plan_file.duration"),
        (project(task(1, duration="eight")), "plan_file.duration"),
        (project(task(1, "<Start>0001-01-01T00:00:00</Start>")), "plan_file.date"),
        (project(task(1, "<Finish>9999-12-31T23:59:59</Finish>")), "plan_file.date"),
        (project(task(1)).replace("2025-03-10", "9999-12-31"), "plan_file.date"),
        (project(task(1, "<Start>2025-02-30T08:00:00</Start>")), "plan_file.date"),
        (project(task(1), task(1)), "plan_file.same_uid"),
        (project(*(task(n, f"<OutlineLevel>{n}</OutlineLevel>") for n in range(1, 120))), "plan_file.deep"),
        (HEAD + "<a>" * 5_000, "plan_file.deep"),
        (project(task(1), head=HEAD.replace("UTF-8", "cp037")), "plan_file.damaged"),
        (project(task(1)).encode("gb18030"), "plan_file.damaged"),
        (project(task(1, "<PercentComplete>x</PercentComplete>")), "plan_file.number"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan_file.mpp"),
    ],
)
def test_a_broken_xml_is_refused(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refusal(tmp_path / "plan.xml", content) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("%T\tTASK\n%E", "plan_file.unknown"),
        (xer()[:-2], "plan_file.damaged"),
        (xer(tasks="%R\t7\t2\t\tx\tTT_Task\t16\t"), "plan_file.no_activities"),
        (xer(tasks="%R\t7\t1\t\tx\tTT_Task\t-16\t"), "plan_file.negative"),
        (xer(tasks="%R\t7\t1\t\tx\tTT_Task\tzz\t"), "plan_file.number"),
        (xer(tasks="%R\t7\t1\t\tx\tTT_Task\t16\t9999-01-01 08:00"), "plan_file.date"),
        (
            xer("%T\tPROJWBS", "%F\twbs_id\tparent_wbs_id\tproj_id", "%R\t1\t2\t1", "%R\t2\t1\t1"),
            "plan_file.outline",
        ),
    ],
)
def test_a_broken_xer_is_refused(tmp_path: Path, content: str, code: str) -> None:
    assert refusal(tmp_path / "plan.xer", content) == code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('<task id="1" name="a"', "plan_file.damaged"),
        ('<task id="1" name="a" start="2025-01-01" duration="-5"/></tasks></project>', "plan_file.negative"),
        ('<task id="1" name="a" start="9999-01-01" duration="5"/></tasks></project>', "plan_file.date"),
        ("</tasks></project>", "plan_file.no_activities"),
    ],
)
def test_a_broken_gan_is_refused(tmp_path: Path, row: str, code: str) -> None:
    assert refusal(tmp_path / "plan.gan", f'<project name="x" version="3"><tasks>{row}') == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_names_come_through_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """P6 says nowhere what it wrote in; on a Chinese Windows that is GBK."""
    path = tmp_path / "plan.xer"
    path.write_bytes(xer().encode(encoding))
    assert [activity.name for activity in read_plan_file(path).activities] == ["基础开挖"]


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "utf-16"])
def test_an_xml_is_read_in_the_encoding_it_names(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.xml"
    path.write_bytes(project(task(1), head=HEAD.replace("UTF-8", encoding)).encode(encoding))
    assert read_plan_file(path).activities[0].name == "工作1"


def test_too_many_tasks_are_refused_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    most, many = (200_000, 1_000_000) if pytestconfig.getoption("--long") else (500, 2_000)
    monkeypatch.setattr(reader, "MOST_ACTIVITIES", most)
    path = tmp_path / "plan.xml"
    path.write_text(project(*(f"<Task><UID>{n}</UID><Name>x</Name></Task>" for n in range(many))), encoding="utf-8")
    with pytest.raises(LanyanError) as caught:
        read_plan_file(path)
    assert (caught.value.code, caught.value.params["limit"]) == ("plan_file.too_many", most)


def test_a_record_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MOST_IN_RECORD", 1_000)
    assert refusal(tmp_path / "plan.xml", project(task(1, "<x/>" * 2_000))) == "plan_file.too_many"


def test_relations_in_a_ring_are_told_and_the_rest_is_computed(tmp_path: Path) -> None:
    def after(uid: int) -> str:
        return f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>1</Type></PredecessorLink>"

    path = tmp_path / "plan.xml"
    path.write_text(project(task(1, after(2)), task(2, after(1)), task(3)), encoding="utf-8")
    computed = compute_exchanged(read_plan_file(path))
    assert [sorted(ring) for ring in computed.schedule.cycles] == [[0, 1]]
    assert int(computed.schedule.finish[2] - computed.schedule.start[2]) == 9 * 60


def test_bent_files_never_escape(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    seeds = load_seeds(shared_file("schedules"))
    assert len(seeds) == len(SEEDS)
    seconds = 600 if pytestconfig.getoption("--long") else 0
    figures = fuzz(seeds, tmp_path, seed=20, cases=120, seconds=seconds)
    assert figures.escaped == []
    assert figures.read > 20
    assert sum(figures.refused.values()) > 20
