"""The built wheel with the extra `server` alone runs an installation; with `evidence` alone it estimates."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from tests.drill import restoring
from tests.drill.job import running
from tests.support import session
from tests.support.wheel import build, install

pytestmark = pytest.mark.drill
LISTS = (
    ("A", "B", "C", "count"),
    (1, 0, 0, 60),
    (0, 1, 0, 50),
    (0, 0, 1, 40),
    (1, 1, 0, 20),
    (0, 1, 1, 15),
    (1, 0, 1, 12),
)


def test_the_server_alone_starts_a_database_shows_its_pages_and_lets_somebody_in(tmp_path: Path) -> None:
    server = install(build(tmp_path), tmp_path / "venv", extra="server")
    with tempfile.TemporaryDirectory(dir=session.PLACES[1], prefix="palermo-drill-") as name:
        place = Path(name)
        place.chmod(0o711)
        environment = server.environment(PALERMO_DEMO_CASES="0")
        with running(place / "data", program=[server.command], environment=environment) as job:
            front = restoring.leader(job).get("/")
            assert front.status == 200
        assert job.process.returncode == 0, "\n".join(job.lines)
    assert any("Stopped." in line for line in job.lines)


def test_evidence_alone_compiles_its_loops_and_estimates(tmp_path: Path) -> None:
    analyst = install(build(tmp_path), tmp_path / "venv", extra="evidence")
    with (tmp_path / "lists.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(LISTS)
    done = analyst.palermo("prevalence", "estimate", "lists.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "interval" in done.stdout
