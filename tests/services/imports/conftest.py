"""An empty ledger with a project, and a shorthand for a workbook looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.imports import Preview, preview
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import Made, write_book

Look = Callable[..., Preview]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(tmp_path / "a.lanyan", user="测试")
    yield made
    made.close()


@pytest.fixture
def project_id(ledger: Ledger) -> Id:
    return create_project(ledger, name="试导入")


@pytest.fixture
def look(tmp_path: Path, ledger: Ledger, project_id: Id) -> Look:
    """A sheet of these rows, looked at as this form, as the project would."""

    def see(form: str, rows: Sequence[Sequence[Made]], *, name: str = "表", **more: object) -> Preview:
        merges = more.pop("merges", ())
        path = write_book(tmp_path / "试.xlsx", {name: rows}, merges=merges)  # type: ignore[arg-type]  # a list of names
        return preview(path, form=form, reader=ledger, project_id=project_id, **more)  # type: ignore[arg-type]  # as given

    return see
