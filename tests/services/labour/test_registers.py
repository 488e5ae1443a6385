"""What the register of workers marks about papers."""

from __future__ import annotations

from datetime import date

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id, Value, day_of
from lanyan_desktop.services.labour.registers import WorkerSource, worker_marks
from tests.services.site import Site

BORN_1968 = "999999196802020018"
CARD = "6222020000000000018"


def test_a_card_of_two_workers_is_marked_on_both(site: Site) -> None:
    first, second, third = (Id(key) for key in site.ledger.ids("worker")[:3])
    with site.ledger.changeset("银行卡") as edit:
        edit.set("worker", first, card_number=CARD)
        edit.set("worker", second, card_number=f"{CARD[:4]} {CARD[4:]}")
    names = [field.name for field in KINDS["worker"].fields]
    rows = WorkerSource(site.ledger, project_id=site.project_id).page([first, second, third], names)
    marks = [rows[key].dress.get("card_number") for key in (first, second, third)]
    said = [dress.mark.reason if dress is not None and dress.mark is not None else "" for dress in marks]
    assert ["两个工人" in reason for reason in said] == [True, True, False]


def test_age_is_that_of_the_last_day_on_site() -> None:
    today = date(2030, 1, 1)
    assert worker_marks({"id_number": BORN_1968}, today=today)["id_number"].kind == "warning"
    left: dict[str, Value] = {"id_number": BORN_1968, "leave_day": day_of(date(2025, 12, 1))}
    assert worker_marks(left, today=today) == {}
