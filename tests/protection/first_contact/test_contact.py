"""First contact: urgent needs first, how the office came to know the person, and a no that changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url, verbs
from tests.support.cast import Cast

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.codes.arrival import CameBy, GenderWish, ReferrerKind, Route
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import open_case
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.first_contact.codes import DeclinedThing
from palermo.protection.first_contact.models.contact import CountedHelp, Decline
from palermo.protection.first_contact.services.contact import (
    correct_arrival,
    count_help,
    end_decline,
    record_declines,
    record_wishes,
)
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal


def test_every_case_says_how_the_office_came_to_know_the_person_and_it_can_be_corrected(
    cast: Cast, works: Staff
) -> None:
    with unit_of_work(works):
        case = open_case(works)
        row = FirstContact.objects.get(case=case)
        assert (row.came_by, row.route, row.came_on) == ("not_known", "not_asked", case.opened_on.isoformat())
        told = NewArrival(
            by=CameBy.REFERRED,
            route=Route.HOTLINE,
            on=PartialDate(2026, 3),
            referrer_id=cast.partner.id,
            referrer_kind=ReferrerKind.NGO,
        )
        correct_arrival(works, case_id=case.pk, came=told)
        row = FirstContact.objects.get(case=case)
        assert (row.came_by, row.referrer_id, row.referrer_kind) == ("referred", cast.partner.id, "ngo")
        assert row.came_on == "2026-03"
        correct_arrival(works, case_id=case.pk, came=NewArrival(by=CameBy.SELF, referrer_id=cast.partner.id))
        row = FirstContact.objects.get(case=case)
        assert (row.came_by, row.referrer_id, row.referrer_kind) == ("self", None, "")
    assert verbs(works, case.pk).count("contact.recorded") == 2


def test_who_told_the_office_is_another_office_and_the_day_is_not_to_come(cast: Cast, works: Staff) -> None:
    case_of = {}
    for reason, came in {
        "no_such_office": NewArrival(by=CameBy.REFERRED, referrer_id=cast.owner.id),
        "day_in_future": NewArrival(by=CameBy.SELF, on=PartialDate(2190)),
    }.items():
        with unit_of_work(works), pytest.raises(Refused) as refused:
            open_case(works, came=came)
        case_of[reason] = refused.value.reason
    assert case_of == {reason: reason for reason in case_of}


def test_a_file_that_arrives_by_a_referral_says_which_office_referred_her(cast: Cast) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    enquiry = flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        row = FirstContact.objects.get()
        assert (row.came_by, row.route) == ("referred", "referral")
        assert (row.referrer_id, row.enquiry_id) == (cast.owner.id, enquiry.pk)
        assert row.recorded_by_id is None


def test_the_first_page_opens_a_case_with_what_is_urgent_and_asks_nothing_else(
    browser: Client, works: Staff
) -> None:
    first = text_of(browser.get(url("open_case"), follow=True))
    for words in ("A bed tonight", "A doctor or nurse", "there is danger now", "An interpreter"):
        assert words in first
    typed = {"urgent": ["shelter", "danger"], "came_by": "self", "action": "open"}
    page = text_of(browser.post(url("open_case"), typed, follow=True))
    with unit_of_work(works):
        case = Case.objects.get()
        assert {(need.kind, need.urgency) for need in Need.objects.all()} == {
            ("accommodation", "tonight"),
            ("safety", "tonight"),
        }
        assert not any(unseal(Person.objects.get(), *Person.sealed_columns()).values())
    assert case.code in page
    assert "The person came by themselves" in page


def test_who_says_no_to_everything_gets_a_bed_all_the_same(browser: Client, works: Staff) -> None:
    everything = [thing for thing in DeclinedThing if thing is not DeclinedThing.SERVICE]
    with unit_of_work(works):
        case = open_case(works)
        kinds = [kind for kind in NeedKind if kind is not NeedKind.ACCOMMODATION]
        made = record_declines(works, case_id=case.pk, things=everything, service_kinds=kinds)
        assert len(made) == len(everything) + len(kinds)
        assert record_declines(works, case_id=case.pk, things=everything, service_kinds=kinds) == []
        record_assistance(works, case_id=case.pk, kind="accommodation", given_on=PartialDate(2026))
        assert Case.objects.get().state == CaseState.OPEN
    page = text_of(browser.get(url("case", case.pk)))
    assert "Contact with the police" in page
    assert "Help given: Safe place to stay" in page
    talk = text_of(browser.get(url("talk", case.pk)))
    assert "tag-danger" not in talk and "tag-attention" not in talk, "a no has no colour"


def test_she_may_want_it_after_all(browser: Client, works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works)
        (no,) = record_declines(works, case_id=case.pk, things=[DeclinedThing.INTERVIEW])
    browser.post(url("wanted_after_all", case.pk, no.pk))
    now, history = text_of(browser.get(url("case", case.pk))).split('<h2 id="history">')
    assert "An interview" not in now
    assert "An interview" in history
    with unit_of_work(works):
        assert Decline.objects.get().ended_at is not None
        with pytest.raises(Refused):
            end_decline(works, case_id=case.pk, decline_id=no.pk)
        assert record_declines(works, case_id=case.pk, things=[DeclinedThing.INTERVIEW])


def test_with_whom_she_wishes_to_speak_stands_on_the_page_of_the_case(browser: Client, works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works)
    assert "Wishes to speak with" not in text_of(browser.get(url("case", case.pk)))
    with unit_of_work(works):
        record_wishes(works, case_id=case.pk, interviewer=GenderWish.WOMAN, interpreter=GenderWish.NOT_ASKED)
    page = text_of(browser.get(url("case", case.pk)))
    assert "Wishes to speak with" in page and "A woman" in page
    assert "Wishes as interpreter" not in page


def test_help_can_be_counted_without_anybody_being_written_down(browser: Client, works: Staff) -> None:
    said = {
        "kind": "material",
        "units": "4",
        "given_on_day": "",
        "given_on_month": "11",
        "given_on_year": "2026",
        "zone": "border",
    }
    page = text_of(browser.post(url("count_help"), said, follow=True))
    assert "It is counted. Nothing else was written down." in page
    with unit_of_work(works):
        row = CountedHelp.objects.get()
        assert (row.kind, row.units, row.given_on, row.zone) == ("material", 4, "2026-11", "border")
        assert not Case.objects.exists() and not Person.objects.exists()
        for reason, units, day in (
            ("units_out_of_range", 0, PartialDate(2026)),
            ("day_in_future", 1, PartialDate(2190)),
        ):
            with pytest.raises(Refused) as refused:
                count_help(works, kind=NeedKind.HEALTH, units=units, given_on=day, zone=PlaceKind.CITY)
            assert refused.value.reason == reason
    assert not [field for field in CountedHelp._meta.fields if field.name in {"person", "case", "note"}]
