"""The dates of a plan: earliest and latest, floats, what is critical, what drives what (JGJ/T 121-2015; CPM).

>>> from datetime import datetime
>>> from lanyan_desktop.core.schedule.calendar import build_calendar
>>> from lanyan_desktop.core.schedule.plan import build_links, build_plan
>>> from lanyan_desktop.core.values import datetime_of, instant_of
>>> plan = build_plan([480, 960], build_links([(0, 1, 0, 0, 0)]), calendars=[build_calendar()],
...                   start=instant_of(datetime(2025, 3, 10)))
>>> str(datetime_of(compute_schedule(plan).project_finish)), compute_schedule(plan).is_critical.tolist()
('2025-03-12 17:00:00', [True, True])
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lanyan_desktop.core.schedule.calendar import FIRST_DAY, Ints, WorkCalendar
from lanyan_desktop.core.schedule.network import Bools, Network, build_network
from lanyan_desktop.core.schedule.nodes import FAR, Nodes, build_nodes, instants_of
from lanyan_desktop.core.schedule.outline import roll_up
from lanyan_desktop.core.schedule.passes import Edges, build_edges, slack_of, walk_back, walk_forwards
from lanyan_desktop.core.schedule.plan import LATEST, NONE, SF, SS, Plan
from lanyan_desktop.core.values import MINUTES_PER_DAY, Instant


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Schedule:
    """What a plan computes to, by activity. Moments are instants (a finish exclusive), floats working minutes.

    Of begun work the start is the actual one and the latest start is that of its remaining part; finished work lies
    where it was done, has no float and is not critical. A summary spans what hangs under it.
    """

    start: Ints  # as scheduled: the earliest, but where 越晚越好, levelling or 倒排 moved it
    finish: Ints
    early_start: Ints  # ES
    early_finish: Ints  # EF
    late_start: Ints
    late_finish: Ints
    total_float: Ints
    free_float: Ints
    is_critical: Bools
    is_finished: Bools
    is_begun: Bools
    is_summary: Bools
    is_driving: Bools  # by relation: it sets the start of its successor
    project_start: Instant
    project_finish: Instant
    cycles: tuple[tuple[int, ...], ...]


def compute_schedule(plan: Plan, network: Network | None = None, *, critical_float: int | None = None) -> Schedule:
    """Schedule a plan. `network` is kept by callers whose relations did not change; 0.1 s for 100,000 activities.

    Critical is what has no more float than `critical_float` working minutes (None: as the plan's rules say).

    Raises:
        LanyanError: calendar.range when dates leave what calendars reach.
    """
    network = network or build_network(plan.links, plan.parent)
    walked = _walk_from_finish(plan, network) if plan.rules.finish is not None else _walk_from_start(plan, network)
    return _report(plan, network, walked, plan.rules.critical_float if critical_float is None else critical_float)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Walked:
    """Counts by place, after both walks."""

    nodes: Nodes
    edges: Edges
    early: Ints  # of the start, as early as relations and limits let
    placed: Ints  # as scheduled
    late: Ints
    end: Ints  # the project's finish on each node's calendar
    total: Ints  # float


def _walk_from_start(plan: Plan, network: Network) -> _Walked:
    nodes = build_nodes(plan, network)
    edges = build_edges(network, nodes, plan.links, plan.rules)
    early = placed = walk_forwards(nodes, edges, plan.calendars)
    end, late = _walk_back(nodes, edges, plan, early)
    postponed = _postponed(plan, network, nodes)
    if postponed.any():  # 越晚越好: it moves to its latest start, and so does what follows it
        nodes = replace(nodes, floor=np.where(postponed, np.maximum(late, nodes.floor), nodes.floor))
        placed = walk_forwards(nodes, edges, plan.calendars)
        end, late = _walk_back(nodes, edges, plan, placed)
    return _Walked(nodes=nodes, edges=edges, early=early, placed=placed, late=late, end=end, total=late - placed)


def _walk_from_finish(plan: Plan, network: Network) -> _Walked:
    """倒排: everything lies at its latest start; the earliest dates count from the start that follows from that."""
    assert plan.rules.finish is not None
    nodes = build_nodes(replace(plan, start=Instant(FIRST_DAY * MINUTES_PER_DAY)), network)
    edges = build_edges(network, nodes, plan.links, plan.rules)
    wanted = np.array([plan.rules.finish], dtype=np.int64)
    end = np.array([int(calendar.count_at(wanted)[0]) for calendar in plan.calendars])[nodes.calendar]
    late = walk_back(nodes, edges, plan.calendars, end)
    stays = nodes.is_fixed | nodes.is_begun
    hanging = replace(nodes, floor=np.where(stays, nodes.floor, np.maximum(nodes.floor, late)))
    placed = walk_forwards(hanging, edges, plan.calendars)
    starts = instants_of(nodes, plan.calendars, placed, is_finish=False)
    first = Instant(int(starts[nodes.is_work].min(initial=plan.rules.finish)))
    early = walk_forwards(build_nodes(replace(plan, start=first), network), edges, plan.calendars)
    return _Walked(nodes=hanging, edges=edges, early=early, placed=placed, late=late, end=end, total=late - early)


def _report(plan: Plan, network: Network, walked: _Walked, critical_float: int) -> Schedule:
    nodes, edges, placed, late = walked.nodes, walked.edges, walked.placed, walked.late
    slack = slack_of(nodes, edges, plan.calendars, placed)
    total = np.where(nodes.is_finished, 0, walked.total)
    is_hub = network.order >= network.count
    room = _free_float(edges, slack, walked.end - placed - nodes.length, is_hub)
    free = np.where(nodes.is_finished, 0, np.minimum(room, total))
    driving = edges.moves & (slack == 0)
    is_critical = nodes.is_work & ~nodes.is_finished
    if plan.rules.by_longest_path:
        is_critical &= _drives_the_finish(nodes, edges, driving, placed, plan.calendars)
    else:
        is_critical &= total <= critical_float
    by_finish = _ends_a_shift(nodes, edges, driving)
    dates = _dates(nodes, plan.calendars, placed, late, by_finish)
    columns = {name: _by_activity(column, network) for name, column in dates.items()}
    columns |= {"total_float": _by_activity(total, network), "free_float": _by_activity(free, network)}
    is_driving = np.zeros(len(plan.links), dtype=np.bool_)
    is_driving[edges.link[driving & (edges.link >= 0)]] = True
    done = _by_activity(nodes.is_finished, network)
    reported = _rolled_up(_as_reported(columns, plan), plan.parent, network, done)
    earliest = {"start": reported["start"], "finish": reported["finish"]}
    if walked.early is not placed:
        dates = _dates(nodes, plan.calendars, walked.early, walked.early, by_finish)
        plain = {name: _by_activity(dates[name], network) for name in earliest}
        earliest = _rolled_up(_as_reported(plain, plan), plan.parent, network, done)
    return Schedule(
        **reported,
        early_start=earliest["start"],
        early_finish=earliest["finish"],
        is_critical=_any_below(_by_activity(is_critical, network), plan.parent, network),
        is_finished=~_any_below(_by_activity(~nodes.is_finished, network), plan.parent, network),
        is_begun=_any_below(_by_activity(nodes.is_begun, network), plan.parent, network),
        is_summary=network.is_summary,
        is_driving=is_driving,
        project_start=Instant(int(reported["start"].min(initial=_begin(plan, reported["start"])))),
        project_finish=Instant(int(reported["finish"].max(initial=_begin(plan, reported["start"])))),
        cycles=network.cycles,
    )


def _begin(plan: Plan, start: Ints) -> int:
    """When the project begins: as given, or in 倒排 as it follows."""
    return plan.start if plan.rules.finish is None or not len(start) else int(start.min())


def _drives_the_finish(
    nodes: Nodes, edges: Edges, driving: Bools, placed: Ints, clocks: tuple[WorkCalendar, ...]
) -> Bools:
    """What lies on a chain of driving relations to a work that ends last: the longest path (最长路径)."""
    ends = instants_of(nodes, clocks, placed + nodes.length, is_finish=True)
    open_ = nodes.is_work & ~nodes.is_finished
    last = open_ & (ends == ends[open_].max(initial=0))
    return _behind(last, edges, driving)


def _behind(last: Bools, edges: Edges, driving: Bools) -> Bools:
    on = last.tolist()
    rows = zip(edges.source[driving][::-1].tolist(), edges.target[driving][::-1].tolist(), strict=True)
    for source, target in rows:
        if on[target]:
            on[source] = True
    return np.array(on, dtype=np.bool_)


def _rolled_up(columns: dict[str, Ints], parent: Ints, network: Network, finished: Ints) -> dict[str, Ints]:
    """Dates of summaries span their works; their floats are the least of what is not finished, 0 when all is."""
    if not network.is_summary.any():
        return columns
    rolled = {}
    for name, column in columns.items():
        if name.endswith("_float"):
            least = roll_up(parent, np.where(finished, FAR, column), "least", levels=network.levels)
            rolled[name] = np.where(network.is_summary, np.where(least >= FAR, 0, least), column)
        else:
            how: Literal["least", "greatest"] = "greatest" if name.endswith("finish") else "least"
            rolled[name] = roll_up(parent, column, how, levels=network.levels)
    return rolled


def _any_below(plain: Ints, parent: Ints, network: Network) -> Bools:
    rolled = roll_up(parent, plain, "greatest", levels=network.levels) if network.is_summary.any() else plain
    return np.asarray(rolled, dtype=np.bool_)


def _walk_back(nodes: Nodes, edges: Edges, plan: Plan, early: Ints) -> tuple[Ints, Ints]:
    """The project's finish as a count of each node's calendar, and the latest starts."""
    done = np.where(nodes.is_work, early + nodes.length, 0)
    if len(plan.calendars) == 1:
        end = np.full(len(done), int(done.max(initial=0)))
    else:
        finishes = instants_of(nodes, plan.calendars, early + nodes.length, is_finish=True)
        last = np.array([int(finishes[nodes.is_work].max(initial=plan.start))])
        end = np.array([int(calendar.count_at(last)[0]) for calendar in plan.calendars])[nodes.calendar]
    return end, walk_back(nodes, edges, plan.calendars, end)


def _postponed(plan: Plan, network: Network, nodes: Nodes) -> Bools:
    if not (plan.constraint == LATEST).any():
        return np.zeros(len(nodes.floor), dtype=np.bool_)
    wanted = np.concatenate([plan.constraint == LATEST, np.zeros(len(network.hub_of), dtype=np.bool_)])
    return np.asarray(wanted[network.order] & nodes.is_work & ~nodes.is_begun & ~nodes.is_fixed, dtype=np.bool_)


def _free_float(edges: Edges, slack: Ints, free: Ints, is_hub: Bools) -> Ints:
    """FF: what a work may slip before anything behind it moves; behind a hub, before anything behind the hub does.

    `free` is the room up to the finish of the project.
    """
    if is_hub.any():
        return _through_hubs(free, is_hub, edges, slack)
    np.minimum.at(free, edges.source, slack)
    return free


def _through_hubs(free: Ints, is_hub: Bools, edges: Edges, slack: Ints) -> Ints:
    """Backwards, so that a hub's own free float is known when its members ask for it."""
    room = np.where(is_hub, FAR, free).tolist()
    rows = zip(edges.source.tolist(), edges.target.tolist(), slack.tolist(), strict=True)
    for source, target, gap in reversed(list(rows)):
        room[source] = min(room[source], gap + (room[target] if is_hub[target] else 0))
    return np.array(room, dtype=np.int64)


def _ends_a_shift(nodes: Nodes, edges: Edges, driving: Bools) -> Bools:
    """Milestones that a finish drives stand at that finish (17:00), not at the start of the next shift."""
    by_finish = np.zeros(len(nodes.floor), dtype=np.bool_)
    by_finish[edges.target[driving & ((edges.type != SS) & (edges.type != SF))]] = True
    by_finish &= nodes.length == 0
    return by_finish


def _dates(
    nodes: Nodes, clocks: tuple[WorkCalendar, ...], early: Ints, late: Ints, ends_shift: Bools
) -> dict[str, Ints]:
    at_zero = nodes.length == 0
    dates: dict[str, Ints] = {}
    for name, counts in (("", early), ("late_", np.maximum(late, 0))):
        start = instants_of(nodes, clocks, counts, is_finish=False)
        finish = instants_of(nodes, clocks, counts + nodes.length, is_finish=True)
        dates[f"{name}start"] = np.where(ends_shift, finish, start)
        dates[f"{name}finish"] = np.where(at_zero & ~ends_shift, start, finish)
    return dates


def _by_activity(column: Ints | Bools, network: Network) -> Ints:
    return np.asarray(column[network.place[: network.count]], dtype=np.int64)


def _as_reported(columns: dict[str, Ints], plan: Plan) -> dict[str, Ints]:
    """Actual dates as they were reported, to the minute."""
    for name, actual in (("start", plan.actual_start), ("finish", plan.actual_finish)):
        if (actual != NONE).any():
            columns[name] = np.where(actual != NONE, actual, columns[name])
    milestone_done = (plan.duration == 0) & (plan.actual_finish != NONE)
    columns["start"] = np.where(milestone_done, columns["finish"], columns["start"])
    return columns
