"""A child's own yes never lets identity leave, and a guardian's only while that guardian counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.exchange.models import Envelope
from palermo.protection.cases.services.persons import record_coded
from palermo.protection.children.models import Guardian
from palermo.protection.children.services import check_conflict, end_guardian, record_guardian, verify_mandate
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.consent import record_yes
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.views.referral_page import disclosable
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import ConsentMeans, GivenBy
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

TODAY = timezone.now().date()
FOR_WANT_OF_A_GUARDIAN = {"guardian_not_verified", "guardian_consent_needed"}
"""The child had said yes too, so either may stand as the reason."""


@pytest.fixture
def cast(cast: Cast) -> Cast:
    flow.agree(cast)
    flow.have_basis(cast)
    return cast


@pytest.fixture
def referral(cast: Cast, asker: Staff) -> Referral:
    """Accepted, with the yes of somebody thought to be an adult."""
    made = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], made)
    flow.consent(asker, made)
    return made


def is_found_to_be(actor: Staff, referral: Referral, age_band: str) -> None:
    with unit_of_work(actor):
        record_coded(
            actor,
            person_id=referral.person_id,
            age_band=age_band,
            gender="woman",
            nationality="XA",
            languages=["fr"],
        )


@pytest.mark.parametrize("age_band", ["12_17", "in_doubt"])
def test_a_yes_of_ones_own_carries_nothing_once_the_person_is_known_to_be_a_child(
    asker: Staff, referral: Referral, age_band: str
) -> None:
    is_found_to_be(asker, referral, age_band)
    with unit_of_work(asker):
        with pytest.raises(Refused) as refused:
            send_identity_slice(asker, referral_id=referral.pk, data_classes=flow.AGREED)
        assert refused.value.reason == "guardian_consent_needed"
        assert not Envelope.objects.filter(kind="identity_slice").exists()
        assert not disclosable(asker, Referral.objects.get(pk=referral.pk))


def appears(actor: Staff, referral: Referral, *, relation: str = "appointed") -> Guardian:
    """Somebody says they are the guardian, and shows a court's order."""
    with unit_of_work(actor):
        return record_guardian(
            actor,
            case_id=referral.case_id,
            name="Oona Thistledown",
            contact="+999 555 0142",
            relation=relation,
            mandate="court_order",
        )


def verify(actor: Staff, guardian: Guardian) -> None:
    with unit_of_work(actor):
        verify_mandate(actor, guardian_id=guardian.pk, mandate="court_order", verified_on=TODAY)


def look(actor: Staff, guardian: Guardian, conflict: str = "none_found") -> None:
    with unit_of_work(actor):
        check_conflict(actor, guardian_id=guardian.pk, conflict=conflict, checked_on=TODAY)


def guardian_says_yes(actor: Staff, referral: Referral, guardian: Guardian) -> None:
    with unit_of_work(actor):
        record_yes(
            actor,
            referral_id=referral.pk,
            data_classes=flow.AGREED,
            given_by=GivenBy.GUARDIAN,
            guardian_id=guardian.pk,
            form=ConsentMeans.SIGNED,
            language="fr",
            text_version="disclosure-1",
            alternative_existed=True,
            told_limits=True,
            valid_until=TODAY + timedelta(days=30),
        )


def refusal_of_sending(actor: Staff, referral: Referral) -> str:
    with unit_of_work(actor), pytest.raises(Refused) as refused:
        send_identity_slice(actor, referral_id=referral.pk, data_classes=flow.AGREED)
    return refused.value.reason


def test_a_guardian_who_counts_lets_it_leave(asker: Staff, referral: Referral) -> None:
    is_found_to_be(asker, referral, "12_17")
    guardian = appears(asker, referral)
    verify(asker, guardian)
    look(asker, guardian)
    guardian_says_yes(asker, referral, guardian)
    with unit_of_work(asker):
        assert disclosable(asker, Referral.objects.get(pk=referral.pk))
    flow.disclose(asker, referral)
    assert flow.now_at(asker, referral).state == "identity_sent"


@pytest.mark.parametrize("relation", ["parent", "relative", "appointed"])
def test_a_guardian_whose_mandate_nobody_verified_can_say_no_yes(
    asker: Staff, referral: Referral, relation: str
) -> None:
    is_found_to_be(asker, referral, "in_doubt")
    guardian = appears(asker, referral, relation=relation)
    look(asker, guardian)
    with pytest.raises(Refused, match="guardian_not_verified"):
        guardian_says_yes(asker, referral, guardian)


@pytest.mark.parametrize("conflict", ["", "found", "in_doubt"])
def test_a_conflict_of_interest_that_was_found_or_not_looked_for_lets_nothing_leave(
    asker: Staff, referral: Referral, conflict: str
) -> None:
    is_found_to_be(asker, referral, "12_17")
    guardian = appears(asker, referral)
    verify(asker, guardian)
    if conflict:
        look(asker, guardian, conflict)
    with pytest.raises(Refused, match="guardian_not_verified"):
        guardian_says_yes(asker, referral, guardian)


