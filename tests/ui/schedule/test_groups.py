"""The plan grouped by a column: heads in the table and, at the same height, in the chart."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.values import Id
from tests.ui.schedule.conftest import Stage


def test_works_stand_under_their_team_in_table_and_chart(sample: Stage) -> None:
    table, page = sample.tab.table, sample.tab.page
    model, view = table.model, sample.tab.view
    table.headings.group("team_id")
    QApplication.processEvents()
    rows = page.chart.rows
    assert rows is not None
    assert len(rows) == model.rowCount() > 120
    heads = [row for row in range(len(rows)) if rows.head(row) is not None]
    names = next(place for place, column in enumerate(model.columns) if column.name == "name")
    for row in range(len(rows)):
        assert rows.name_of(row) == model.cell(row, names).text
    teams = {view.teams[Id(team)] for team in view.loaded.columns["team_id"] if isinstance(team, bytes)}
    assert {rows.name_of(row).split(" · ")[0] for row in heads} - {"（未填）"} == teams
    for head, after in zip(heads, [*heads[1:], len(rows)], strict=True):
        below = np.arange(head + 1, after)
        assert rows.name_of(head).endswith(f" {len(below)} 项")
        assert rows.bars.start[head] == rows.bars.start[below].min()
        assert rows.bars.finish[head] == rows.bars.finish[below].max()
    works = int((~view.schedule.is_summary).sum())
    assert len(rows) - len(heads) == works
    page.chart.grab()
    assert page.chart.height() > ROW
    assert rows.tip(heads[0]) == rows.name_of(heads[0])
    table.headings.group("")
    assert model.rowCount() == 134


def test_a_group_folds_and_what_is_typed_in_it_is_kept(sample: Stage) -> None:
    table, model = sample.tab.table, sample.tab.table.model
    table.headings.group("team_id")
    before = model.rowCount()
    row = sample.row_of("7.1")
    place = next(n for n, column in enumerate(model.columns) if column.name == "duration_min")
    model.setData(model.index(row, place), "12天")
    QApplication.processEvents()
    assert model.rowCount() == before
    assert model.cell(sample.row_of("7.1"), place).text == "12"
    head = next(n for n in range(before) if isinstance(model.id_at(n), str))
    assert model.outline is not None
    model.fold(head, is_folded=True)
    assert model.rowCount() < before
    assert len(sample.tab.chart.rows or ()) == model.rowCount()
