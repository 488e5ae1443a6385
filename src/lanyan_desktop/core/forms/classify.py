"""Says of every row of a sheet what it is: one classifier for every form, and no row is dropped.

Forms printed page after page repeat title, header, subtotals and signatures; people add notes and blank rows. What
fits nothing is `unknown` and is shown to the user.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lanyan_desktop.core.forms.declare import Form
from lanyan_desktop.core.forms.header import Header
from lanyan_desktop.core.forms.sheet import Cell, Sheet
from lanyan_desktop.core.forms.words import is_blank, plain, text_of, without_unit

OTHER_TABLE = "另一张表"
"""The label of an unknown row that is the header of another table on the sheet."""


class RowClass(StrEnum):
    """What a row was taken for; the value is what commands print."""

    TITLE = "title"
    META = "meta"  # 工程名称：… 第1页 共23页
    HEADER = "header"
    SECTION = "section"
    ITEM = "item"
    CONTINUATION = "continuation"  # a further row of the item above (下午, 加班)
    PAGE_SUBTOTAL = "page-subtotal"
    SUBTOTAL = "subtotal"
    CUMULATIVE = "cumulative"  # 合计: on printed pages the sum so far, else the total
    NOTE = "note"
    SIGNATURE = "signature"
    TABLE_NUMBER = "table-number"
    BLANK = "blank"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet, from 0, and what it is; for a section: its name and how deep it stands (1 is outermost)."""

    index: int
    kind: RowClass
    label: str = ""
    level: int = 0


_PAGE_SUBTOTAL = re.compile(r"本页(小计|合计).*|page\s*total")
_SUBTOTAL = re.compile(r"(小计|.{0,30}小计|分部小计|sub-?total|รวมงานข้อ.*)[:：]?")
_TOTAL = re.compile(
    r"(累计|共计|.{0,12}(合计|总计)(金额|价款)?(\(.*\))?(:.*)?|.{0,12}(总价|造价|合价)(\(.*\))?|.{0,12}合计=[\d+.]+"
    r"|(grand)?total.{0,30}|รวมค่า.*|รวมทั้งหมด.*)[:：]?"
)
_NOTE = re.compile(r"(注|说明|备注|填表说明|编制说明|note|notes|remarks?)\d*[:.、].*|\*.{4,}", re.DOTALL)
_TABLE_NUMBER = re.compile(r"(续?表|附表)-?[\d.]+(-\d+)*")
_META = re.compile(
    r"(工程名称|项目名称|单位工程|单项工程|专业工程|标段|建设单位|施工单位|劳务单位|监理单位|编制单位|项目部|部门|班组|金额单位|单位|编号|合同编号"
    r"|日期|时间|月份|年月|考勤月份|统计周期|页码|datefrom|dateto|date|project|client|nameofwork|month|period)[:].*",
    re.DOTALL,
)
_PAGE = re.compile(r"第\d+页.*共\d+页|page\d+of\d+|\d{4}年\d{1,2}月(份|\d{1,2}日)?.*")
_SIGNERS = re.compile(
    r"(制表|编制|审核|审批|复核|批准|校核|填表|统计|班组长|施工员|项目经理|劳资员|劳务员|商务|生产经理|项目负责|技术负责|现场签认|监理|建设单位|签字|签名"
    r"|preparedby|checkedby|approvedby|signature)[人员]?[:(]"
)
_TEAM = re.compile(r"[【\[(〔](.+?)[】\])〕]", re.DOTALL)
_NUMBERED = (
    (re.compile(r"^\s*[一二三四五六七八九十百]+\s*[、.．]"), 1),
    (re.compile(r"^\s*[（(][一二三四五六七八九十百]+[）)]"), 2),
)
_DOTTED = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)[、.．\s]")


def classify(sheet: Sheet, form: Form, header: Header) -> list[Row]:
    """The class of every row of the sheet, in order; as many as the sheet has rows."""
    judge = _Judge(sheet, form, header)
    rows = _headed([judge.row(index, cells) for index, cells in enumerate(sheet.rows)])
    return _continued(rows) if form.series else rows


