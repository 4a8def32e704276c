"""What was opened and what left: the ledger asked, by the command and by the function. Everybody here is invented."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.ledger.exposure import Window, exposure_of
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import record_look
from palermo.trust.verbs import BasisVerb


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Lantern")


@pytest.fixture
def stranger(database: Database) -> Office:
    return make_office("Harbour")


def looked(actor: Staff, *columns: str) -> str:
    """A look of the actor at a file of their own; the file's id."""
    file = uuid4()
    with unit_of_work(actor):
        record_look(actor, object_type="person", object_id=file, columns=list(columns))
    return str(file)


def told(actor: Staff, file: str, recipient: Office) -> None:
    with unit_of_work(actor):
        record(
            actor,
            verb=BasisVerb.DISCLOSURE_ALLOWED,
            object_type="person",
            object_id=UUID(file),
            codes={"recipient": str(recipient.id), "classes": "name.safe_contact", "reason": "consent"},
        )


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("exposure", *arguments, stdout=out)
    return out.getvalue()


def test_looks_of_an_account_are_summed_by_file_and_say_what_was_shown(office: Office) -> None:
    mine, other = office[Role.CASEWORKER], office[Role.COORDINATOR]
    file = looked(mine, "name", "birth")
    with unit_of_work(mine):
        record_look(mine, object_type="person", object_id=UUID(file), columns=["safe_contact"])
    looked(other, "name")
    with unit_of_work(office.system):
        found = exposure_of(office.id, Window(account_id=mine.user_id))
        everybody = exposure_of(office.id, Window())
    (opened,) = found.files
    assert (str(opened.object_id), opened.looks) == (file, 2)
    assert opened.columns == ("birth", "name", "safe_contact")
    assert opened.accounts == {mine.user_id}
    assert len(everybody.files) == 2


def test_what_left_names_recipient_and_classes(office: Office, stranger: Office) -> None:
    mine = office[Role.CASEWORKER]
    file = looked(mine, "name")
    told(mine, file, stranger)
    with unit_of_work(office.system):
        found = exposure_of(office.id, Window(account_id=mine.user_id))
    (sent,) = found.sent
    assert sent.recipient_id == stranger.id
    assert sent.classes == ("name", "safe_contact")
    assert found.recipients == {stranger.id}
    assert {str(subject) for subject in found.subjects} == {file}


def test_a_time_outside_the_window_is_left_out(office: Office) -> None:
    looked(office[Role.CASEWORKER], "name")
    now = timezone.now()
    with unit_of_work(office.system):
        assert exposure_of(office.id, Window(until=now - timedelta(hours=1))).files == ()
        assert exposure_of(office.id, Window(since=now + timedelta(hours=1))).files == ()
        assert len(exposure_of(office.id, Window(since=now - timedelta(hours=1))).files) == 1


def test_the_command_says_files_recipients_clock_and_whom_to_tell(office: Office, stranger: Office) -> None:
    mine = office[Role.CASEWORKER]
    file = looked(mine, "name", "safe_contact")
    told(mine, file, stranger)
    looked(stranger[Role.CASEWORKER], "name")
    text = printed("--account", str(mine.user_id))
    assert "Lantern: 1 files opened, 1 disclosures and packages, 1 recipients" in text
    assert file in text
    assert "to Harbour" in text
    assert "72 hours" in text
    assert "safe contact only" in text
    assert "Harbour: " not in text
    both = printed()
    assert "Lantern: 1 files" in both
    assert "Harbour: 1 files" in both
    assert "Harbour: " not in printed("--office", str(office.id))


def test_the_command_takes_an_address_and_days_and_writes_a_table(office: Office, tmp_path: Path) -> None:
    looked(office[Role.CASEWORKER], "name")
    table = tmp_path / "exposure.csv"
    today = timezone.now().date()
    printed(
        "--account",
        "CASEWORKER@lantern.example",
        "--from",
        str(today),
        "--to",
        str(today),
        "--csv",
        str(table),
    )
    head, line = csv.reader(table.read_text().splitlines())
    assert head[0] == "office"
    assert line[:2] == ["Lantern", "opened"]
    assert table.stat().st_mode & 0o077 == 0
    assert printed("--to", str(today - timedelta(days=1))) == "Nothing was opened and nothing left.\n"


def test_names_that_offices_gave_themselves_steer_neither_terminal_nor_spreadsheet(
    database: Database,
) -> None:
    office = make_office("\x1b[2J\x1b]0;owned\x07Lantern\nHarbour: 0 files opened")
    receiver = make_office('=HYPERLINK("https://evil.example","Harbour")')
    mine = office[Role.CASEWORKER]
    told(mine, looked(mine, "name"), receiver)
    out, table = io.StringIO(), io.StringIO()
    path = Path(settings.PALERMO_DATA) / "exposure.csv"
    call_command("exposure", "--csv", str(path), stdout=out)
    table.write(path.read_text(encoding="utf-8"))
    assert not any(sign < " " and sign != "\n" for sign in out.getvalue())
    assert not [line for line in out.getvalue().splitlines() if line.startswith("Harbour")]
    cells = [cell for line in csv.reader(table.getvalue().splitlines()) for cell in line]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    for command in ("print_heads", "show_keys"):
        said = io.StringIO()
        call_command(command, stdout=said)
        assert "Lantern" in said.getvalue(), command
        assert "\x1b" not in said.getvalue(), command
        assert not [line for line in said.getvalue().splitlines() if line.startswith("Harbour")], command


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--account", "nobody@nowhere.example"], "There is no such account"),
        (["--account", "seven"], "seven is no id of an account"),
        (["--office", "7"], "7 is no id of an office"),
        (["--office", "00000000-0000-4000-8000-000000000001"], "There is no office"),
        (["--from", "yesterday"], "--from yesterday is no day"),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "--to lies before --from"),
        (["--csv", "/nowhere/at/all.csv"], "cannot be written"),
    ],
)
def test_wrong_arguments_are_answered_in_one_line(arguments: list[str], words: str, office: Office) -> None:
    with pytest.raises(CommandError, match=words) as raised:
        printed(*arguments)
    assert "\n" not in str(raised.value)
