"""What arrives is verified before it is opened; whoever forges or alters is found, and nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError
from django.utils import timezone
from tests.exchange.kit import Room, enquire, inbox
from tests.support.cast import Cast, Office
from tests.support.exchange import agree, run_tasks, shift_agreement

from palermo.exchange.inbox import receive_package
from palermo.exchange.models import Body, Envelope, ExchangeEvent, PublicKeys
from palermo.exchange.queries import thread_events
from palermo.exchange.sealing import seal
from palermo.exchange.services import emit
from palermo.exchange.signed import header_of
from palermo.exchange.tasks import receive
from palermo.trust.background import enqueue
from palermo.trust.current import record
from palermo.trust.housekeeping import tidy_offices
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work


def told_to(office: Office, thread_id: Any) -> list[tuple[str, dict[str, str]]]:
    """What an office knows of a thread."""
    with unit_of_work(office.system):
        return [(row.verb, row.codes) for row in thread_events(office.system, thread_id)]


def verbs_of(office: Office) -> list[str]:
    with unit_of_work(office.system):
        return list(LedgerEvent.objects.order_by("sequence").values_list("verb", flat=True))


@contextmanager
def tampering(connection: psycopg.Connection[Any], table: str) -> Iterator[psycopg.Connection[Any]]:
    """The superuser with the table's triggers taken off."""
    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    yield connection
    connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER palermo_no_change")


@pytest.mark.parametrize(
    "change",
    [
        "due_at = due_at + interval '1 day'",
        "caveats = '[]'",
        "purpose = 'statistics'",
        "data_classes = '[\"name\"]'",
        "kind = 'identity_slice'",
        "digest = digest || 'x'::bytea",
        "agreement_id = gen_random_uuid()",
        "from_room = 'prosecution'",
        "format = 1",
    ],
)
def test_a_header_changed_in_the_database_is_not_opened(
    cast: Cast, room: Room, superuser_connection: psycopg.Connection[Any], change: str
) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    with tampering(superuser_connection, "exchange_envelope") as superuser:
        superuser.execute(f"UPDATE exchange_envelope SET {change}")
    run_tasks()
    assert room.received == []
    with unit_of_work(cast.partner.system):
        refusal = LedgerEvent.objects.filter(object_id=envelope.pk, verb="refused").get()
    assert refusal.codes["reason"] == "package_not_authentic"


def test_a_changed_body_is_not_opened(
    cast: Cast, room: Room, superuser_connection: psycopg.Connection[Any]
) -> None:
    agree(cast.owner, cast.partner)
    enquire(cast.owner, cast.partner)
    superuser_connection.execute(
        "UPDATE exchange_body SET sealed = overlay(sealed placing 'X'::bytea from 60)"
    )
    run_tasks()
    assert room.received == []
    assert verbs_of(cast.partner)[-1] == "refused"


