"""What can be done on the 进度 tab: the actions of its toolbar, the palette and the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from lanyan_desktop.services.schedule.table import Show
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.i18n import tr

_SHOWN: dict[Show, str] = {
    "all": "全部任务", "critical": "关键", "late": "晚于基准", "behind": "滞后", "week": "本周", "open": "未完成",
    "begun": "进行中",
}  # fmt: skip
_LEVELS = ("一级", "二级", "三级", "四级", "五级", "六级")


_ALL_LEVELS = 99
Entries = Sequence[tuple[str, bool, Callable[[], None]]]
"""Entries of a menu of which one is chosen: words, whether it is, what a click does."""


class PlanActions:
    """Made once for a tab; `left` and `right` are its toolbar."""

    def __init__(self, owner: QWidget) -> None:
        self.add = action(tr("任务"), icon="add", tip=tr("在当前行之后新增任务 Insert"))
        self.indent = _icon(tr("缩进"), "indent", "Alt+Right")
        self.outdent = _icon(tr("升级"), "outdent", "Alt+Left")
        self.up = action(tr("上移"), shortcut="Alt+Up")
        self.down = action(tr("下移"), shortcut="Alt+Down")
        self.link = _icon(tr("链接"), "link", "Ctrl+L", tip=tr("按次序链接选中的任务（完成-开始）"))
        self.delete = action(tr("删除任务"), icon="x")
        self.filter = action(tr("筛选"), icon="filter", tip=tr("只看一部分任务"))
        self.columns = action(tr("列"), icon="columns", tip=tr("选择显示哪些列"))
        self.base = action(tr("基准"), icon="base", tip=tr("显示基准计划"), checkable=True)
        self.front = action(tr("前锋线"), icon="front", tip=tr("显示数据日期的前锋线"), checkable=True)
        self.critical = action(tr("关键"), icon="bolt", tip=tr("标出关键线路"), checkable=True)
        self.bases = action(tr("基准管理"), icon="base", tip=tr("选择与哪个基准对比，或保存新的基准"))
        self.levels = action(tr("大纲"), icon="level", tip=tr("展开到第几级"))
        self.unfold = action(tr("全部展开"), shortcut="Alt+Shift+9")
        self.save_base = action(tr("保存基准"), icon="save", tip=tr("把现在的计划保存为新的基准"))
        self.zoom_out = _icon(tr("缩小"), "zoomout", "Alt+-")
        self.zoom_in = _icon(tr("放大"), "zoomin", "Alt+=")
        self.fit = _icon(tr("全部显示"), "fit", "Alt+0")
        self.today = action(tr("到数据日期"), shortcut="Alt+Home")
        self.to_chart = action(
            tr("到横道图"), shortcut="Alt+G", tip=tr("用键盘移动、拉伸、登记进度、链接：方向键、Shift、Ctrl、L")
        )
        self.take_in = action(tr("导入"), icon="import", tip=tr("导入 Excel、Project、P6、GanttProject 的进度计划"))
        self.give_out = action(tr("导出"), icon="export", tip=tr("导出为 Excel 或 Project XML"))
        self.week = action(tr("导出周报与周计划…"))
        self.two_weeks = action(tr("导出周报与两周滚动计划…"))
        self.four_weeks = action(tr("导出周报与四周滚动计划…"))
        self.month = action(tr("导出月计划…"))
        self.claim = action(tr("工期顺延申请…"))
        self.calendars = action(tr("工作日历…"), tip=tr("每周哪几天上班、节假日和调休、春节停工、天气停工"))
        self.analyse = action(tr("分析"), icon="bolt", tip=tr("预警与建议、资源均衡、风险分析、完工预测"))
        self.alarms = action(tr("预警与建议"), shortcut="Alt+W", tip=tr("为什么晚、沿哪条线路晚、压缩哪些工作能赶回来"))
        self.level = action(tr("资源均衡"), tip=tr("先看会移动哪些工作、为什么，再决定是否采用"))
        self.risk = action(tr("风险分析"), tip=tr("模拟完工日期：P10、P50、P80、P90 和影响最大的工作"))
        self.forecast = action(tr("完工预测"), tip=tr("按逻辑关系、挣得进度、班组工效和模拟各算一次"))
        self.trial = action(
            tr("试算"), shortcut="Alt+T", tip=tr("先试改动，看完工、关键线路和费用怎么变，再决定采用或放弃")
        )
        self.print = action(tr("打印"), icon="print", tip=tr("打印、导出 PDF 和图片"))
        self.print_now = action(tr("打印与 PDF…"), shortcut="Ctrl+P")
        self.png = action(tr("导出 PNG 图片…"))
        self.svg = action(tr("导出 SVG 图片…"))
        self.copy_picture = action(tr("复制为图片"), shortcut="Ctrl+Shift+C")
        for switch in (self.base, self.front, self.critical):
            switch.setChecked(True)
        self._filter_menu = QMenu(owner)
        self.filter.setMenu(self._filter_menu)
        self._columns_menu = QMenu(owner)
        self.columns.setMenu(self._columns_menu)
        self._analyse_menu = QMenu(owner)
        self._analyse_menu.addActions(self.analysing)
        self._analyse_menu.addSeparator()
        self._analyse_menu.addAction(self.calendars)
        self.analyse.setMenu(self._analyse_menu)
        self._print_menu = QMenu(owner)
        self._print_menu.addActions([self.print_now, self.png, self.svg, self.copy_picture])
        self._print_menu.addSeparator()
        self._print_menu.addActions([self.week, self.two_weeks, self.four_weeks, self.month, self.claim])
        self.print.setMenu(self._print_menu)
        self._bases_menu = QMenu(owner)
        self.bases.setMenu(self._bases_menu)
        self._levels_menu = QMenu(owner)
        self.levels.setMenu(self._levels_menu)

    @property
    def left(self) -> list[QAction | None]:
        return [
            self.add, self.indent, self.outdent, self.link, None, self.filter, self.levels, self.columns, None,
            self.base, self.front, self.critical, None, self.bases, self.analyse,
        ]  # fmt: skip

    @property
    def right(self) -> list[QAction | None]:
        return [self.zoom_out, self.zoom_in, self.fit, None, self.take_in, self.give_out, self.print]

    @property
    def analysing(self) -> list[QAction]:
        """What the plan is looked into with; nothing of it writes before it is kept."""
        return [self.alarms, self.trial, self.level, self.risk, self.forecast]

    @property
    def _printing(self) -> list[QAction]:
        return [entry for entry in self._print_menu.actions() if not entry.isSeparator()]

    @property
    def hidden(self) -> list[QAction]:
        """Without a button: by key and palette."""
        return [
            self.up,
            self.down,
            self.delete,
            self.today,
            self.save_base,
            self.unfold,
            self.calendars,
            *self.analysing,
            *self._printing,
        ]

    @property
    def all(self) -> list[QAction]:
        return [*(entry for entry in (*self.left, *self.right) if entry is not None), *self.hidden]

    @property
    def editing(self) -> Sequence[QAction]:
        """Those that write: off in a ledger opened read-only."""
        structure = (self.add, self.indent, self.outdent, self.up, self.down, self.link, self.delete)
        return (*structure, self.save_base, self.take_in, self.level, self.trial)

    def offer_filters(self, chosen: Callable[[Show], None], teams: Callable[[], Entries]) -> None:
        """Fill the filter menu; the teams are asked for when it opens."""
        group = QActionGroup(self._filter_menu)
        self._filters: dict[Show, QAction] = {}
        names: tuple[Show, ...] = get_args(Show)
        for name in names:
            entry = _entry(self._filter_menu, tr(_SHOWN[name]))
            entry.setCheckable(True)
            entry.setChecked(name == "all")
            group.addAction(entry)
            self._filters[name] = entry
            entry.triggered.connect(lambda _on, name=name: chosen(name))
        crews = QMenu(tr("班组"), self._filter_menu)
        self._filter_menu.addMenu(crews)
        crews.aboutToShow.connect(lambda: _fill_checked(crews, teams()))

    def show_filter(self, name: Show, team: str = "") -> None:
        """Say on the button what is picked out."""
        self._filters[name].setChecked(True)
        words = "、".join(word for word in ("" if name == "all" else tr(_SHOWN[name]), team) if word)
        self.filter.setText(tr("筛选：%1", words) if words else tr("筛选"))

    def offer_levels(self, chosen: Callable[[int], None]) -> None:
        """Down to which level the outline is unfolded."""
        for level, title in enumerate(_LEVELS):
            _entry(self._levels_menu, tr(title)).triggered.connect(lambda _on, level=level: chosen(level))
        self._levels_menu.addAction(self.unfold)
        self.unfold.triggered.connect(lambda: chosen(_ALL_LEVELS))

    def offer_bases(self, bases: Callable[[], Entries]) -> None:
        """The baselines to compare with, and saving one."""

        def fill() -> None:
            _fill_checked(self._bases_menu, bases())
            self._bases_menu.addSeparator()
            self._bases_menu.addAction(self.save_base)

        self._bases_menu.aboutToShow.connect(fill)

    def offer_columns(self, make: Callable[[QWidget], QMenu]) -> None:
        """The column chooser, filled when it is opened."""

        def fill() -> None:
            self._columns_menu.clear()
            made = make(self._columns_menu)
            self._columns_menu.addActions(made.actions())

        self._columns_menu.aboutToShow.connect(fill)


def _icon(text: str, icon: str, shortcut: str, *, tip: str = "") -> QAction:
    """An action whose button shows the icon alone."""
    made = action(text, icon=icon, shortcut=shortcut, tip=tip)
    made.setPriority(QAction.Priority.LowPriority)
    made.setToolTip(f"{tip or text} {QKeySequence(shortcut).toString()}")
    return made


def _entry(menu: QMenu, text: str) -> QAction:
    """An entry made here: of one that Qt makes, Python may hold the wrapper of another that died at its address."""
    made = QAction(text, menu)
    menu.addAction(made)
    return made


def _fill_checked(menu: QMenu, entries: Entries) -> None:
    menu.clear()
    for text, is_on, chosen in entries:
        entry = _entry(menu, text)
        entry.setCheckable(True)
        entry.setChecked(is_on)
        entry.triggered.connect(lambda _on, chosen=chosen: chosen())
