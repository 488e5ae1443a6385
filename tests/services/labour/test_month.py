from __future__ import annotations

from datetime import date

import pytest

from lanyan_desktop.core.labour.marks import Mark, parse_mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import workdays_text
from lanyan_desktop.core.values import Day, Fen, Id, Minutes, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.commands import Fields, add_slip, add_worker
from lanyan_desktop.services.labour.figures import month_figures
from lanyan_desktop.services.labour.marking import copy_days, copy_month, fill_rows, put_marks
from lanyan_desktop.services.labour.typed import DayMark
from tests.services.site import Site


def test_the_samples_november_is_known_to_the_fen(site: Site) -> None:
    figures = month_figures(site.grid(), site.slips())
    assert workdays_text(figures.work) == "1,131.250"
    assert (figures.work.overtime_min, figures.gross_fen, figures.meal_fen) == (234 * 60, 38_518_125, 897_600)
    assert (figures.slips, figures.slip_fen, figures.recoverable_fen) == (24, 2_524_000, 1_262_000)
    assert site.slips().workdays(figures.slip_min) == "78.000"
    assert (figures.workers, figures.unrated, figures.share) == (40, 0, 655)


def test_a_worker_stands_with_his_crew_marks_work_and_wage(site: Site) -> None:
    grid = site.grid()
    assert (grid.workers[0].name, grid.workers[0].team, grid.workers[-1].team) == ("陈大勇", "钢筋班组", "项目部")
    assert (grid.text(0, 0), grid.text(0, 22), grid.text(0, 28)) == ("√", "×", "△")
    assert (workdays_text(grid.work_of(0)), grid.wage(0)) == ("28.500", 1_026_000)
    teams = [worker.team for worker in grid.workers]
    assert len(set(teams)) == sum(a != b for a, b in zip(["", *teams], teams, strict=False))


def test_days_add_up_to_the_month(site: Site) -> None:
    grid = site.grid()
    days = [grid.work_on(column) for column in range(grid.month.days)]
    assert sum(day.normal_min for day in days) == grid.total().normal_min
    assert grid.works() == [grid.work_of(row) for row in range(len(grid.workers))]
    assert days[7].normal_min == 13 * 480


def test_a_month_without_attendance_shows_the_workers_and_nothing_filled(site: Site) -> None:
    grid = site.grid(Month(2026, 2))
    assert (len(grid.workers), grid.month.days, bool(grid.filled.any()), grid.findings) == (40, 28, False, {})


def _put(site: Site, *cells: tuple[int, int, str]) -> int:
    grid = site.grid()
    marks = [DayMark(grid.workers[row].id, grid.day(column), parse_mark(text)) for row, column, text in cells]
    return put_marks(site.ledger, project_id=site.project_id, marks=marks)


def test_typing_changes_inserts_and_clears_as_one_step_that_can_be_undone(site: Site) -> None:
    before = site.texts(0)
    assert _put(site, (0, 0, "√+2"), (0, 1, "病"), (0, 2, ""), (0, 3, "√")) == 3
    assert site.texts(0)[:4] == ["√+2", "病", "", "√"]
    assert site.ledger.log(limit=1)[0].intent == "填写考勤 1 人 3 格"
    assert site.ledger.undo() == "填写考勤 1 人 3 格"
    assert site.texts(0) == before
    site.ledger.redo()
    assert site.texts(0)[:4] == ["√+2", "病", "", "√"]


def test_one_cell_is_named_in_the_log_and_no_change_leaves_none(site: Site) -> None:
    _put(site, (0, 2, "√+1.5"))
    assert site.ledger.log(limit=1)[0].intent == "考勤 陈大勇 11月3日 √+1.5"
    count = len(site.ledger.log())
    assert _put(site, (0, 2, "√+1.5")) == 0
    assert len(site.ledger.log()) == count


def test_a_day_entered_twice_is_found_and_mended_by_typing(site: Site) -> None:
    grid = site.grid()
    with site.ledger.changeset("导入两次") as edit:
        edit.insert(
            "attendance", project_id=site.project_id, worker_id=grid.workers[3].id, day=grid.day(4), morning_min=240
        )
    doubled = site.grid()
    assert [f.code for f in doubled.findings[3, 4]] == ["worker_day_twice"]
    assert doubled.doubled == {(3, 4): 2}
    _put(site, (3, 4, "√"))
    mended = site.grid()
    assert (mended.doubled, mended.findings, mended.text(3, 4)) == ({}, {}, "√")


def test_attendance_and_a_slip_of_more_than_a_day_and_a_half_are_found(site: Site) -> None:
    grid = site.grid()
    line: Fields = {"worker_id": grid.workers[12].id, "minutes": Minutes(300)}
    add_slip(site.ledger, project_id=site.project_id, day=grid.day(16), values={"content": "搬运"}, lines=[line])
    found = site.grid().findings[12, 16]
    assert ([f.code for f in found], found[0].sources) == (["too_much"], ("考勤", "点工单 DG-202511-025"))


