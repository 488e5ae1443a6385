"""What is wrong with a value, in a sentence made of the field's own words: the same in form, import and sync."""

from __future__ import annotations

from lanyan_desktop.core.records.declare import Field, Shape
from lanyan_desktop.core.records.text import show

_SENTENCES = {
    "required": "{title}不能为空",
    "type": "{title}的值类型不对",
    "id": "{title}指向的记录无效",
    "reference": "{title}指向的记录不存在",
    "choice": "{title}只能是：{choices}",
    "number": "{title}应为数字",
    "date": "{title}应为日期，例如 2025-03-10",
    "duration": "{title}应为工期，例如 7 或 7天 或 4h",
    "flag": "{title}应为 是 或 否",
    "low": "{title}不能小于 {low}",
    "high": "{title}不能大于 {high}",
    "short": "{title}至少 {low} 个字",
    "long": "{title}最多 {high} 个字",
    "repeated": "{title}重复",
}
CODES = frozenset(_SENTENCES)


def problem_sentence(field: Field, code: str) -> str:
    """The sentence of a problem code for this field.

    Raises:
        KeyError: no such code.

    >>> from lanyan_desktop.core.records import KINDS
    >>> problem_sentence(KINDS["worker"].field("rate_fen_per_day"), "low")
    '日工资不能小于 0.00'
    """
    is_text = field.shape in (Shape.TEXT, Shape.LINES)
    if is_text and code in ("low", "high"):
        code = {"low": "short", "high": "long"}[code]
    return _SENTENCES[code].format(
        title=field.title,
        choices="、".join(field.choices),
        low=_bound(field, field.about.low, is_text),
        high=_bound(field, field.about.high, is_text),
    )


def _bound(field: Field, bound: int | None, is_text: bool) -> str:
    if bound is None:
        return "程序所能保存的数"
    return str(bound) if is_text else show(field, bound)
