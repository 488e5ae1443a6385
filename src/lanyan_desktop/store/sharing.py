"""What a ledger takes in from others, and what is decided about it: verdicts, history, conflicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from lanyan_desktop.core.changes.operations import Changeset, Position
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.store.conflicts import chosen, id_of
from lanyan_desktop.store.history import Backfilled, backfill
from lanyan_desktop.store.quarantine import readmit, release, settle, void_afterwards
from lanyan_desktop.store.reader import Touched
from lanyan_desktop.store.receiving import Folding
from lanyan_desktop.store.soundness import chain_faults
from lanyan_desktop.store.undo import UndoStack
from lanyan_desktop.store.verdicts import Received, position_of
from lanyan_desktop.store.writing import WritingLedger


class SharedLedger(WritingLedger):
    """What a `Ledger` does with other replicas of it."""

    def set_space(self, space: bytes) -> None:
        """Say with whom this ledger is shared: 16 bytes, for good.

        Raises:
            LanyanError: space.other: it is shared with others already; and what `changeset` raises.
        """
        if len(space) != 16:
            raise ValueError("a space is named by 16 bytes")
        with self._transaction():
            if (self.space() or space) != space:
                raise LanyanError("space.other", file=self.path.name, path=self.path)
            self._db.execute("INSERT OR REPLACE INTO about VALUES('space', ?)", (space,))

    def certify(self, device: bytes) -> None:
        """Let the own writer id follow from this device's Ed25519 public key. Call it after opening a shared ledger.

        Raises:
            LanyanError: folder.not_writable; and what `changeset` raises.
        """
        with self._transaction():
            self._identity().certify(self._db, device)
        self._stack = UndoStack()

    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Position, str] | None = None) -> Received:
        """Take in what others did, each changeset whole and after what it knows of; what comes too early waits.

        `void` names those whose operations do not count, with the reason. One that cannot be what it says is void by
        itself ("malformed"); the others are applied.

        Raises:
            LanyanError: what `changeset` raises.
        """
        told = Received()
        with self._transaction():
            self._parking.load(self._book)
            folding = Folding(self._rows, self._book, told.touched)
            for c, reason in self._parking.in_order(self._book, changesets, void or {}):
                folding.take(c, void=reason)
                self._clock.hear(c.clock)
            folding.finish()
            if folding.stale:
                self._make_again(folding.stale, told.touched)
            self._parking.save()
            told = replace(
                told,
                applied=len(self._book.appended),
                parked=len(self._parking),
                void=[position_of(self._book, at) for at in folding.void],
                refused=self._parking.refused,
                forks=self._parking.forks,
            )
        self._announce(told.touched)
        return told

    def void(self, positions: Iterable[Position], reason: str) -> Touched:
        """Take what these changesets did out of the rows again; those that are not here are passed over.

        Raises:
            LanyanError: what `changeset` raises.
        """
        return self._judge(lambda: void_afterwards(self._book, positions, reason))

    def readmit(self, positions: Iterable[Position]) -> Touched:
        """Let these void changesets count after all; malformed ones stay void. Raises as `void`."""
        return self._judge(lambda: readmit(self._db, self._book, positions))

    def _judge(self, change: Callable[[], set[str]]) -> Touched:
        touched: Touched = {}
        with self._transaction():
            self._make_again(change(), touched)
        self._stack.forget()
        self._announce(touched)
        return touched

    def release(self, position: Position) -> Touched:
        """放行: do what a void changeset says as an own one, and take it off the list of `quarantined`.

        Raises:
            LanyanError: quarantine.gone, quarantine.malformed, role.forbidden; and what `changeset` raises.
        """
        with self._transaction() as writer:
            edit = self._edit(writer)
            intent = release(self._book, self._rows, edit, position)
            self._log(edit, f"放行 {intent}")
            settle(self._db, self._book, [position])
            if self._rows.stale:
                self._make_again(self._rows.stale, edit.touched)
        self._announce(edit.touched)
        return edit.touched

    def dismiss(self, positions: Iterable[Position]) -> None:
        """Leave these void changesets void and take them off the list. Raises as `void`."""
        with self._transaction():
            settle(self._db, self._book, positions)

    def backfill(self, changesets: Iterable[Changeset]) -> Backfilled:
        """Fill in the history behind a snapshot; in any order, what is not wanted is passed over.

        Raises:
            LanyanError: what `changeset` raises.
        """
        touched: Touched = {}
        with self._transaction():
            told = backfill(self._db, self._book, changesets)
            if told.filled and not told.left:
                self._make_again(set(), touched)  # what had to wait for the history
        self._announce(touched)
        return told

    def audit(self, step: Step = no_step) -> list[LanyanError]:
        """Hold the rows against a replay of the whole history, and make those again that are not as it says.

        Returns what was wrong (check.chain, check.rows) and is right now; nothing while history is missing.

        Raises:
            LanyanError: what `changeset` raises.
        """
        if self.missing_history():
            return []
        with self._reading():
            broken = list(chain_faults(self._db))
        wrong = self.differing(step)
        touched: Touched = {}
        if broken or wrong:
            with self._transaction():
                if broken:
                    self._book.rechain()
                    self._book.load()
                self._make_again(set(wrong), touched)
        self._announce(touched)
        return [*broken, *(LanyanError("check.rows", kind=KINDS[kind].title) for kind in wrong)]

    def resolve(self, id: str, *, take: int) -> Touched:
        """Decide a conflict for its choice number `take`, from 1 as listed, by one who knows all. Raises as
        `resolve_many`.
        """
        return self.resolve_many({id: take})

    def resolve_many(self, choices: Mapping[str, int]) -> Touched:
        """Decide several conflicts: one changeset, one undo step.

        Raises:
            LanyanError: conflict.gone: one is not there any more; conflict.choice (take): it has no such choice;
                role.forbidden; and what `changeset` raises.
        """
        with self.changeset(f"处理冲突 {len(choices)} 处") as edit:
            listed = self._finder().codes.worded(self._cases())  # all, so that a number is the one people were shown
            cases = {id: case for case in listed if (id := id_of(self._book, case)) in choices}
            for id, take in choices.items():
                for deed in chosen(cases.get(id), take).deeds:
                    edit.choose(deed.kind, deed.field, deed.id, deed.value)
        return edit.touched
