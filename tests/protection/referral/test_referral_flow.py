"""One referral from end to end, and what it must refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.refusals import refusal

from palermo.directory.offers.forms import PlaceForm
from palermo.exchange.kinds.registry import schema_of
from palermo.exchange.kinds.schema import FieldType
from palermo.exchange.models import Body, Envelope, ExchangeEvent
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.forms.cases import SafeContactForm, WhoForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.referral.codes import DeclineReason, Outcome, ReferralState, WithdrawalAnswer
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.receiving import answer_withdrawal, complete, decline
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.services.withdrawal import not_pursue, withdraw
from palermo.protection.referral.slice import identity_slice
from palermo.trust.actor import Staff
from palermo.trust.basis.overrides import approve_override, request_override, review_override
from palermo.trust.basis.rules import DataClass, OverrideGround
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal


@pytest.fixture
def cast(cast: Cast) -> Cast:
    flow.agree(cast)
    flow.have_basis(cast)
    return cast


@pytest.fixture
def referral(cast: Cast, asker: Staff) -> Referral:
    return flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)


def test_a_birth_of_another_calendar_leaves_as_one_of_ours_or_not_at_all(
    asker: Staff, referral: Referral
) -> None:
    left = {}
    for told in ("ethiopian:1993-03-10", "islamic:1419-01-07", "ethiopian:1993"):
        with unit_of_work(asker):
            record_identity(asker, person_id=referral.person_id, birth=told)
            row = Referral.objects.select_related("person").get(pk=referral.pk)
            left[told] = identity_slice(row, {DataClass.BIRTH})["birth"]
    assert left == {
        "ethiopian:1993-03-10": "2000-11-19",
        "islamic:1419-01-07": "1998-05",
        "ethiopian:1993": "",
    }


def test_a_referral_goes_from_enquiry_to_completed(asker: Staff, helper: Staff, referral: Referral) -> None:
    enquiry = flow.accepted(helper, referral)
    assert flow.now_at(asker, referral).state == ReferralState.ACCEPTED_IN_PRINCIPLE
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        arrived = Enquiry.objects.select_related("person").get(pk=enquiry.pk)
        texts = unseal(arrived.person, "name", "safe_contact", "birth", "contact")
        assert arrived.state == ReferralState.IDENTITY_SENT
        assert texts == {"name": flow.NAME, "safe_contact": flow.SAFE, "birth": flow.BIRTH, "contact": ""}
        record_assistance(
            helper, case_id=arrived.case_id, kind="accommodation", given_on=PartialDate(2026, 11)
        )
    flow.work_off()
    assert flow.now_at(asker, referral).state == ReferralState.IN_SERVICE
    with unit_of_work(helper):
        complete(helper, enquiry_id=enquiry.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    ended = flow.now_at(asker, referral)
    assert (ended.state, ended.outcome) == (ReferralState.COMPLETED, Outcome.NEED_MET)
    assert ended.need.state == NeedState.MET


def texts_that_arrive(asker: Staff, helper: Staff, referral: Referral) -> dict[str, str]:
    """Safe contact and other names as the helper reads them, once the identity has gone out with a yes."""
    enquiry = flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        person = Enquiry.objects.select_related("person").get(pk=enquiry.pk).person
        return unseal(person, "safe_contact", "other_names")


def test_texts_recorded_with_the_line_ends_of_a_browser_or_a_word_processor_arrive(
    asker: Staff, helper: Staff, referral: Referral
) -> None:
    with unit_of_work(asker):
        record_identity(
            asker,
            person_id=referral.person_id,
            safe_contact="Ring twice.\r\nAsk for Tamsin.\x0bNever at noon.\x07",
            other_names="Zeph\r\nRine " + "x" * 3900,
        )
    texts = texts_that_arrive(asker, helper, referral)
    assert texts["safe_contact"] == "Ring twice.\nAsk for Tamsin.\nNever at noon."
    assert texts["other_names"].startswith("Zeph\nRine")


def test_texts_recorded_before_forms_refused_it_leave_without_what_turns_their_writing(
    asker: Staff, helper: Staff, referral: Referral
) -> None:
    with unit_of_work(asker):
        record_identity(
            asker,
            person_id=referral.person_id,
            safe_contact="Ring \u2067twice\u2069.",
            other_names="\u202eZeph\u202c Rine",
        )
    assert texts_that_arrive(asker, helper, referral) == {
        "safe_contact": "Ring twice.",
        "other_names": "Zeph Rine",
    }


def test_a_package_carries_all_that_the_pages_let_people_write() -> None:
    slice_fields = schema_of("identity_slice").fields
    for name, field in {**SafeContactForm.base_fields, **WhoForm.base_fields}.items():
        if name in slice_fields and slice_fields[name].type is FieldType.TEXT:
            assert isinstance(field, forms.CharField)
            assert field.max_length is not None and field.max_length <= slice_fields[name].max_length, name
    place = schema_of("service_place").fields
    assert {name: field.max_length for name, field in PlaceForm.base_fields.items()} == {
        name: place[name].max_length for name in PlaceForm.base_fields
    }


def test_an_enquiry_names_nobody(cast: Cast, asker: Staff, helper: Staff, referral: Referral) -> None:
    enquiry = flow.received(helper, referral)
    with unit_of_work(asker):
        case = Case.objects.select_related("person").get(pk=referral.case_id)
    told = str([enquiry.code, enquiry.details, enquiry.need_kind])
    assert not any(canary in told for canary in flow.CANARIES)
    assert case.code not in told
    assert case.person.code not in told


def test_two_enquiries_for_one_person_carry_nothing_in_common(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file = flow.open_file(asker)
    needs = (file.need, flow.another_need(asker, file))
    first, second = (flow.enquire(asker, need, cast.partner.id) for need in needs)
    one, other = flow.received(helper, first), flow.received(helper, second)
    assert one.code != other.code
    assert one.thread_id != other.thread_id
    assert one.sender_id == other.sender_id


def test_an_office_is_not_asked_twice_for_one_need_while_it_may_still_answer(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral
) -> None:
    again = lambda: flow.enquire(asker, referral.need, cast.partner.id)  # noqa: E731
    with pytest.raises(Refused, match="asked_already"):
        again()
    page = (
        signed_in(asker)
        .get(reverse("protection:enquire", args=[referral.need_id, BEGUN, "office"]))
        .content.decode()
    )
    assert "This office is asked for this need already" in page
    enquiry = flow.received(helper, referral)
    with unit_of_work(helper):
        decline(helper, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    assert again().state == ReferralState.ENQUIRY_SENT


def test_a_declined_enquiry_leaves_nothing_personal(helper: Staff, asker: Staff, referral: Referral) -> None:
    enquiry = flow.received(helper, referral)
    with unit_of_work(helper):
        decline(helper, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    with unit_of_work(helper):
        left = Enquiry.objects.get(pk=enquiry.pk)
        assert (left.details, left.person_id, left.case_id) == ({}, None, None)
        assert not Body.objects.exists()
        assert not Person.objects.exists()
    row = flow.now_at(asker, referral)
    assert (row.state, row.decline_reason, row.need.state) == ("declined", "no_room", NeedState.OPEN)


@pytest.mark.parametrize("state", ["enquiry_sent", "accepted_in_principle"])
def test_identity_is_refused_without_her_yes(
    asker: Staff, helper: Staff, referral: Referral, state: str
) -> None:
    if state == "accepted_in_principle":
        flow.accepted(helper, referral)
    reason = refusal(
        asker, lambda: send_identity_slice(asker, referral_id=referral.pk, data_classes=[DataClass.NAME])
    )
    assert reason == ("referral_other_state" if state == "enquiry_sent" else "no_consent")
    with unit_of_work(asker):
        assert Envelope.objects.filter(kind="identity_slice").count() == 0
        assert LedgerEvent.objects.filter(verb="refused", codes__reason=reason).count() == 1


def test_what_she_did_not_agree_to_does_not_leave(asker: Staff, helper: Staff, referral: Referral) -> None:
    flow.accepted(helper, referral)
    flow.consent(asker, referral, classes=[DataClass.SAFE_CONTACT, DataClass.NAME])
    wanted = [DataClass.NAME, DataClass.BIRTH]
    assert (
        refusal(asker, lambda: send_identity_slice(asker, referral_id=referral.pk, data_classes=wanted))
        == "consent_other_data"
    )
    flow.disclose(asker, referral, classes=[DataClass.NAME])
    with unit_of_work(helper):
        person = Enquiry.objects.select_related("person").get(thread_id=referral.thread_id).person
        assert unseal(person, "name", "birth", "contact") == {"name": flow.NAME, "birth": "", "contact": ""}


def test_safe_contact_rules_are_always_in_the_slice(asker: Staff, helper: Staff, referral: Referral) -> None:
    flow.accepted(helper, referral)
    flow.consent(asker, referral, classes=[DataClass.SAFE_CONTACT, DataClass.LANGUAGES])
    flow.disclose(asker, referral, classes=[DataClass.LANGUAGES])
    with unit_of_work(helper):
        person = Enquiry.objects.select_related("person").get(thread_id=referral.thread_id).person
        assert unseal(person, "safe_contact", "name") == {"safe_contact": flow.SAFE, "name": ""}


def test_no_agreement_no_enquiry(cast: Cast, asker: Staff) -> None:
    need = flow.open_file(asker).need
    assert refusal(asker, lambda: _send(asker, need, cast.stranger)) == "no_agreement"


def _send(asker: Staff, need: object, office: object) -> object:
    from palermo.protection.referral.services.sending import send_enquiry

    return send_enquiry(
        asker,
        need_id=need.pk,  # type: ignore[attr-defined]
        recipient_id=office.id,  # type: ignore[attr-defined]
        answers=flow.ANSWERS,
        answer_within=timedelta(hours=4),
    )


def test_withdrawal_stops_disclosure_travels_and_is_answered(
    asker: Staff, helper: Staff, referral: Referral
) -> None:
    enquiry = flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    again = refusal(
        asker, lambda: send_identity_slice(asker, referral_id=referral.pk, data_classes=[DataClass.NAME])
    )
    assert again == "referral_other_state"
    assert flow.received(helper, referral).state == ReferralState.WITHDRAWN
    with unit_of_work(helper):
        answer_withdrawal(helper, enquiry_id=enquiry.pk, answer=WithdrawalAnswer.ERASED)
    flow.work_off()
    row = flow.now_at(asker, referral)
    assert (row.state, row.withdrawal_answer) == ("withdrawal_answered", "erased")
    with unit_of_work(helper):
        person = Enquiry.objects.select_related("person").get(pk=enquiry.pk).person
        assert person.erased_at is not None
        assert not any(bytes(getattr(person, column)) for column in person.sealed_columns())


def test_a_slice_withdrawn_before_it_was_opened_is_never_opened(
    asker: Staff, helper: Staff, referral: Referral
) -> None:
    flow.accepted(helper, referral)
    flow.consent(asker, referral)
    with unit_of_work(asker):
        send_identity_slice(asker, referral_id=referral.pk, data_classes=[DataClass.NAME])
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    with unit_of_work(helper):
        assert not Person.objects.exists()
        assert Enquiry.objects.get(thread_id=referral.thread_id).state == ReferralState.WITHDRAWN


def test_her_no_is_a_normal_outcome(asker: Staff, helper: Staff, referral: Referral) -> None:
    flow.accepted(helper, referral)
    with unit_of_work(asker):
        not_pursue(asker, referral_id=referral.pk)
    flow.work_off()
    with unit_of_work(helper):
        enquiry = Enquiry.objects.get(thread_id=referral.thread_id)
        assert (enquiry.state, enquiry.details) == (ReferralState.NOT_PURSUED, {})
    assert flow.now_at(asker, referral).need.state == NeedState.OPEN


def test_danger_to_life_lets_one_person_act_with_the_least_data(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral
) -> None:
    flow.accepted(helper, referral)
    least = [DataClass.SAFE_CONTACT, DataClass.NAME]
    with unit_of_work(asker):
        override = request_override(
            asker,
            room="protection",
            subject_id=referral.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.DANGER_TO_LIFE,
            data_classes=least,
        )
    flow.disclose(asker, referral, classes=[DataClass.NAME])
    assert flow.now_at(asker, referral).state == ReferralState.IDENTITY_SENT
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        reviewed = review_override(lead, override_id=override.pk, upheld=True)
        assert reviewed.review_due_at - reviewed.requested_at == timedelta(hours=24)


def test_a_court_order_needs_two_people_beforehand(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral
) -> None:
    flow.accepted(helper, referral)
    with unit_of_work(asker):
        override = request_override(
            asker,
            room="protection",
            subject_id=referral.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.COURT_ORDER,
            data_classes=[DataClass.SAFE_CONTACT, DataClass.NAME],
        )
    wanted = [DataClass.NAME]
    assert (
        refusal(asker, lambda: send_identity_slice(asker, referral_id=referral.pk, data_classes=wanted))
        == "override_needs_second_person"
    )
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        approve_override(lead, override_id=override.pk)
    flow.disclose(asker, referral, classes=wanted)
    assert flow.now_at(asker, referral).state == ReferralState.IDENTITY_SENT


def test_a_stranger_sees_nothing_of_it(cast: Cast, referral: Referral) -> None:
    for role in (Role.COORDINATOR, Role.CASEWORKER):
        with unit_of_work(cast.stranger[role]):
            for model in (Referral, Enquiry, Envelope, ExchangeEvent, Body, Case, Person):
                assert model.objects.count() == 0


def test_an_overdue_enquiry_closes_nothing(helper: Staff, asker: Staff, referral: Referral) -> None:
    with unit_of_work(asker):
        row = Referral.objects.get(pk=referral.pk)
        assert row.due_at < timezone.now() + timedelta(hours=5)
    assert flow.now_at(asker, referral).state == ReferralState.ENQUIRY_SENT


def test_identity_that_crosses_a_late_decline_is_not_kept_there(
    asker: Staff, helper: Staff, referral: Referral
) -> None:
    enquiry = flow.accepted(helper, referral)
    flow.consent(asker, referral)
    with unit_of_work(helper):
        decline(helper, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
    with unit_of_work(asker):
        send_identity_slice(asker, referral_id=referral.pk, data_classes=[DataClass.NAME])
    flow.work_off()
    with unit_of_work(helper):
        assert not Body.objects.exists()
        assert not Person.objects.exists()
    row = flow.now_at(asker, referral)
    assert row.state == ReferralState.DECLINED
    assert row.disclosed_at is not None
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    assert flow.received(helper, referral).state == ReferralState.WITHDRAWN


def test_a_declined_enquiry_without_identity_has_nothing_to_withdraw(
    asker: Staff, helper: Staff, referral: Referral
) -> None:
    enquiry = flow.received(helper, referral)
    with unit_of_work(helper):
        decline(helper, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    assert refusal(asker, lambda: withdraw(asker, referral_id=referral.pk)) == "referral_other_state"


def test_her_no_ends_her_earlier_yes(cast: Cast, asker: Staff, helper: Staff) -> None:
    need = flow.open_file(asker).need
    first = flow.enquire(asker, need, cast.partner.id)
    flow.accepted(helper, first)
    flow.consent(asker, first)
    with unit_of_work(asker):
        not_pursue(asker, referral_id=first.pk)
    second = flow.enquire(asker, need, cast.partner.id)
    flow.accepted(helper, second)
    sending = lambda: send_identity_slice(asker, referral_id=second.pk, data_classes=[DataClass.NAME])  # noqa: E731
    assert refusal(asker, sending) == "consent_withdrawn"


def test_withdrawal_ends_a_disclosure_without_consent_too(cast: Cast, asker: Staff, helper: Staff) -> None:
    need = flow.open_file(asker).need
    first = flow.enquire(asker, need, cast.partner.id)
    flow.accepted(helper, first)
    with unit_of_work(asker):
        request_override(
            asker,
            room="protection",
            subject_id=first.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.DANGER_TO_LIFE,
            data_classes=[DataClass.SAFE_CONTACT, DataClass.NAME],
        )
    flow.disclose(asker, first, classes=[DataClass.NAME])
    with unit_of_work(asker):
        withdraw(asker, referral_id=first.pk)
    second = flow.enquire(asker, need, cast.partner.id)
    flow.accepted(helper, second)
    sending = lambda: send_identity_slice(asker, referral_id=second.pk, data_classes=[DataClass.NAME])  # noqa: E731
    assert refusal(asker, sending) == "override_expired"


def test_withdrawal_reaches_every_file_the_recipient_has_of_her(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file = flow.open_file(asker)
    needs = (file.need, flow.another_need(asker, file))
    both = [flow.enquire(asker, need, cast.partner.id) for need in needs]
    for row in both:
        flow.accepted(helper, row)
        flow.consent(asker, row)
        flow.disclose(asker, row)
    with unit_of_work(asker):
        withdraw(asker, referral_id=both[1].pk)
    flow.work_off()
    assert {flow.received(helper, row).state for row in both} == {ReferralState.WITHDRAWN}


@pytest.mark.parametrize("reason", ["consent_withdrawn", "person_asked"])
def test_an_erasure_she_asked_for_is_told_to_who_knows_her(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral, reason: str
) -> None:
    flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=referral.person_id, reason=reason)
    flow.work_off()
    assert flow.received(helper, referral).state == ReferralState.WITHDRAWN
