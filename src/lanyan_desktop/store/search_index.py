"""The index behind Ctrl+K: pairs of characters in FTS5, right for words of one, two and three characters.

SQLite's trigram tokenizer finds nothing for 钢筋. Here each text is cut into its pairs of neighbours and its last
character: 钢筋网 is 钢筋 筋网 网. A word of one character is then the beginning of a pair, one of two a pair, a longer
one several pairs whose rows are looked at again, since pairs may stand apart. The index holds no text and no
positions; a row's document number is its kind's number and its rowid. It is derived: drop it and it is made again.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import add

from lanyan_desktop.core.changes.operations import Insert
from lanyan_desktop.core.records import KINDS, Kind
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.fields import FieldNumbers

KIND_SHIFT = 40
"""Document number = number of the kind's `_gone` field << 40 | rowid."""
_VERSION = 1  # of what `folded` and `_pairs` give: another one makes the index again
_TABLE = "CREATE VIRTUAL TABLE search USING fts5(pairs, content='', detail=none, columnsize=0, tokenize='ascii')"
_NO_WORD = re.compile(r"[\W_]+")
_ENTRIES = "search_entries"
_APART = "\x1e"
_PAGE = 10_000


def folded(text: str) -> str:
    """The text as it is compared: full-width as half-width, small letters, without blanks and signs.

    >>> folded("Ｃ30 混凝土（泵送）")
    'c30混凝土泵送'
    """
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def _folded_many(texts: Iterable[str]) -> list[str]:
    """As `folded` for each, in one go: four times as fast for an import."""
    joined = unicodedata.normalize("NFKC", _APART.join(text.replace(_APART, " ") for text in texts)).casefold()
    return [_NO_WORD.sub("", text) for text in joined.split(_APART)]


def pairs(text: str) -> list[str]:
    """The pairs of a folded text, and its last character alone.

    >>> pairs("钢筋网")
    ['钢筋', '筋网', '网']
    """
    return [*map(add, text, text[1:]), text[-1]] if text else []


def searched(kind: Kind) -> tuple[str, ...]:
    """The fields of a kind that are searched."""
    return tuple(field.name for field in kind.fields if field.about.search)


class SearchIndex:
    """Keeps the index in step with the rows, in their transaction."""

    def __init__(self, db: sqlite3.Connection, fields: FieldNumbers) -> None:
        self._db = db
        self._fields = fields
        self._of = {name: names for name, kind in KINDS.items() if (names := searched(kind))}

    def inserted(self, operation: Insert, last_n: int) -> None:
        """Rows were inserted; the last of them has this rowid, the others those before it."""
        names = self._of.get(operation.kind)
        if not names:
            return
        columns = [operation.columns[i] for i, name in enumerate(operation.fields) if name in names]
        first = self._document(operation.kind, last_n - len(operation.ids) + 1)
        self._add(enumerate(self._texts(columns, len(operation.ids)), first))

    def documents(self, kind: str, fields: Collection[str], ids: Collection[Id]) -> dict[int, str]:
        """What the index says of these rows if it is right; {} if none of these fields is searched."""
        names = self._of.get(kind, ())
        if not set(names) & set(fields):
            return {}
        columns = ", ".join(f'"{name}"' for name in names)
        found: dict[int, str] = {}
        listed = list(ids)
        for i in range(0, len(listed), 500):
            some = listed[i : i + 500]
            sql = f'SELECT n, {columns} FROM "{kind}" WHERE id IN ({",".join("?" * len(some))})'
            found |= self._of_rows(kind, self._db.execute(sql, some).fetchall())
        return found

    def replace(self, old: dict[int, str], new: dict[int, str]) -> None:
        """Bring the documents that changed up to date."""
        changed = [n for n, text in new.items() if old.get(n) != text]
        self._db.executemany(
            "INSERT INTO search(search, rowid, pairs) VALUES('delete', ?, ?)",
            ((n, old[n]) for n in changed if n in old),
        )
        self._add((n, new[n]) for n in changed)

    def rebuild(self) -> None:
        """Make the index again from the rows."""
        self._db.execute("DROP TABLE IF EXISTS search")
        self._db.execute(_TABLE)
        for kind in self._of:
            for documents in self._pages(kind):
                self._add(documents.items())
        self._db.execute("INSERT OR REPLACE INTO about VALUES('search', ?)", (self._made_of(),))

    def _pages(self, kind: str) -> Iterator[dict[int, str]]:
        """What the index is to say of all rows of a kind, some thousands at a time."""
        columns = ", ".join(f'"{name}"' for name in self._of[kind])
        cursor = self._db.execute(f'SELECT n, {columns} FROM "{kind}" ORDER BY n')
        while rows := cursor.fetchmany(_PAGE):
            yield self._of_rows(kind, rows)

    def is_current(self) -> bool:
        """True if the index is there and made the way this program makes it."""
        row = self._db.execute("SELECT value FROM about WHERE key='search'").fetchone()
        is_there = self._db.execute("SELECT 1 FROM sqlite_schema WHERE name='search'").fetchone() is not None
        return is_there and row is not None and bool(row[0] == self._made_of())

    def is_right(self) -> bool:
        """True if the index says of each row what the row holds; as long as making it again.

        Both are compared as sums of hashes, so that nothing large is kept in memory.
        """
        self._db.execute(f"CREATE VIRTUAL TABLE temp.{_ENTRIES} USING fts5vocab(main, search, instance)")
        try:
            entries = self._db.execute(f"SELECT doc, term FROM temp.{_ENTRIES}")
            there = sum(map(hash, entries)), self._db.execute(f"SELECT count(*) FROM temp.{_ENTRIES}").fetchone()[0]
        finally:
            self._db.execute(f"DROP TABLE temp.{_ENTRIES}")
        hashes, count = 0, 0
        for kind in self._of:
            for documents in self._pages(kind):
                entries_of = [(n, term) for n, text in documents.items() for term in set(text.split())]
                hashes, count = hashes + sum(map(hash, entries_of)), count + len(entries_of)
        return there == (hashes, count)

    def _made_of(self) -> str:
        return repr((_VERSION, sorted(self._of.items())))

    def _document(self, kind: str, n: int) -> int:
        return self._fields.gone[kind] << KIND_SHIFT | n

    def _of_rows(self, kind: str, rows: Sequence[tuple[Value, ...]]) -> dict[int, str]:
        columns = list(zip(*rows, strict=True))[1:]
        texts = self._texts(columns, len(rows)) if rows else ()
        return {self._document(kind, row[0]): text for row, text in zip(rows, texts, strict=True)}  # type: ignore[arg-type]  # n

    def _texts(self, columns: Sequence[Sequence[Value]], count: int) -> Iterator[str]:
        """The pairs of each row as one text, field by field: no pair reaches from one field into the next."""
        cut = [[" ".join(pairs(t)) for t in _folded_many(v if isinstance(v, str) else "" for v in c)] for c in columns]
        return map(" ".join, zip(*cut, strict=True)) if cut else iter([""] * count)

    def _add(self, documents: Iterable[tuple[int, str]]) -> None:
        self._db.executemany("INSERT INTO search(rowid, pairs) VALUES(?, ?)", documents)
