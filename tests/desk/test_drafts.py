"""A draft is sealed, its author's alone, and gone for good when the flow ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils import timezone
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.desk.drafts import SealedDraft, delete_draft, save_draft
from palermo.desk.models import Draft
from palermo.kit.draft_store import Draft as Answers
from palermo.trust import housekeeping
from palermo.trust.actor import Anonymous, Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.vault import unseal
from palermo.trust.verbs import LedgerVerb

CANARY = "Zephyrine Quillfeather"
ANSWERS = {"who": {"name": [CANARY]}}


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Owner", roles=frozenset({Role.CASEWORKER, Role.COORDINATOR}))


def kept(actor: Staff, about: UUID, *, flow: str) -> Answers:
    """What the actor's draft holds."""
    return SealedDraft(actor, room="protection", flow=flow, object_id=about, beginning=about).load()


def test_a_draft_comes_back_as_it_was_typed_to_its_author_alone(office: Office) -> None:
    author, colleague, about = office[Role.CASEWORKER], office[Role.COORDINATOR], uuid4()
    with unit_of_work(author):
        store = SealedDraft(author, room="protection", flow="enquiry", object_id=about, beginning=about)
        store.save(ANSWERS)
    with unit_of_work(author):
        assert kept(author, about, flow="enquiry") == ANSWERS
        assert kept(author, about, flow="other") == {}
    with unit_of_work(colleague):
        assert kept(colleague, about, flow="enquiry") == {}
        assert delete_draft(colleague, flow="enquiry", object_id=about) is False
    with unit_of_work(author):
        assert kept(author, about, flow="enquiry") == ANSWERS


@pytest.mark.parametrize("person", [None, uuid4()])
def test_a_look_at_what_a_draft_holds_is_recorded_at_whom_it_is_about(
    office: Office, person: UUID | None
) -> None:
    author, about = office[Role.CASEWORKER], uuid4()

    def store() -> SealedDraft:
        return SealedDraft(
            author, room="protection", flow="enquiry", object_id=about, beginning=about, person_id=person
        )

    with unit_of_work(author):
        empty = store()
        assert empty.load() == {}
        empty.shown()
        store().save(ANSWERS)
    with unit_of_work(author):
        assert not LedgerEvent.objects.filter(verb=LedgerVerb.REVEALED).exists()
        again = store()
        again.load()
        again.shown()
    with unit_of_work(author):
        draft = Draft.objects.get()
        look = LedgerEvent.objects.get(verb=LedgerVerb.REVEALED)
        found = (look.object_type, look.object_id)
        assert found == (("person", person) if person else ("draft", draft.pk))
        assert look.codes["columns"] == "answers"


def test_the_database_holds_no_word_of_a_draft(
    office: Office, superuser_connection: psycopg.Connection[Any]
) -> None:
    author = office[Role.CASEWORKER]
    with unit_of_work(author):
        save_draft(author, room="protection", flow="enquiry", object_id=uuid4(), answers=ANSWERS)
    for table in ("desk_draft", "ledger_event"):
        for (row,) in superuser_connection.execute(f"SELECT row_to_json(t)::text FROM {table} t"):
            assert "Quillfeather" not in row
            assert b"Quillfeather".hex() not in row


def test_saving_again_replaces_and_makes_no_second_key(office: Office) -> None:
    author, about = office[Role.CASEWORKER], uuid4()
    for answers in (ANSWERS, {"who": {"name": ["Other"]}}):
        with unit_of_work(author):
            save_draft(author, room="protection", flow="enquiry", object_id=about, answers=answers)
    with unit_of_work(author):
        assert kept(author, about, flow="enquiry") == {"who": {"name": ["Other"]}}
        assert Draft.objects.count() == 1


def test_a_draft_that_is_done_leaves_no_row_and_no_key(office: Office) -> None:
    author, about = office[Role.CASEWORKER], uuid4()
    with unit_of_work(author):
        row = save_draft(author, room="protection", flow="enquiry", object_id=about, answers=ANSWERS)
    with unit_of_work(author):
        assert delete_draft(author, flow="enquiry", object_id=about)
        assert delete_draft(author, flow="enquiry", object_id=about) is False
    with unit_of_work(author):
        assert not Draft.objects.exists()
        with pytest.raises(Unreadable):
            unseal(row, "answers")


def test_a_draft_nobody_touched_for_seven_days_goes_with_its_key_and_the_others_stay(
    office: Office, owner_connection: psycopg.Connection[Any]
) -> None:
    author = office[Role.CASEWORKER]
    with unit_of_work(author):
        old = save_draft(author, room="protection", flow="open_case", object_id=office.id, answers=ANSWERS)
        young = save_draft(author, room="protection", flow="enquiry", object_id=uuid4(), answers=ANSWERS)
    for row, hours in ((old, 7 * 24 + 1), (young, 7 * 24 - 1)):
        owner_connection.execute(
            "UPDATE desk_draft SET updated_at = %s, created_at = '2026-01-01Z' WHERE id = %s",
            [timezone.now() - timedelta(hours=hours), row.pk],
        )
    housekeeping.tidy_offices()
    with unit_of_work(author):
        assert [row.pk for row in Draft.objects.all()] == [young.pk]
        assert LedgerEvent.objects.get(verb="draft.expired").object_id == old.pk
        assert unseal(young, "answers")
        with pytest.raises(Unreadable):
            unseal(old, "answers")
    housekeeping.tidy_offices()
    with unit_of_work(author):
        assert LedgerEvent.objects.filter(verb="draft.expired").count() == 1


def test_nobody_unnamed_keeps_a_draft(database: Database) -> None:
    nobody = Anonymous()
    with unit_of_work(nobody), pytest.raises(Refused, match="not_signed_in"):
        save_draft(nobody, room="protection", flow="enquiry", object_id=uuid4(), answers=ANSWERS)
