"""Another key for an office, and another search key: in batches, while people work, to the end of the old one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.trust.vault.conftest import a_person, again, an_office

from palermo.exchange.models import OVERLAP, PublicKeys
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.services.name_tokens import renew_tokens, write_tokens
from palermo.trust.actor import System
from palermo.trust.current import record
from palermo.trust.housekeeping import ALL_ROOMS
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault import erasure
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import party_private_key, party_private_keys, party_public_keys
from palermo.trust.vault.models import (
    EVER,
    FORMER_PAIRS_KEPT,
    KeySlot,
    PartyKey,
    SearchKey,
    SubjectKey,
)
from palermo.trust.vault.rotation import office as rotation
from palermo.trust.vault.rotation.office import begin_office, finish_office, generations, go_on, rewrap
from palermo.trust.vault.rotation.progress import under_way
from palermo.trust.vault.rotation.root import prepare
from palermo.trust.vault.rotation.search import begin_search, newest
from palermo.trust.vault.slots import BadRecoveryShare, make_recovery_share, office_key, recover
from palermo.trust.vault.tokens import FEWEST, TOKEN_BYTES, filled, tokens_to_find
from palermo.trust.vault.vault import unseal

Connection = psycopg.Connection[Any]


def wide(office: System) -> System:
    """The office's system in all rooms, as the housekeeping acts."""
    return System(organisation_id=office.organisation_id, reason="test", rooms=ALL_ROOMS)


def once(office: System, step: Callable[[System], Any]) -> Any:
    with unit_of_work(wide(office)):
        return step(wide(office))


def to_the_end(office: System, step: Callable[[System], Any]) -> None:
    while once(office, step):
        pass


def a_named_person(office: System, code: str, name: str) -> Person:
    person = a_person(office, code, name=name)
    with unit_of_work(office):
        write_tokens(person)
        record(office, verb="person.recorded", object_type="person", object_id=person.pk)
    return person


def found(office: System, name: str) -> set[str]:
    with unit_of_work(office):
        tokens = tokens_to_find(office.organisation_id, name)
        rows = NameToken.objects.filter(token__in=tokens).values_list("person__code", flat=True)
        return set(rows)


STEPS: tuple[Callable[[System], Any], ...] = (
    begin_office,
    rewrap,
    rewrap,
    rewrap,
    renew_tokens,
    renew_tokens,
)


