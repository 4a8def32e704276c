"""A key of heads that was replaced: what it signed counts up to its end, and what somebody signs later does not."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tests.support.place import Database
from tests.trust.vault.conftest import a_person, an_office

from palermo.operation.datafolder import DataFolder
from palermo.operation.heads import newest_heads, renew_heads
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.chain import GENESIS, Head, event_hash, head_message
from palermo.trust.ledger.collected import BadCopy, _message, collected_text, heads_file, read_collected
from palermo.trust.ledger.comparing import Contradiction, compare
from palermo.trust.ledger.ends import end_former_keys, present_end
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.report import Fault, Report
from palermo.trust.ledger.verify import verify
from palermo.trust.ledger.witness import witness_line, write_witness
from palermo.trust.people.models import Organisation
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault import erasure
from palermo.trust.vault import journal as journal_module
from palermo.trust.vault.head_key_file import (
    certificates,
    certify,
    certify_head_keys,
    head_key_of,
    uncertified_head_keys,
)
from palermo.trust.vault.head_keys import endless_former_keys, head_keys_file, known_head_keys
from palermo.trust.vault.journal import BadJournal, Erasure, read_journal, write_erasure
from palermo.trust.vault.key_end import KeyEnd, read_end
from palermo.trust.vault.key_file import encode_root_key, head_key_under
from palermo.trust.vault.root import next_root_key_file, root_key
from palermo.trust.vault.rotation.root import open_with_both, prepare, rotate_root, switch
from palermo.trust.vault.slots import make_recovery_share, recover


def offices() -> list[UUID]:
    with machinery():
        return list(Organisation.objects.values_list("pk", flat=True))


def quiet(_line: str) -> None:
    pass


def report(database: Database) -> Report:
    with psycopg.connect(database.owner) as owner:
        return verify(settings.PALERMO_WITNESS_FILE, owner, journal=settings.PALERMO_ERASURES_FILE)


def faults(database: Database) -> set[Fault]:
    return {finding.fault for finding in report(database).findings}


@pytest.fixture
def office(database: Database, data_folder: DataFolder) -> System:
    """An office with an event, in an installation with a journal of one erasure."""
    call_command("create_installation", verbosity=0)
    one = an_office("Quay")
    a_person(one)
    erase(one, UUID(int=1))
    return one


@pytest.fixture
def leaked(office: System) -> bytes:
    """A root key that was replaced."""
    before = root_key()
    rotate_root(offices, quiet)
    assert root_key() != before
    return before


def erase(one: System, subject_id: UUID) -> None:
    with unit_of_work(one):
        erasure.erase(one, subject_id=subject_id, reason="person_asked")


def last_of(database: Database, organisation_id: UUID) -> tuple[int, bytes]:
    with psycopg.connect(database.owner) as owner:
        row = owner.execute(
            "SELECT sequence, hash FROM ledger_event WHERE organisation_id = %s ORDER BY sequence DESC LIMIT 1",
            [organisation_id],
        ).fetchone()
    return (row[0], bytes(row[1])) if row is not None else (0, GENESIS)


def forge(database: Database, organisation_id: UUID, key: Ed25519PrivateKey) -> Head:
    """As the application's role, by SQL: an event that never happened, signed with this key."""
    last, previous = last_of(database, organisation_id)
    row = LedgerEvent(
        organisation_id=organisation_id,
        sequence=last + 1,
        at=datetime.now(tz=UTC),
        actor_kind="staff",
        actor_id=uuid4(),
        verb="revealed",
        object_type="person",
        object_id=uuid4(),
        codes={"columns": "name"},
        previous_hash=previous,
        commit_from=last + 1,
    )
    row.hash = event_hash(row)
    row.signature = key.sign(head_message(organisation_id, last + 1, last + 1, row.hash))
    columns = [field.column for field in LedgerEvent._meta.concrete_fields]
    values = [getattr(row, field.attname) for field in LedgerEvent._meta.concrete_fields]
    with psycopg.connect(database.app) as app:
        app.execute("SELECT set_config('palermo.organisation', %s, true)", [str(organisation_id)])
        app.execute(
            f"INSERT INTO ledger_event ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
            [json.dumps(value) if isinstance(value, dict) else value for value in values],
        )
    return Head(
        organisation_id=organisation_id,
        commit_from=row.commit_from or 0,
        sequence=row.sequence,
        hash=row.hash,
        signature=row.signature,
        at=row.at,
    )


