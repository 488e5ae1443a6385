"""Floats read off the arrow diagram, from right to left: waves are the lags, paths without waves are critical."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.schedule.arrow_works import ArrowWorks
from lanyan_desktop.core.schedule.arrows import Arrows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ArrowFloats:
    """By arrow: the works, then the dummies. Working minutes."""

    wave: list[int]  # what of an arrow is wave line
    total: list[int]
    free: list[int]
    is_critical: list[bool]  # on a path without any wave


def arrow_floats(works: ArrowWorks, arrows: Arrows) -> ArrowFloats:
    """What the drawing says of floats, without looking at the engine.

    >>> from lanyan_desktop.core.schedule.arrows import build_arrows
    >>> works = ArrowWorks(row=[0, 1], part=[0, 0], link=[-1, -1], start=[0, 0], finish=[5, 3], before=[0, 0], begin=0,
    ...                    milestones=[], milestones_before=[], left_out=[])
    >>> arrow_floats(works, build_arrows(works.before, start=works.start, finish=works.finish, begin=0)).total[:2]
    [0, 2]
    """
    pairs = [*zip(arrows.tail, arrows.head, strict=True), *arrows.dummies]
    finish = [*works.finish, *(arrows.times[tail] for tail, _ in arrows.dummies)]
    wave = [arrows.times[head] - end for (_, head), end in zip(pairs, finish, strict=True)]
    room = _rooms(arrows, pairs, wave)
    total = [gap + room[head] for gap, (_, head) in zip(wave, pairs, strict=True)]
    return ArrowFloats(
        wave=wave,
        total=total,
        free=[gap + rest for gap, rest in zip(wave, _behind_dummies(works, arrows, wave), strict=True)],
        is_critical=_without_waves(arrows, pairs, wave),
    )


def _rooms(arrows: Arrows, pairs: list[tuple[int, int]], wave: list[int]) -> list[int]:
    """What each event may slip without the end slipping: least float of what leaves it."""
    room = [-1] * len(arrows)
    for at in sorted(range(len(pairs)), key=lambda one: pairs[one][0], reverse=True):
        tail, head = pairs[at]
        mine = wave[at] + max(room[head], 0)
        room[tail] = mine if room[tail] < 0 else min(room[tail], mine)
    return [max(value, 0) for value in room]


def _behind_dummies(works: ArrowWorks, arrows: Arrows, wave: list[int]) -> list[int]:
    """The free float left behind an arrow's own wave: 0 where a real work leaves its event, else over the dummies."""
    real = set(arrows.tail)
    out: dict[int, list[int]] = {}
    for at, (tail, _) in enumerate(arrows.dummies, start=len(works)):
        out.setdefault(tail, []).append(at)
    rest: dict[int, int] = {}
    for event in range(len(arrows) - 1, -1, -1):
        mine = out.get(event, [])
        is_open = event not in real and mine
        rest[event] = min(wave[at] + rest[arrows.dummies[at - len(works)][1]] for at in mine) if is_open else 0
    return [rest[head] for _, head in (*zip(arrows.tail, arrows.head, strict=True), *arrows.dummies)]


def _without_waves(arrows: Arrows, pairs: list[tuple[int, int]], wave: list[int]) -> list[bool]:
    straight = sorted((pair for pair, gap in zip(pairs, wave, strict=True) if not gap))
    from_start, to_end = {0}, {len(arrows) - 1}
    for tail, head in straight:
        if tail in from_start:
            from_start.add(head)
    for tail, head in reversed(straight):
        if head in to_end:
            to_end.add(tail)
    return [not gap and tail in from_start and head in to_end for (tail, head), gap in zip(pairs, wave, strict=True)]
