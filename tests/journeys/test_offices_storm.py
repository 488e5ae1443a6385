"""Three offices on a line that is cut, with programs that are killed: at the end all have all, and nothing is lost."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.sites import LOGIN, OpenSite, Site, begin, served, settle
from tests.sync.remotes.servers import Proxy

_STORM = Path(__file__).with_name("storm_process.py")


class Clerk:
    """One office in the storm: started, killed once it has entered so many, started again."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site, self.chance = site, chance
        self.entered: list[str] = []
        self._lives = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._lives += 1
        first = 100 * self._lives
        words = [sys.executable, str(_STORM), str(self.site.ledger), self.site.person, "50", str(first)]
        self._process = subprocess.Popen(words, env=self.site.env, stdout=subprocess.PIPE, encoding="utf-8")

    def kill(self) -> None:
        """In the middle of what follows one of its next entries."""
        assert self._process is not None
        assert self._process.stdout is not None
        for _ in range(self.chance.randint(1, 4)):
            self.entered.append(self._process.stdout.readline().strip())
        self._process.kill()
        self.entered += self._process.communicate()[0].split()


def seeds(config: pytest.Config) -> list[int]:
    return list(range(20 if config.getoption("--long") else 1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("seed", seeds(metafunc.config))


def test_nothing_that_was_entered_is_lost(site: OpenSite, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    sites = [site("李工"), site("王工"), site("赵工")]
    sites[0].env |= LOGIN
    (tmp_path / "共享").mkdir()
    with served(sites[0], tmp_path / "共享") as server:
        cuts = [chance.choice([None, chance.randrange(3_000)]) for _ in range(400)]
        proxy = Proxy(int(server["urls"][0].rpartition(":")[2]), cuts=[])
        try:
            begin(sites[0], f"dav+http://127.0.0.1:{proxy.port}", **LOGIN)
            for one in sites[1:]:
                one.join(sites[0].invite(), **LOGIN)
            proxy._cuts[:] = [None] * proxy.links + cuts
            clerks = [Clerk(one, chance) for one in sites]
            for _ in range(2):
                for clerk in clerks:
                    clerk.start()
                for clerk in clerks:
                    clerk.kill()
            proxy._cuts.clear()
            settle(sites, rounds=6)
        finally:
            proxy.close()
    entered = {word for clerk in clerks for word in clerk.entered}
    assert len(entered) > 5
    records = sites[0].run("list", "budget_line", sites[0].ledger)["records"]
    assert entered <= {record["name"] for record in records}  # each line is there, at each
    logged = {one["intent"] for one in sites[2].run("log", sites[2].ledger, "--limit", "10000")["entries"]}
    assert {f"输入 {word}" for word in entered} <= logged
    units = {record["unit"] for record in records if record["code"].startswith("0101")}
    conflicts = sites[1].conflicts()
    sides = {side["text"] for one in conflicts if one["sort"] == "field" for side in one["sides"]}
    written = {record["name"] for record in records}  # some were written by a program that died before it could say so
    assert units | sides <= written | {"m3"}
    assert sides & entered
    assert "code" in {one["sort"] for one in conflicts}  # each clerk counts for himself, so codes meet
