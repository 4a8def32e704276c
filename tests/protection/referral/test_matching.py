"""Finding a service: who is offered and why not, several asked at once, one taken, nothing found and counted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, Office, make_office, signed_in
from tests.support.exchange import agree
from tests.support.last_page import press
from tests.support.refusals import refusal
from tests.support.services import PROTECTED, offer

from palermo.directory.offers.codes import ServiceKind
from palermo.directory.offers.queries import Found
from palermo.directory.offers.services import record_place
from palermo.exchange.models import Body, Envelope
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.referral.codes import DeclineReason, ReferralState
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.models.matching import PlaceTold, UnmetNeed
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.matching import place_told, services_for, show_place_told
from palermo.protection.referral.queries.referrals import referrals
from palermo.protection.referral.queries.routes import not_met
from palermo.protection.referral.services.addresses import tell_place
from palermo.protection.referral.services.matching import record_unmet, send_enquiries, take_offer
from palermo.protection.referral.services.receiving import accept_in_principle, decline
from palermo.protection.referral.services.withdrawal import not_pursue, withdraw
from palermo.reference.persons import AgeBand
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

SAID: dict[str, Any] = {"zone": "XA-COAST", "children": "none", "access": []}


@pytest.fixture
def cast(cast: Cast) -> Cast:
    flow.agree(cast)
    flow.have_basis(cast)
    return cast


@pytest.fixture
def third(cast: Cast) -> Office:
    """Another office the owner may ask."""
    office = make_office("Third", roles=frozenset({Role.COORDINATOR, Role.FOCAL_POINT}))
    agree(cast.owner, office)
    return office


def find(actor: Staff, need: Need, **said: Any) -> Found:
    with unit_of_work(actor):
        need = Need.objects.select_related("case", "person").get(pk=need.pk)
        return services_for(actor, need, {**SAID, **said}, now=timezone.now())


def names(offers: Any) -> list[str]:
    return [one.service.name for one in offers]


def ask(actor: Staff, need: Need, *services: Any) -> list[Referral]:
    with unit_of_work(actor):
        sent = send_enquiries(
            actor,
            need_id=need.pk,
            service_ids=[row.pk for row in services],
            answers=flow.ANSWERS,
            answer_within=timedelta(hours=4),
            zone="XA-COAST",
        )
    flow.work_off()
    return sent


def test_services_come_by_fit_then_travel_then_room(cast: Cast, third: Office, asker: Staff) -> None:
    helper, other = cast.partner[Role.FOCAL_POINT], third[Role.FOCAL_POINT]
    offer(helper, "E far", zone="XB-NORTH")
    offer(helper, "D full near", zone="XA-HILLS", free=0)
    offer(other, "C near", zone="XA-HILLS")
    offer(other, "B full here", free=0)
    offer(helper, "A here")
    offer(helper, "Z women of her age", sexes=["woman"], ages=["18_25"], zone="XB-NORTH")
    need = flow.open_file(asker).need
    found = find(asker, need)
    assert names(found.offered) == [
        *("A here", "B full here", "C near", "D full near", "E far", "Z women of her age"),
    ]


def test_nothing_is_left_out_silently(cast: Cast, asker: Staff) -> None:
    offer(cast.partner[Role.FOCAL_POINT], "Men", sexes=["man"])
    offer(cast.stranger[Role.FOCAL_POINT], "No agreement")
    offer(cast.owner[Role.FOCAL_POINT], "Own beds")
    offer(cast.partner[Role.FOCAL_POINT], "Advice", kind=ServiceKind.LEGAL_AID)
    found = find(asker, flow.open_file(asker).need)
    assert (names(found.offered), names(found.own)) == ([], ["Own beds"])
    (excluded,), (cannot,) = found.excluded, found.cannot_ask
    assert excluded.reasons[0].code == "sex_not_served"
    assert (cannot.service.name, cannot.refusal) == ("No agreement", "no_agreement")


def test_statements_do_not_grow_with_the_services(cast: Cast, asker: Staff) -> None:
    helper, need = cast.partner[Role.FOCAL_POINT], flow.open_file(asker).need

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            find(asker, need)
        return len(captured)

    offer(helper, "One")
    before = statements()
    for number in range(4):
        offer(helper, f"More {number}")
    assert statements() == before


def test_several_are_asked_at_once_under_unequal_codes_and_the_first_taken_ends_the_others(
    cast: Cast, third: Office, asker: Staff
) -> None:
    helper, other = cast.partner[Role.FOCAL_POINT], third[Role.FOCAL_POINT]
    beds, rooms = offer(helper, "Beds"), offer(other, "Rooms")
    need = flow.open_file(asker).need
    first, second = sorted(ask(asker, need, beds, rooms), key=lambda row: row.recipient_id != cast.partner.id)
    assert first.code != second.code and first.thread_id != second.thread_id
    there = {actor: flow.received(actor, row) for actor, row in ((helper, first), (other, second))}
    assert (there[helper].service_id, there[other].service_id) == (beds.pk, rooms.pk)
    assert "XA-COAST" not in str([row.details for row in there.values()])
    for actor, row in there.items():
        with unit_of_work(actor):
            accept_in_principle(actor, enquiry_id=row.pk)
    flow.work_off()
    with unit_of_work(asker):
        take_offer(asker, referral_id=second.pk)
    flow.work_off()
    assert flow.now_at(asker, first).state == ReferralState.NOT_PURSUED
    assert flow.now_at(asker, second).state == ReferralState.ACCEPTED_IN_PRINCIPLE
    assert flow.now_at(asker, second).need.state == NeedState.IN_REFERRAL
    with unit_of_work(helper):
        left = Enquiry.objects.get(pk=there[helper].pk)
        assert (left.state, left.details) == (ReferralState.NOT_PURSUED, {})
        assert not Body.objects.exists()


def test_a_need_is_open_again_only_when_the_last_office_has_declined(
    cast: Cast, third: Office, asker: Staff
) -> None:
    helper, other = cast.partner[Role.FOCAL_POINT], third[Role.FOCAL_POINT]
    need = flow.open_file(asker).need
    sent = ask(asker, need, offer(helper), offer(other))
    states = []
    for actor in (helper, other):
        with unit_of_work(actor):
            row = Enquiry.objects.get(organisation_id=actor.organisation_id)
            decline(actor, enquiry_id=row.pk, reason=DeclineReason.NO_ROOM)
        flow.work_off()
        states.append(flow.now_at(asker, sent[0]).need.state)
    assert states == [NeedState.IN_REFERRAL, NeedState.OPEN]


def test_all_are_asked_or_none_and_one_office_once(cast: Cast, asker: Staff) -> None:
    helper, need = cast.partner[Role.FOCAL_POINT], flow.open_file(asker).need
    one, two = offer(helper, "One"), offer(helper, "Two")
    foreign = offer(cast.stranger[Role.FOCAL_POINT], "Foreign")
    assert refusal(asker, lambda: _ask(asker, need, one, two)) == "one_service_of_an_office"
    assert refusal(asker, lambda: _ask(asker, need, one, foreign)) == "no_agreement"
    assert refusal(asker, lambda: _ask(asker, need)) == "no_service_chosen"
    with unit_of_work(asker):
        assert not Referral.objects.exists()
        assert not Envelope.objects.exists()


def _ask(actor: Staff, need: Need, *services: Any) -> object:
    return send_enquiries(
        actor,
        need_id=need.pk,
        service_ids=[row.pk for row in services],
        answers=flow.ANSWERS,
        answer_within=timedelta(hours=4),
    )


def test_an_offer_that_was_not_accepted_cannot_be_taken(cast: Cast, asker: Staff) -> None:
    (sent,) = ask(asker, flow.open_file(asker).need, offer(cast.partner[Role.FOCAL_POINT]))
    assert refusal(asker, lambda: take_offer(asker, referral_id=sent.pk)) == "referral_other_state"


def test_nothing_found_is_counted_once_for_a_need_without_the_person(cast: Cast, asker: Staff) -> None:
    lead, file = cast.owner[Role.COORDINATOR], flow.open_file(asker)
    for reason in (Unmet.TOO_FAR, Unmet.NO_ROOM):
        with unit_of_work(asker):
            record_unmet(asker, need_id=file.need.pk, zone="XA-HILLS", reason=reason)
    with unit_of_work(lead):
        (counted,) = not_met(lead)
        assert (counted.kind, counted.zone, counted.reason, counted.count) == (
            *("accommodation", "XA-HILLS", "no_room"),
            1,
        )
        erase_person(lead, person_id=file.case.person_id, reason="person_asked")
    with unit_of_work(lead):
        assert UnmetNeed.objects.get().need_id is None
        assert not_met(lead)[0].count == 1


def test_the_address_is_told_only_once_the_enquiry_is_accepted_and_to_whom_is_recorded(
    cast: Cast, asker: Staff
) -> None:
    helper, lead = cast.partner[Role.FOCAL_POINT], cast.owner[Role.COORDINATOR]
    beds = offer(helper)
    (sent,) = ask(asker, flow.open_file(asker).need, beds)
    enquiry = flow.received(helper, sent)
    assert refusal(helper, lambda: tell_place(helper, enquiry_id=enquiry.pk)) == "place_needs_acceptance"
    with unit_of_work(helper):
        accept_in_principle(helper, enquiry_id=enquiry.pk)
    with unit_of_work(helper):
        tell_place(helper, enquiry_id=enquiry.pk)
    flow.work_off()
    with unit_of_work(helper):
        told = LedgerEvent.objects.get(organisation_id=cast.partner.id, verb="service.place_revealed")
        assert (told.object_id, told.codes["to"]) == (beds.pk, str(cast.owner.id))
        assert not Body.objects.exists()
        assert not any(word in str(told.codes) for word in PROTECTED)
    with unit_of_work(asker):
        row = PlaceTold.objects.select_related("referral__case").get()
        assert not any(word.encode() in bytes(row.address) for word in PROTECTED)
        assert show_place_told(asker, row)["address"].startswith("Fernhollow")
    with unit_of_work(asker):
        seen = LedgerEvent.objects.filter(object_id=sent.person_id, verb="revealed").last()
        assert seen is not None and seen.codes["columns"] == "address.staff.security"
    with unit_of_work(lead):
        erase_person(lead, person_id=sent.person_id, reason="person_asked")
    with unit_of_work(lead):
        left = place_told(Referral.objects.get(pk=sent.pk))
        assert left is not None and bytes(left.address) == b""


def test_an_address_told_for_an_offer_that_was_not_taken_is_forgotten(cast: Cast, asker: Staff) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    (sent,) = ask(asker, flow.open_file(asker).need, offer(helper))
    enquiry = flow.accepted(helper, sent)
    with unit_of_work(helper):
        tell_place(helper, enquiry_id=enquiry.pk)
    flow.work_off()
    with unit_of_work(asker):
        assert referrals(asker).filter(pk=sent.pk, place_is_told=True).exists()
        not_pursue(asker, referral_id=sent.pk)
    with unit_of_work(asker):
        assert not referrals(asker).filter(pk=sent.pk, place_is_told=True).exists()
        assert bytes(PlaceTold.objects.get().address) == b""


def test_an_address_is_forgotten_when_she_withdraws_and_one_that_crossed_it_is_not_kept(
    cast: Cast, asker: Staff
) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    (sent,) = ask(asker, flow.open_file(asker).need, offer(helper))
    enquiry = flow.accepted(helper, sent)
    flow.consent(asker, sent)
    flow.disclose(asker, sent)
    with unit_of_work(helper):
        tell_place(helper, enquiry_id=enquiry.pk)
    flow.work_off()
    with unit_of_work(helper):
        tell_place(helper, enquiry_id=enquiry.pk)
    with unit_of_work(asker):
        assert referrals(asker).filter(pk=sent.pk, place_is_told=True).exists()
        withdraw(asker, referral_id=sent.pk)
    flow.work_off()
    with unit_of_work(asker):
        assert not referrals(asker).filter(pk=sent.pk, place_is_told=True).exists()
        assert bytes(PlaceTold.objects.get().address) == b""
        assert Need.objects.get(pk=sent.need_id).state == NeedState.OPEN


def test_without_an_address_or_without_a_service_there_is_nothing_to_tell(cast: Cast, asker: Staff) -> None:
    helper, need = cast.partner[Role.FOCAL_POINT], flow.open_file(asker).need
    beds = offer(helper)
    with unit_of_work(helper):
        record_place(helper, service_id=beds.pk, address="", staff="somebody")
    (sent,) = ask(asker, need, beds)
    plain = flow.enquire(asker, need, cast.partner.id)
    for row, reason in ((sent, "place_missing"), (plain, "enquiry_names_no_service")):
        enquiry = flow.accepted(helper, row)
        assert refusal(helper, lambda: tell_place(helper, enquiry_id=enquiry.pk)) == reason  # noqa: B023


def test_the_service_of_another_office_in_an_enquiry_counts_as_none(cast: Cast, asker: Staff) -> None:
    foreign = offer(cast.stranger[Role.FOCAL_POINT])
    sent = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id, service_id=foreign.pk)
    assert flow.received(cast.partner[Role.FOCAL_POINT], sent).service_id is None


def test_what_is_not_known_is_said_so_on_both_sides_and_not_left_blank(cast: Cast, asker: Staff) -> None:
    unknown = replace(flow.ANSWERS, age_band=AgeBand("not_known"), children="not_asked")
    sent = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id, answers=unknown)
    helper = cast.partner[Role.FOCAL_POINT]
    enquiry = flow.received(helper, sent)
    page = text_of(signed_in(helper).get(url("enquiry", enquiry.pk)))
    said = dict(re.findall(r"<dt[^>]*>([^<]+)</dt>\s*<dd[^>]*>\s*([^<]+?)\s*<", page))
    assert (said["Age"], said["Children who come along"]) == ("Not known", "Not asked")


def test_where_nothing_fits_the_page_asks_for_no_choice_and_leads_to_recording_it(asker: Staff) -> None:
    need = flow.open_file(asker).need
    browser = signed_in(asker)
    assert browser.post(url("find_service", need.pk, BEGUN, "matters"), flow.MATTERS).status_code == 302
    page = text_of(browser.get(url("find_service", need.pk, BEGUN, "services")))
    assert "No service fits that may be asked" in page
    assert "Which services do you ask?" not in page
    assert 'value="continue"' not in page
    assert url("unmet", need.pk) in page


def test_the_finder_asks_what_the_file_does_not_say_and_writes_it_only_if_told(
    cast: Cast, works: Staff, browser: Client
) -> None:
    beds = offer(cast.partner[Role.COORDINATOR], "Night beds")
    with unit_of_work(works):
        case = open_case(works)
        needs = [
            record_need(works, case_id=case.pk, kind=kind, urgency="tonight")
            for kind in ("accommodation", "accommodation")
        ]
    said = {**flow.MATTERS, "gender": "woman", "languages": "French\nLingala"}
    for need, keep in zip(needs, ({}, {"keep": "on"}), strict=True):
        page = text_of(browser.get(url("find_service", need.pk, BEGUN, "matters")))
        assert "Gender, as the person puts it" in page
        assert "Form of exploitation" not in page
        assert ('value="XA-COAST" selected' in page) is (need is needs[1])
        browser.post(url("find_service", need.pk, BEGUN, "matters"), {**said, **keep})
        browser.post(
            url("find_service", need.pk, BEGUN, "services"),
            {"action": "continue", "services": [str(beds.pk)]},
        )
        step = url("find_service", need.pk, BEGUN, "enquiry")
        shown = text_of(browser.get(step))
        assert 'value="woman"' in shown and 'value="ln"' in shown
        answers = {
            "action": "continue",
            "urgency": "tonight",
            "age_band": "not_asked",
            "gender": "woman",
            "languages": ["fr", "ln"],
            "children": "none",
            "answer_within": "hours_4",
        }
        browser.post(step, answers)
        press(browser, url("find_service", need.pk, BEGUN, "check"))
        with unit_of_work(works):
            person = Person.objects.get(pk=case.person_id)
            assert (person.gender == "woman") is bool(keep)
            assert (person.languages == ["fr", "ln"]) is bool(keep)
    page = text_of(browser.get(url("find_service", needs[0].pk, "matters")))
    assert "Gender, as the person puts it" not in page
