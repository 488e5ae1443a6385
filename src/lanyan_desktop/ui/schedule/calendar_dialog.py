"""日历: the weeks of a project above, below them the days of the chosen one that differ: 节假日, 春节停工, 天气."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, get_args

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.table.columns import columns_of
from lanyan_desktop.core.values import Day, Id, day_of
from lanyan_desktop.services.registers import RegisterSource
from lanyan_desktop.services.schedule.calendar_edits import (
    Preset,
    add_calendar,
    add_day_off,
    edit_calendars,
    edit_exceptions,
    go_by,
    own_calendar,
)
from lanyan_desktop.services.session import Where
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.tokens import BODY, CAPTION, S
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.register import register_table

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.tab import TabContext

_HOURS_PX = 180


class CalendarDialog(Dialog):
    """What is typed is written at once, each as one step to undo."""

    def __init__(self, context: TabContext, parent: QWidget | None) -> None:
        self._context = context
        self._is_read_only = context.session.is_read_only
        self._close = button(tr("关闭"), "primary")
        body = QWidget()
        super().__init__(parent, tr("工作日历"), body=body, buttons=(self._close,), width=980)
        self.resize(1040, 620)
        self.says = label("", BODY)
        self.add = button(tr("新增日历"), tip=tr("七天制、六天制、五天制，或带国家节假日和调休的五天制"))
        self.use = button(tr("作为工程日历"), tip=tr("没有自己日历的工作和班组按它排"))
        menu = QMenu(self.add)
        presets: tuple[Preset, ...] = get_args(Preset)
        for preset in presets:
            menu.addAction(tr(preset), lambda preset=preset: self.add_one(preset))
        self.add.setMenu(menu)
        self.calendars = self._make_calendars()
        self.below = QVBoxLayout()
        self.days: TableView | None = None
        self._shown: Id | None = None
        self._about = label("", CAPTION, tone="text2")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(box(self.says, None, self.use, self.add, gap=S))
        column.addWidget(self.calendars, 2)
        self.add_off = button(tr("新增停工"), tip=tr("从数据日期（没有就从今天）起停工一天，再改名称和起止日期 Insert"))
        self.add_off.clicked.connect(self.add_day)
        column.addWidget(box(self._about, None, self.add_off, gap=S))
        column.addLayout(self.below, 3)
        for one in (self.add, self.use):
            one.setEnabled(not self._is_read_only)
        self.use.clicked.connect(self.go_by_this)
        self._close.clicked.connect(self.accept)
        self.calendars.current_changed.connect(lambda _row: self._show_days())
        context.bus.changed.connect(self._hear)
        self._say()
        if self.calendars.model.rowCount():
            self.calendars.go_to(self.calendars.model.id_at(0) or b"")
        self._show_days()

    def _make_calendars(self) -> TableView:
        context, kind = self._context, KINDS["calendar"]
        return register_table(
            RegisterSource(context.session.reader, "calendar", where=[Where("project_id", "=", context.project_id)]),
            columns_of(kind),
            runner=context.jobs,
            bus=context.bus,
            edit=edit_calendars,
            is_read_only=self._is_read_only,
        )

    def _hear(self, touched: object, _by: object) -> None:
        if isinstance(touched, dict) and {"calendar", "project"} & touched.keys():
            self._say()
            self._show_days()

    def _say(self) -> None:
        name = own_calendar(self._context.session.reader, self._context.project_id)
        self.says.setText(
            tr("工程按“%1”排。工作、班组可以各有自己的日历。", name)
            if name
            else tr("还没有日历，按七天制、每天 8 小时排。新增日历后可以填节假日和停工。")
        )

    @property
    def current(self) -> Id | None:
        """The calendar stood on."""
        row_id = self.calendars.current_id
        return Id(row_id) if isinstance(row_id, bytes) else None

    def _show_days(self) -> None:
        """The days of the calendar stood on; made anew when that is another one."""
        current = self.current
        for one in (self.use, self.add_off):
            one.setEnabled(current is not None and not self._is_read_only)
        if current == self._shown and self.days is not None:
            return
        if self.days is not None:
            self.below.removeWidget(self.days)
            self.days.hide()
            self.days.deleteLater()
            self.days = None
        self._shown = current
        self._about.setText(
            tr("和上面每周安排不同的日子：填名称和起止日期；工作时间空着是停工，填了是这几天上班（调休）。")
            if current is not None
            else ""
        )
        if current is None:
            return
        context, new = self._context, {"calendar_id": current}
        self.days = register_table(
            RegisterSource(context.session.reader, "calendar_exception", where=[Where("calendar_id", "=", current)]),
            [replace(c, width=_HOURS_PX) if c.name == "hours" else c for c in columns_of(KINDS["calendar_exception"])],
            runner=context.jobs,
            bus=context.bus,
            new_values=new,
            edit=lambda ledger, edits: edit_exceptions(ledger, edits, new_values=new),
            actions=TableActions(add=lambda _after: self.add_day()),
            is_read_only=self._is_read_only,
        )
        self.below.addWidget(self.days)

    # ---- what can be done

    def add_one(self, preset: Preset) -> None:
        """A new calendar, stood on."""
        project_id = self._context.project_id
        self._context.jobs.write(
            lambda ledger: add_calendar(ledger, project_id=project_id, preset=preset),
            done=self._stand,
            owner=self,
        )

    def _stand(self, calendar_id: Id) -> None:
        self.calendars.refresh()
        self.calendars.go_to(calendar_id)

    def add_day(self) -> None:
        """A day off in the calendar stood on, ready to be named."""
        calendar_id = self.current
        if calendar_id is None:
            return
        project = self._context.session.reader.get(Project, self._context.project_id)
        day = project.data_day if project is not None and project.data_day is not None else day_of(date.today())
        self._context.jobs.write(
            lambda ledger: add_day_off(ledger, calendar_id=calendar_id, day=Day(day)), done=self._name_day, owner=self
        )

    def _name_day(self, made: Id) -> None:
        if self.days is not None:
            self.days.refresh()
            self.days.go_to(made, "name")

    def go_by_this(self) -> None:
        current, project_id = self.current, self._context.project_id
        if current is not None:
            self._context.jobs.write(
                lambda ledger: go_by(ledger, project_id=project_id, calendar_id=current), owner=self
            )
