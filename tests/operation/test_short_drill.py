"""The drills of `make drill` in short: three kills while colleagues write, then one backup and its restore."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.drill import restoring
from tests.drill.job import Job, running
from tests.drill.killing import Part, drill
from tests.drill.restoring import check_restored, refusal, restore
from tests.support import session
from tests.support.canaries import traces

from palermo.operation.datafolder import DataFolder


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A short path that the database's account can pass through."""
    with tempfile.TemporaryDirectory(dir=os.environ[session.FOLDER_VARIABLE]) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def job(place: Path) -> Iterator[Job]:
    """One running demo."""
    with running(place / "data") as job:
        yield job


def test_three_kills_lose_nothing(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = drill(
        job, [Part.WEB_WORKER, Part.DATABASE, Part.TASK_WORKER], seed=secrets.randbelow(10**6), pace=0.5
    )
    sys.stdout.write(f"{outcome}\n")
    assert outcome.lost == []
    assert outcome.odd == []
    assert outcome.tasks.keys() == {"SUCCESSFUL"}
    assert outcome.intact, outcome.ledger
    assert all(outcome.acknowledged[kind] for kind in ("assistance", "need", "enquiry", "acceptance"))


def test_a_backup_restores_everything_but_whoever_was_erased_since(job: Job, place: Path) -> None:
    kept, erased = restoring.plant(job, 2)
    saved = restoring.back_up(job.folder, place / "backups")
    assert restoring.told_by_files(saved) == {}
    visitor = restoring.leader(job)
    before = restoring.shown(visitor, kept)
    assert {"Zintharael", "17 Feb 1903", "plimsorrel", "Pellurion", "Ombrelquist"} <= set(before)
    restoring.erase(visitor, erased["case"])

    altered = place / "altered.jsonl"
    altered.write_text(saved.journal.read_text(encoding="utf-8").replace("asked", "aske_"), encoding="utf-8")
    assert "altered" in refusal(saved.with_journal(altered), place / "refused")
    assert "not empty" in refusal(saved, job.folder.path / "static")

    target = DataFolder(place / "restored")
    check_restored(target, restore(saved, target.path))
    with running(target.path) as again:
        visitor = restoring.leader(again)
        assert restoring.shown(visitor, kept) == before
        assert restoring.shown(visitor, erased) == []
    assert traces("\n".join(job.lines).encode()) == []
