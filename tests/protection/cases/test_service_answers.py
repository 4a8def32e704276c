"""The person's yes or no to a service of this office: kept apart from consent, neutral, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import full_case, text_of, url
from tests.support.cast import Cast, signed_in

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.file.services.assistance import record_assistance, record_service_answer
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.views.referral_page import disclosable
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent, ServiceAgreement
from palermo.trust.basis.rules import ConsentMeans
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

Answer = Callable[..., str]


@pytest.fixture
def case(works: Staff) -> Case:
    return full_case(works)


@pytest.fixture
def answer(browser: Client, case: Case) -> Answer:
    """Records an answer on its page; what the page says then."""

    def answer(said: str, service: str = "legal") -> str:
        typed = {"service": service, "answer": said, "form": "spoken"}
        return text_of(browser.post(url("add_answer", case.pk), typed, follow=True))

    return answer


def test_a_yes_and_a_no_are_recorded_alike_and_stand_on_the_line_of_time(
    answer: Answer, case: Case, works: Staff
) -> None:
    yes, no = answer("yes", "legal"), answer("no", "health")
    for page in (yes, no):
        assert "The answer is recorded." in page
    assert "Yes to our help: Legal advice" in no
    assert "No to our help: Health care" in no
    line = no[no.index('id="history"') :]
    assert "tag-danger" not in line
    assert "tag-attention" not in line
    with unit_of_work(works):
        codes = [event.codes for event in LedgerEvent.objects.filter(verb="agreement.recorded")]
    assert codes == [{"service": "legal", "agreed": True}, {"service": "health", "agreed": False}]


def test_a_later_answer_counts_and_the_earlier_one_stays_on_the_line_of_time(
    answer: Answer, browser: Client, case: Case
) -> None:
    answer("yes")
    page = answer("no")
    assistance = text_of(browser.get(url("assistance", case.pk)))
    section = assistance[assistance.index('id="answers"') : assistance.index('id="goals"')]
    assert "No, " in section
    assert "Yes, " not in section
    assert page.index("No to our help: Legal advice") < page.index("Yes to our help: Legal advice")


def test_a_yes_to_our_help_lets_no_other_office_know_anything(
    cast: Cast, answer: Answer, case: Case, works: Staff
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    page = answer("yes", "accommodation")
    assert "No other office may be told who the person is." in page
    with unit_of_work(works):
        assert not Consent.objects.exists()
        need = case.needs.get()
    referral = flow.enquire(works, need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    with unit_of_work(works):
        assert disclosable(works, Referral.objects.get(pk=referral.pk)) == frozenset()
    with pytest.raises(Refused, match="no_consent"):
        flow.disclose(works, referral)


def test_help_waits_for_no_answer_and_a_no_stops_none(works: Staff) -> None:
    today = PartialDate.of(timezone.now().date())
    with unit_of_work(works):
        case = open_case(works)
        record_assistance(works, case_id=case.pk, kind="legal", given_on=today)
        assert not ServiceAgreement.objects.exists()
        record_service_answer(works, case_id=case.pk, kind="legal", agreed=False, form=ConsentMeans.SPOKEN)
        record_assistance(works, case_id=case.pk, kind="legal", given_on=today)
        assert Assistance.objects.count() == 2


def test_an_answer_is_recorded_by_who_works_on_the_case_and_not_once_erased(
    cast: Cast, case: Case, works: Staff
) -> None:
    for actor, reason in (
        (cast.owner[Role.FOCAL_POINT], "not_assigned"),
        (cast.stranger[Role.COORDINATOR], "not_found"),
    ):
        with unit_of_work(actor), pytest.raises(Refused, match=reason):
            record_service_answer(actor, case_id=case.pk, kind="legal", agreed=True, form=ConsentMeans.SPOKEN)
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason="person_asked")
        with pytest.raises(Refused, match="erased"):
            record_service_answer(leads, case_id=case.pk, kind="legal", agreed=True, form=ConsentMeans.SPOKEN)
    assert url("add_answer", case.pk) not in text_of(signed_in(leads).get(url("case", case.pk)))