def forge_erasure(key: Ed25519PrivateKey, *, after: int | None = None) -> UUID:
    """A line of the journal signed with this key, after as many lines as stay (None: after all)."""
    path, victim = settings.PALERMO_ERASURES_FILE, uuid4()
    lines = [line for line in path.read_text().splitlines() if line.strip()][:after]
    previous = json.loads(lines[-1])["signature"] if lines else ""
    body = journal_module._body(
        Erasure(organisation_id=uuid4(), subject_id=victim, at=datetime.now(tz=UTC), reason="person_asked")
    )
    signature = base64.b64encode(key.sign(journal_module._message(previous, body))).decode()
    lines.append(json.dumps({"erasure": body, "signature": signature}, separators=(",", ":")))
    path.write_text("\n".join(lines) + "\n")
    return victim


def seal(key: Ed25519PrivateKey, heads: list[Head], at: datetime) -> Path:
    """A collected file of heads sealed with this key."""
    body = "".join(f"{witness_line(head)}\n" for head in heads)
    moment = at.isoformat()
    signature = base64.b64encode(key.sign(_message(moment, body.encode()))).decode()
    first = json.dumps({"heads_at": moment, "signature": signature}, separators=(",", ":"))
    heads_file().write_text(f"{first}\n{body}")
    return heads_file()


def test_an_event_signed_with_a_replaced_key_is_found_and_honest_work_goes_on_beside_it(
    office: System, leaked: bytes, database: Database
) -> None:
    assert faults(database) == set()
    forged = forge(database, office.organisation_id, head_key_under(leaked))
    assert faults(database) >= {Fault.SIGNATURE, Fault.UNSIGNED_END}
    a_person(office, "P-2")
    found = report(database).findings
    assert (Fault.SIGNATURE, forged.sequence) in {(one.fault, one.place) for one in found}
    with unit_of_work(office):
        assert LedgerEvent.objects.filter(verb="ledger.unsigned_end_found").exists()


def test_an_office_that_came_later_has_nothing_that_a_replaced_key_signed(
    leaked: bytes, database: Database
) -> None:
    late = an_office("Late")
    forge(database, late.organisation_id, head_key_under(leaked))
    assert Fault.SIGNATURE in faults(database)
    assert [head.sequence for head in newest_heads(of=[late.organisation_id])] == [
        last_of(database, late.organisation_id)[0] - 1
    ]


