from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from tests.services.site import Site


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project in a ledger that is closed: copy it."""
    path = tmp_path_factory.mktemp("sample") / "sample.lanyan"
    ledger = Ledger.create(path, user="测试")
    build_sample(ledger)
    ledger.close()
    return path


@pytest.fixture
def site(sample_file: Path, tmp_path: Path) -> Iterator[Site]:
    path = tmp_path / "site.lanyan"
    path.write_bytes(sample_file.read_bytes())
    ledger = Ledger.open(path, user="劳资员")
    (project_id,) = ledger.ids("project")
    yield Site(ledger, project_id)
    ledger.close()
