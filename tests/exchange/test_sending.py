"""A package leaves only under a live agreement that covers it, and reaches its receiver alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone
from tests.exchange.kit import ENQUIRY, Room, enquire, parcel
from tests.support.cast import Cast
from tests.support.exchange import agree, queued, run_tasks, shift_agreement

from palermo.directory.services import end
from palermo.exchange.models import Body, Envelope, ExchangeEvent
from palermo.exchange.queries import packages, thread_events
from palermo.exchange.services import delete_bodies, emit, send
from palermo.trust.basis.rules import DataClass, ProcessingPurpose
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


def last_refusal(cast: Cast) -> LedgerEvent:
    with unit_of_work(cast.owner.system):
        event = LedgerEvent.objects.filter(verb__in=["refused", "probed"]).order_by("-sequence").first()
        assert event is not None
        return event


def refused(cast: Cast, **changes: Any) -> str:
    """The reason code with which the enquiry is refused; nothing else of it is left, and the ledger knows why."""
    with pytest.raises(Refused) as raised:
        enquire_and_keep_the_refusal(cast, **changes)
    with unit_of_work(cast.owner.system):
        assert not Envelope.objects.exists()
    assert queued() == 0
    event, reason = last_refusal(cast), raised.value.reason
    kept = ("probed", None) if reason == "not_found" else ("refused", reason)
    assert (event.verb, event.codes.get("reason")) == kept
    assert event.codes["asked"] == raised.value.verb
    return reason


def enquire_and_keep_the_refusal(cast: Cast, **changes: Any) -> None:
    """As a view does it: the refusal is caught inside the unit of work, which commits it."""
    actor = cast.owner[Role.COORDINATOR]
    caught = None
    with unit_of_work(actor):
        try:
            send(actor, parcel=parcel(cast.partner, **changes))
        except Refused as error:
            caught = error
    if caught:
        raise caught


def test_without_an_agreement_nothing_is_sent(cast: Cast) -> None:
    assert refused(cast) == "no_agreement"


def test_an_agreement_with_another_office_does_not_serve(cast: Cast) -> None:
    agree(cast.owner, cast.stranger)
    assert refused(cast) == "no_agreement"


def test_under_an_expired_agreement_nothing_is_sent(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    today = timezone.now().date()
    agreement = agree(cast.owner, cast.partner)
    shift_agreement(
        owner_connection,
        agreement,
        valid_from=today - timedelta(days=20),
        valid_until=today - timedelta(days=1),
    )
    assert refused(cast) == "agreement_expired"


def test_before_an_agreement_begins_nothing_is_sent(cast: Cast) -> None:
    agree(cast.owner, cast.partner, valid_from=timezone.now().date() + timedelta(days=2))
    assert refused(cast) == "agreement_not_begun"


def test_under_an_ended_agreement_nothing_is_sent(cast: Cast) -> None:
    agreement = agree(cast.owner, cast.partner)
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        end(partner, agreement_id=agreement)
    assert refused(cast) == "no_agreement"


def test_an_agreement_for_another_purpose_does_not_serve(cast: Cast) -> None:
    agree(cast.owner, cast.partner, purposes=[ProcessingPurpose.RETURN])
    assert refused(cast) == "agreement_other_purpose"


def test_an_agreement_on_other_data_does_not_serve(cast: Cast) -> None:
    agree(cast.owner, cast.partner, data_classes=[DataClass.NEEDS])
    assert refused(cast, data_classes=[DataClass.CONTACT]) == "agreement_other_data"


def test_of_two_agreements_the_one_that_covers_serves(cast: Cast) -> None:
    agree(cast.owner, cast.partner, data_classes=[DataClass.CONTACT])
    agree(cast.partner, cast.owner, purposes=[ProcessingPurpose.RETURN])
    assert enquire(cast.owner, cast.partner, data_classes=[DataClass.CONTACT]).purpose == "assistance"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "rumour"}, "unknown_kind"),
        ({"kind": "identity_slice"}, "identity_needs_evaluation"),
        ({"payload": {**ENQUIRY, "gender": "unicorn"}}, "payload_wrong"),
        ({"thread_id": uuid4()}, "package_opens_a_thread"),
        ({"due_at": timezone.now() - timedelta(days=1)}, "package_times"),
        ({"receiver_id": uuid4()}, "not_found"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(cast: Cast, changes: dict[str, Any], reason: str) -> None:
    agree(cast.owner, cast.partner)
    assert refused(cast, **changes) == reason


def test_whom_the_mandate_gives_another_room_sends_nothing_of_this_one(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    officer = cast.owner[Role.POLICE_OFFICER]
    with unit_of_work(officer), pytest.raises(Refused, match="role_missing"):
        send(officer, parcel=parcel(cast.partner))


def test_a_wrong_payload_is_recorded_by_its_fields(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    assert refused(cast, payload={**ENQUIRY, "gender": "unicorn", "place": "here"}) == "payload_wrong"
    assert last_refusal(cast).codes["fields"] == "gender.place"


def test_an_arrived_package_is_handed_to_its_room_once_however_often_the_task_runs(
    cast: Cast, room: Room
) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    run_tasks()
    assert room.received == [(cast.partner.id, ENQUIRY)]
    with unit_of_work(cast.partner.system):
        verbs = LedgerEvent.objects.filter(object_id=envelope.pk).values_list("verb", flat=True)
        assert list(verbs) == ["package.received"]


def test_the_sender_cannot_read_what_it_sealed(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    enquire(cast.owner, cast.partner)
    with unit_of_work(cast.owner.system):
        sealed = bytes(Body.objects.get().sealed)
    assert b"BCDF" not in sealed


def test_a_stranger_office_sees_no_package_no_event_and_no_thread(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        emit(
            partner,
            thread_id=envelope.thread_id,
            receiver_id=cast.owner.id,
            verb="declined",
            codes={"code": "no_room"},
        )
    stranger = cast.stranger[Role.COORDINATOR]
    with unit_of_work(stranger):
        assert not Envelope.objects.exists()
        assert not Body.objects.exists()
        assert not ExchangeEvent.objects.exists()
        assert not packages(stranger).exists()
        assert thread_events(stranger, envelope.thread_id) == []
        with pytest.raises(Refused, match="not_found"):
            emit(
                stranger,
                thread_id=envelope.thread_id,
                receiver_id=cast.owner.id,
                verb="declined",
                codes={},
            )


def test_colleagues_without_the_room_see_no_package(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    enquire(cast.owner, cast.partner)
    for actor in (cast.owner[Role.ANALYST], cast.partner[Role.ANALYST]):
        with unit_of_work(actor):
            assert not Envelope.objects.exists()
            assert not packages(actor).exists()


def test_each_side_hears_of_the_other_by_its_inbox_task(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    run_tasks()
    room.told.clear()
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        emit(
            partner,
            thread_id=envelope.thread_id,
            receiver_id=cast.owner.id,
            verb="accepted_in_principle",
            codes={},
        )
    run_tasks()
    assert room.told == [(cast.owner.id, ["accepted_in_principle"])]


def test_bodies_are_deleted_on_either_side_and_the_header_stays(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        assert delete_bodies(partner, thread_id=envelope.thread_id) == 1
        assert delete_bodies(partner, thread_id=envelope.thread_id) == 0
    with unit_of_work(cast.owner.system):
        assert not Body.objects.exists()
        assert Envelope.objects.filter(pk=envelope.pk).exists()