def test_a_witness_that_names_what_a_replaced_key_signed_is_found_and_contradicts_a_backup(
    office: System, leaked: bytes, database: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(settings.PALERMO_WITNESS_FILE.read_bytes())
    own = tmp_path / "own.jsonl"
    own.write_bytes(copy.read_bytes())
    assert compare(own, copy, taken_at=datetime.now(tz=UTC)).same > 0
    forged = forge(database, office.organisation_id, head_key_under(leaked))
    write_witness(forged)
    assert faults(database) >= {Fault.SIGNATURE, Fault.WITNESS_SIGNATURE}
    with pytest.raises(Contradiction, match="did not sign"):
        compare(own, settings.PALERMO_WITNESS_FILE, taken_at=datetime.now(tz=UTC))


@pytest.mark.parametrize("after", [None, 1, 0], ids=["at its end", "instead of its end", "instead of all"])
def test_a_line_of_the_journal_signed_with_a_replaced_key_destroys_nobodys_key(
    after: int | None, office: System, data_folder: DataFolder, database: Database
) -> None:
    erase(office, UUID(int=2))
    leaked = root_key()
    rotate_root(offices, quiet)
    assert len(read_journal(settings.PALERMO_ERASURES_FILE)) == 2
    forge_erasure(head_key_under(leaked), after=after)
    with pytest.raises(BadJournal, match="replaced"):
        read_journal(settings.PALERMO_ERASURES_FILE)
    assert Fault.JOURNAL in faults(database)


def test_a_journal_goes_on_under_the_next_key_and_the_former_one_adds_nothing_to_it(
    office: System, leaked: bytes, database: Database
) -> None:
    erase(office, UUID(int=2))
    assert len(read_journal(settings.PALERMO_ERASURES_FILE)) == 2
    forge_erasure(head_key_under(leaked))
    with pytest.raises(BadJournal, match="erasure 3: signed with a key that was replaced"):
        read_journal(settings.PALERMO_ERASURES_FILE)


def test_a_collected_file_sealed_with_a_replaced_key_says_nothing_from_after_its_end(
    office: System, database: Database
) -> None:
    renew_heads(now=datetime.now(tz=UTC))
    leaked = root_key()
    rotate_root(offices, quiet)
    before = read_collected(heads_file())
    assert before.heads, "what it sealed before is believed"
    key = head_key_under(leaked)
    for at in (datetime.now(tz=UTC), datetime.now(tz=UTC) + timedelta(days=1)):
        with pytest.raises(BadCopy, match="not as this installation signed it"):
            read_collected(seal(key, before.heads, at))
    heads_file().write_text(collected_text(before.heads, at=datetime.now(tz=UTC)))
    assert read_collected(heads_file()).heads == before.heads


def test_the_owner_of_the_database_rewrites_nothing_from_before_with_a_replaced_key(
    office: System, leaked: bytes, database: Database
) -> None:
    """The end names the hash too: an office in which nothing happened since is not rewritten either."""
    idle = next(end for one in certificates(root_key(), head_keys_file()) for end in one.ends).heads[
        office.organisation_id
    ]
    with psycopg.connect(database.owner) as owner:
        owner.execute("ALTER TABLE ledger_event DISABLE TRIGGER ALL")
        owner.execute(
            "DELETE FROM ledger_event WHERE organisation_id = %s AND sequence >= %s",
            [office.organisation_id, idle[0]],
        )
        owner.execute("ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER palermo_no_change")
        owner.execute("ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER palermo_no_truncate")
    forge(database, office.organisation_id, head_key_under(leaked))
    with psycopg.connect(database.owner) as owner:
        found = verify(None, owner).findings
    assert (Fault.ENDED_OTHER, *idle[:1]) in {(one.fault, one.place) for one in found}


def test_killed_before_the_key_is_in_place_the_end_moves_on_with_the_work(
    office: System, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = root_key()
    prepare()
    open_with_both(offices, quiet)

    def killed(_self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            switch(offices, quiet)
    assert next_root_key_file().exists()
    a_person(office, "P-2")
    erase(office, UUID(int=2))
    assert faults(database) == set()
    rotate_root(offices, quiet)
    assert faults(database) == set()
    assert len(read_journal(settings.PALERMO_ERASURES_FILE)) == 2
    [former] = [
        one for one in certificates(root_key(), head_keys_file()) if one.public == head_key_of(before)
    ]
    assert len(former.ends) == 2
    forge(database, office.organisation_id, head_key_under(before))
    assert Fault.SIGNATURE in faults(database)


def test_ends_of_several_changes_are_kept_and_nothing_is_uncertified(
    office: System, leaked: bytes, database: Database
) -> None:
    second = root_key()
    a_person(office, "P-2")
    rotate_root(offices, quiet)
    a_person(office, "P-3")
    assert faults(database) == set()
    known = {one.public: one.ends for one in certificates(root_key(), head_keys_file())}
    assert [len(known[head_key_of(key)]) for key in (root_key(), leaked, second)] == [0, 1, 1]
    assert uncertified_head_keys(root_key(), head_keys_file()) == []
    for key in (leaked, second):
        forge(database, office.organisation_id, head_key_under(key))
    places = {one.place for one in report(database).findings if one.fault == Fault.SIGNATURE}
    assert len(places) == 2


def test_who_commits_while_the_key_is_put_in_place_waits_and_signs_with_the_next(
    office: System, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[BaseException] = []
    begun = threading.Event()

    def write() -> None:
        try:
            begun.set()
            a_person(office, "P-2")
        except BaseException as error:  # noqa: BLE001 - the test fails with it
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    before = last_of(database, office.organisation_id)

    def with_somebody_writing(organisations: list[UUID]) -> KeyEnd:
        end = present_end(organisations)
        thread.start()
        begun.wait()
        thread.join(timeout=0.5)
        assert thread.is_alive(), "a commit waits while the key is replaced"
        return end

    monkeypatch.setattr("palermo.trust.vault.rotation.root.present_end", with_somebody_writing)
    old = root_key()
    rotate_root(offices, quiet)
    thread.join()
    assert failed == []
    assert last_of(database, office.organisation_id)[0] > before[0]
    assert faults(database) == set()
    [former] = [one for one in certificates(root_key(), head_keys_file()) if one.public == head_key_of(old)]
    assert former.ends[0].heads[office.organisation_id][0] < last_of(database, office.organisation_id)[0]


def test_a_key_certified_without_an_end_is_a_finding_until_the_next_renewal_gives_it_one(
    office: System, database: Database, data_folder: DataFolder
) -> None:
    """A certificate as it was before ends were kept: the key goes on signing until it gets one."""
    old, new = root_key(), secrets.token_bytes(32)
    data_folder.root_key.write_text(encode_root_key(new))
    certify_head_keys([head_key_of(old)], key=new, path=head_keys_file())
    later = an_office("After")
    assert faults(database) == {Fault.ENDLESS_KEY}
    assert endless_former_keys() == [head_key_of(old)]
    renew_heads(now=datetime.now(tz=UTC))
    assert endless_former_keys() == []
    outcome = report(database)
    assert outcome.findings == []
    assert len(outcome.late_ends) == 1, "what nobody can vouch for is said"
    for one in (office, later):
        forge(database, one.organisation_id, head_key_under(old))
    assert Fault.SIGNATURE in faults(database)
    assert end_former_keys(offices()) == 0


def test_what_a_former_key_signed_after_another_had_gone_on_does_not_count_though_its_end_came_late(
    office: System, database: Database, data_folder: DataFolder
) -> None:
    old, new = root_key(), secrets.token_bytes(32)
    data_folder.root_key.write_text(encode_root_key(new))
    certify_head_keys([head_key_of(old)], key=new, path=head_keys_file())
    with unit_of_work(office):
        record(office, verb="keys.rewrapped")
    forged = forge(database, office.organisation_id, head_key_under(old))
    write_erasure(organisation_id=office.organisation_id, subject_id=UUID(int=2), reason="person_asked")
    forge_erasure(head_key_under(old))
    end_former_keys(offices())
    found = {(one.fault, one.place) for one in report(database).findings}
    assert (Fault.SIGNATURE, forged.sequence) in found
    with pytest.raises(BadJournal, match="erasure 3: signed with a key that was replaced"):
        read_journal(settings.PALERMO_ERASURES_FILE)


def test_the_key_of_a_lost_root_key_ends_when_an_office_s_share_recovers_it(
    office: System, database: Database, data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
    lost = root_key()
    data_folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))
    monkeypatch.setattr("sys.stdin.readline", lambda: share)
    call_command("recovery_share", str(office.organisation_id), "--use")
    assert faults(database) == set()
    assert endless_former_keys() == []
    forge(database, office.organisation_id, head_key_under(lost))
    assert Fault.SIGNATURE in faults(database)


def test_ends_come_through_the_loss_of_a_root_key_with_an_offices_share(
    office: System, leaked: bytes, database: Database, data_folder: DataFolder
) -> None:
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
    data_folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))
    with unit_of_work(office):
        recover(office.organisation_id, share)
    end_former_keys(offices())
    assert faults(database) == set()
    forge(database, office.organisation_id, head_key_under(leaked))
    assert Fault.SIGNATURE in faults(database)


def test_a_restore_takes_ends_over_with_their_keys(leaked: bytes, tmp_path: Path) -> None:
    held = certificates(root_key(), head_keys_file())
    certify(held, key=root_key(), path=tmp_path / "ledger-heads.pub")
    assert certificates(root_key(), tmp_path / "ledger-heads.pub") == held
    assert [len(one.ends) for one in held] == [0, 1]
    assert uncertified_head_keys(root_key(), tmp_path / "ledger-heads.pub") == []


def altered(line: str) -> list[str]:
    words = line.split()
    end = KeyEnd(at=datetime.now(tz=UTC), heads={INSTALLATION_ID: (10**6, bytes(32))}, erasures=10**6)
    return [
        "",
        " ".join([*words[:2], end.line().split()[2]]),
        " ".join([words[0], end.digest(), words[2]]),
        f"{words[0]} {words[1]} bm8gZW5k",
    ]


@pytest.mark.parametrize("number", range(4))
def test_an_end_that_was_altered_or_taken_away_admits_nothing(
    number: int, office: System, leaked: bytes, database: Database
) -> None:
    path = head_keys_file()
    lines = path.read_text().splitlines()
    path.write_text("\n".join(altered(line)[number] if line.startswith("until ") else line for line in lines))
    assert head_key_of(leaked) not in {key.public.public_bytes_raw().hex() for key in known_head_keys()}
    assert Fault.HEAD_KEY in faults(database)


def test_an_end_is_read_back_as_it_was_written() -> None:
    end = KeyEnd(
        at=datetime(2026, 11, 30, 12, tzinfo=UTC),
        heads={INSTALLATION_ID: (7, bytes(range(32)))},
        erasures=3,
        journal=bytes(32),
        late=True,
    )
    _begins, digest, text = end.line().split()
    assert read_end(digest, text) == end
    assert digest == end.digest()
    assert end.admits_head(INSTALLATION_ID, 6, bytes(32))
    assert end.admits_head(INSTALLATION_ID, 7, bytes(range(32)))
    assert not end.admits_head(INSTALLATION_ID, 7, bytes(32))
    assert not end.admits_head(INSTALLATION_ID, 8, bytes(32))
    assert not end.admits_head(uuid4(), 1, bytes(32))
