"""A conference of three offices: called with a yes for each, answered, decided, told back, left, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.protection.conference import sitting
from tests.protection.conference.sitting import (
    NOTE,
    PLACE,
    TASK,
    WORDS,
    YES,
    call_by_hand,
    call_to,
    called,
    day,
    let_meet,
    seat_at,
)
from tests.support.cast import Cast, signed_in

from palermo.desk.duties.models import Task
from palermo.directory.queries import agreements
from palermo.directory.services import end as end_agreement
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.conference.codes import (
    Coming,
    ConferenceState,
    DecisionState,
    Dissent,
    PersonPart,
    SightEnd,
)
from palermo.protection.conference.models import (
    Conference,
    ConferenceDecision,
    Member,
    Seat,
    SeatDecision,
)
from palermo.protection.conference.services.answering import end_seats_without_ground, leave
from palermo.protection.conference.services.calling import call_conference, seat_authority
from palermo.protection.conference.services.holding import call_off, hold_conference, record_decision
from palermo.protection.conference.services.sight import end_member, end_without_ground
from palermo.trust.actor import Staff, System
from palermo.trust.basis.rules import DataClass
from palermo.trust.mandates import ALL_ROOMS, Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

SEAT_PAGES = ("protection:seat", "protection:leave_seat")


def page(browser: Client, name: str, *ids: object) -> str:
    """A page that opens."""
    response = browser.get(reverse(name, args=ids))
    assert response.status_code == 200, (name, response.status_code)
    return str(response.content.decode())


def post(browser: Client, name: str, *ids: object, **answers: object) -> str:
    """Where a form leads."""
    response = browser.post(reverse(name, args=ids), answers)
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def test_three_offices_meet_and_each_sees_what_the_person_agreed_to_for_it_and_no_more(
    cast: Cast, works: Staff, browser: Client
) -> None:
    let_meet(cast)
    case = flow.open_file(works).case
    today = timezone.localdate()
    post(
        browser,
        "protection:call_conference",
        case.pk,
        **day(today),
        hour="14:30",
        place_kind="elsewhere",
        place=PLACE,
        points=["place_to_live", "safety"],
        words=WORDS,
    )
    with unit_of_work(works):
        row = Conference.objects.get()
    assert "Nobody has asked the person yet" in page(browser, "protection:conference", row.pk)
    with pytest.raises(Refused, match="person_not_asked"), unit_of_work(works):
        hold_conference(works, conference_id=row.pk)
    post(browser, "protection:conference_person", row.pk, part="takes_part", moves=row.moves)
    shown = call_by_hand(browser, row, cast.partner, ["name", "needs"])
    assert flow.NAME in shown and WORDS in shown and flow.BIRTH not in shown and flow.CONTACT not in shown
    shown = call_by_hand(browser, row, cast.stranger, ["languages"])
    assert flow.NAME not in shown and WORDS not in shown

    told, other = signed_in(cast.partner[Role.FOCAL_POINT]), signed_in(cast.stranger[Role.FOCAL_POINT])
    first, second = seat_at(cast.partner[Role.FOCAL_POINT]), seat_at(cast.stranger[Role.FOCAL_POINT])
    assert "say whether you come" in told.get(reverse("web:today")).content.decode()
    seen = page(told, "protection:seat", first.pk)
    assert flow.NAME in seen and flow.SAFE in seen and WORDS in seen and flow.CONTACT not in seen
    seen = page(other, "protection:seat", second.pk)
    assert flow.SAFE in seen and PLACE in seen and flow.NAME not in seen and WORDS not in seen

    post(told, "protection:seat", first.pk, act="answer", coming="comes", colleague="")
    post(other, "protection:seat", second.pk, act="answer", coming="cannot_come", colleague="")
    flow.work_off()
    seen = page(browser, "protection:conference", row.pk)
    assert "Comes" in seen and "Cannot come" in seen
    assert "An office cannot come" in browser.get(reverse("web:today")).content.decode()

    with unit_of_work(works):
        row.refresh_from_db()
    post(browser, "protection:conference_move", row.pk, "held", moves=row.moves)
    stale = browser.post(reverse("protection:conference_move", args=[row.pk, "closed"]), {"moves": row.moves})
    assert stale.status_code != 302, "a second tab closed what it had seen otherwise"
    due = today + timedelta(days=3)
    ours = {"colleague": str(works.user_id), **day(due)}
    post(
        browser,
        "protection:conference_decide",
        row.pk,
        office=str(cast.partner.id),
        what="bring",
        words=TASK,
        **ours,
    )
    post(
        browser,
        "protection:conference_decide",
        row.pk,
        office=str(cast.stranger.id),
        what="ring",
        words=TASK,
        **ours,
    )
    post(
        browser,
        "protection:conference_decide",
        row.pk,
        office=str(cast.owner.id),
        what="papers",
        words="",
        **ours,
    )
    post(browser, "protection:conference_note", row.pk, text=NOTE)
    flow.work_off()
    with unit_of_work(works):
        assert Task.objects.get(file_id=case.pk).due_on == due
    seen = page(told, "protection:seat", first.pk)
    assert TASK in seen and "Ring" in seen and NOTE not in seen
    seen = page(other, "protection:seat", second.pk)
    assert TASK not in seen and "Bring something" in seen and NOTE not in seen
    assert "Decided at a conference: Bring something" in told.get(reverse("web:today")).content.decode()

    post(told, "protection:seat", first.pk, act="done", number="1")
    post(other, "protection:seat", second.pk, act="dissent", number="1", why="too_soon")
    flow.work_off()
    with unit_of_work(works):
        decision = ConferenceDecision.objects.get(number=1)
    assert decision.state == DecisionState.DONE
    assert decision.dissent == {str(cast.stranger.id): Dissent.TOO_SOON}
    seen = page(browser, "protection:conference", row.pk)
    assert "Comes too soon" in seen and NOTE in seen
    history = page(browser, "protection:history", case.pk)
    assert "Office said how a decision stands" in history and "Conference called" in history

    post(browser, "protection:conference_move", row.pk, "closed")
    flow.work_off()
    assert told.get(reverse("protection:seat", args=[first.pk])).status_code == 404, "all its tasks are done"
    assert page(other, "protection:seat", second.pk), "what it took on is not done yet"
    post(other, "protection:seat", second.pk, act="done", number="2")
    assert other.get(reverse("protection:seat", args=[second.pk])).status_code == 404
    _sees_nothing(cast.partner[Role.FOCAL_POINT], first, told)


def _sees_nothing(reader: Staff, seat: Seat, browser: Client) -> None:
    """No page, list, search or stored byte holds anything of it."""
    for name in SEAT_PAGES:
        assert browser.get(reverse(name, args=[seat.pk])).status_code == 404, name
    for address in ("protection:seats", "web:today", "protection:week"):
        assert seat.code not in browser.get(reverse(address)).content.decode(), address
    found = browser.post("/search/", {"q": seat.code}, follow=True).content.decode()
    assert reverse("protection:seat", args=[seat.pk]) not in found
    with unit_of_work(reader):
        row = Seat.objects.get(pk=seat.pk)
        assert not bytes(row.told) and not bytes(row.words) and not bytes(row.place)
        assert row.points == [] and row.classes == []
        assert not any(bytes(one.words) for one in SeatDecision.objects.filter(seat=row))


def _ends(
    why: str, cast: Cast, works: Staff, row: Conference, member: Member, reader: Staff, seat: Seat
) -> None:
    """End a member's sight in one of the ways there are."""
    lead = cast.owner[Role.COORDINATOR]
    system = System(organisation_id=cast.owner.id, reason="housekeeping", rooms=ALL_ROOMS)
    theirs = System(organisation_id=reader.organisation_id, reason="housekeeping", rooms=ALL_ROOMS)
    match why:
        case "left":
            with unit_of_work(reader):
                leave(reader, seat_id=seat.pk)
        case "withdrawn":
            with unit_of_work(works):
                end_member(works, member_id=member.pk, why=SightEnd.WITHDRAWN)
        case "called off":
            with unit_of_work(works):
                call_off(works, conference_id=row.pk)
        case "agreement":
            with unit_of_work(lead):
                for one in agreements(lead):
                    end_agreement(lead, agreement_id=one.pk)
            with unit_of_work(theirs):
                assert end_seats_without_ground(theirs) == 1
            with unit_of_work(system):
                assert end_without_ground(system) == 1
        case "erased":
            with unit_of_work(lead):
                erase_person(lead, person_id=row.person_id, reason="person_asked")
    flow.work_off()