@pytest.mark.parametrize("done", range(len(STEPS) + 1))
def test_killed_after_any_step_all_is_read_and_found_and_it_goes_on_to_the_end(
    done: int, office: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    persons = [
        a_named_person(office, f"P-{number}", f"Amina Diallo {chr(97 + number) * 3}") for number in range(5)
    ]
    with unit_of_work(office):
        old = office_key(office.organisation_id, 1)
        before = party_public_keys(office.organisation_id)
    for step in STEPS[:done]:
        once(office, step)
    late = a_named_person(office, "P-9", "Maria Petrova")

    def check() -> None:
        with unit_of_work(office):
            for person in persons:
                assert unseal(again(office, person.pk), "name")["name"].startswith("Amina")
            assert unseal(again(office, late.pk), "name") == {"name": "Maria Petrova"}
            assert len(party_private_key(office.organisation_id, "seal")) == 32
        assert found(office, "Amina Diallo") == {person.code for person in persons}
        assert found(office, "Petrova Maria") == {"P-9"}

    check()
    once(office, begin_office)
    to_the_end(office, rewrap)
    to_the_end(office, renew_tokens)
    assert once(office, finish_office) is True
    check()
    with unit_of_work(office):
        assert generations(office.organisation_id) == [2]
        assert office_key(office.organisation_id, 2) != old
        assert set(SubjectKey.objects.values_list("generation", flat=True)) == {2}
        assert set(PartyKey.objects.values_list("generation", flat=True)) == {2}
        assert list(SearchKey.objects.values_list("ordinal", "generation")) == [(2, 2)]
        assert party_public_keys(office.organisation_id) != before
        with pytest.raises(Unreadable):
            office_key(office.organisation_id, 1)
        assert "key.rotated" in set(LedgerEvent.objects.values_list("verb", flat=True))
    with machinery():
        assert [work for work, *_numbers in under_way() if work != "texts"] == []


def test_the_housekeeping_goes_on_with_what_was_left(office: System) -> None:
    persons = [a_named_person(office, f"P-{number}", "Amina Diallo") for number in range(3)]
    once(office, begin_office)
    for _minute in range(4):
        once(office, renew_tokens)
        once(office, go_on)
    with unit_of_work(office):
        assert generations(office.organisation_id) == [2]
        assert unseal(again(office, persons[0].pk), "name") == {"name": "Amina Diallo"}


def test_it_is_not_finished_while_a_key_or_a_name_needs_the_one_before(office: System) -> None:
    a_named_person(office, "P-1", "Amina Diallo")
    once(office, begin_office)
    assert once(office, finish_office) is False
    to_the_end(office, rewrap)
    with unit_of_work(office):
        assert len(generations(office.organisation_id)) == 2
    assert once(office, finish_office) is True, (
        "the search key of before is wrapped by the new key, and settled"
    )
    assert found(office, "Amina Diallo") == {"P-1"}
    to_the_end(office, renew_tokens)
    assert found(office, "Amina Diallo") == {"P-1"}


def test_who_was_erased_stays_erased(office: System) -> None:
    person = a_person(office)
    once(office, begin_office)
    with unit_of_work(office):
        erasure.erase(office, subject_id=person.pk, reason="retention")
    to_the_end(office, rewrap)
    with unit_of_work(office):
        assert SubjectKey.objects.get(subject_id=person.pk).wrapped is None


def test_a_share_made_half_way_opens_both_keys_and_stays_good(office: System) -> None:
    person = a_person(office)
    with unit_of_work(office):
        old = make_recovery_share(office.organisation_id)
    once(office, begin_office)
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
    late = a_person(office, "P-2")
    with unit_of_work(office):
        recover(office.organisation_id, share)
    with unit_of_work(office):
        for one in (person, late):
            assert unseal(again(office, one.pk), "name") == {"name": "Amina Diallo"}
    to_the_end(office, rewrap)
    to_the_end(office, renew_tokens)
    assert once(office, finish_office) is True
    with unit_of_work(office):
        with pytest.raises(BadRecoveryShare):
            recover(office.organisation_id, old)
        recover(office.organisation_id, share)


def test_a_share_of_before_opens_nothing_at_the_end(office: System) -> None:
    with unit_of_work(office):
        share = make_recovery_share(office.organisation_id)
    call_command("rotate_keys", "office", str(office.organisation_id), verbosity=0)
    with unit_of_work(office), pytest.raises(BadRecoveryShare):
        recover(office.organisation_id, share)


def test_it_does_not_begin_while_the_root_key_is_changed_or_where_no_key_opens(office: System) -> None:
    call_command("create_installation", verbosity=0)
    prepare()
    with unit_of_work(office), pytest.raises(Refused, match="root_key_under_way"):
        begin_office(office)
    other = an_office("Other")
    with unit_of_work(other):
        KeySlot.objects.filter(organisation_id=other.organisation_id).delete()
        record(other, verb="thing.done")
    with unit_of_work(other), pytest.raises(Refused, match="key_does_not_open"):
        begin_office(other)


def test_the_command_replaces_every_office_s_keys_and_says_what_to_do(
    office: System, capsys: pytest.CaptureFixture[str]
) -> None:
    other, person = an_office("Other"), a_named_person(office, "P-1", "Amina Diallo")
    call_command("rotate_keys", "office")
    said = capsys.readouterr().out
    assert said.count("keys replaced.") == 2
    assert f"palermo keys recovery {other.organisation_id}" in said
    call_command("rotate_keys", "search", str(office.organisation_id))
    assert "search key replaced" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no office"):
        call_command("rotate_keys", "office", "00000000-0000-4000-8000-00000000000f")
    with unit_of_work(office):
        assert unseal(again(office, person.pk), "name") == {"name": "Amina Diallo"}
        assert newest(office).number == 3
    assert found(office, "Diallo Amina") == {"P-1"}
    call_command("show_key_work")
    assert "Root key" not in capsys.readouterr().out


@pytest.fixture
def working(office: System) -> Iterator[list[str]]:
    """Threads that read, write and search all the time; what failed is in the list."""
    failed: list[str] = []
    stop = threading.Event()
    persons = [a_named_person(office, f"P-{number}", "Amina Diallo") for number in range(20)]
    rounds = {"read": 0, "write": 0, "search": 0}

    def forever(name: str, work: Callable[[int], None]) -> None:
        try:
            while not stop.is_set():
                work(rounds[name])
                rounds[name] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
            failed.append(f"{name}: {error!r}")
        finally:
            connection.close()

    def read(number: int) -> None:
        with unit_of_work(office):
            person = again(office, persons[number % len(persons)].pk)
            assert unseal(person, "name") == {"name": "Amina Diallo"}

    def write(number: int) -> None:
        a_named_person(office, f"W-{number}", "Maria Petrova")

    def search(_number: int) -> None:
        assert found(office, "Amina Diallo") >= {person.code for person in persons}

    threads = [
        threading.Thread(target=forever, args=(name, work))
        for name, work in (("read", read), ("write", write), ("search", search))
    ]
    for thread in threads:
        thread.start()
    yield failed
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert min(rounds.values()) > 0


def test_nobody_s_request_fails_while_an_office_s_keys_are_replaced_again_and_again(
    working: list[str], office: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 5)
    for _round in range(3):
        call_command("rotate_keys", "office", str(office.organisation_id))
    assert working == []
    with unit_of_work(office):
        assert generations(office.organisation_id) == [4]
        assert found_names(office)


def found_names(office: System) -> bool:
    return NameToken.objects.filter(organisation_id=office.organisation_id).exists()


# --- search --------------------------------------------------------------------------------------------------


@given(st.integers(min_value=0, max_value=2000))
def test_the_number_of_tokens_is_one_of_few(number: int) -> None:
    assert filled(number) >= max(number, FEWEST)
    assert filled(number) in {FEWEST * 2**power for power in range(9)}


def test_a_person_with_one_word_or_none_has_as_many_tokens_as_one_with_three(office: System) -> None:
    persons = [
        a_named_person(office, f"P-{n}", name) for n, name in enumerate(("", "Amina", "Amina Diallo Sow"))
    ]
    with unit_of_work(office):
        rows = [
            [
                bytes(token)
                for token in NameToken.objects.filter(person=person).values_list("token", flat=True)
            ]
            for person in persons
        ]
    assert {len(tokens) for tokens in rows} == {FEWEST}
    assert all(len(token) == TOKEN_BYTES for tokens in rows for token in tokens)
    assert len(set(rows[0]) & set(rows[1])) == 0


def test_tokens_of_before_there_were_search_keys_are_found_and_then_made_anew(
    office: System, owner_connection: Connection
) -> None:
    import hashlib
    import hmac

    from palermo.trust.vault.names import VERSION, phrases
    from palermo.trust.vault.root import derive

    person, nameless = a_person(office), a_person(office, "P-2", contact="by the door")
    with unit_of_work(office):
        key = derive(office_key(office.organisation_id, 1), f"search-tokens/{VERSION}")
    owner_connection.execute("DELETE FROM search_key")
    with unit_of_work(office):
        for phrase in phrases("Amina Diallo"):
            token = hmac.new(key, phrase.encode(), hashlib.sha256).digest()[:TOKEN_BYTES]
            NameToken.objects.create(
                organisation_id=office.organisation_id, person=person, token=token, version=VERSION
            )
        record(office, verb="thing.done")
    assert found(office, "Amina Diallo") == {"P-1"}
    while once(office, renew_tokens):
        assert found(office, "Amina Diallo") == {"P-1"}
    assert found(office, "Amina Diallo") == {"P-1"}
    with unit_of_work(office):
        assert newest(office).settled
        assert set(NameToken.objects.values_list("key", flat=True)) == {1}
        for one in (person, nameless):
            assert NameToken.objects.filter(person=one).count() == FEWEST


def test_a_search_key_is_replaced_and_no_token_of_the_old_one_stays(office: System) -> None:
    a_named_person(office, "P-1", "Amina Diallo")
    with unit_of_work(office):
        before = {bytes(token) for token in NameToken.objects.values_list("token", flat=True)}
        old = tokens_to_find(office.organisation_id, "Amina Diallo")
    once(office, begin_search)
    with unit_of_work(office):
        both = tokens_to_find(office.organisation_id, "Amina Diallo")
    assert old < both
    assert found(office, "Amina Diallo") == {"P-1"}
    to_the_end(office, renew_tokens)
    with unit_of_work(office):
        after = {bytes(token) for token in NameToken.objects.values_list("token", flat=True)}
        assert tokens_to_find(office.organisation_id, "Amina Diallo") == both - old
    assert not before & after
    assert found(office, "Amina Diallo") == {"P-1"}


# --- pairs for packages --------------------------------------------------------------------------------------


def test_a_new_pair_is_published_and_the_one_before_opens_and_verifies_for_a_year(
    office: System, owner_connection: Connection
) -> None:
    with unit_of_work(office):
        first = {purpose: party_private_key(office.organisation_id, purpose) for purpose in ("sign", "seal")}
        published = PublicKeys.objects.get(party_id=office.organisation_id)
        old_public = bytes(published.sign_public)
    call_command("rotate_keys", "office", str(office.organisation_id), verbosity=0)
    now = timezone.now()
    with unit_of_work(office):
        published = PublicKeys.objects.get(party_id=office.organisation_id)
        assert bytes(published.sign_public) == party_public_keys(office.organisation_id)["sign"] != old_public
        for purpose, key in first.items():
            kept = party_private_keys(office.organisation_id, purpose)
            assert len(kept) == 2
            assert kept[1] == key != kept[0] == party_private_key(office.organisation_id, purpose)
    new_public = bytes(published.sign_public)
    assert published.signing(now - timedelta(days=3)) == [old_public]
    assert set(published.signing(now)) == {new_public, old_public}, "for the hour of the change"
    assert published.signing(now + OVERLAP + timedelta(minutes=1)) == [new_public]
    year = FORMER_PAIRS_KEPT + timedelta(days=1)
    assert published.signing(now - timedelta(days=3), arriving=now) == [old_public]
    assert published.signing(now - timedelta(days=3), arriving=now + year) == []
    assert published.signing(now - timedelta(days=3)) == [old_public], "what was taken in stays verifiable"

    owner_connection.execute(
        "UPDATE party_key SET valid_from = valid_from - interval '300 days' WHERE valid_from > %s", [EVER]
    )
    once(office, go_on)
    with unit_of_work(office):
        assert PartyKey.objects.count() == 4


def test_a_pair_replaced_more_than_a_year_ago_is_destroyed(
    office: System, owner_connection: Connection
) -> None:
    call_command("rotate_keys", "office", str(office.organisation_id), verbosity=0)
    owner_connection.execute(
        "UPDATE party_key SET valid_from = valid_from - interval '366 days' WHERE valid_from > %s", [EVER]
    )
    once(office, go_on)
    with unit_of_work(office):
        assert list(PartyKey.objects.values_list("valid_from", flat=True)).count(EVER) == 0
        assert PartyKey.objects.count() == 2
        assert "party_keys.destroyed" in set(LedgerEvent.objects.values_list("verb", flat=True))
