"""Plans from Project, WPS and the site's own sheets: tree, durations, relations, and what comes again."""

from __future__ import annotations

from datetime import datetime

import pytest

from lanyan_desktop.core.values import Id, Instant, datetime_of
from lanyan_desktop.services.imports import Preview, commit
from lanyan_desktop.services.imports.plan import PlanReading
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import Made
from tests.services.imports.conftest import Look

HEADER: list[Made] = ["标识号", "任务名称", "工期", "开始时间", "完成时间", "前置任务"]
ROWS: list[list[Made]] = [
    HEADER,
    [1, "基础", None, None, None, None],
    [2, "  挖土", "7 个工作日", "2025年3月10日 8:00", "2025年3月16日 17:00", None],
    [3, "  垫层", "3d", "2025/3/17", "2025/3/19", "2FS+2 个工作日"],
    [4, "主体", 20, "2025.3.20", "2025.4.8", "3，2SS"],
]


def reading_of(seen: Preview) -> PlanReading:
    assert isinstance(seen.reading, PlanReading)
    return seen.reading


def codes(seen: Preview) -> list[tuple[str, str]]:
    return [(p.code, p.cell) for p in seen.problems if p.severity != "info"]


def test_indents_make_the_tree_and_give_numbers(look: Look) -> None:
    tasks = reading_of(look("plan", ROWS)).tasks
    assert [(t.values["wbs"], t.values["name"], t.parent, t.values["duration_min"]) for t in tasks] == [
        ("1", "基础", -1, 0),
        ("1.1", "挖土", 0, 7 * 480),
        ("1.2", "垫层", 0, 3 * 480),
        ("2", "主体", -1, 20 * 480),
    ]


def test_outline_numbers_and_levels_make_the_tree(look: Look) -> None:
    by_number = [["大纲数字", "任务名称", "工期"], ["1", "基础", None], ["1.1", "挖土", 3], ["2", "主体", 5]]
    assert [task.parent for task in reading_of(look("plan", by_number)).tasks] == [-1, 0, -1]
    by_level = [["大纲级别", "任务名称", "工期"], [1, "基础", None], [2, "挖土", 3], [3, "人工", 1], [1, "主体", 5]]
    assert [task.parent for task in reading_of(look("plan", by_level)).tasks] == [-1, 0, 1, -1]


def test_relations_of_every_kind(look: Look) -> None:
    rows = [*ROWS, [5, "屋面", 5, None, None, "4FF-3 d;2SF+50%、3完成-开始+1天,1FS+2ed"]]
    found = [(link.before, link.after, link.type, link.lag, link.unit) for link in reading_of(look("plan", rows)).links]
    assert found == [
        (1, 2, "FS", 960, "工作时间"),
        (2, 3, "FS", 0, "工作时间"),
        (1, 3, "SS", 0, "工作时间"),
        (3, 4, "FF", -1440, "工作时间"),
        (1, 4, "SF", 5000, "百分比"),
        (2, 4, "FS", 480, "工作时间"),
        (0, 4, "FS", 2880, "日历时间"),
    ]


def test_dates_keep_their_hours_or_take_those_of_a_working_day(look: Look) -> None:
    values = [task.values for task in reading_of(look("plan", ROWS)).tasks]
    moments = [
        datetime_of(Instant(int(at)))
        for at in (values[1]["source_start"], values[2]["source_start"], values[2]["source_finish"])
        if isinstance(at, int)
    ]
    assert moments == [datetime(2025, 3, 10, 8), datetime(2025, 3, 17, 8), datetime(2025, 3, 19, 17)]


def test_a_duration_is_counted_from_the_dates_where_none_is_given(look: Look) -> None:
    rows: list[list[Made]] = [
        ["任务名称", "工期(天)", "开始", "结束"],
        ["挖土", None, "2025-3-10", "2025-3-14"],
        ["垫层", None, None, None],
    ]
    seen = look("plan", rows)
    assert [task.values["duration_min"] for task in reading_of(seen).tasks] == [5 * 480, 480]
    assert codes(seen) == [("activity.no_duration", "B3")]


