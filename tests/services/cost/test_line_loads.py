"""A line laid on several activities by share; shares that are not the whole get a sentence and change nothing."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.values import Id, Permyriad
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.line_loads import share_line
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.reader import Where
from tests.services.site import Site


def loads(site: Site, line: Id) -> list[tuple[object, ...]]:
    where = [Where("line_id", "=", line)]
    return sorted(tuple(row) for row in site.ledger.columns("line_load", ["activity_id", "weight"], where=where))


def parts(site: Site) -> tuple[Id, Id, Id]:
    line = site.ledger.ids("budget_line", where=[Where("code", "not null")])[0]
    first, second = site.ledger.ids("activity", where=[Where("parent_id", "not null")])[:2]
    return line, first, second


def test_one_line_on_two_activities(site: Site) -> None:
    line, first, second = parts(site)
    before = loads(site, line)
    share_line(site.ledger, line_id=line, shares={first: Permyriad(6_000), second: Permyriad(4_000)})
    assert loads(site, line) == sorted([(first, 6_000), (second, 4_000)])
    site.ledger.undo()
    assert loads(site, line) == before


@pytest.mark.parametrize(
    ("one", "two", "code"),
    [(6_000, 4_001, "cost.shares_over"), (6_000, 3_999, "cost.shares_under"), (11_000, -1_000, "cost.share_negative")],
)
def test_shares_that_are_not_the_whole(site: Site, one: int, two: int, code: str) -> None:
    line, first, second = parts(site)
    before = loads(site, line)
    with pytest.raises(LanyanError) as refused:
        share_line(site.ledger, line_id=line, shares={first: Permyriad(one), second: Permyriad(two)})
    assert refused.value.code == code
    assert "没有改动" in sentence(refused.value)
    assert loads(site, line) == before
