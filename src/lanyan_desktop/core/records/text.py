"""A value as people read and type it: one place for table cells, forms, sheets, the log and the terminal.

What is shown is decided by the declaration alone: its shape and its unit. `parse` takes back what `show` gives, and
what people really type: full-width digits, thousands, ``¥``, ``1.2万``, ``8小时``, ``2025.3.10``, ``3月10日``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.declare import Field, Shape
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Instant, Value, date_of, datetime_of, instant_of

_NONE_MARKS = {"", "-", "—", "——", "/", "－", "–"}
_SCALE = {Shape.MONEY: 100, Shape.QUANTITY: 10_000, Shape.WORKDAYS: 10_000, Shape.SHARE: 100, Shape.NUMBER: 1}
_GROUPED = r"\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,4}(?:,\d{4})+"  # by thousands, by lakhs, by 万; 12,34 is neither
_NUMBER = re.compile(rf"([+-]?(?:{_GROUPED}|\d+)\.?\d*|[+-]?\.\d+)([万亿]?)(%?)")
_DURATION_MIN = {"分": 1, "分钟": 1, "min": 1, "m": 1, "小时": 60, "时": 60, "h": 60}
_DATE = re.compile(
    r"(?:(\d{4}|\d{2})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:[(\s]*(?:星期|周).[)]?)?(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_EPOCH = date(1899, 12, 30)  # what Excel counts its days from
_LARGEST = 2**62  # beyond this SQLite and sums of many rows are not safe


class Unreadable(ValueError):
    """Text that is no value of this field; `code` names why: number, date, duration, flag, choice, high."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


def show(field: Field, value: Value, *, day_min: int = 480, grouped: bool = True) -> str:
    """The value as a cell shows it, "" for None; the unit stands in the heading, not here.

    `day_min` is how many working minutes the calendar counts as a day; `grouped` puts thousands separators.

    >>> from lanyan_desktop.core.records import KINDS
    >>> show(KINDS["budget_line"].field("amount_fen"), 136140282)
    '1,361,402.82'
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    return _show_number(field, value, day_min, grouped)


def _show_number(field: Field, value: int, day_min: int, grouped: bool) -> str:
    match field.shape:
        case Shape.MONEY:
            return fixed(value, 2, grouped=grouped)
        case Shape.QUANTITY:
            return trimmed(value, 4, grouped=grouped)
        case Shape.WORKDAYS:
            return fixed(divide_half_up(value, 10), 3, grouped=grouped)
        case Shape.SHARE:
            return trimmed(value, 2, grouped=grouped)
        case Shape.MINUTES:
            return _trim(Decimal(value) / minutes_in_unit(field, day_min), grouped)
        case Shape.DAY:
            return date_of(Day(value)).isoformat()
        case Shape.INSTANT:
            return datetime_of(Instant(value)).date().isoformat()
        case Shape.MOMENT:
            moment = datetime.fromtimestamp(value / 1000, UTC).astimezone()
            return moment.strftime("%Y-%m-%d %H:%M")
        case Shape.FLAG:
            return "是" if value else "否"
        case _:
            return f"{value:,}" if grouped else str(value)


def masked(text: str) -> str:
    """A private text with its middle hidden: enough to tell two people apart, not enough to misuse.

    >>> masked("999999196802020018"), masked("12345")
    ('9999**********0018', '*****')
    """
    if len(text) < 10:
        return "*" * len(text)
    return text[:4] + "*" * (len(text) - 8) + text[-4:]


def fixed(value: int, places: int, *, grouped: bool = True) -> str:
    """A scaled integer with all its decimals.

    >>> fixed(-123456, 2)
    '-1,234.56'
    """
    sign, size = ("-" if value < 0 else ""), abs(value)
    whole, part = divmod(size, 10**places)
    return f"{sign}{whole:,}.{part:0{places}d}" if grouped else f"{sign}{whole}.{part:0{places}d}"


def trimmed(value: int, places: int, *, grouped: bool = True) -> str:
    """A scaled integer without the zeros at its end.

    >>> trimmed(11_800_000, 4), trimmed(125_500, 4)
    ('1,180', '12.55')
    """
    return fixed(value, places, grouped=grouped).rstrip("0").rstrip(".")


def _trim(value: Decimal, grouped: bool) -> str:
    rounded = value.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if grouped else f"{rounded:f}"
    return text.rstrip("0").rstrip(".")


def minutes_in_unit(field: Field, day_min: int) -> int:
    """How many minutes one of the field's units is: a working day, an hour, a minute."""
    if field.about.unit.startswith("天"):
        return day_min
    return 60 if field.about.unit.startswith("小时") else 1


