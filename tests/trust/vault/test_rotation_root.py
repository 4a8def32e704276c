"""Another root key, while people work: killed at any step it goes on, and everybody reads and writes meanwhile."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from tests.support.place import Database
from tests.trust.vault.conftest import a_person, again, an_office

from palermo.kit.shown import differing, digests
from palermo.operation.datafolder import DataFolder
from palermo.trust.actor import System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.verify import verify
from palermo.trust.people.authentication import MFAAdapter
from palermo.trust.people.models import Organisation, User
from palermo.trust.people.services import invite
from palermo.trust.people.sessions import SessionStore
from palermo.trust.people.tokens import LINKS
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault import root as root_module
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.journal import read_journal, write_erasure
from palermo.trust.vault.models import KeySlot
from palermo.trust.vault.root import (
    derive,
    encode_root_key,
    name_of,
    next_root_key_file,
    old_root_key_file,
    root_key,
)
from palermo.trust.vault.rotation.root import (
    StillInUse,
    close_with_the_old,
    destroy_the_old,
    is_under_way,
    open_with_both,
    prepare,
    rotate_root,
    switch,
)
from palermo.trust.vault.slots import BadRecoveryShare, make_recovery_share, recover
from palermo.trust.vault.vault import unseal


def offices() -> list[UUID]:
    with machinery():
        return list(Organisation.objects.values_list("pk", flat=True))


def quiet(_line: str) -> None:
    pass


STEPS: tuple[Callable[[], None], ...] = (
    prepare,
    lambda: open_with_both(offices, quiet),
    lambda: switch(offices, quiet),
    lambda: close_with_the_old(offices, quiet),
    destroy_the_old,
)


@pytest.fixture
def installation(database: Database) -> None:
    """The installation's own office, which takes what belongs to none."""
    call_command("create_installation", verbosity=0)


@pytest.fixture
def two(installation: None) -> list[System]:
    """Two offices."""
    return [an_office("One"), an_office("Other")]


def a_second_factor(office: System) -> tuple[User, str]:
    with unit_of_work(office):
        user = invite(office, email="lena@lantern.example", full_name="Lena Invented")
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user, "JBSWY3DPEHPK3PXP"


def seed_of(user: User) -> str:
    with machinery():
        row = Authenticator.objects.get(user=user)
    return MFAAdapter().decrypt(row.data["secret"])


def a_session() -> str:
    with machinery():
        store = SessionStore()
        store["lang"] = "ar"
        store.create()
    return str(store.session_key)


def in_session(key: str) -> dict[str, Any]:
    with machinery():
        return dict(SessionStore(key).load())


def openers() -> set[str]:
    found = set()
    for organisation_id in offices():
        with unit_of_work(System(organisation_id=organisation_id, reason="test")):
            found |= set(KeySlot.objects.values_list("opener", flat=True))
    return found


def test_everything_opens_under_the_new_key_alone_and_the_old_one_is_gone(
    two: list[System], data_folder: DataFolder
) -> None:
    before, persons = root_key(), [a_person(office) for office in two]
    user, seed = a_second_factor(two[0])
    session = a_session()
    with unit_of_work(two[0]):
        share = make_recovery_share(two[0].organisation_id)
    rotate_root(offices, quiet)
    assert root_key() != before
    assert sorted(path.name for path in data_folder.root_key.parent.iterdir()) == [
        "ledger-heads.pub",
        "root.key",
    ]
    assert data_folder.root_key.stat().st_mode & 0o777 == 0o600
    for office, person in zip(two, persons, strict=True):
        with unit_of_work(office):
            assert unseal(again(office, person.pk), "name") == {"name": "Amina Diallo"}
    assert (seed_of(user), in_session(session)) == (seed, {"lang": "ar"})
    assert openers() == {name_of(root_key()), ""}, "the recovery share names no root key"
    with machinery():
        texts = [str(row.data) for row in Authenticator.objects.all()]
        texts += list(Session.objects.values_list("session_data", flat=True))
    assert texts
    data_folder.root_key.write_text(encode_root_key(before))
    for office, person in zip(two, persons, strict=True):
        with unit_of_work(office), pytest.raises(Unreadable):
            unseal(again(office, person.pk), "name")
    with pytest.raises(Unreadable):
        seed_of(user)
    assert in_session(session) == {}
    with unit_of_work(two[0]):
        recover(two[0].organisation_id, share)