def test_what_cannot_be_a_relation_is_told_and_left_out(look: Look) -> None:
    rows: list[list[Made]] = [[*HEADER[:3], "前置任务"]]
    rows += [[1, "甲", 1, "3"], [2, "乙", 1, "1,9"], [3, "丙", 1, "2,3"], [4, "丁", 1, "abc!"]]
    seen = look("plan", rows)
    assert codes(seen) == [
        ("predecessor.unknown", "D3"),
        ("predecessor.self", "D4"),
        ("predecessor.text", "D5"),
        ("predecessor.cycle", "D4"),
    ]
    assert [(link.before, link.after) for link in reading_of(seen).links] == [(2, 0), (0, 1)]


def test_coming_again_the_plan_follows_the_sheet(ledger: Ledger, project_id: Id, look: Look) -> None:
    commit(ledger, look("plan", ROWS), project_id=project_id)
    assert (ledger.count("activity"), ledger.count("relation")) == (4, 3)
    rows = [list(row) for row in ROWS]
    rows[2][2] = "9 个工作日"
    rows[4][5] = "3"
    rows.insert(4, [9, "  防水", 4, None, None, "3"])
    done = commit(ledger, look("plan", rows), project_id=project_id)
    assert (ledger.count("activity"), ledger.count("relation")) == (5, 3)
    assert ("1.1", "工期", "7", "9") in [(c.record, c.field, c.old, c.new) for c in done.outcome.changes]
    assert ledger.undo() == done.intent
    assert (ledger.count("activity"), ledger.count("relation")) == (4, 3)
    assert commit(ledger, look("plan", ROWS), project_id=project_id).intent == ""


def test_a_sites_own_plan_keeps_what_activities_have_no_field_for(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows: list[list[Made]] = [
        ["某楼施工进度计划表（2025年）"],
        ["序号", "分部分项", "工程量", "单位", "工期(天)", "开始", "结束", "劳动力", "3月上旬"],
        ["一", "基础工程", None, None, None, None, None, None, None],
        [1, "土方开挖", 6800, "m3", 14, "3月10日", "3月23日", 12, None],
        [2, "垫层", 128, "m3", 3, "3月24日", "3月26日", 8, None],
        ["二", "主体工程", None, None, None, None, None, None, None],
        [3, "一层结构", None, None, 9, "3月27日", "4月4日", 40, None],
    ]
    seen = look("plan", rows)
    assert codes(seen) == []
    assert [task.parent for task in reading_of(seen).tasks] == [-1, 0, 0, -1, 3]
    commit(ledger, seen, project_id=project_id)
    notes = {row[0]: row[1] for row in ledger.columns("activity", ["name", "note"])}
    assert notes["土方开挖"] == "工程量 6800；单位 m3；劳动力 12"


def test_teams_are_made_of_resources(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows: list[list[Made]] = [
        ["任务名称", "工期", "资源名称", "完成百分比"],
        ["挖土", 3, "土方班组[2],普工", 0.35],
        ["垫层", 3, "混凝土班", "100%"],
    ]
    commit(ledger, look("plan", rows), project_id=project_id)
    teams = {row[0]: row[1] for row in ledger.columns("team", ["id", "name"])}
    found = [
        (name, teams[team], done, note)
        for name, team, done, note in ledger.columns("activity", ["name", "team_id", "done", "note"])
    ]
    assert sorted(found) == [("垫层", "混凝土班", 10_000, None), ("挖土", "土方班组", 3_500, "资源 土方班组[2],普工")]


@pytest.mark.parametrize(
    ("duration", "code"), [("很久", "cell.duration"), ("#REF!", "cell.error"), ("3 个月", "cell.duration")]
)
def test_a_duration_that_cannot_be_read_keeps_the_row_out(look: Look, duration: str, code: str) -> None:
    seen = look("plan", [HEADER, [1, "挖土", duration, None, None, None], [2, "垫层", 3, None, None, "1"]])
    assert [task.values["name"] for task in reading_of(seen).tasks] == ["垫层"]
    assert reading_of(seen).links == []
    assert codes(seen) == [(code, "C2"), ("predecessor.unwritten", "F3")]
