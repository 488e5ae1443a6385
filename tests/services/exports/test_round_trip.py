"""What is exported and taken in again is the same: every form, with the odd cases a site has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from lanyan_desktop.core.labour.marks import parse_mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.text import parse_day
from lanyan_desktop.core.values import Fen, Id, Minutes, TenThousandth, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import exports
from lanyan_desktop.services.imports.committing import Committed
from lanyan_desktop.services.imports.taking import import_file
from lanyan_desktop.services.labour.commands import add_slip
from lanyan_desktop.services.labour.marking import put_marks
from lanyan_desktop.services.labour.typed import DayMark
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort
from tests.services.site import Site


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger.create(tmp_path / "other.lanyan", user="另一个")
    yield ledger
    ledger.close()


def _across(site: Site, other: Ledger, path: Path, form: str) -> Committed:
    exports.export_form(site.ledger, path, form=form, project_id=site.project_id)
    done = import_file(other, path, form=form)
    assert isinstance(done, Committed)
    return done


def _text_of(reader: Reader, kind: str, key: Value) -> str:
    return reader.labels(kind, [Id(key)]).get(Id(key), "") if isinstance(key, bytes) else ""


BUDGET = ["serial", "code", "name", "feature", "unit", "quantity", "unit_price", "amount_fen", "provisional_fen"]


def _budget(reader: Reader) -> list[tuple[Value, ...]]:
    """The lines as a tree is read: how deep, whether a section, and all that 表-08 prints."""
    rows = reader.columns("budget_line", ["id", "parent_id", "type", *BUDGET], order=[Sort("rank")])

    def below(parent: Value, depth: int) -> Iterator[tuple[Value, ...]]:
        for key, above, kind, *values in rows:
            if above == parent:
                yield (depth, int(kind == "分部"), *values)
                yield from below(key, depth + 1)

    return list(below(None, 0))


def test_a_budget_comes_back_with_its_tree_and_every_fen(site: Site, other: Ledger, tmp_path: Path) -> None:
    with site.ledger.changeset("怪清单") as edit:
        (version_id,) = site.ledger.ids("budget_version")
        section = edit.insert("budget_line", version_id=version_id, rank="y", type="分部", name="十六、补充")
        edit.insert(
            "budget_line",
            version_id=version_id,
            parent_id=section,
            rank="z",
            serial="64",
            code="03B001",
            name='=HYPERLINK("x")',
            feature="1.名称:@甲供\n2.规格:<10 & >5",
            unit="m2",
            quantity=TenThousandth(123_456),
            unit_price=TenThousandth(98_765),
            amount_fen=Fen(12_193),
            provisional_fen=Fen(5),
        )
    _across(site, other, tmp_path / "a.xlsx", "budget")
    assert len(_budget(other)) == 86
    assert _budget(other) == _budget(site.ledger)


def _attendance(reader: Reader) -> dict[tuple[str, Value], tuple[Value, ...]]:
    fields = ["worker_id", "day", "morning_min", "afternoon_min", "overtime_min", "reason"]
    numbers = {row[0]: row[1] for row in reader.columns("worker", ["id", "number"])}
    rows = reader.columns("attendance", fields)
    return {(str(numbers[worker]), day): tuple(values) for worker, day, *values in rows}


def test_attendance_comes_back_mark_by_mark(site: Site, other: Ledger, tmp_path: Path) -> None:
    grid = site.grid()
    texts = ["√+2", "+3", "下", "下+1.5", "6h", "病", "事", "休", "停", "×", "○", "", "△+0.5", "11"]
    marks = [
        DayMark(grid.workers[2].id, grid.day(column), parse_mark(text, unit="小时" if text == "11" else "工日"))
        for column, text in enumerate(texts)
    ]
    put_marks(site.ledger, project_id=site.project_id, marks=marks)
    done = _across(site, other, tmp_path / "a.xlsx", "attendance")
    assert _attendance(other) == _attendance(site.ledger)
    workers = ["number", "name", "trade"]
    assert sorted(other.columns("worker", workers)) == sorted(site.ledger.columns("worker", workers))
    teams = {_text_of(other, "team", t) for (t,) in other.columns("worker", ["team_id"])}
    assert teams == {_text_of(site.ledger, "team", t) for (t,) in site.ledger.columns("worker", ["team_id"])}
    assert done.preview.reading.problems == []


SLIP = ["number", "day", "place", "content", "bearer", "note"]
LINE = ["trade", "heads", "minutes", "rate_fen_per_day"]


def _slips(reader: Reader) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for key, team, *values in reader.columns("day_work", ["id", "team_id", *SLIP], order=[Sort("number")]):
        lines = [
            (_text_of(reader, "worker", worker), *line)
            for slip, worker, *line in reader.columns(
                "day_work_line", ["day_work_id", "worker_id", *LINE], order=[Sort("id")]
            )
            if slip == key
        ]
        found.append((_text_of(reader, "team", team), *values, *lines))
    return found


def test_slips_come_back_with_their_lines(site: Site, other: Ledger, tmp_path: Path) -> None:
    worker = site.grid().workers[4]
    add_slip(
        site.ledger,
        project_id=site.project_id,
        day=parse_day("2025-11-29"),
        values={
            "team_id": worker.team_id,
            "place": "3层东",
            "content": "-破除,清理\n外运",
            "bearer": "业主签证",
            "note": "夜间",
        },
        lines=[
            {"worker_id": worker.id, "trade": "普工", "minutes": Minutes(200), "rate_fen_per_day": Fen(32_005)},
            {"trade": "电工", "heads": 3, "minutes": Minutes(90), "rate_fen_per_day": None},
        ],
    )
    _across(site, other, tmp_path / "people.xlsx", "attendance")  # who is named on a slip must be known
    done = _across(site, other, tmp_path / "a.xlsx", "daywork")
    assert _slips(other) == _slips(site.ledger)
    assert done.preview.reading.problems == []


PLAN = ["wbs", "name", "duration_min", "responsible", "note"]


def _plan(reader: Reader) -> list[tuple[Value, ...]]:
    is_parent = {parent for (parent,) in reader.columns("activity", ["parent_id"])}
    rows = reader.columns("activity", ["id", "parent_id", "team_id", "done", *PLAN], order=[Sort("wbs")])
    return [
        (
            _text_of(reader, "activity", parent),
            _text_of(reader, "team", team),
            None if key in is_parent else done,
            *(None if key in is_parent and name == "duration_min" else v for name, v in zip(PLAN, values, strict=True)),
        )
        for key, parent, team, done, *values in rows
    ]


def _relations(reader: Reader) -> list[tuple[Value, ...]]:
    wbs = {row[0]: row[1] for row in reader.columns("activity", ["id", "wbs"])}
    rows = reader.columns("relation", ["predecessor_id", "successor_id", "type", "lag_min", "lag_unit"])
    return sorted((str(wbs[before]), str(wbs[after]), *rest) for before, after, *rest in rows)


def test_a_plan_comes_back_with_outline_durations_and_relations(site: Site, other: Ledger, tmp_path: Path) -> None:
    first, second = [key for key, is_manual in site.ledger.columns("activity", ["id", "is_manual"]) if not is_manual][
        5:7
    ]
    with site.ledger.changeset("怪计划") as edit:
        assert isinstance(first, bytes)
        assert isinstance(second, bytes)
        edit.set("activity", Id(first), name="=突击", note="+加人", responsible="@王", duration_min=Minutes(720))
        for lag, unit in ((2 * 1440, "日历时间"), (5_000, "百分比"), (-240, "工作时间")):
            edit.insert(
                "relation",
                project_id=site.project_id,
                predecessor_id=first,
                successor_id=second,
                type="SS",
                lag_min=lag,
                lag_unit=unit,
            )
    done = _across(site, other, tmp_path / "a.xlsx", "plan")
    assert _plan(other) == _plan(site.ledger)
    assert _relations(other) == _relations(site.ledger)
    assert done.preview.reading.problems == []


def test_the_printed_bill_of_others_comes_back_from_our_form(shared_data: Path, tmp_path: Path) -> None:
    (source,) = (shared_data / "xlsx").glob("01*")
    one, two = Ledger.create(tmp_path / "1.lanyan"), Ledger.create(tmp_path / "2.lanyan")
    import_file(one, source, form="budget")
    (project_id,) = one.ids("project")
    done = exports.export_form(one, tmp_path / "a.xlsx", form="budget", project_id=project_id)
    back = import_file(two, tmp_path / "a.xlsx", form="budget")
    assert (done.rows, done.total_fen) == (289, 136_140_282)
    assert isinstance(back, Committed)
    assert _budget(two) == _budget(one)
    assert all(tie.difference == 0 for tie in back.preview.reading.ties)
    assert len(back.preview.reading.ties) == 2 * done.pages
    one.close()
    two.close()


@pytest.mark.parametrize("form", ["budget", "attendance", "daywork", "plan"])
def test_taking_the_own_form_in_again_changes_nothing(site: Site, tmp_path: Path, form: str) -> None:
    exports.export_form(site.ledger, tmp_path / "a.xlsx", form=form, project_id=site.project_id)
    if form in ("budget", "plan"):  # a version of its own; computed dates as 来源日期
        import_file(site.ledger, tmp_path / "a.xlsx", form=form)
    done = import_file(site.ledger, tmp_path / "a.xlsx", form=form)
    assert isinstance(done, Committed)
    assert (done.outcome.added, done.outcome.changed) == (0, 0)


@pytest.mark.parametrize("form", ["budget", "attendance", "daywork", "plan"])
def test_an_empty_project_has_nothing_to_export(other: Ledger, tmp_path: Path, form: str) -> None:
    with other.changeset("新建") as edit:
        project_id = edit.insert("project", code="P1", name="空")
    with pytest.raises(LanyanError, match=r"export\.nothing"):
        exports.export_form(other, tmp_path / "a.xlsx", form=form, project_id=project_id, month=Month(2025, 1))
    assert not (tmp_path / "a.xlsx").exists()


def test_what_went_out_is_said_for_people_and_programs(site: Site, tmp_path: Path) -> None:
    done = exports.export_form(site.ledger, tmp_path / "a.xlsx", form="daywork", project_id=site.project_id)
    assert exports.as_json(done) == {
        "form": "daywork", "path": str(tmp_path / "a.xlsx"), "rows": 24, "total": "25240.00", "days": "78.000",
    }  # fmt: skip
    assert exports.lines(done)[0] == "已导出2025年11月点工汇总表：24 张，78.000 工日，合计 25,240.00 元"
    name = exports.suggested_name(site.ledger, form="attendance", project_id=site.project_id)
    assert name == "翠湖花园3#住宅楼 考勤表 2025-11.xlsx"


def test_sums_on_the_forms_are_formulas_with_the_values_the_program_has(site: Site, tmp_path: Path) -> None:
    exports.export_form(site.ledger, tmp_path / "a.xlsx", form="attendance", project_id=site.project_id)
    formulas = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    values = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True).active
    last = next(row[0].row for row in formulas.iter_rows() if row[2].value == "合计")
    at = next(column for column in range(30, 45) if str(formulas.cell(3, column).value).startswith("出勤"))
    assert str(formulas.cell(last, at).value).startswith("=SUM(")
    assert [values.cell(last, at + n).value for n in range(3)] == [1102, 234, 1131.25]