@pytest.mark.parametrize("done", range(len(STEPS) + 1))
def test_killed_after_any_step_everything_opens_and_the_same_command_goes_on(
    done: int, two: list[System], data_folder: DataFolder
) -> None:
    before, person = root_key(), a_person(two[0])
    user, seed = a_second_factor(two[1])
    session = a_session()
    for step in STEPS[:done]:
        step()
    assert is_under_way() == (0 < done < len(STEPS))
    late = an_office("Late")
    latecomer = a_person(late)

    def check() -> None:
        for office, one in ((two[0], person), (late, latecomer)):
            with unit_of_work(office):
                assert unseal(again(office, one.pk), "name") == {"name": "Amina Diallo"}
        assert (seed_of(user), in_session(session)) == (seed, {"lang": "ar"})

    check()
    for step in STEPS[done - 1 if done else 0 :]:  # the last one may have been cut short: it is done again
        step()
    if done == len(STEPS):
        rotate_root(offices, quiet)
    check()
    assert root_key() != before
    assert not is_under_way()
    assert openers() == {name_of(root_key())}


def test_killed_between_link_and_rename_it_goes_on(
    two: list[System], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, before = a_person(two[0]), root_key()
    STEPS[0]()
    STEPS[1]()

    def killed(_self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            STEPS[2]()
    assert (root_key(), old_root_key_file().exists(), next_root_key_file().exists()) == (before, True, True)
    with unit_of_work(two[0]):
        assert unseal(again(two[0], person.pk), "name") == {"name": "Amina Diallo"}
    rotate_root(offices, quiet)
    assert root_key() != before
    assert not is_under_way()


def test_a_key_half_written_is_written_again(two: list[System], data_folder: DataFolder) -> None:
    draft = next_root_key_file().with_name("root.key.next.partial")
    draft.write_text("palermo-root")
    rotate_root(offices, quiet)
    assert not draft.exists()


def test_a_backup_of_half_way_opens_with_the_key_of_its_moment_alone(
    two: list[System], data_folder: DataFolder
) -> None:
    """What a backup holds is the rows as they stand; beside it lies the one root key of that moment."""
    person = a_person(two[0])
    user, seed = a_second_factor(two[1])
    for step in STEPS[:-1]:
        step()
        aside = [path for path in (next_root_key_file(), old_root_key_file()) if path.exists()]
        for path in aside:
            path.rename(path.with_name(path.name + ".aside"))
        with unit_of_work(two[0]):
            assert unseal(again(two[0], person.pk), "name") == {"name": "Amina Diallo"}
        assert seed_of(user) == seed
        for path in aside:
            path.with_name(path.name + ".aside").rename(path)


def test_heads_of_before_and_after_verify_and_so_does_the_journal(
    two: list[System], database: Database
) -> None:
    a_person(two[0])
    write_erasure(organisation_id=two[0].organisation_id, subject_id=UUID(int=1), reason="retention")
    rotate_root(offices, quiet)
    a_person(two[0], "P-2")
    write_erasure(organisation_id=two[0].organisation_id, subject_id=UUID(int=2), reason="retention")
    assert len(read_journal(settings.PALERMO_ERASURES_FILE)) == 2
    with psycopg.connect(database.owner) as owner:
        findings = verify(settings.PALERMO_WITNESS_FILE, owner).findings
    assert {finding.fault.value for finding in findings} <= {"journal"}, "only the two erasures made by hand"
    verbs = {}
    for organisation_id in offices():
        with unit_of_work(System(organisation_id=organisation_id, reason="test")):
            verbs[organisation_id] = set(LedgerEvent.objects.values_list("verb", flat=True))
    assert all("key.rotated" in verbs[office.organisation_id] for office in two)
    assert any("key.rotation_begun" in found for found in verbs.values())


def test_an_office_that_only_its_share_opens_is_left_to_its_share(
    two: list[System], data_folder: DataFolder
) -> None:
    lost, kept = two
    with unit_of_work(lost):
        share = make_recovery_share(lost.organisation_id)
    with unit_of_work(kept):
        shares = make_recovery_share(kept.organisation_id)
    person = a_person(lost)
    data_folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))
    with unit_of_work(kept):
        recover(kept.organisation_id, shares)
    told: list[str] = []
    rotate_root(offices, told.append)
    assert any(str(lost.organisation_id) in line for line in told)
    with unit_of_work(lost):
        with pytest.raises(BadRecoveryShare):
            recover(lost.organisation_id, shares)
        recover(lost.organisation_id, share)
        assert unseal(again(lost, person.pk), "name") == {"name": "Amina Diallo"}


