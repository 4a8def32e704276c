"""The full restore drill: backup, empty folder, restore, and every way in which a restore has to be refused."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.drill import restoring
from tests.drill.job import ledger_says, palermo, running
from tests.drill.restoring import Saved, check_restored, digests, refusal, restore
from tests.support import session
from tests.support.canaries import traces
from tests.support.rewriting import as_of_before_signing, copied, rewrites

from palermo.operation.backup import KEYS_KEPT_DAYS, STAMP
from palermo.operation.datafolder import DataFolder, write_root_key
from palermo.operation.dumps import TableDigest, saved_digests
from palermo.operation.manifest import DATA, NAME
from palermo.operation.parts import Parts

pytestmark = pytest.mark.drill
LEDGER, ENDED = "public.ledger_event", ("public.switched_on", "public.people_invitation")


@dataclass
class Drill:
    """An installation with planted words, and yesterday's backup of it."""

    place: Path
    source: DataFolder
    kept: dict[str, str]
    erased: dict[str, str]
    shown: list[str]
    yesterday: Saved
    before: dict[str, TableDigest]
    today: Saved
    old_journal: Path
    said: list[str]


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """Two planted persons, a backup, and then one of them and another one erased."""
    with tempfile.TemporaryDirectory(dir=session.PLACES[1], prefix="palermo-drill-") as name:
        place = Path(name)
        place.chmod(0o711)
        said: list[str] = []
        with running(place / "source") as job:
            kept, erased, other = restoring.plant(job, 3)
            said += job.lines
        source, backups = DataFolder(place / "source"), place / "backups"
        yesterday, before = restoring.back_up(source, backups), digests(source)
        old_journal = place / "older.jsonl"
        old_journal.write_bytes(source.erasures.read_bytes())
        with running(source.path) as job:
            visitor = restoring.leader(job)
            shown = restoring.shown(visitor, kept)
            assert restoring.shown(visitor, erased) == shown
            assert {"Zintharael", "17 Feb 1903", "plimsorrel", "Pellurion", "Ombrelquist"} <= set(shown)
            restoring.erase(visitor, erased["case"])
            restoring.erase(visitor, other["case"])
            assert restoring.shown(visitor, erased) == []
            said += job.lines
        time.sleep(1)  # a backup is named by its second
        today = restoring.back_up(source, backups)
        yield Drill(place, source, kept, erased, shown, yesterday, before, today, old_journal, said)


def test_an_empty_folder_becomes_the_same_installation(
    drill: Drill, capsys: pytest.CaptureFixture[str]
) -> None:
    target, began = DataFolder(drill.place / "same"), time.monotonic()
    done = restore(drill.yesterday.with_journal(drill.old_journal), target.path)
    took = time.monotonic() - began
    check_restored(target, done)
    after = digests(target)
    with capsys.disabled():
        rows = sum(digest.rows for digest in after.values())
        sys.stdout.write(f"\nrestored {len(after)} tables with {rows} rows in {took:.1f} s\n")
    ended = re.search(r"turns nothing on: (\d+)", done.stdout)
    assert ended is not None
    assert "Invitations that waited have lapsed" in done.stdout
    # The restore's own event, one for each switch that it turned off, one for the one office that had invited.
    assert after.pop(LEDGER).rows == drill.before[LEDGER].rows + 1 + int(ended[1]) + 1
    before = saved_digests(drill.before)  # sessions and counts of sign-ins stay behind
    for table in ENDED:
        assert after.pop(table).rows == before.pop(table).rows
    assert after == {name: digest for name, digest in before.items() if name != LEDGER}
    with running(target.path) as job:
        visitor = restoring.leader(job)
        for planted in (drill.kept, drill.erased):
            assert restoring.shown(visitor, planted) == drill.shown


def test_whoever_was_erased_since_is_unreadable_after_yesterdays_backup_and_todays_journal(
    drill: Drill,
) -> None:
    target = DataFolder(drill.place / "erased")
    check_restored(target, restore(drill.yesterday, target.path))
    with running(target.path) as job:
        visitor = restoring.leader(job)
        assert restoring.shown(visitor, drill.erased) == []
        assert "erased" in visitor.get(f"/protection/cases/{drill.erased['case']}/").page
        assert restoring.shown(visitor, drill.kept) == drill.shown
    again = restoring.back_up(target, drill.place / "again")
    assert target.erasures.read_bytes() == drill.source.erasures.read_bytes()
    assert restoring.told_by_files(again) == {}


def test_no_file_of_a_backup_shows_a_planted_word(drill: Drill) -> None:
    assert restoring.told_by_files(drill.yesterday) == {}
    assert restoring.told_by_files(drill.today) == {}


def test_nothing_that_the_installation_said_shows_one(drill: Drill) -> None:
    assert any("Palermo is ready" in line for line in drill.said)
    assert traces("\n".join(drill.said).encode()) == []


def no_journal(drill: Drill) -> Saved:
    return drill.yesterday.with_journal(drill.place / "nosuch.jsonl")


def changed_letter(drill: Drill) -> Saved:
    text = drill.source.erasures.read_text(encoding="utf-8")
    return _journal(drill, text.replace("person_asked", "person_aske_", 1))


def first_line_gone(drill: Drill) -> Saved:
    lines = [line for line in drill.source.erasures.read_text(encoding="utf-8").splitlines() if line]
    return _journal(drill, f"\n{lines[1]}\n")


def lines_swapped(drill: Drill) -> Saved:
    lines = [line for line in drill.source.erasures.read_text(encoding="utf-8").splitlines() if line]
    return _journal(drill, "".join(f"\n{line}\n" for line in reversed(lines)))


