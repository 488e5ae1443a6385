"""What two offices set without knowing of each other: listed in words, chosen by a click; all stays in the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages.members import VOID_WORDS
from lanyan_desktop.services.sharing.values import ConflictView, QuarantineView, Side
from lanyan_desktop.store.conflicts import Choice, Conflict
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.reader import Reader
from lanyan_desktop.store.verdicts import Quarantined

Pick = Callable[[ConflictView], Side | None]
_WHAT = {
    "deleted": "“{row}”已被删除，但有人不知道，又改了它；暂时保留。",
    "move": "“{row}”被移到了自己的下级里，暂按“{shown}”显示。",
    "cycle": "逻辑关系“{row}”和别人加的连成了一圈，暂不参与计算。",
    "code": "“{row}”的{field}和别的记录重复，两条都保留。",
}


def load_conflicts(reader: Reader, *, project_id: Id | None = None) -> list[ConflictView]:
    """All that is open, the newest first; of one project if it is given."""
    own = reader.user, Machine.this().device
    views = [_view(conflict, own) for conflict in reader.conflicts(project_id=project_id)]
    return sorted(views, key=lambda view: max((side.at_ms for side in view.sides), default=0), reverse=True)


def resolve(ledger: Ledger, *, id: str, take: int) -> str:
    """Let one of the values hold; gives it as text. `id` may be its beginning, if only one begins so.

    Raises:
        LanyanError: conflict.unknown, conflict.several, conflict.choice; what a changeset raises.
    """
    view = find_conflict(load_conflicts(ledger), id)
    side = next((side for side in view.sides if side.n == take), None)
    if side is None:
        raise LanyanError("conflict.choice", take=take, count=len(view.sides))
    ledger.resolve(view.id, take=take)
    return side.text


def find_conflict(views: Sequence[ConflictView], id: str) -> ConflictView:
    """The one of this id, or whose id alone begins so.

    Raises:
        LanyanError: conflict.unknown, conflict.several.
    """
    found = [view for view in views if id and view.id.startswith(id.strip().lower())]
    if not found:
        raise LanyanError("conflict.unknown", id=id)
    if len(found) > 1:
        raise LanyanError("conflict.several", id=id, count=len(found))
    return found[0]


def resolve_all(ledger: Ledger, pick: Pick) -> int:
    """Choose for every conflict the side that `pick` names, as one changeset; gives how many were resolved."""
    taken = {view.id: side.n for view in load_conflicts(ledger) if (side := pick(view)) is not None}
    if taken:
        ledger.resolve_many(taken)
    return len(taken)


def of_person(person: str) -> Pick:
    """Take what this person set, where he is one of those who did; the later of two."""

    def pick(view: ConflictView) -> Side | None:
        return max((s for s in view.sides if s.person == person), key=lambda s: s.at_ms, default=None)

    return pick


def newest(view: ConflictView) -> Side | None:
    """Take what was set last."""
    return max(view.sides, key=lambda side: side.at_ms, default=None)


def load_quarantined(reader: Reader, *, is_admin: bool) -> list[QuarantineView]:
    """What was not applied and waits for an admin's word, the newest first."""
    views = [_quarantine_view(one, is_admin=is_admin) for one in reader.quarantined()]
    return sorted(views, key=lambda view: view.at_ms, reverse=True)


def find_quarantined(reader: Reader, id: str) -> Quarantined:
    """The changeset of this id, or whose id alone begins so.

    Raises:
        LanyanError: quarantine.gone, quarantine.several.
    """
    text = id.strip().lower()
    all_open = {_quarantine_id(one): one for one in reader.quarantined()}
    found = [one for name, one in all_open.items() if text and name.startswith(text)]
    if text in all_open:
        return all_open[text]
    if not found:
        raise LanyanError("quarantine.gone", id=id)
    if len(found) > 1:
        raise LanyanError("quarantine.several", id=id, count=len(found))
    return found[0]


def _view(conflict: Conflict, own: tuple[str, str]) -> ConflictView:
    sides = [_side(n, choice, own) for n, choice in enumerate(conflict.choices, 1)]
    return ConflictView(
        id=conflict.id,
        sort=conflict.what,
        kind=conflict.kind,
        kind_title=conflict.kind_title,
        row_id=conflict.row,
        row=conflict.label,
        field=conflict.field,
        field_title=conflict.field_title,
        words=_words(conflict, sides),
        sides=tuple(sides),
        project_id=conflict.project_id,
    )


def _side(n: int, choice: Choice, own: tuple[str, str]) -> Side:
    return Side(
        n=n,
        text=choice.text,
        person=choice.user,
        device=choice.device,
        at_ms=int(choice.moment),
        intent=choice.intent,
        is_shown=choice.is_shown,
        is_own=(choice.user, choice.device) == own,
        leads_to=choice.leads_to,
    )


def _words(conflict: Conflict, sides: Sequence[Side]) -> str:
    shown = next((side.text for side in sides if side.is_shown), "—")
    template = _WHAT.get(conflict.what)
    if template:
        return template.format(row=conflict.label, field=conflict.field_title, shown=shown)
    people = list(dict.fromkeys(side.person or side.device for side in sides))
    who = f"{'、'.join(people)} 互相没有看到，都" if len(people) > 1 else f"{people[0]} 在两处分别"
    return f"{who}改了“{conflict.label}”的{conflict.field_title}；暂按 {shown} 计算。"


def _quarantine_view(one: Quarantined, *, is_admin: bool) -> QuarantineView:
    why = VOID_WORDS.get(one.reason.split(".")[0], "不能确认是谁做的")
    what = "、".join(one.kinds)
    return QuarantineView(
        id=_quarantine_id(one),
        person=one.user,
        device=one.device,
        intent=one.intent,
        at_ms=int(one.moment),
        reason=one.reason,
        words=f"{one.user or one.device} 的“{one.intent}”（{what} {one.count} 项）{why}，没有采用。",
        can_release=is_admin and not one.reason.startswith("malformed"),
    )


def _quarantine_id(one: Quarantined) -> str:
    writer, seq = one.position
    return f"{writer.hex()}-{seq}"