@pytest.mark.parametrize("why", ["left", "withdrawn", "called off", "agreement", "erased"])
def test_whose_sight_ends_sees_nothing_of_it_on_any_page_nor_in_search(
    why: str, cast: Cast, works: Staff
) -> None:
    let_meet(cast)
    row = called(works, flow.open_file(works).case)
    reader = cast.partner[Role.FOCAL_POINT]
    member = call_to(works, row, cast.partner, [DataClass.NAME, DataClass.NEEDS])
    seat, browser = seat_at(reader), signed_in(reader)
    assert seat.code in page(browser, "protection:seats")
    found = browser.post("/search/", {"q": seat.code}, follow=True).content.decode()
    assert reverse("protection:seat", args=[seat.pk]) in found
    if why == "agreement":  # at once, before anything tidies up
        lead = cast.owner[Role.COORDINATOR]
        with unit_of_work(lead):
            kept = [one.pk for one in agreements(lead)]
        assert kept
    _ends(why, cast, works, row, member, reader, seat)
    _sees_nothing(reader, seat, browser)
    with unit_of_work(works):
        member.refresh_from_db()
        assert member.ended_at is not None


def test_an_authority_sits_there_as_wished_alone_and_nothing_travels_to_it(
    cast: Cast, works: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    let_meet(cast)
    row = called(works, flow.open_file(works).case)
    owner_connection.execute(
        "UPDATE people_organisation SET kind = 'police' WHERE id = %s", [cast.partner.id]
    )
    with pytest.raises(Refused, match="no_package_to_this_kind_of_office"):
        call_to(works, row, cast.partner, [DataClass.NAME])
    with unit_of_work(works):
        member = seat_authority(
            works, conference_id=row.pk, office_id=cast.partner.id, classes=[DataClass.NEEDS], yes=YES
        )
        hold_conference(works, conference_id=row.pk)
    assert member.thread_id is None
    with pytest.raises(Refused, match="not_a_member"), unit_of_work(works):
        record_decision(
            works,
            conference_id=row.pk,
            office_id=cast.partner.id,
            what=sitting.Duty.RING,
            due_on=timezone.localdate(),
        )


def test_a_stranger_and_whoever_does_not_work_on_the_case_open_no_page_of_it(
    cast: Cast, works: Staff
) -> None:
    let_meet(cast)
    row = called(works, flow.open_file(works).case)
    member = call_to(works, row, cast.partner, [DataClass.NAME])
    seat = seat_at(cast.partner[Role.FOCAL_POINT])
    owners = [
        reverse("protection:conference", args=[row.pk]),
        reverse("protection:conference_person", args=[row.pk]),
        reverse("protection:conference_decide", args=[row.pk]),
        reverse("protection:conference_note", args=[row.pk]),
        reverse("protection:conference_authority", args=[row.pk]),
        reverse("protection:end_member", args=[member.pk]),
    ]
    for reader in (cast.partner[Role.COORDINATOR], cast.stranger[Role.COORDINATOR]):
        browser = signed_in(reader)
        assert [browser.get(one).status_code for one in owners] == [404] * len(owners)
    for reader in (cast.owner[Role.COORDINATOR], cast.stranger[Role.FOCAL_POINT]):
        assert signed_in(reader).get(reverse("protection:seat", args=[seat.pk])).status_code == 404
    caseworker = signed_in(cast.partner[Role.CASEWORKER])
    assert caseworker.get(reverse("protection:seat", args=[seat.pk])).status_code == 404
    with unit_of_work(works), pytest.raises(Refused, match="conference_without_a_point"):
        call_conference(
            works,
            case_id=row.case_id,
            day=timezone.localdate(),
            hour=row.hour,
            zone="UTC",
            place_kind=sitting.Where.TELEPHONE,
            place="",
            points=[],
        )
    assert {ConferenceState.CALLED, PersonPart.TAKES_PART} == {row.state, row.person_part}
    assert seat.coming == Coming.NO_ANSWER
