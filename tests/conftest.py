"""What every test stands on: no screen, a failing hook for what slots raise, its own data folder, the shared inputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.shared import SHARED

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the processes that tests start
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["OPENPYXL_LXML"] = "False"  # the program ships without lxml: test what is shipped

settings.register_profile(
    "ci",
    deadline=None,  # two cores shared with other work: no test here is about time
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=2000, derandomize=False)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the full campaigns, not the slice that CI runs")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--long"):
        settings.load_profile("long")


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """True when the full campaigns are asked for (`python3 dev.py test --long`)."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the shared test inputs; skips where it does not lie beside the checkout."""
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip("needs the shared test data, which does not lie beside this checkout")
    return data


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, logs and backups of this test, seen by child processes too; never those of the developer."""
    folder = tmp_path_factory.mktemp("lanyan-data")
    monkeypatch.setenv("LANYAN_DATA_DIR", str(folder))
    return folder
