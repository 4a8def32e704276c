"""Events put into the ledger as the application's role: the table refuses what nobody could read or go on from.

Rows that stood there before it did are findings of a verification, and stop nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from tests.support.cast import make_office, signed_in
from tests.support.place import Database

from palermo.operation.heads import newest_heads, renew_heads
from palermo.trust.actor import INSTALLATION_ID
from palermo.trust.current import record
from palermo.trust.ledger.chain import LAST_NUMBER
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.report import Fault
from palermo.trust.ledger.verify import verify
from palermo.trust.mandates import Role
from palermo.trust.times import LAST
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import LedgerVerb

DEEP = '{"a":' + "[" * 1500 + "]" * 1500 + "}"
LONG = '{"a": 1' + "0" * 5000 + "}"
UNREADABLE = {
    "codes nested 1,500 deep": ("now", DEEP),
    "a number of 5,001 digits": ("now", LONG),
    "a list": ("now", "[]"),
    "an object within": ("now", '{"a": {}}'),
    "codes of 20,000 letters": ("now", '{"a": "' + "a" * 20_000 + '"}'),
    "no end of time": ("infinity", "{}"),
    "no beginning of time": ("-infinity", "{}"),
    "the year 20000": ("20000-01-01", "{}"),
    "before the common era": ("0044-03-15 BC", "{}"),
}
ROWS = pytest.mark.parametrize(("at", "codes"), UNREADABLE.values(), ids=list(UNREADABLE))
STRANGE = pytest.mark.parametrize(
    ("at", "codes"),
    [UNREADABLE[name] for name in list(UNREADABLE) if "letters" not in name],
    ids=[name for name in UNREADABLE if "letters" not in name],
)
ADD = """
INSERT INTO ledger_event
    (organisation_id, sequence, at, actor_kind, verb, object_type, codes, previous_hash, hash, signature, commit_from)
SELECT %s, coalesce(%s, max(sequence) + 1), %s, 'system', %s, '', %s::jsonb,
       decode(repeat('00', 32), 'hex'), decode(repeat('11', %s), 'hex'), decode(%s, 'hex'), %s
