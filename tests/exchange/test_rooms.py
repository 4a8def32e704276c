"""A package leaves one room and enters another: each side is held to its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.exchange.kit import Room, inbox, parcel, room_of_the_tests
from tests.support.cast import Cast, Office
from tests.support.exchange import agree, run_tasks

from palermo.exchange.files import export_envelope, import_file
from palermo.exchange.inbox import receive_package
from palermo.exchange.kinds import registry
from palermo.exchange.models import Body, Envelope, ExchangeEvent
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import handling_of, opening_envelope, packages, thread_events
from palermo.exchange.services import delete_bodies, emit, send
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Mandate, Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

REPORT, ANSWER = "test_report", "test_answer"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Two kinds of the tests: a report from protection to prosecution, and what answers it the other way."""
    like = registry.schema_of("enquiry")
    report = replace(like, kind=REPORT, to_room="prosecution", never_to=frozenset())
    answer = replace(
        like,
        kind=ANSWER,
        from_room="prosecution",
        opens_thread=False,
        never_to=frozenset(),
    )
    for schema in (report, answer):
        monkeypatch.setitem(registry._schemas, schema.kind, schema)
    with room_of_the_tests(REPORT, ANSWER) as room:
        yield room


@pytest.fixture
def report(cast: Cast, room: Room) -> Envelope:
    """Sent by the owner's coordinator to the partner."""
    agree(cast.owner, cast.partner)
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        return send(actor, parcel=parcel(cast.partner, kind=REPORT))


def unit_of(office: Office, mandate: Mandate) -> Actor:
    """A colleague of the office's counter, in a unit of this mandate."""
    return replace(office[Role.COORDINATOR], mandate=mandate)


def rows_seen(actor: Actor) -> tuple[int, ...]:
    """What the second wall alone shows the actor: headers, bodies, events."""
    with unit_of_work(actor), connection.cursor() as cursor:
        found = []
        for table in ("exchange_envelope", "exchange_body", "exchange_event"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone()[0])
    return tuple(found)


def test_a_unit_of_the_room_that_is_left_sends_and_no_other_does(cast: Cast, report: Envelope) -> None:
    assert (report.from_room, report.to_room) == ("protection", "prosecution")
    for actor in (cast.owner[Role.POLICE_OFFICER], unit_of(cast.owner, Mandate.ENFORCEMENT)):
        with unit_of_work(actor), pytest.raises(Refused, match="role_missing"):
            send(actor, parcel=parcel(cast.partner, kind=REPORT))


def test_the_inbox_of_the_room_that_is_entered_takes_it_in(cast: Cast, report: Envelope, room: Room) -> None:
    run_tasks()
    assert [office for office, _payload in room.received] == [cast.partner.id]
    with unit_of_work(cast.partner.system):
        assert LedgerEvent.objects.filter(object_id=report.pk, verb="package.received").exists()


def test_the_sender_s_unit_and_the_receiver_s_see_it_and_no_other_unit_of_the_two(
    cast: Cast, report: Envelope
) -> None:
    sees = [unit_of(cast.owner, Mandate.ASSISTANCE), unit_of(cast.partner, Mandate.ENFORCEMENT)]
    does_not = [unit_of(cast.owner, Mandate.ENFORCEMENT), unit_of(cast.partner, Mandate.ASSISTANCE)]
    for actor in sees:
        with unit_of_work(actor):
            assert packages(actor).get().pk == report.pk
            assert opening_envelope(actor, report.pk) is not None
            assert EXCHANGE.may(actor, PackageAction.SEE, report)
    for actor in does_not:
        with unit_of_work(actor):
            assert not packages(actor).exists()
            assert opening_envelope(actor, report.pk) is None
            assert EXCHANGE.may(actor, PackageAction.SEE, report).reason == "role_missing"
            assert EXCHANGE.may(actor, PackageAction.TELL, report).reason == "role_missing"


def test_the_second_wall_alone_shows_it_to_the_same_two_units(cast: Cast, report: Envelope) -> None:
    assert rows_seen(unit_of(cast.owner, Mandate.ASSISTANCE)) == (1, 1, 0)
    assert rows_seen(unit_of(cast.partner, Mandate.ENFORCEMENT)) == (1, 1, 0)
    for actor in (
        unit_of(cast.owner, Mandate.ENFORCEMENT),
        unit_of(cast.partner, Mandate.ASSISTANCE),
        unit_of(cast.partner, Mandate.ANALYSIS),
        unit_of(cast.stranger, Mandate.ASSISTANCE),
    ):
        assert rows_seen(actor) == (0, 0, 0)


def test_who_sent_it_does_not_receive_it_and_the_receiver_s_helpers_do_not_either(
    cast: Cast, report: Envelope, room: Room
) -> None:
    for actor, reason in (
        (inbox(cast.owner, "protection"), "not_found"),
        (inbox(cast.owner, "prosecution"), "not_found"),
        (inbox(cast.partner, "protection"), "not_found"),
    ):
        with unit_of_work(actor), pytest.raises(Refused, match=reason):
            receive_package(actor, envelope_id=report.pk)
    assert room.received == []
    receiver = inbox(cast.partner, "protection")
    assert EXCHANGE.may(receiver, PackageAction.RECEIVE, report).reason == "role_missing"
    assert EXCHANGE.may(inbox(cast.partner, "prosecution"), PackageAction.RECEIVE, report)