def parse(field: Field, text: str, *, day_min: int = 480, today: date | None = None) -> Value:
    """The value of typed text, None for an empty text or a dash.

    `today` gives the year of dates typed without one. Bounds are not checked here but by `Field.problem`.

    Raises:
        Unreadable: the text is no value of this field.

    >>> from lanyan_desktop.core.records import KINDS
    >>> parse(KINDS["budget_line"].field("amount_fen"), "１.2万")
    1200000
    """
    if field.shape in (Shape.TEXT, Shape.LINES):
        return text.strip() or None
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _NONE_MARKS:
        return None
    if field.shape is Shape.CHOICE:
        return _parse_choice(field, plain)
    match field.shape:
        case Shape.MONEY | Shape.QUANTITY | Shape.WORKDAYS | Shape.SHARE | Shape.NUMBER:
            return scaled(plain, _SCALE[field.shape], is_share=field.shape is Shape.SHARE)
        case Shape.MINUTES:
            return parse_minutes(plain, unit_min=minutes_in_unit(field, day_min), day_min=day_min)
        case Shape.DAY:
            return parse_day(plain, today=today)
        case Shape.INSTANT:
            return parse_instant(plain, today=today)
        case Shape.FLAG:
            return _parse_flag(plain)
        case _:
            raise Unreadable("type", text)


def scaled(text: str, scale: int, *, is_share: bool = False) -> int:
    """A number in text as an integer of 1/scale, rounded half up.

    >>> scaled("¥1,234.565", 100), scaled("-3", 10_000)
    (123457, -30000)

    Raises:
        Unreadable: not a number (code number), or larger than the ledger keeps (code high).
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("¥", "").replace("−", "-").removesuffix("元")
    match = _NUMBER.fullmatch(plain)
    if match is None or (match[3] and not is_share):
        raise Unreadable("number", text)
    number = Decimal(match[1].replace(",", "")) * {"": 1, "万": 10_000, "亿": 100_000_000}[match[2]]
    if abs(number) * scale > _LARGEST:
        raise Unreadable("high", text)
    return int((number * scale).to_integral_value(ROUND_HALF_UP))


def parse_minutes(text: str, *, unit_min: int, day_min: int = 480) -> int:
    """A length of time in minutes; a bare number counts `unit_min` each, d and 天 count a working day.

    >>> parse_minutes("7 个工作日", unit_min=480), parse_minutes("8小时", unit_min=480), parse_minutes("2", unit_min=60)
    (3360, 480, 120)
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").lower()
    match = re.fullmatch(r"([+-]?[\d,.]+)(.*)", plain)
    if match is None:
        raise Unreadable("duration", text)
    unit = match[2].removesuffix("?")  # MS Project marks an estimate so
    if unit in ("", "d", "天", "日", "工日", "个工作日", "工作日", "day", "days"):
        per = unit_min if unit == "" else day_min
    elif unit in ("w", "周"):
        per = 7 * day_min
    elif unit in _DURATION_MIN:
        per = _DURATION_MIN[unit]
    else:
        raise Unreadable("duration", text)
    return scaled(match[1], 10_000) * per // 10_000


def parse_day(text: str, *, today: date | None = None) -> Day:
    """A date as site people write it, or an Excel serial number.

    >>> date_of(parse_day("2025年3月10日 周一")), date_of(parse_day("45726"))
    (datetime.date(2025, 3, 10), datetime.date(2025, 3, 10))
    """
    return Day(parse_instant(text, today=today) // MINUTES_PER_DAY)


def parse_instant(text: str, *, today: date | None = None) -> Instant:
    """A date, with or without a time of day; without: midnight at its start.

    Raises:
        Unreadable: no date, or one without a year when `today` is not given.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if match := _DATE.fullmatch(plain):
            year = _year(match[1], today, text)
            return instant_of(datetime(year, int(match[2]), int(match[3]), int(match[4] or 0), int(match[5] or 0)))
        if match := _COMPACT_DATE.fullmatch(plain):
            return instant_of(datetime(int(match[1]), int(match[2]), int(match[3])))
        if re.fullmatch(r"\d{5}(\.\d+)?", plain):
            minutes = (Decimal(plain) * MINUTES_PER_DAY).to_integral_value(ROUND_HALF_UP)
            start = datetime.combine(_SERIAL_EPOCH, datetime.min.time())
            return instant_of(start + timedelta(minutes=int(minutes)))
    except (ValueError, OverflowError) as error:
        raise Unreadable("date", text) from error
    raise Unreadable("date", text)


def _year(digits: str | None, today: date | None, text: str) -> int:
    if digits is None:
        if today is None:
            raise Unreadable("date", text)
        return today.year
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _parse_choice(field: Field, plain: str) -> str:
    if plain in field.choices:
        return plain
    wide = {unicodedata.normalize("NFKC", choice): choice for choice in field.choices}
    if plain in wide:
        return wide[plain]
    near = [choice for choice in field.choices if choice.startswith(plain)]
    if len(near) == 1:
        return near[0]
    raise Unreadable("choice", plain)


def _parse_flag(plain: str) -> int:
    if plain.lower() in {"是", "√", "✓", "1", "y", "yes", "true", "有"}:
        return 1
    if plain.lower() in {"否", "×", "0", "n", "no", "false", "无"}:
        return 0
    raise Unreadable("flag", plain)


def day_text(day: Day) -> str:
    """A day as it is shown everywhere: 2025-03-10."""
    return date_of(day).isoformat()