@pytest.fixture
def working(two: list[System]) -> Iterator[list[str]]:
    """Threads that read and write all the time, in both offices; what failed is in the list."""
    failed: list[str] = []
    stop = threading.Event()
    person, (user, seed), session = a_person(two[0]), a_second_factor(two[1]), a_session()
    rounds = {"read": 0, "write": 0, "sign_in": 0}

    def forever(name: str, work: Callable[[int], None]) -> None:
        try:
            while not stop.is_set():
                work(rounds[name])
                rounds[name] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
            failed.append(f"{name}: {error!r}")
        finally:
            connection.close()

    def read(_number: int) -> None:
        with unit_of_work(two[0]):
            assert unseal(again(two[0], person.pk), "name") == {"name": "Amina Diallo"}

    def write(number: int) -> None:
        a_person(two[1], f"P-{number}")
        if number % 5 == 0:
            made = an_office(f"Office {number}")
            a_person(made)

    def sign_in(number: int) -> None:
        assert seed_of(user) == seed
        assert in_session(session)["lang"] == "ar"
        if number % 3 == 0:
            with machinery():
                store = SessionStore(session)
                store["lang"] = "ar"
                store.save()

    threads = [
        threading.Thread(target=forever, args=(name, work))
        for name, work in (("read", read), ("write", write), ("sign_in", sign_in))
    ]
    for thread in threads:
        thread.start()
    yield failed
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert min(rounds.values()) > 0


def test_nobody_s_request_fails_while_the_root_key_is_replaced_again_and_again(
    working: list[str], two: list[System]
) -> None:
    seen = {root_key()}
    for _round in range(4):
        rotate_root(offices, quiet)
        seen.add(root_key())
    assert working == []
    assert len(seen) == 5


def test_what_began_before_is_waited_for_and_the_old_key_kept_meanwhile(
    two: list[System], database: Database
) -> None:
    for step in STEPS[:-1]:
        step()
    with psycopg.connect(database.app) as other:
        other.execute("SELECT 1")
        with pytest.raises(StillInUse, match="Run the command again"):
            destroy_the_old(seconds=0)
        assert old_root_key_file().exists()
    rotate_root(offices, quiet)
    assert not old_root_key_file().exists()


def test_a_root_key_is_never_missed_while_files_change_places(
    two: list[System], monkeypatch: pytest.MonkeyPatch
) -> None:
    STEPS[0]()
    STEPS[1]()
    present = root_module.root_key
    switched: list[bytes] = []

    def switch_first() -> bytes:
        if not switched:
            switched.append(present())
            STEPS[2]()
        return present()

    following = root_module.read_root_key(next_root_key_file())
    monkeypatch.setattr(root_module, "root_key", switch_first)
    assert set(root_module.root_keys()) == {switched[0], following}


def test_a_server_that_runs_on_believes_nothing_made_with_the_key_that_leaked(
    installation: None, data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaked = root_key()
    # As settings.py made it for a web server that was started before.
    monkeypatch.setattr(settings, "SECRET_KEY", derive(leaked, "django-secret").hex())
    office = an_office("One")
    with unit_of_work(office):
        user = invite(office, email="lena@lantern.example", full_name="Lena Invented")
    shown, mailed = LINKS.make_token(user), LINKS.make_mailed(user)
    assert LINKS.check_token(user, shown)
    assert LINKS.was_mailed(user, mailed)
    was_shown = digests({"leaves.need": "shelter"}, bound_to="whoever")
    rotate_root(offices, quiet)
    assert root_key() != leaked
    assert not LINKS.check_token(user, shown)
    assert not LINKS.check_token(user, mailed)
    forger = PasswordResetTokenGenerator()
    forger.key_salt = "palermo.trust.people.tokens.mailed"
    for purpose in ("django-secret", "password-link"):
        forger.secret = derive(leaked, purpose).hex()
        assert not LINKS.check_token(user, forger.make_token(user))
    assert LINKS.check_token(user, LINKS.make_token(user))
    assert differing(was_shown, {"leaves.need": "shelter"}, bound_to="whoever") == ("leaves.need",)
