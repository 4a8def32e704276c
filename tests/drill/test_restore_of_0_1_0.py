"""A backup that Palermo 0.1.0 took is restored by today's program: what docs/guides/upgrade.md promises.

The backup lies in `tests/upgrade/backup_0_1_0/`; its README says what it holds and how 0.1.0 took it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.drill.job import Job, clean_environment, running
from tests.drill.restoring import Saved, back_up, check_restored, refusal, restore
from tests.drill.visitor import Visitor
from tests.support import session
from tests.support.accounts import program

from palermo.demo.sign_ins import SignIn
from palermo.operation.datafolder import DataFolder
from palermo.operation.manifest import Manifest

pytestmark = pytest.mark.drill
TAKEN = Path(__file__).parents[1] / "upgrade" / "backup_0_1_0"
UNSIGNED = "--made-before-signing"
KNOWN: dict[str, str] = json.loads((TAKEN / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder on the disk that the database's user may enter."""
    with tempfile.TemporaryDirectory(dir=session.PLACES[1], prefix="palermo-drill-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def saved(place: Path) -> Saved:
    """The backup with the newest journal, which knows one erasure more than the backup."""
    root_key = place / "root.key"  # Git keeps no file modes
    shutil.copyfile(TAKEN / root_key.name, root_key)
    root_key.chmod(0o600)
    return Saved(TAKEN / "data", TAKEN / "keys.dump", TAKEN / "erasures.jsonl", root_key)


@contextmanager
def served(folder: DataFolder) -> Iterator[Job]:
    """The restored installation, which is no demonstration: root does not serve it as root."""
    command = (program().interpreter, "-P", "-m", "palermo.cli")
    with running(
        folder.path, program=command, environment=clean_environment() | program().environment
    ) as job:
        yield job


def signed_in(job: Job, email: str) -> Visitor:
    """Somebody of the backup's demo: what nobody vouches for is not marked as one, so the mark is the backup's own."""
    visitor = Visitor(job.port)
    people = json.loads((TAKEN / "data" / "demo").read_text(encoding="utf-8"))
    visitor.sign_in(next(SignIn(**fields) for fields in people if fields["email"] == email))
    return visitor


def who(visitor: Visitor, case: str) -> str:
    return visitor.get(f"/protection/cases/{case}/who/").page


def test_it_is_a_backup_of_0_1_0(saved: Saved) -> None:
    manifest = Manifest.read(saved.data / "manifest.json")
    assert (manifest.palermo, manifest.erasures) == ("0.1.0", 1)
    assert "public.exchange_party" in manifest.tables


def test_what_0_1_0_saved_is_restored_upgraded_and_read_and_whoever_was_erased_since_is_not(
    saved: Saved, place: Path
) -> None:
    target = DataFolder(place / "restored")
    done = restore(saved, target.path, UNSIGNED)
    check_restored(target, done)
    assert "Erasures applied: 2." in done.stdout
    assert "Nobody can vouch for what was restored." in done.stdout
    assert target.unvouched.is_file()
    assert not target.demo.exists()
    with served(target) as job:
        visitor = signed_in(job, "ada@lantern.example")
        page = who(visitor, KNOWN["case"])
        for text in ("name", "contact", "safe_contact", "narrative"):
            assert KNOWN[text] in page
        answer = visitor.post("/search/", q=KNOWN["name"].upper())
        assert f"/protection/cases/{KNOWN['case']}/" in answer.page
        for case in (KNOWN["erased"], KNOWN["erased_since"]):
            assert "erased" in visitor.get(f"/protection/cases/{case}/").page.lower()
        assert KNOWN["child"] not in who(visitor, KNOWN["erased_since"])
    check_restored(DataFolder(place / "again"), restore(back_up(target, place / "today"), place / "again"))
    assert not target.unvouched.exists()
    assert not (place / "again" / "unvouched").exists()


def test_with_the_journal_of_that_day_it_is_that_day_again(saved: Saved, place: Path) -> None:
    target = DataFolder(place / "restored")
    done = restore(saved.with_journal(saved.data / "erasures.jsonl"), target.path, UNSIGNED)
    check_restored(target, done)
    assert "Erasures applied: 1." in done.stdout
    with served(target) as job:
        visitor = signed_in(job, "ada@lantern.example")
        assert KNOWN["child"] in who(visitor, KNOWN["erased_since"])


def test_without_a_whole_journal_it_is_refused(saved: Saved, place: Path) -> None:
    empty = place / "empty.jsonl"
    empty.touch()
    assert "older" in refusal(saved.with_journal(empty), place / "refused", UNSIGNED)


def test_it_bears_no_signature_and_is_restored_only_when_that_is_said(saved: Saved, place: Path) -> None:
    line = refusal(saved, place / "refused")
    assert "not signed" in line
    assert UNSIGNED in line