FROM ledger_event
"""


def add(
    database: Database,
    organisation: UUID,
    *,
    at: str = "now",
    codes: str = "{}",
    verb: str = LedgerVerb.REVEALED,
    sequence: int | None = None,
    hash_bytes: int = 32,
    signature: str | None = None,
    commit_from: int | None = None,
) -> None:
    with psycopg.connect(database.app) as app:
        app.execute("SELECT set_config('palermo.organisation', %s, true)", [str(organisation)])
        app.execute(ADD, [organisation, sequence, at, verb, codes, hash_bytes, signature, commit_from])


@pytest.fixture
def before(superuser_connection: psycopg.Connection[Any]) -> None:
    """The table as it was before it refused anything."""
    call_command("create_installation", verbosity=0)
    names = [f"ledger_event_{name}" for name in ("number", "time", "codes", "hash")]
    for name in [*names, "palermo_readable_codes"]:
        superuser_connection.execute(f"ALTER TABLE ledger_event DROP CONSTRAINT {name}")
    superuser_connection.execute("ALTER TABLE ledger_event DISABLE TRIGGER palermo_follows")
    superuser_connection.commit()


def do_something(office: Any) -> None:
    with unit_of_work(office.system):
        record(office.system, verb=LedgerVerb.REVEALED, object_type="thing", object_id=uuid4())


# --- what the table refuses ------------------------------------------------------------------------------------


@ROWS
def test_an_event_that_cannot_be_read_is_refused_by_the_table(
    database: Database, at: str, codes: str
) -> None:
    call_command("create_installation", verbosity=0)
    office = make_office("Lantern")
    with pytest.raises(psycopg.errors.CheckViolation):
        add(database, office.id, at=at, codes=codes)


@pytest.mark.parametrize("sequence", [2**63 - 1, LAST_NUMBER, 10_000, 0, -1])
def test_an_event_follows_the_one_before_it(database: Database, sequence: int) -> None:
    call_command("create_installation", verbosity=0)
    office = make_office("Lantern")
    with pytest.raises(psycopg.errors.CheckViolation):
        add(database, office.id, sequence=sequence)
    do_something(office)


@pytest.mark.parametrize(
    "wrong",
    [
        {"hash_bytes": 33},
        {"signature": "11"},
        {"signature": ""},
    ],
)
def test_hashes_and_signatures_have_their_length(database: Database, wrong: dict[str, Any]) -> None:
    call_command("create_installation", verbosity=0)
    office = make_office("Lantern")
    with pytest.raises(psycopg.errors.CheckViolation):
        add(database, office.id, **wrong)


def test_what_an_event_may_say_the_table_takes(database: Database) -> None:
    call_command("create_installation", verbosity=0)
    office = make_office("Lantern")
    codes = {"largest": 2**53, "smallest": -(2**53), "yes": True, "code": "a" * 80}
    with unit_of_work(office.system):
        for _event in range(3):
            record(office.system, verb=LedgerVerb.REVEALED, object_type="thing", codes=codes)
    add(database, office.id)  # an event like ours, which no commit covers


# --- what stood there before -----------------------------------------------------------------------------------


@ROWS
@pytest.mark.usefixtures("before")
def test_a_row_that_python_cannot_read_is_a_finding(
    database: Database, owner_connection: psycopg.Connection[Any], at: str, codes: str
) -> None:
    office = make_office("Lantern")
    add(database, office.id, at=at, codes=codes)
    report = verify(settings.PALERMO_WITNESS_FILE, owner_connection)
    assert {finding.fault for finding in report.findings if finding.organisation_id == office.id} >= {
        Fault.CONTENT,
        Fault.UNSIGNED_END,
    }


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("at", ["infinity", "20000-01-01", "0044-03-15 BC"])
def test_the_time_of_a_signed_event_is_part_of_what_is_verified(
    superuser_connection: psycopg.Connection[Any], owner_connection: psycopg.Connection[Any], at: str
) -> None:
    office = make_office("Lantern")
    do_something(office)
    superuser_connection.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
    superuser_connection.execute(
        "UPDATE ledger_event SET at = %s WHERE organisation_id = %s AND sequence = 1", [at, office.id]
    )
    superuser_connection.execute("UPDATE ledger_event SET at = %s WHERE signature IS NOT NULL", [at])
    superuser_connection.commit()
    report = verify(settings.PALERMO_WITNESS_FILE, owner_connection)
    assert Fault.CONTENT in {one.fault for one in report.findings if one.organisation_id == office.id}


@pytest.mark.usefixtures("before")
def test_renewals_at_no_time_of_a_clock_are_no_hole(
    database: Database, owner_connection: psycopg.Connection[Any]
) -> None:
    make_office("Lantern")
    renew_heads(now=datetime.now(tz=UTC))
    for at in ("infinity", "-infinity", "20000-01-01"):
        add(database, INSTALLATION_ID, at=at, verb=LedgerVerb.HEADS_RENEWED)
    assert verify(settings.PALERMO_WITNESS_FILE, owner_connection).holes == []


@STRANGE
@pytest.mark.usefixtures("before")
def test_the_office_works_on_and_its_auditor_sees_the_row(database: Database, at: str, codes: str) -> None:
    office = make_office("Lantern")
    add(database, office.id, at=at, codes=codes)
    do_something(office)
    auditor = signed_in(office[Role.AUDITOR])
    for page in (reverse("people:ledger"), f"{reverse('people:look')}?account=&first=&last="):
        assert auditor.get(page).status_code == 200
    with unit_of_work(office.system):
        verbs = LedgerEvent.objects.values_list("verb", flat=True)
        assert LedgerVerb.LEDGER_UNSIGNED_END_FOUND in set(verbs)


@STRANGE
@pytest.mark.usefixtures("before")
def test_the_heads_of_all_offices_are_renewed(database: Database, at: str, codes: str) -> None:
    offices = [make_office("Lantern"), make_office("Harbour")]
    add(database, offices[0].id, at=at, codes=codes, signature="11" * 64, commit_from=1)
    assert renew_heads(now=datetime.now(tz=UTC))
    assert {office.id for office in offices} <= {head.organisation_id for head in newest_heads()}


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("sequence", [2**63 - 1, 2**62])
def test_a_row_with_a_number_far_off_leaves_numbers_to_go_on_with(database: Database, sequence: int) -> None:
    office = make_office("Lantern")
    add(database, office.id, sequence=sequence)
    do_something(office)
    do_something(office)


@STRANGE
@pytest.mark.usefixtures("before")
def test_a_failed_sign_in_is_still_answered(database: Database, at: str, codes: str) -> None:
    make_office("Lantern")
    add(database, INSTALLATION_ID, at=at, codes=codes)
    sent = {"login": "nobody@lantern.example", "password": "a-wrong-lantern"}
    assert Client().post(reverse("account_login"), sent).status_code == 200


# --- a head nobody signed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("commit_from", [None, 1, 0, -1, -(2**63), 2**63 - 1])
def test_a_signature_that_is_none_of_ours_makes_no_newest_head_and_stops_nothing(
    database: Database, owner_connection: psycopg.Connection[Any], commit_from: int | None
) -> None:
    call_command("create_installation", verbosity=0)
    office = make_office("Lantern")
    [head] = newest_heads(of=[office.id])
    add(database, office.id, signature="11" * 64, commit_from=commit_from)
    assert newest_heads(of=[office.id]) == [head]
    do_something(office)
    assert not verify(settings.PALERMO_WITNESS_FILE, owner_connection).intact


def test_one_office_whose_head_cannot_be_read_keeps_no_other_from_being_written_down(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    call_command("create_installation", verbosity=0)
    bad, good = make_office("Lantern"), make_office("Harbour")
    certify = "palermo.operation.heads.certify_recoverable"

    def refuse(organisation_id: UUID) -> None:
        if organisation_id == bad.id:
            raise ValueError("what a row holds")

    monkeypatch.setattr(certify, refuse)
    heads = {head.organisation_id for head in newest_heads(certify=True)}
    assert (good.id in heads, bad.id in heads) == (True, False)
    assert "newest head of an office could not be read" in caplog.text
    assert "what a row holds" not in caplog.text


@pytest.mark.usefixtures("before")
def test_times_python_does_not_have_are_read_as_the_last_it_can_show(database: Database) -> None:
    office = make_office("Lantern")
    add(database, office.id, at="infinity")
    with unit_of_work(office.system):
        assert LedgerEvent.objects.latest("sequence").at == LAST
