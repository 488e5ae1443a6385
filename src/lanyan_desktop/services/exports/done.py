"""What an export says when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A form that was written: how many of what, and what they come to."""

    form: str
    title: str  # of the form, in words
    path: Path
    rows: int
    unit: str  # what the rows are: 项, 人, 张
    total_fen: Fen | None = None
    workdays: str = ""  # 工日, where the form counts them
    pages: int = 0  # printed pages, where the form numbers them


def as_json(done: Exported) -> dict[str, object]:
    """For another program; money in 元 as a string."""
    found: dict[str, object] = {"form": done.form, "path": str(done.path), "rows": done.rows}
    if done.total_fen is not None:
        found["total"] = fixed(done.total_fen, 2, grouped=False)
    if done.workdays:
        found["days"] = done.workdays.replace(",", "")
    if done.pages:
        found["pages"] = done.pages
    return found


def lines(done: Exported) -> list[str]:
    """For a person at a terminal."""
    parts = [f"{done.rows} {done.unit}"]
    if done.workdays:
        parts.append(f"{done.workdays} 工日")
    if done.total_fen is not None:
        parts.append(f"合计 {fixed(done.total_fen, 2)} 元")
    if done.pages:
        parts.append(f"{done.pages} 页")
    return [f"已导出{done.title}：{'，'.join(parts)}", str(done.path)]
