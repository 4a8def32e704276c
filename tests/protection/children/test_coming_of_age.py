"""A birthday of eighteen is announced, shown and acted on: from that day the person says yes themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url, verbs
from tests.protection.referral.test_child_consent import (
    appears,
    guardian_says_yes,
    is_found_to_be,
    look,
    refusal_of_sending,
    verify,
)
from tests.support.cast import Cast
from tests.support.today import said

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.majority import ANNOUNCED, Majority
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.children.majority import announce_majority
from palermo.protection.children.models import AgeDecision, ComingOfAge
from palermo.protection.children.services import propose_age, record_guardian
from palermo.protection.children.today import children_waiting, eighteen
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.views.referral_page import disclosable
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

TODAY = timezone.now().date()


def eighteen_on(day: date) -> str:
    """A date of birth by which somebody is eighteen on `day`; of a leap day the next one."""
    born = day if (day.month, day.day) != (2, 29) else day + timedelta(days=1)
    return PartialDate.of(born.replace(year=born.year - 18)).iso


def born(actor: Staff, case: Case, birth: str, *, said_on: date = TODAY - timedelta(days=400)) -> None:
    """A date of birth, and a band of age that somebody said long before."""
    with unit_of_work(actor):
        record_identity(actor, person_id=case.person_id, birth=birth)
        person = Person.objects.get(pk=case.person_id)
        person.age_said_on = said_on
        person.save(update_fields=["age_said_on"])


@pytest.fixture
def child(works: Staff) -> Case:
    with unit_of_work(works):
        return open_case(works, age_band="12_17", gender="woman", languages=["fr"])


def on_today(actor: Staff) -> list[str]:
    with unit_of_work(actor):
        return [said(item) for item in read(eighteen(actor, timezone.now()))]


def test_it_stands_on_today_thirty_days_before_and_on_the_day_once(
    cast: Cast, works: Staff, child: Case, browser: Client
) -> None:
    born(works, child, eighteen_on(TODAY + ANNOUNCED + timedelta(days=1)))
    assert announce_majority(cast.owner.system) == 0
    born(works, child, eighteen_on(TODAY + ANNOUNCED))
    assert announce_majority(cast.owner.system) == 1
    assert announce_majority(cast.owner.system) == 0, "a second run on one day does nothing"
    (line,) = on_today(works)
    assert line.startswith("Eighteen within 30 days")
    born(works, child, eighteen_on(TODAY))
    announce_majority(cast.owner.system)
    (line,) = on_today(works)
    assert line.startswith("Eighteen by the date of birth: ask the person themselves")
    with unit_of_work(works):
        assert read(children_waiting(works, timezone.now())) == [], "no guardian is asked for any more"
    page = text_of(browser.get(url("case", child.pk)))
    assert "Eighteen by the date of birth since" in page
    assert "birth" in columns_shown(works, child)


def columns_shown(actor: Staff, case: Case) -> str:
    with unit_of_work(actor):
        rows = LedgerEvent.objects.filter(object_id=case.person_id, verb="revealed")
        return ".".join(str(row.codes.get("columns")) for row in rows)


def test_from_that_day_the_guardians_yes_no_longer_suffices_also_where_it_was_given_before(
    cast: Cast, asker: Staff
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    is_found_to_be(asker, referral, "12_17")
    with unit_of_work(asker):
        case = Case.objects.get(pk=referral.case_id)
    born(asker, case, eighteen_on(TODAY + timedelta(days=1)))
    guardian = appears(asker, referral)
    verify(asker, guardian)
    look(asker, guardian)
    guardian_says_yes(asker, referral, guardian)
    with unit_of_work(asker):
        assert disclosable(asker, Referral.objects.get(pk=referral.pk))
    born(asker, case, eighteen_on(TODAY))
    assert refusal_of_sending(asker, referral) == "own_consent_needed"
    with unit_of_work(asker):
        assert not disclosable(asker, Referral.objects.get(pk=referral.pk))
    flow.consent(asker, referral)
    flow.disclose(asker, referral)


@pytest.mark.parametrize("age_band", ["in_doubt", "12_17"])
def test_an_age_in_doubt_and_a_date_that_never_fitted_stay_a_childs_until_two_decide(
    cast: Cast, asker: Staff, age_band: str
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    flow.consent(asker, referral)
    is_found_to_be(asker, referral, age_band)
    with unit_of_work(asker):
        case = Case.objects.get(pk=referral.case_id)
    born(asker, case, eighteen_on(TODAY), said_on=TODAY)
    assert refusal_of_sending(asker, referral) == "guardian_consent_needed"


def test_a_proven_date_needs_one_person_and_a_doubtful_one_two(
    cast: Cast, works: Staff, child: Case, browser: Client
) -> None:
    address = url("child_question", child.pk, "of_age")
    born(works, child, eighteen_on(TODAY)[:7])
    refused = text_of(browser.post(address, {"proof": "passport"}))
    assert "not recorded to the day" in refused
    born(works, child, eighteen_on(TODAY + timedelta(days=1)))
    assert "is not eighteen yet" in text_of(browser.post(address, {"proof": "passport"}))
    born(works, child, eighteen_on(TODAY))
    announce_majority(cast.owner.system)
    assert address in text_of(browser.get(url("child", child.pk)))
    assert browser.post(address, {"proof": "birth_certificate"}).status_code == 302
    assert verbs(works, child.pk)[-1] == "age.confirmed"
    with unit_of_work(works):
        person = Person.objects.get(pk=child.person_id)
        assert (person.age_band, person.age_said_on) == ("18_25", TODAY)
        assert AgeDecision.objects.get().birth_proof == "birth_certificate"
        assert not ComingOfAge.objects.exists()
        doubtful = open_case(works, age_band="in_doubt")
    born(works, doubtful, eighteen_on(TODAY))
    alone = browser.post(url("child_question", doubtful.pk, "of_age"), {"proof": "passport"})
    assert alone.status_code == 200
    with unit_of_work(works):
        assert Person.objects.get(pk=doubtful.person_id).age_band == "in_doubt"
        propose_age(works, case_id=doubtful.pk, age_band="18_25", reasons="Her date of birth")


def test_a_guardians_mandate_shows_that_it_ended_and_an_age_when_it_was_said(
    works: Staff, child: Case, browser: Client
) -> None:
    with unit_of_work(works):
        record_guardian(
            works,
            case_id=child.pk,
            name="Oona Thistledown",
            contact="",
            relation="appointed",
            mandate="court_order",
        )
    page = text_of(browser.get(url("child", child.pk)))
    assert "12 to 17, said on" in page
    assert "the mandate has ended by itself" not in page
    born(works, child, eighteen_on(TODAY))
    assert "the mandate has ended by itself" in text_of(browser.get(url("child", child.pk)))


def test_an_erasure_forgets_that_a_birthday_was_near(cast: Cast, works: Staff, child: Case) -> None:
    born(works, child, eighteen_on(TODAY))
    announce_majority(cast.owner.system)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=child.person_id, reason="person_asked")
        assert not ComingOfAge.objects.exists()
        assert Person.objects.get(pk=child.person_id).age_said_on is None
    assert Majority.OF_AGE not in on_today(works)