def emptied_journal(drill: Drill) -> Saved:
    return replace(drill.today, journal=_journal(drill, "").journal)


def older_journal(drill: Drill) -> Saved:
    return drill.today.with_journal(drill.old_journal)


def wrong_root_key(drill: Drill) -> Saved:
    path = drill.place / "another.key"
    write_root_key(path)
    return replace(drill.yesterday, root_key=path)


def keys_of_another_day(drill: Drill) -> Saved:
    return replace(drill.yesterday, keys=drill.today.keys)


def altered_data(drill: Drill) -> Saved:
    copy = drill.place / "altered"
    copy.mkdir(exist_ok=True)
    for path in drill.yesterday.data.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    content = bytearray((copy / "data.dump").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "data.dump").write_bytes(content)
    return replace(drill.yesterday, data=copy)


def _journal(drill: Drill, text: str) -> Saved:
    path = drill.place / "altered.jsonl"
    path.write_text(text, encoding="utf-8")
    return drill.yesterday.with_journal(path)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (no_journal, "journal"),
        (changed_letter, "journal"),
        (first_line_gone, "journal"),
        (lines_swapped, "journal"),
        (emptied_journal, "older"),
        (older_journal, "older"),
        (wrong_root_key, "root key"),
        (keys_of_another_day, "altered"),
        (altered_data, "altered"),
    ],
)
def test_what_does_not_belong_together_is_refused_in_one_line(
    drill: Drill, change: Callable[[Drill], Saved], word: str
) -> None:
    line = refusal(change(drill), drill.place / "refused")
    assert word in line
    assert traces(line.encode()) == []


def test_a_folder_that_holds_something_is_refused_and_left_alone(drill: Drill) -> None:
    assert "not empty" in refusal(drill.yesterday, drill.source.path)
    other = drill.place / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("mine", encoding="utf-8")
    assert "not empty" in refusal(drill.yesterday, other)


def test_keys_older_than_thirty_days_are_removed_by_the_next_backup(drill: Drill) -> None:
    to = drill.place / "monthly"
    taken = restoring.back_up(drill.source, to)
    now = datetime.now(tz=UTC)
    old, young = (
        taken.keys.with_name(f"{(now - timedelta(days=days)).strftime(STAMP)}.dump")
        for days in (KEYS_KEPT_DAYS + 1, KEYS_KEPT_DAYS - 1)
    )
    taken.keys.rename(old)
    young.write_bytes(old.read_bytes())
    time.sleep(1)
    done = palermo("backup", "--data", drill.source.path, "--to", to)
    assert done.returncode == 0, done.stderr
    assert not old.exists()
    assert young.exists()
    assert f"Removed {old}" in done.stdout


def parts_of(saved: Saved) -> Parts:
    return Parts(backup=saved.data, keys=saved.keys, journal=saved.journal, root_key=saved.root_key)


def saved_of(parts: Parts) -> Saved:
    return Saved(parts.backup, parts.keys, parts.journal, parts.root_key)


@pytest.mark.parametrize("name", rewrites())
def test_a_backup_rewritten_without_the_root_key_is_refused_in_one_line(drill: Drill, name: str) -> None:
    before = copied(parts_of(drill.today), drill.place)
    was = restoring.tree(before.backup.parent)
    changed = rewrites()[name](before, parts_of(drill.yesterday))
    if changed == before and restoring.tree(before.backup.parent) == was:
        assert name.endswith("of another backup")  # both have the same such file
        return
    refusal(saved_of(changed), drill.place / "refused")


@pytest.mark.parametrize(
    "name", ["witness signed by a key of one's own", "a key of heads added, digests made anew"]
)
def test_without_a_signature_it_is_restored_with_doubt_and_never_with_ones_own_keys(
    drill: Drill, name: str
) -> None:
    changed = rewrites()[name](copied(parts_of(drill.today), drill.place), parts_of(drill.yesterday))
    target = DataFolder(drill.place / f"doubt-{changed.backup.parent.name}")
    done = restore(saved_of(as_of_before_signing(changed)), target.path, "--made-before-signing")
    assert "nobody can vouch for it" in done.stdout
    assert target.unvouched.is_file()
    assert not target.demo.exists()
    own_witness = name.startswith("witness")
    assert done.returncode == own_witness
    assert ledger_says(target)[0] is not own_witness
    restoring.back_up(target, drill.place / f"after-{target.path.name}")
    assert not target.unvouched.exists()


def test_a_copy_of_the_witness_from_elsewhere_is_compared(drill: Drill) -> None:
    copy = drill.place / "elsewhere.jsonl"
    copy.write_bytes(drill.source.witness.read_bytes())
    target = DataFolder(drill.place / "compared")
    done = restore(drill.yesterday, target.path, "--witness", copy)
    check_restored(target, done)
    assert "are of commits after it, which are lost" in done.stdout
    line = copy.read_text(encoding="ascii").splitlines()[1]
    copy.write_text(line.replace('"sequence":', '"sequence":1'), encoding="ascii")
    assert "contradicts" in refusal(drill.yesterday, drill.place / "refused", "--witness", copy)


def test_a_dump_put_in_the_place_of_another_with_the_manifest_of_that_day_is_refused(drill: Drill) -> None:
    changed = copied(parts_of(drill.today), drill.place)
    for name in (DATA, NAME):
        (changed.backup / name).write_bytes((drill.yesterday.data / name).read_bytes())
    refusal(saved_of(changed), drill.place / "refused")
