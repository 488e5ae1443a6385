"""The tree of a plan sheet: from outline numbers, levels or indents to parents, and numbers for rows that have none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

_CHINESE = re.compile(r"^[一二三四五六七八九十]+$|^[一二三四五六七八九十]+\s*[、.．]")
_BRACKETED = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")


@dataclass(slots=True)
class Levels:
    """Levels from how far names are indented (a full-width blank counts two); 一、 and （一） stand above others."""

    indents: list[int] = field(default_factory=list)
    heading: int = 0

    def of(self, name: str, serial: str) -> int:
        """The level of the next row, from 1.

        >>> levels = Levels()
        >>> [levels.of(name, "") for name in ("基础", "  挖土", "  垫层", "    支模", "主体")]
        [1, 2, 2, 3, 1]
        >>> [Levels().of("土方", "一"), Levels().of("挖土", "1")]
        [1, 1]
        """
        text = name.lstrip()
        indent = sum(2 if blank in "\u3000\t" else 1 for blank in name[: len(name) - len(text)])
        if indent == 0 and (_CHINESE.match(serial) or _CHINESE.match(text)):
            self.heading, self.indents = 1, [0]
            return 1
        if indent == 0 and (_BRACKETED.match(serial) or _BRACKETED.match(text)):
            self.heading, self.indents = 2, [0]
            return 2
        while self.indents and self.indents[-1] >= indent:
            self.indents.pop()
        self.indents.append(indent)
        return self.heading + len(self.indents)


def parents_of(levels: Sequence[int], wbs: Sequence[str]) -> list[int]:
    """The index of each row's parent, -1 at the top: the row of the outline number above its own, else the last row
    before it that stands higher.

    >>> parents_of([1, 2, 2, 3, 1], ["1", "1.1", "1.2", "1.2.1", "2"])
    [-1, 0, 0, 2, -1]
    >>> parents_of([1, 3, 2], ["", "", ""])
    [-1, 0, 0]
    """
    seen: dict[str, int] = {}
    open_rows: list[int] = []
    parents = []
    for index, (level, number) in enumerate(zip(levels, wbs, strict=True)):
        while open_rows and levels[open_rows[-1]] >= level:
            open_rows.pop()
        above = number.rpartition(".")[0]
        parents.append(seen[above] if above in seen else (open_rows[-1] if open_rows else -1))
        open_rows.append(index)
        if number:
            seen.setdefault(number, index)
    return parents


def fill_wbs(parents: Sequence[int], wbs: Sequence[str]) -> list[str]:
    """Outline numbers for all rows: their own, or the next free one below their parent.

    >>> fill_wbs([-1, 0, 0, -1], ["", "", "", ""])
    ['1', '1.1', '1.2', '2']
    """
    used = {number for number in wbs if number}
    last: dict[int, int] = defaultdict(int)
    made: list[str] = []
    for parent, own in zip(parents, wbs, strict=True):
        number = own
        while not number:
            last[parent] += 1
            number = f"{made[parent]}.{last[parent]}" if parent >= 0 else str(last[parent])
            number = "" if number in used else number
        used.add(number)
        made.append(number)
    return made
