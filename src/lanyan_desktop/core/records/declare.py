"""How a kind of record is declared: once, as a typed frozen dataclass whose fields say what they are.

From a declaration come the table in the ledger, the checks, the table columns, the form, the Excel columns, the search
index and the words of the log. The dataclass itself stays plain, so mypy needs no plugin::

    @kind("team", "班组", label=("name",))
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Team:
        id: Id
        name: Annotated[str, F(title="班组名称", high=60, excel=("班组", "施工班组"))]

`kind` registers a `Kind` made of `Field`s. The Python type says what mypy needs and how the value looks
(`Fen` is money, `Day` a date, ``| None`` not required, ``Literal`` a choice); `F` says the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from lanyan_desktop.core.values import Value

R = TypeVar("R")


class Shape(StrEnum):
    """How a value is shown, typed in, and written to a sheet."""

    TEXT = "text"
    LINES = "lines"  # text of several lines
    CHOICE = "choice"
    REFERENCE = "reference"
    NUMBER = "number"  # a plain count
    MONEY = "money"  # 分, shown as 元 with two decimals
    QUANTITY = "quantity"  # ten-thousandths, shown without trailing zeros
    WORKDAYS = "workdays"  # 工日 in ten-thousandths, shown with three decimals as the wage forms print them
    SHARE = "share"  # ‱, shown as %
    MINUTES = "minutes"
    DAY = "day"
    INSTANT = "instant"  # shown as a date; the time of day on demand
    MOMENT = "moment"
    FLAG = "flag"
    BYTES = "bytes"  # not for eyes


_SHAPE_OF_NEWTYPE = {
    "Id": Shape.BYTES,
    "Fen": Shape.MONEY,
    "TenThousandth": Shape.QUANTITY,
    "Permyriad": Shape.SHARE,
    "Minutes": Shape.MINUTES,
    "Day": Shape.DAY,
    "Instant": Shape.INSTANT,
    "Moment": Shape.MOMENT,
    "Flag": Shape.FLAG,
}
_SQL_TYPE: Mapping[type, str] = {bytes: "BLOB", int: "INTEGER", str: "TEXT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class F:
    """What a field says of itself beyond its type."""

    title: str  # Chinese heading, the same on every screen and sheet
    unit: str = ""  # shown in the heading: 元, 工日, 元/工日
    low: int | None = None
    high: int | None = None  # for text: the greatest length
    refers: str = ""  # the kind this id points to
    excel: tuple[str, ...] = ()  # header aliases seen in real files; the title itself always counts
    tree: bool = False  # the parent of a tree: moves that close a cycle are suspended
    lines: bool = False  # text of several lines
    search: bool = False  # found by Ctrl+K
    private: bool = False  # identity, bank and phone numbers: masked unless the role may see them
    inner: bool = False  # kept by the program, offered on no form or table
    width: int = 0  # width of its table column in px at 100 %; 0: by shape


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind, as read off its declaration."""

    name: str
    base: type  # bytes, int or str: exactly this type is stored
    shape: Shape
    required: bool
    default: Value
    choices: tuple[str, ...]
    about: F

    @property
    def title(self) -> str:
        return self.about.title

    @property
    def heading(self) -> str:
        """The column heading: title with its unit, as tables and sheets show it."""
        return f"{self.about.title}({self.about.unit})" if self.about.unit else self.about.title

    @property
    def sql_type(self) -> str:
        return _SQL_TYPE[self.base]

    def problem(self, value: Value) -> str:
        """The code of what is wrong with this value, "" if nothing: one place for form, import and sync.

        Codes: required, type, id, choice, low, high. Their sentences are in `core.records.wording`.
        """
        if value is None:
            return "required" if self.required else ""
        if type(value) is not self.base:  # exactly: True is not 1
            return "type"
        if self.required and value == "":
            return "required"
        size = value if isinstance(value, int) else len(value)
        if self.base is bytes and size != 16:
            return "id"
        if self.choices and value not in self.choices:
            return "choice"
        if self.about.low is not None and size < self.about.low:
            return "low"
        return "high" if self.about.high is not None and size > self.about.high else ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its name in code and tables, its Chinese title, its fields."""

    name: str
    title: str
    type: type
    fields: tuple[Field, ...]
    indexes: tuple[str, ...]  # "worker_id, day": what the views page by
    label: tuple[str, ...]  # fields that name a record to people, in order
    key: tuple[str, ...]  # fields that an import finds a record again by; () if it always inserts

    def field(self, name: str) -> Field:
        """The field of this name.

        Raises:
            KeyError: the kind has no such field.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name}.{name}")

    def has(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    @property
    def tree(self) -> str:
        """The name of the parent field if records form a tree, else ""."""
        return next((field.name for field in self.fields if field.about.tree), "")

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields a form or table offers, in declared order."""
        return tuple(field for field in self.fields if not field.about.inner)


KINDS: dict[str, Kind] = {}
"""Every declared kind by name, in declared order. Filled by importing `core.records`."""
_KIND_OF: dict[type, Kind] = {}


def kind(
    name: str, title: str, *indexes: str, label: tuple[str, ...] = (), key: tuple[str, ...] = ()
) -> Callable[[type[R]], type[R]]:
    """Declare a dataclass as a kind of record and return it unchanged."""

    def declare(cls: type[R]) -> type[R]:
        hints = get_type_hints(cls, include_extras=True)
        own = [f for f in fields(cls) if f.name != "id"]  # type: ignore[arg-type]  # R is a dataclass by contract
        made = tuple(_read(f.name, hints[f.name], None if f.default is MISSING else f.default) for f in own)
        for wanted in (*label, *key):
            if all(f.name != wanted for f in made):
                raise TypeError(f"{name}: no field {wanted}")
        KINDS[name] = _KIND_OF[cls] = Kind(name, title, cls, made, indexes, label, key)
        return cls

    return declare


def kind_of(cls: type) -> Kind:
    """The kind declared with this dataclass."""
    return _KIND_OF[cls]


def _read(name: str, hint: Any, default: Value) -> Field:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{name}: declare it as Annotated[type, F(...)]")
    base, about = get_args(hint)
    options = [base] if get_origin(base) is Literal else [a for a in get_args(base) if a is not NoneType] or [base]
    required = NoneType not in get_args(base)
    inner, shape, choices = options[0], Shape.TEXT, tuple[str, ...]()
    if get_origin(inner) is Literal:
        choices, inner, shape = get_args(inner), str, Shape.CHOICE
    while hasattr(inner, "__supertype__"):
        shape, inner = _SHAPE_OF_NEWTYPE[inner.__name__], inner.__supertype__
    if about.refers:
        shape = Shape.REFERENCE
    elif inner is int and shape is Shape.TEXT:
        shape = Shape.NUMBER
    elif about.lines:
        shape = Shape.LINES
    return Field(name, inner, shape, required, default, choices, about)