def test_marks_before_entry_and_after_leaving_are_found(site: Site) -> None:
    grid = site.grid()
    with site.ledger.changeset("进退场") as edit:
        edit.set(
            "worker", grid.workers[1].id, enter_day=day_of(date(2025, 11, 3)), leave_day=day_of(date(2025, 11, 29))
        )
    found = site.grid().findings
    assert {place: [f.code for f in each] for place, each in found.items()} == {
        (1, 0): ["before_entry"], (1, 1): ["before_entry"], (1, 29): ["after_leaving"],
    }  # fmt: skip


def test_what_is_shown_ahead_is_what_is_read_back(site: Site) -> None:
    ahead = site.grid()
    mark = Mark(morning_min=Minutes(240), overtime_min=Minutes(90))
    ahead.put(5, 5, mark)
    put_marks(site.ledger, project_id=site.project_id, marks=[DayMark(ahead.workers[5].id, ahead.day(5), mark)])
    back = site.grid()
    assert back.mark(5, 5) == mark == ahead.mark(5, 5)
    assert (ahead.works(), ahead.wages()) == (back.works(), back.wages())


def test_a_row_is_filled_where_it_is_blank_and_only_while_on_site(site: Site) -> None:
    worker_id = add_worker(
        site.ledger, project_id=site.project_id, name="新来的", values={"enter_day": day_of(date(2025, 11, 20))}
    )
    row = site.grid().row_of(worker_id)
    _put(site, (row, 24, "△"))
    filled = fill_rows(
        site.ledger,
        project_id=site.project_id,
        month=site.month,
        worker_ids=[worker_id],
        until=day_of(date(2025, 11, 27)),
    )
    assert (filled, site.texts(row)) == (7, [""] * 19 + ["√"] * 5 + ["△"] + ["√"] * 2 + [""] * 3)
    assert site.ledger.log(limit=1)[0].intent == "整行出勤 1 人 7 天"
    with pytest.raises(LanyanError, match=r"attendance\.nothing_blank"):
        fill_rows(site.ledger, project_id=site.project_id, month=site.month, worker_ids=[site.grid().workers[0].id])


def test_last_month_is_copied_day_by_day_into_what_is_blank(site: Site) -> None:
    everyone = [worker.id for worker in site.grid().workers]
    december = Month(2025, 12)
    first = DayMark(everyone[0], Day(december.first_day + 1), parse_mark("病"))
    put_marks(site.ledger, project_id=site.project_id, marks=[first])
    assert copy_month(site.ledger, project_id=site.project_id, month=december, worker_ids=everyone) == 40 * 30 - 1
    before, after = site.grid(), site.grid(december)
    assert after.text(0, 1) == "病"
    assert [after.text(0, c) for c in range(2, 30)] == [before.text(0, c) for c in range(2, 30)]
    assert after.text(0, 30) == ""
    with pytest.raises(LanyanError, match=r"attendance\.nothing_to_copy"):
        copy_month(site.ledger, project_id=site.project_id, month=Month(2025, 11), worker_ids=everyone)


def test_last_week_is_copied_across_the_turn_of_the_month(site: Site) -> None:
    everyone = [worker.id for worker in site.grid().workers]
    december = Month(2025, 12)
    made = copy_days(
        site.ledger,
        project_id=site.project_id,
        month=december,
        worker_ids=everyone,
        columns=range(7),
        back=7,
        what="上周",
    )
    before, after = site.grid(), site.grid(december)
    assert made == 40 * 7
    assert [after.text(0, column) for column in range(8)] == [*(before.text(0, column) for column in range(23, 30)), ""]


def test_wages_count_only_those_with_a_rate_and_say_who_has_none(site: Site) -> None:
    worker_id = add_worker(site.ledger, project_id=site.project_id, name="无价")
    row = site.grid().row_of(worker_id)
    _put(site, (row, 0, "√"))
    grid = site.grid()
    assert (grid.wage(row), grid.wages()) == (None, Fen(38_518_125))
    assert month_figures(grid, site.slips()).unrated == 1


def test_attendance_of_a_deleted_and_of_an_unknown_worker_is_still_counted(site: Site) -> None:
    grid = site.grid()
    with site.ledger.changeset("删人") as edit:
        edit.delete("worker", [grid.workers[0].id])
        edit.insert(
            "attendance", project_id=site.project_id, worker_id=Id(bytes(16)), day=grid.day(0), morning_min=Minutes(240)
        )
    after = site.grid()
    assert {worker.name for worker in after.workers} >= {"陈大勇(已删除)", "未知工人(已删除)"}
    assert after.total().normal_min == grid.total().normal_min + 240
