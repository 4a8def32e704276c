"""A waiting list as an answer, answers that are late, and what declining tells the coordinator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in
from tests.support.services import offer
from tests.support.today import said

from palermo.exchange.models import ExchangeEvent
from palermo.protection.referral.codes import DeclineReason, ReferralState
from palermo.protection.referral.codes.matching import WAITS, Late, Wait
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.routes import declines, routes_received, routes_sent
from palermo.protection.referral.services.receiving import decline, waitlist
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import items
from palermo.trust.unit_of_work import unit_of_work

ROLES = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT})


@pytest.fixture
def cast(cast: Cast) -> Cast:
    flow.agree(cast)
    return cast


def put_on_list(helper: Staff, referral: Referral, wait: Wait = Wait.WEEK_1) -> Enquiry:
    enquiry = flow.received(helper, referral)
    with unit_of_work(helper):
        waitlist(helper, enquiry_id=enquiry.pk, wait=wait, position=4)
    flow.work_off()
    return flow.received(helper, referral)


def make_late(actor: Staff, model: Any) -> None:
    """Move every due time of an office's rows into the past."""
    with unit_of_work(actor):
        past = timezone.now() - timedelta(hours=3)
        model.objects.filter(organisation_id=actor.organisation_id).update(due_at=past)
        model.objects.filter(organisation_id=actor.organisation_id, state="waitlisted").update(
            waitlist_until=past
        )
        record(actor, verb="test.moved")


def test_both_sides_read_the_same_time_and_the_position_never_leaves(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    there = put_on_list(helper, referral)
    here = flow.now_at(asker, referral)
    assert (here.state, there.state, there.waitlist_position) == ("waitlisted", "waitlisted", 4)
    assert here.waitlist_until == there.waitlist_until
    with unit_of_work(asker):
        event = ExchangeEvent.objects.get(verb="waitlisted")
        assert here.waitlist_until == event.at + WAITS[Wait.WEEK_1]
        assert event.codes == {"code": "week_1"}


def test_saying_it_again_moves_the_time_on_both_sides(cast: Cast, asker: Staff, helper: Staff) -> None:
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    first = put_on_list(helper, referral, Wait.DAYS_3)
    again = put_on_list(helper, referral, Wait.MONTH_1)
    assert again.waitlist_until > first.waitlist_until  # type: ignore[operator]
    assert flow.now_at(asker, referral).waitlist_until == again.waitlist_until


def test_each_list_puts_first_what_waits_for_its_office(cast: Cast, asker: Staff, helper: Staff) -> None:
    first, second, third = (
        flow.enquire(asker, flow.open_file(asker).need, cast.partner.id) for _number in range(3)
    )
    flow.accepted(helper, third)
    enquiry = flow.received(helper, first)
    with unit_of_work(helper):
        decline(helper, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    received = text_of(signed_in(helper).get(url("enquiries")))
    waits, everything = received.split("Enquiries to your office")
    assert "These wait for your office" in waits
    assert [row.code in waits for row in (first, second, third)] == [False, True, False]
    assert all(row.code in everything for row in (first, second, third))
    waits, everything = text_of(signed_in(asker).get(url("referrals"))).split(
        "Referrals your office has sent"
    )
    assert [row.code in waits for row in (first, second, third)] == [False, False, True]
    assert all(row.code in everything for row in (first, second, third))


def test_from_the_waiting_list_it_is_accepted_as_from_the_start(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    put_on_list(helper, referral)
    flow.accepted(helper, referral)
    assert flow.now_at(asker, referral).state == ReferralState.ACCEPTED_IN_PRINCIPLE


def test_a_late_answer_comes_to_the_coordinator_as_a_route_and_closes_nothing(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    beds = offer(helper)
    file = flow.open_file(asker)
    silent = flow.enquire(asker, file.need, cast.partner.id, service_id=beds.pk)
    waiting = flow.enquire(asker, file.need, cast.partner.id)
    put_on_list(helper, waiting)
    make_late(asker, Referral)
    make_late(helper, Enquiry)
    lead, other = cast.owner[Role.COORDINATOR], cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        routes = routes_sent(lead, "Owner", now=timezone.now())
        assert {route.late for route in routes} == {Late.NO_ANSWER, Late.WAITING_OVER}
        assert {(route.kind, route.sender, route.receiver, route.age_band) for route in routes} == {
            ("accommodation", "Owner", "Partner", "18_25")
        }
        assert not [code for code in (file.case.code, silent.code, waiting.code) if code in str(routes)]
        late = [item for item in items(lead, now=timezone.now()) if item.kind == "answer_late"]
        assert [said(item) for item in late] == [f"No answer: bed: {file.case.code}"] * 2
    with unit_of_work(other):
        assert {route.zone for route in routes_received(other, "Partner", now=timezone.now())} == {
            *("XA-COAST", ""),
        }
    assert flow.now_at(asker, silent).state == ReferralState.ENQUIRY_SENT
    assert flow.now_at(asker, waiting).state == ReferralState.WAITLISTED
    with unit_of_work(asker), pytest.raises(Refused):
        routes_sent(asker, "Owner", now=timezone.now())
    page = signed_in(lead).get("/protection/routes/").content.decode()
    assert "Late by" in page
    assert not [word for word in (file.case.code, silent.code, *flow.CANARIES) if word in page]


def test_reasons_that_say_who_she_is_are_counted_as_possible_discrimination(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    need = flow.open_file(asker).need
    for reason in (DeclineReason.NO_PAPERS, DeclineReason.NO_PAPERS, DeclineReason.NO_ROOM):
        enquiry = flow.received(helper, flow.enquire(asker, need, cast.partner.id))
        with unit_of_work(helper):
            decline(helper, enquiry_id=enquiry.pk, reason=reason)
        flow.work_off()
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        counted = {
            row.reason: (row.in_all, row.is_possible_discrimination)
            for row in declines(lead, now=timezone.now())
        }
    assert counted == {
        DeclineReason.NO_ROOM: (1, False),
        DeclineReason.NO_PAPERS: (2, True),
        DeclineReason.WILL_NOT_COOPERATE: (0, True),
        DeclineReason.NATIONALITY: (0, True),
    }
    with unit_of_work(cast.partner[Role.COORDINATOR]) as work:
        assert not sum(row.in_all for row in declines(work.actor, now=timezone.now()))
