"""Twenty kills of web workers, web server, task worker and database while colleagues write: nothing is lost."""

from __future__ import annotations

import os
import random
import secrets
import sys
import tempfile
from pathlib import Path

import pytest
from tests.drill.job import running
from tests.drill.killing import BACK_SECONDS, Part, drill
from tests.support import session

KILLS = 20


@pytest.mark.drill
def test_twenty_kills_lose_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("PALERMO_DRILL_SEED") or secrets.randbelow(10**6))
    parts = [*Part] * (KILLS // len(Part))
    random.Random(seed).shuffle(parts)  # noqa: S311
    # On the disk, where a database lies; the tests' own place may be memory.
    with tempfile.TemporaryDirectory(dir=session.PLACES[1], prefix="palermo-drill-") as name:
        Path(name).chmod(0o711)
        with running(Path(name) / "data") as job:
            outcome = drill(job, parts, seed=seed, pace=2.0)
    with capsys.disabled():
        sys.stdout.write(f"\n{outcome}\n")
    assert outcome.lost == []
    assert outcome.odd == []
    assert outcome.tasks.keys() == {"SUCCESSFUL"}
    assert outcome.intact, outcome.ledger
    assert len(outcome.recoveries) == KILLS
    assert max(max(one.write, one.task, one.whole) for one in outcome.recoveries) < BACK_SECONDS
    assert all(
        outcome.acknowledged[kind] >= KILLS for kind in ("assistance", "need", "enquiry", "acceptance")
    )