def test_once_the_guardian_counts_no_longer_their_yes_carries_nothing(
    asker: Staff, referral: Referral
) -> None:
    is_found_to_be(asker, referral, "12_17")
    guardian = appears(asker, referral)
    verify(asker, guardian)
    look(asker, guardian)
    guardian_says_yes(asker, referral, guardian)
    look(asker, guardian, "found")
    assert refusal_of_sending(asker, referral) in FOR_WANT_OF_A_GUARDIAN
    look(asker, guardian)
    with unit_of_work(asker):
        assert disclosable(asker, Referral.objects.get(pk=referral.pk))
        end_guardian(asker, guardian_id=guardian.pk, reason="replaced", on=TODAY)
    assert refusal_of_sending(asker, referral) in FOR_WANT_OF_A_GUARDIAN


def test_a_yes_is_that_of_the_guardian_who_said_it_and_of_no_later_one(
    asker: Staff, referral: Referral
) -> None:
    is_found_to_be(asker, referral, "12_17")
    first, second = appears(asker, referral), appears(asker, referral)
    for guardian in (first, second):
        verify(asker, guardian)
        look(asker, guardian)
    guardian_says_yes(asker, referral, first)
    with unit_of_work(asker):
        said = Consent.objects.filter(subject_id=referral.person_id, given_by=GivenBy.GUARDIAN).latest("id")
        assert said.guardian_id == first.pk
        end_guardian(asker, guardian_id=second.pk, reason="replaced", on=TODAY)
        assert disclosable(asker, Referral.objects.get(pk=referral.pk))
        end_guardian(asker, guardian_id=first.pk, reason="replaced", on=TODAY)
    assert refusal_of_sending(asker, referral) in FOR_WANT_OF_A_GUARDIAN


def test_the_page_of_the_answer_asks_which_guardian_and_names_only_those_who_count(
    asker: Staff, referral: Referral
) -> None:
    is_found_to_be(asker, referral, "12_17")
    counts, stranger = appears(asker, referral), appears(asker, referral, relation="relative")
    verify(asker, counts)
    look(asker, counts)
    browser = signed_in(asker)
    browser.post(
        url("referral_answer", referral.pk, BEGUN, "answer"), {"answer": "yes", "action": "continue"}
    )
    step = url("referral_answer", referral.pk, BEGUN, "consent")
    until = TODAY + timedelta(days=30)
    said = {
        "told_limits": "on",
        "alternative_existed": "yes",
        "given_by": "guardian",
        "form": "signed",
        "language": "fr",
        "data_classes": ["name"],
        "until": "day",
        "valid_until_day": str(until.day),
        "valid_until_month": str(until.month),
        "valid_until_year": str(until.year),
        "action": "continue",
    }
    page = text_of(browser.post(step, said))
    assert "Choose which guardian said yes." in page
    assert f'value="{counts.pk}"' in page and f'value="{stranger.pk}"' not in page
    assert browser.post(step, {**said, "guardian": str(stranger.pk)}).status_code == 200
    assert browser.post(step, {**said, "guardian": str(counts.pk)}).status_code == 302
    check = url("referral_answer", referral.pk, BEGUN, "check")
    assert "Oona Thistledown" in text_of(browser.get(check))
    press(browser, check)
    with unit_of_work(asker):
        said_yes = Consent.objects.filter(subject_id=referral.person_id).latest("id")
        assert said_yes.guardian_id == counts.pk


def test_another_guardian_who_counts_does_not_stand_in_for_the_one_who_said_yes(
    asker: Staff, referral: Referral
) -> None:
    is_found_to_be(asker, referral, "12_17")
    first, second = appears(asker, referral), appears(asker, referral)
    verify(asker, first)
    look(asker, first)
    guardian_says_yes(asker, referral, first)
    with unit_of_work(asker):
        end_guardian(asker, guardian_id=first.pk, reason="replaced", on=TODAY)
    verify(asker, second)
    look(asker, second)
    assert refusal_of_sending(asker, referral) in FOR_WANT_OF_A_GUARDIAN


@pytest.mark.parametrize(
    ("who", "says"), [("self", "the guardian has to consent"), ("guardian", "mandate is verified")]
)
def test_the_page_of_the_answer_says_why_a_yes_for_a_child_does_not_count(
    asker: Staff, referral: Referral, who: str, says: str
) -> None:
    is_found_to_be(asker, referral, "in_doubt")
    browser = signed_in(asker)
    browser.post(
        url("referral_answer", referral.pk, BEGUN, "answer"), {"answer": "yes", "action": "continue"}
    )
    said = {
        "told_limits": "on",
        "alternative_existed": "yes",
        "given_by": who,
        "form": "spoken",
        "language": "fr",
    }
    page = browser.post(url("referral_answer", referral.pk, BEGUN, "consent"), {**said, "action": "continue"})
    assert page.status_code == 200
    assert says in text_of(page)