class _Judge:
    """The rules, with what they need to know of this sheet's header and titles."""

    def __init__(self, sheet: Sheet, form: Form, header: Header) -> None:
        self.form = form
        self.header = header
        self.header_rows = [
            _cells_of(sheet.rows[row]) for row in range(header.first_row, min(header.last_row + 1, len(sheet.rows)))
        ]
        self.titles: set[str] = set()
        self.days = {day.column for day in header.days}
        self.item = tuple(self._places(group) for group in form.item)
        self.beside_section = {
            column for name, column in header.columns.items() if name not in (form.section, "serial", "note")
        }
        self.uncached = sheet.uncached
        self.aliases = {alias for column in form.columns for alias in column.plain_aliases()}
        self.needed = {alias for name in form.needs[0] if form.has(name) for alias in form.column(name).plain_aliases()}
        self.is_elsewhere = False  # below the header of another table

    def _places(self, group: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.header.columns[name] for name in group if name in self.header.columns)

    def row(self, index: int, cells: Sequence[Cell]) -> Row:
        filled = [column for column, cell in enumerate(cells) if cell != "" and not is_blank(cell)]
        if not filled:
            return Row(index, RowClass.BLANK)
        if self._is_header(index, cells, filled):
            self.is_elsewhere = False
            return Row(index, RowClass.HEADER)
        if index > self.header.last_row and (self.is_elsewhere or self._is_other_header(cells, filled)):
            label = "" if self.is_elsewhere else OTHER_TABLE
            self.is_elsewhere = True
            return Row(index, RowClass.UNKNOWN, label)
        first = plain(text_of(cells[filled[0]]))
        if index < self.header.first_row:
            return self._above(index, cells, filled, first)
        return self._by_words(index, cells, filled, first) or self._by_columns(index, cells, filled)

    def _is_header(self, index: int, cells: Sequence[Cell], filled: Sequence[int]) -> bool:
        if self.header.first_row <= index <= self.header.last_row:
            return True
        if index < self.header.first_row:
            return False
        for known in self.header_rows:
            if known.get(filled[0]) == plain(text_of(cells[filled[0]])):  # cheap before thorough
                same = sum(known.get(column) == plain(text_of(cells[column])) for column in filled)
                if same == len(filled) and same >= max(1, len(known) // 2):
                    return True
                if same >= 3 and same * 10 >= len(filled) * 7:
                    return True
        return False

    def _is_other_header(self, cells: Sequence[Cell], filled: Sequence[int]) -> bool:
        """Headings of this form in other columns: what follows must not be read by the columns of this header."""
        if len(filled) < 3:
            return False
        words = [without_unit(plain(cell)) for column in filled if isinstance(cell := cells[column], str)]
        known = sum(word in self.aliases for word in words)
        is_enough = known >= (2 if self.days else 3) and known * 10 >= len(words) * 7
        return is_enough and any(word in self.needed for word in words)

    def _above(self, index: int, cells: Sequence[Cell], filled: Sequence[int], first: str) -> Row:
        words = [plain(text_of(cells[column])) for column in filled]
        if any(_META.fullmatch(word) or _PAGE.fullmatch(word) for word in words):
            return Row(index, RowClass.META)
        if _NOTE.fullmatch(first):
            return Row(index, RowClass.NOTE)
        if len(filled) == 1:
            if _TABLE_NUMBER.fullmatch(first):
                return Row(index, RowClass.TABLE_NUMBER)
            self.titles.add(first)
            return Row(index, RowClass.TITLE, text_of(cells[filled[0]]))
        return Row(index, RowClass.UNKNOWN)

    def _by_words(self, index: int, cells: Sequence[Cell], filled: Sequence[int], first: str) -> Row | None:
        if len(filled) <= 2 and first in self.titles:
            return Row(index, RowClass.TITLE)
        label = self._label(cells, filled)
        if label:
            return Row(index, _total_class(label), label)
        if not isinstance(cells[filled[0]], str):
            return None
        if len(filled) <= 3 and _NOTE.fullmatch(first):
            return Row(index, RowClass.NOTE)
        if len(filled) == 1 and _TABLE_NUMBER.fullmatch(first):
            return Row(index, RowClass.TABLE_NUMBER)
        return self._paper(index, cells, filled, first)

    def _paper(self, index: int, cells: Sequence[Cell], filled: Sequence[int], first: str) -> Row | None:
        """Rows of the page, not of the table: project and page line, signatures."""
        if self._fills(cells, index, self.item) and len(filled) > 4:
            return None
        joined = plain(" ".join(text_of(cells[column]) for column in filled))
        signers = len(_SIGNERS.findall(joined))
        if signers >= 2 or (signers == 1 and _SIGNERS.match(first)):
            return Row(index, RowClass.SIGNATURE)
        if _META.fullmatch(first) or (len(filled) == 1 and _PAGE.fullmatch(first)):
            return Row(index, RowClass.META)
        return None

    def _label(self, cells: Sequence[Cell], filled: Sequence[int]) -> str:
        """The words of a total, when the row has them in one of its first texts and no code."""
        code = self.header.columns.get("code", self.header.columns.get("number", -1))
        if code in filled and not _is_total(plain(text_of(cells[code]))):
            return ""
        for column in filled[:4]:
            cell = cells[column]
            if column not in self.days and isinstance(cell, str) and _is_total(word := plain(cell)):
                return word
        last = cells[filled[-2]] if len(filled) >= 2 else ""
        return plain(last) if len(filled) <= 3 and isinstance(last, str) and _is_total(plain(last)) else ""

    def _fills(self, cells: Sequence[Cell], index: int, groups: Sequence[Sequence[int]]) -> bool:
        for group in groups:
            if group and not any(self._has(cells, index, column) for column in group):
                return False
        return True

    def _has(self, cells: Sequence[Cell], index: int, column: int) -> bool:
        return (column < len(cells) and not is_blank(cells[column])) or (index, column) in self.uncached

    def _by_columns(self, index: int, cells: Sequence[Cell], filled: Sequence[int]) -> Row:
        if team := self._team(cells, filled):
            return Row(index, RowClass.SECTION, team, 1)
        if self._fills(cells, index, self.item):
            return Row(index, RowClass.ITEM)
        section = self._section(cells, filled)
        if section:
            return Row(index, RowClass.SECTION, section, _level(section, cells, filled))
        if self.form.series and any(column in self.days for column in filled):
            return Row(index, RowClass.CONTINUATION)
        if self._only_sums(filled, cells):
            return Row(index, RowClass.CUMULATIVE)
        return Row(index, RowClass.UNKNOWN)

    def _team(self, cells: Sequence[Cell], filled: Sequence[int]) -> str:
        """A crew's name in brackets alone in a row, whichever column it begins in."""
        if not self.form.team_sections or len(filled) != 1:
            return ""
        match = _TEAM.fullmatch(text_of(cells[filled[0]]).strip())
        return match[1].strip() if match else ""

    def _section(self, cells: Sequence[Cell], filled: Sequence[int]) -> str:
        """The name of a section row: text in the section's column alone, or one text over the whole row."""
        at = self.header.columns.get(self.form.section, -1)
        if at < 0:
            return ""
        if at in filled and isinstance(cells[at], str) and not self.beside_section & set(filled):
            return text_of(cells[at]).strip()
        if (
            len(filled) == 1
            and filled[0] < at
            and isinstance(cells[filled[0]], str)
            and len(text_of(cells[filled[0]])) <= 60
        ):
            return text_of(cells[filled[0]]).strip()
        return ""

    def _only_sums(self, filled: Sequence[int], cells: Sequence[Cell]) -> bool:
        money = {
            column
            for name, column in self.header.columns.items()
            if name.endswith("_fen") or name in ("amount", "days", "overtime")
        }
        return bool(money) and all(column in money and not isinstance(cells[column], str) for column in filled)


def _cells_of(row: Sequence[Cell]) -> dict[int, str]:
    return {column: plain(text_of(cell)) for column, cell in enumerate(row) if not is_blank(cell)}


def _is_total(word: str) -> bool:
    return len(word) <= 60 and bool(
        _PAGE_SUBTOTAL.fullmatch(word) or _SUBTOTAL.fullmatch(word) or _TOTAL.fullmatch(word)
    )


def _total_class(word: str) -> RowClass:
    if _PAGE_SUBTOTAL.fullmatch(word):
        return RowClass.PAGE_SUBTOTAL
    return RowClass.SUBTOTAL if _SUBTOTAL.fullmatch(word) else RowClass.CUMULATIVE


def _level(name: str, cells: Sequence[Cell], filled: Sequence[int]) -> int:
    """How deep a section stands, by its own numbering: 一、 is 1, （一） is 2, 1.2 is 2; without numbering 1."""
    for pattern, level in _NUMBERED:
        if pattern.match(name):
            return level
    own = text_of(cells[filled[0]]).strip()
    for text in (name + " ", own + " "):
        if match := _DOTTED.match(text):
            return match[1].count(".") + 1
    return 1


def _headed(rows: list[Row]) -> list[Row]:
    """The title right above the header of another table goes with it."""
    above = -1
    for row in list(rows):
        if row.label == OTHER_TABLE and above >= 0 and rows[above].kind in (RowClass.SECTION, RowClass.TITLE):
            rows[above] = Row(above, RowClass.UNKNOWN)
        above = above if row.kind is RowClass.BLANK else row.index
    return rows


def _continued(rows: list[Row]) -> list[Row]:
    """In a grid of several rows a worker: blank and unknown rows inside a worker's block belong to it."""
    height = rows_per_item(rows)
    last_item, made = -height, []
    for row in rows:
        if row.kind is RowClass.ITEM:
            last_item = row.index
        inside = row.index - last_item < height
        is_loose = row.kind in (RowClass.BLANK, RowClass.UNKNOWN, RowClass.CONTINUATION)
        if is_loose and inside:
            made.append(Row(row.index, RowClass.CONTINUATION))
        elif row.kind is RowClass.CONTINUATION:
            made.append(Row(row.index, RowClass.UNKNOWN))
        else:
            made.append(row)
    return made


def rows_per_item(rows: Sequence[Row]) -> int:
    """How many rows one worker takes, as most of them do: 1, 2 or 3."""
    items = [row.index for row in rows if row.kind is RowClass.ITEM]
    steps = Counter(b - a for a, b in itertools.pairwise(items) if 1 <= b - a <= 4)
    if steps:
        return steps.most_common(1)[0][0]
    following = [row for row in rows if row.kind is RowClass.CONTINUATION]
    return 1 + len(following) if items else 1


def count(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows of each class there are, all classes named."""
    found = Counter(row.kind for row in rows)
    return {kind.value: found.get(kind, 0) for kind in RowClass}