def test_an_envelope_cannot_be_changed_or_deleted_by_the_program_nor_by_its_owner(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    for change in (
        Envelope.objects.filter(pk=envelope.pk).update,
        Envelope.objects.filter(pk=envelope.pk).delete,
    ):
        with pytest.raises(DatabaseError), unit_of_work(cast.owner.system):
            change(**({"kind": "other"} if change.__name__ == "update" else {}))
    for statement in ("UPDATE exchange_envelope SET kind = 'other'", "DELETE FROM exchange_envelope"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner_connection.execute(statement)


def forged(cast: Cast, thread_id: UUID, *, stored_by: UUID) -> ExchangeEvent:
    """An event in the owner's name that the owner did not sign."""
    return ExchangeEvent(
        sender_id=cast.owner.id,
        receiver_id=cast.partner.id,
        author_id=cast.owner.id,
        from_room="protection",
        to_room="protection",
        thread_id=thread_id,
        verb="withdrawn",
        at=timezone.now(),
        format=2,
        signature=b"x" * 64,
        stored_by_id=stored_by,
    )


def test_the_receiver_cannot_write_an_event_in_the_senders_name(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    event = forged(cast, envelope.thread_id, stored_by=cast.owner.id)
    with pytest.raises(DatabaseError), unit_of_work(cast.partner[Role.COORDINATOR]):
        event.save(force_insert=True)
    assert told_to(cast.partner, envelope.thread_id) == []


def test_an_event_that_the_receiver_put_down_as_come_in_a_file_is_left_out_unless_the_sender_signed_it(
    cast: Cast,
) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    event = forged(cast, envelope.thread_id, stored_by=cast.partner.id)
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        event.save(force_insert=True)
        record(actor, verb="test", object_type="thread", object_id=envelope.thread_id)
    assert told_to(cast.partner, envelope.thread_id) == []
    assert told_to(cast.owner, envelope.thread_id) == []
    assert verbs_of(cast.partner)[-1] == verbs_of(cast.owner)[-1] == "exchange.forgery_found"


def test_an_event_forged_past_the_wall_is_left_out_and_recorded(
    cast: Cast, superuser_connection: psycopg.Connection[Any]
) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    superuser_connection.execute(
        "INSERT INTO exchange_event"
        " (id, sender_id, receiver_id, author_id, from_room, to_room, thread_id, verb, codes, at, format, signature,"
        " stored_by_id)"
        " VALUES (gen_random_uuid(), %(b)s, %(a)s, %(b)s, 'protection', 'protection', %(thread)s,"
        " 'declined', '{}', now(), 2, 'forged', %(b)s)",
        {"a": cast.owner.id, "b": cast.partner.id, "thread": envelope.thread_id},
    )
    assert told_to(cast.owner, envelope.thread_id) == []
    assert verbs_of(cast.owner)[-1] == "exchange.forgery_found"


def test_what_a_stranger_says_about_a_thread_is_not_heard(
    cast: Cast, superuser_connection: psycopg.Connection[Any]
) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    superuser_connection.execute(
        "INSERT INTO exchange_event"
        " (id, sender_id, receiver_id, author_id, from_room, to_room, thread_id, verb, codes, at, format, signature,"
        " stored_by_id)"
        " VALUES (gen_random_uuid(), %(c)s, %(a)s, %(c)s, 'protection', 'protection', %(thread)s,"
        " 'declined', '{}', now(), 2, 'x', %(c)s)",
        {"a": cast.owner.id, "c": cast.stranger.id, "thread": envelope.thread_id},
    )
    assert told_to(cast.owner, envelope.thread_id) == []


def test_an_agreement_that_ended_on_the_way_keeps_the_package_shut_and_the_sender_hears_why(
    cast: Cast, room: Room, owner_connection: psycopg.Connection[Any]
) -> None:
    agreement = agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    today = timezone.now().date()
    shift_agreement(
        owner_connection,
        agreement,
        valid_from=today - timedelta(days=9),
        valid_until=today - timedelta(days=1),
    )
    run_tasks()
    assert room.received == []
    assert told_to(cast.owner, envelope.thread_id) == [("not_opened", {"code": "agreement_expired"})]


def test_a_package_whose_content_does_not_fit_its_kind_is_refused_and_the_sender_hears_why(
    cast: Cast, room: Room, superuser_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(cast.owner, cast.partner)
    monkeypatch.setattr(
        "palermo.exchange.services.seal", lambda _payload, *rest: seal({"name": "Canary"}, *rest)
    )
    envelope = enquire(cast.owner, cast.partner)
    run_tasks()
    assert room.received == []
    assert told_to(cast.owner, envelope.thread_id) == [("not_opened", {"code": "payload_wrong"})]


def test_what_the_room_refuses_is_told_to_the_sender(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    room.refuse_with = "referral_other_state"
    envelope = enquire(cast.owner, cast.partner)
    run_tasks()
    assert told_to(cast.owner, envelope.thread_id) == [("not_opened", {"code": "referral_other_state"})]


def test_an_expired_body_is_deleted_and_the_header_stays_overdue(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    now = timezone.now()
    envelope = enquire(
        cast.owner, cast.partner, due_at=now + timedelta(seconds=0.3), expires_at=now + timedelta(seconds=0.4)
    )
    later = now + timedelta(seconds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: later)
        tidy_offices()
        run_tasks()
    assert room.received == []
    with unit_of_work(cast.owner.system):
        assert not Body.objects.exists()
        assert Envelope.objects.get(pk=envelope.pk).due_at < later
    deleted = [office for office in (cast.owner, cast.partner) if "package.body_deleted" in verbs_of(office)]
    assert len(deleted) == 1


def test_housekeeping_leaves_bodies_whose_time_is_not_over(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    enquire(cast.owner, cast.partner)
    tidy_offices()
    with unit_of_work(cast.owner.system):
        assert Body.objects.count() == 1


def test_a_task_for_a_package_of_others_is_refused(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    with unit_of_work(cast.stranger.system):
        enqueue(receive, organisation_id=cast.stranger.id, room="protection", envelope_id=envelope.pk)
    run_tasks()
    assert room.received[0][0] == cast.partner.id
    assert len(room.received) == 1
    # Nobody asked for it: a task of the program itself went wrong.
    assert verbs_of(cast.stranger)[-1] == "refused"


def test_receiving_twice_by_hand_gives_the_room_the_same_package_and_no_error(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    for _round in range(2):
        with unit_of_work(inbox(cast.partner)) as work:
            receive_package(work.actor, envelope_id=envelope.pk)
    assert [payload["code"] for _office, payload in room.received] == ["BCDF-2345"] * 2


def test_a_header_read_back_is_the_header_that_was_signed(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    sent = header_of(enquire(cast.owner, cast.partner))
    with unit_of_work(cast.owner.system):
        assert header_of(Envelope.objects.get()).canonical() == sent.canonical()


def test_every_office_publishes_its_keys_when_it_is_created(cast: Cast) -> None:
    with unit_of_work(cast.stranger.system):
        published = set(PublicKeys.objects.values_list("party_id", flat=True))
    assert {cast.owner.id, cast.partner.id, cast.stranger.id} <= published


def test_codes_alone_travel_in_events(cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    actor = cast.owner[Role.COORDINATOR]
    for codes in ({"note": "Canary Invented"}, {"Name": "x"}, {f"code_{n}": "x" for n in range(6)}):
        with pytest.raises(ValueError, match="codes only"), unit_of_work(actor):
            emit(
                actor,
                thread_id=envelope.thread_id,
                receiver_id=cast.partner.id,
                verb="not_pursued",
                codes=codes,
            )
