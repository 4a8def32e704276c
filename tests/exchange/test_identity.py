"""Identity leaves only on an evaluation that allowed it and whose basis holds at the moment of sending."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils import timezone
from tests.exchange.kit import Room, enquire, parcel
from tests.support.cast import Cast
from tests.support.exchange import agree, run_tasks

from palermo.directory.queries import live_terms
from palermo.exchange.models import Body, Envelope
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import send_identity
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import (
    ConsentMeans,
    DataClass,
    Disclosure,
    Evaluation,
    GivenBy,
    LegalBasis,
    ProcessingPurpose,
)
from palermo.trust.basis.services import evaluate_for, record_consent, withdraw_consent
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

SAFE, NAME = DataClass.SAFE_CONTACT, DataClass.NAME
SLICE: dict[str, Any] = {"code": "BCDF-2345", "safe_contact": "Tuesdays", "name": "Invented Canary"}


class Story:
    """An accepted enquiry, and what the person said about it."""

    def __init__(self, cast: Cast) -> None:
        agree(cast.owner, cast.partner, data_classes=[SAFE, NAME, DataClass.CONTACT])
        self.cast, self.person = cast, uuid4()
        self.actor = cast.owner[Role.COORDINATOR]
        self.thread_id = enquire(cast.owner, cast.partner).thread_id
        with unit_of_work(self.actor):
            record_processing_basis(
                self.actor,
                purpose=ProcessingPurpose.ASSISTANCE,
                legal_basis=LegalBasis.CONSENT,
                valid_from=date(2026, 1, 1),
            )

    def consent(
        self,
        *,
        recipient_id: UUID | None = None,
        classes: Collection[DataClass] = (SAFE, NAME),
        by: Role = Role.COORDINATOR,
        room: str = "protection",
    ) -> UUID:
        actor = self.cast.owner[by]
        with unit_of_work(actor):
            row = record_consent(
                actor,
                room=room,
                subject_id=self.person,
                subject_is_child=False,
                recipient_id=recipient_id or self.cast.partner.id,
                purpose=ProcessingPurpose.ASSISTANCE,
                data_classes=classes,
                given_by=GivenBy.SELF,
                form=ConsentMeans.SPOKEN,
                language="en",
                text_version="1",
                alternative_existed=True,
                told_limits=True,
                valid_until=timezone.now().date() + timedelta(days=30),
            )
            return row.pk

    def disclosure(self, **changes: Any) -> Disclosure:
        arguments: dict[str, Any] = {
            "recipient_id": self.cast.partner.id,
            "purpose": "assistance",
            "data_classes": frozenset({SAFE, NAME}),
            "now": timezone.now(),
            "subject_is_child": False,
            **changes,
        }
        return Disclosure(**arguments)

    def evaluate(self, data_classes: Collection[DataClass] = (SAFE, NAME)) -> Evaluation:
        with unit_of_work(self.actor):
            return evaluate_for(
                self.actor,
                room="protection",
                subject_id=self.person,
                disclosure=self.disclosure(data_classes=frozenset(data_classes)),
                terms=live_terms(self.actor, self.cast.partner.id),
            )

    def send(self, evaluation: Evaluation, *, subject_is_child: bool = False, **changes: Any) -> Envelope:
        """`changes` of the parcel; the disclosure is about that parcel."""
        sent = self.parcel(**changes)
        disclosure = self.disclosure(
            recipient_id=sent.receiver_id,
            data_classes=frozenset(sent.data_classes),
            subject_is_child=subject_is_child,
        )
        with unit_of_work(self.actor):
            return send_identity(self.actor, evaluation=evaluation, disclosure=disclosure, parcel=sent)

    def parcel(self, **changes: Any) -> Parcel:
        arguments: dict[str, Any] = {
            "kind": "identity_slice",
            "payload": SLICE,
            "thread_id": self.thread_id,
            "data_classes": [SAFE, NAME],
            **changes,
        }
        return parcel(self.cast.partner, **arguments)

    def refused(self, evaluation: Evaluation, **changes: Any) -> str:
        with pytest.raises(Refused) as raised:
            self.send(evaluation, **changes)
        return raised.value.reason


@pytest.fixture
def story(cast: Cast, room: Room) -> Story:
    return Story(cast)


def test_on_her_consent_the_slice_leaves_arrives_and_its_body_goes_at_once(story: Story, room: Room) -> None:
    story.consent()
    envelope = story.send(story.evaluate())
    run_tasks()
    assert (story.cast.partner.id, SLICE) in room.received
    with unit_of_work(story.cast.owner.system):
        assert not Body.objects.filter(envelope=envelope).exists()
        assert Envelope.objects.get(pk=envelope.pk).data_classes == ["name", "safe_contact"]


def test_without_consent_the_evaluation_refuses_and_so_does_sending(story: Story) -> None:
    assert story.refused(story.evaluate()) == "no_consent"


def test_an_evaluation_made_up_by_a_caller_carries_nothing(story: Story) -> None:
    made_up = Evaluation(allowed=True, reason="consent")
    assert story.refused(made_up) == "identity_needs_evaluation"
    assert story.refused(replace(made_up, basis_id=uuid4())) == "identity_needs_evaluation"


def test_a_consent_withdrawn_between_evaluation_and_sending_stops_it(story: Story) -> None:
    consent = story.consent()
    evaluation = story.evaluate()
    with unit_of_work(story.actor):
        withdraw_consent(story.actor, consent_id=consent)
    assert story.refused(evaluation) == "consent_withdrawn"


def test_a_childs_own_yes_carries_nothing_whatever_the_evaluation_said(story: Story) -> None:
    story.consent()
    assert story.refused(story.evaluate(), subject_is_child=True) == "guardian_consent_needed"


def test_more_data_than_she_agreed_to_do_not_leave(story: Story) -> None:
    story.consent()
    more = {"data_classes": [SAFE, NAME, DataClass.CONTACT], "payload": {**SLICE, "contact": "12"}}
    assert story.refused(story.evaluate(), **more) == "consent_other_data"


def test_a_field_whose_class_was_not_named_does_not_leave(story: Story) -> None:
    story.consent()
    evaluation = story.evaluate()
    assert story.refused(evaluation, payload={**SLICE, "contact": "12"}) == "data_class_not_named"
    assert story.refused(evaluation, data_classes=[NAME]) == "data_class_not_named"


def test_consent_to_one_recipient_serves_no_other(story: Story) -> None:
    agree(story.cast.owner, story.cast.stranger)
    story.consent(recipient_id=story.cast.stranger.id)
    assert story.refused(story.evaluate()) == "no_consent"
    story.consent()
    evaluation = story.evaluate()
    assert story.refused(evaluation, receiver_id=story.cast.stranger.id) == "no_consent"


@pytest.mark.parametrize(
    "other",
    [{"recipient_id": uuid4()}, {"purpose": "return"}, {"data_classes": frozenset({SAFE})}],
    ids=["recipient", "purpose", "classes"],
)
def test_a_disclosure_about_something_else_carries_nothing(story: Story, other: dict[str, Any]) -> None:
    story.consent()
    evaluation = story.evaluate()
    with unit_of_work(story.actor), pytest.raises(Refused, match="identity_needs_evaluation"):
        send_identity(
            story.actor, evaluation=evaluation, disclosure=story.disclosure(**other), parcel=story.parcel()
        )


def test_a_disclosure_evaluated_before_the_consent_ended_is_held_against_the_moment_of_sending(
    story: Story,
) -> None:
    story.consent()
    evaluation, disclosure = story.evaluate(), story.disclosure()
    later = timezone.now() + timedelta(days=31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: later)
        with unit_of_work(story.actor), pytest.raises(Refused, match="consent_expired"):
            send_identity(story.actor, evaluation=evaluation, disclosure=disclosure, parcel=story.parcel())


def test_a_slice_answers_an_enquiry_between_the_same_two_offices_only(story: Story) -> None:
    story.consent()
    evaluation = story.evaluate()
    assert story.refused(evaluation, thread_id=uuid4()) == "not_found"
    agree(story.cast.owner, story.cast.stranger)
    elsewhere = enquire(story.cast.owner, story.cast.stranger).thread_id
    assert story.refused(evaluation, thread_id=elsewhere) == "not_found"


def test_a_slice_that_answers_nothing_known_here_is_not_opened(
    story: Story, room: Room, superuser_connection: psycopg.Connection[Any]
) -> None:
    story.consent()
    evaluation = story.evaluate()
    run_tasks()
    room.received.clear()
    envelope = story.send(evaluation)
    superuser_connection.execute("ALTER TABLE exchange_envelope DISABLE TRIGGER USER")
    superuser_connection.execute("ALTER TABLE exchange_body DISABLE TRIGGER ALL")
    superuser_connection.execute("DELETE FROM exchange_body WHERE envelope_id = %s", [story.thread_id])
    superuser_connection.execute("DELETE FROM exchange_envelope WHERE id = %s", [story.thread_id])
    run_tasks()
    assert room.received == []
    with unit_of_work(story.cast.partner.system):
        refusal = LedgerEvent.objects.get(object_id=envelope.pk, verb="refused")
    assert refusal.codes["reason"] == "package_of_no_thread"


def test_a_consent_of_another_rooms_file_lets_no_identity_leave(cast: Cast) -> None:
    story = Story(cast)
    story.consent()
    elsewhere = story.consent(by=Role.POLICE_OFFICER, room="prosecution")
    with pytest.raises(Refused, match="identity_needs_evaluation"):
        story.send(replace(story.evaluate(), basis_id=elsewhere))