def test_an_event_goes_back_the_other_way(cast: Cast, report: Envelope, room: Room) -> None:
    officer = cast.partner[Role.POLICE_OFFICER]
    with unit_of_work(officer):
        event = emit(
            officer,
            thread_id=report.pk,
            receiver_id=cast.owner.id,
            verb="declined",
            codes={"code": "no_room"},
        )
    assert (event.from_room, event.to_room) == ("prosecution", "protection")
    room.told.clear()
    run_tasks()
    assert (cast.owner.id, ["declined"]) in room.told
    for actor, seen in (
        (unit_of(cast.owner, Mandate.ASSISTANCE), 1),
        (unit_of(cast.owner, Mandate.ENFORCEMENT), 0),
        (officer, 1),
        (unit_of(cast.partner, Mandate.ASSISTANCE), 0),
    ):
        assert rows_seen(actor)[2] == seen
        with unit_of_work(actor):
            assert len(thread_events(actor, report.pk)) == seen


def test_an_answer_keeps_to_the_rooms_of_its_thread(cast: Cast, report: Envelope) -> None:
    officer = cast.partner[Role.POLICE_OFFICER]
    with unit_of_work(officer):
        answer = send(officer, parcel=parcel(cast.owner, kind=ANSWER, thread_id=report.pk))
    assert (answer.from_room, answer.to_room) == ("prosecution", "protection")
    # The sender's own units, in the same thread: this kind leaves prosecution, which began nothing here.
    own = cast.owner[Role.POLICE_OFFICER]
    with unit_of_work(own), pytest.raises(Refused, match="not_found"):
        send(own, parcel=parcel(cast.partner, kind=ANSWER, thread_id=report.pk))


def test_a_kind_that_enters_another_room_than_its_thread_did_is_refused(
    cast: Cast, report: Envelope, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(registry.schema_of(ANSWER), to_room="prosecution")
    monkeypatch.setitem(registry._schemas, ANSWER, elsewhere)
    officer = cast.partner[Role.POLICE_OFFICER]
    with unit_of_work(officer), pytest.raises(Refused, match="package_of_another_room"):
        send(officer, parcel=parcel(cast.owner, kind=ANSWER, thread_id=report.pk))


def test_a_header_whose_rooms_are_not_those_of_its_kind_is_not_opened(
    cast: Cast, report: Envelope, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry._schemas, REPORT, replace(registry.schema_of(REPORT), from_room="prosecution")
    )
    run_tasks()
    assert room.received == []
    with unit_of_work(cast.owner.system):
        told = thread_events(cast.owner.system, report.pk)
        assert [row.codes["code"] for row in told] == ["package_of_another_room"]


def test_restrictions_are_shown_in_the_room_that_was_entered(cast: Cast, report: Envelope) -> None:
    for actor, shown in (
        (unit_of(cast.partner, Mandate.ENFORCEMENT), True),
        (unit_of(cast.partner, Mandate.ASSISTANCE), False),
        (unit_of(cast.owner, Mandate.ASSISTANCE), False),
    ):
        with unit_of_work(actor):
            assert (handling_of(actor, report.pk) is not None) == shown


def test_its_file_is_opened_in_the_room_it_is_addressed_to(
    cast: Cast, report: Envelope, superuser_connection: psycopg.Connection[Any]
) -> None:
    sender = cast.owner[Role.COORDINATOR]
    with unit_of_work(sender):
        file = export_envelope(sender, envelope=report)
    superuser_connection.execute("ALTER TABLE exchange_envelope DISABLE TRIGGER USER")
    superuser_connection.execute("DELETE FROM exchange_body; DELETE FROM exchange_envelope")
    superuser_connection.execute("ALTER TABLE exchange_envelope ENABLE ALWAYS TRIGGER palermo_no_change")
    helper, police = unit_of(cast.partner, Mandate.ASSISTANCE), unit_of(cast.partner, Mandate.ENFORCEMENT)
    with unit_of_work(helper), pytest.raises(Refused, match="file_not_for_this_office"):
        import_file(helper, data=file)
    with unit_of_work(police):
        assert import_file(police, data=file).pk == report.pk
    assert rows_seen(police) == (1, 1, 0)
    assert rows_seen(helper) == (0, 0, 0)


def test_a_body_is_deleted_in_the_room_of_either_side_alone(cast: Cast, report: Envelope) -> None:
    for actor, deleted in (
        (unit_of(cast.partner, Mandate.ASSISTANCE), 0),
        (unit_of(cast.owner, Mandate.ENFORCEMENT), 0),
        (unit_of(cast.partner, Mandate.ENFORCEMENT), 1),
    ):
        with unit_of_work(actor):
            assert delete_bodies(actor, thread_id=report.pk) == deleted
    with unit_of_work(cast.owner.system):
        assert not Body.objects.exists()
        assert not ExchangeEvent.objects.exists()
