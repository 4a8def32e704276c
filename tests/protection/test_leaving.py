"""A colleague leaves: what they have open is listed, handed over in one act, and none of it is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import full_case, text_of
from tests.support.cast import Cast, Office, another, signed_in
from tests.support.refusals import refusal

from palermo.desk.drafts import save_draft
from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.queries.leaving import held_by, left_with_cases
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.cases.today import cases_left_behind, cases_nobody_works_on
from palermo.protection.referral.leaving import hand_over_enquiry
from palermo.protection.referral.models.referrals import Enquiry
from palermo.trust.actor import Actor, Staff
from palermo.trust.current import record
from palermo.trust.ids import uuid7
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.open_work import open_work
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.services import assign_role, end_role, hand_over
from palermo.trust.people.today_leaving import roles_about_to_end
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import PeopleVerb

TODAY = timezone.now().date()


def found(actor: Actor, user_id: UUID) -> dict[str, int]:
    with unit_of_work(actor):
        return {one.work.code: one.number for one in open_work(actor, user_id)}


def works_on(actor: Staff, case: Case) -> set[UUID]:
    with unit_of_work(actor):
        rows = open_assignments(CaseAssignment.objects.filter(case=case))
        return set(rows.values_list("user_id", flat=True))


def a_complaint(office: Office, handled_by: Staff, *, about: UUID | None = None) -> Complaint:
    recorder = office[Role.FOCAL_POINT]
    with unit_of_work(recorder):
        return record_complaint(
            recorder,
            about=ComplaintAbout.SERVICE,
            words="The room was locked at night",
            received_on=TODAY,
            answer_due=TODAY,
            about_user_id=about,
            handled_by_id=handled_by.user_id,
        )


def a_draft(actor: Staff) -> None:
    with unit_of_work(actor):
        save_draft(
            actor, room="protection", flow="enquiry", object_id=uuid7(), answers={"who": {"name": ["X"]}}
        )


def page_of(browser: Client, user_id: UUID) -> str:
    return text_of(browser.get(reverse("people:open_work", args=[user_id])))


# --- what is listed ------------------------------------------------------------------------------------------


def test_the_page_lists_what_is_open_by_kind_with_its_number(cast: Cast, works: Staff) -> None:
    cases = [full_case(works), full_case(works)]
    a_complaint(cast.owner, works)
    a_draft(works)
    lead = cast.owner[Role.COORDINATOR]
    assert found(lead, works.user_id) == {
        "protection.cases": 2,
        "protection.complaints": 1,
        "desk.drafts": 1,
    }
    page = page_of(signed_in(lead), works.user_id)
    for case in cases:
        assert case.code in page
    assert "nobody but its author can read it" in page


def test_switches_of_a_colleague_are_listed_and_what_becomes_of_them_is_said(cast: Cast) -> None:
    lead, administers = cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(lead):
        (answers_for, *_others) = SwitchedOn.objects.filter(ended_at__isnull=True).values_list(
            "responsible_id", flat=True
        )
    assert answers_for is not None
    assert found(administers, answers_for)["switches"] >= 1
    assert "without those who answer it goes off" in page_of(signed_in(administers), answers_for)


def test_cases_of_a_decision_maker_are_decisions_and_go_to_decision_makers(cast: Cast, works: Staff) -> None:
    lead, decides = cast.owner[Role.COORDINATOR], cast.owner[Role.DECISION_MAKER]
    case = full_case(works)
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=decides.user_id)
    assert found(lead, decides.user_id)["protection.decisions"] == 1
    assert "protection.cases" not in found(lead, decides.user_id)


def test_the_administrator_who_ends_the_role_is_told_how_much_is_open_and_not_what(
    cast: Cast, works: Staff
) -> None:
    case = full_case(works)
    a_complaint(cast.owner, works)
    browser = signed_in(cast.owner[Role.ADMINISTRATOR])
    with unit_of_work(cast.owner.system):
        role = RoleAssignment.objects.get(user_id=works.user_id)
    end = text_of(browser.get(reverse("people:end_role", args=[role.pk])))
    assert "Cases they work on" in end
    assert "Complaints they answer" in end
    assert reverse("people:open_work", args=[works.user_id]) in end
    page = page_of(browser, works.user_id)
    assert case.code not in page
    assert "your role does not open them" in page
    assert "Owner coordinator" in page
    assert 'name="everything"' not in page


def test_colleagues_see_their_own_and_nobody_elses(cast: Cast, works: Staff, browser: Client) -> None:
    case = full_case(works)
    assert case.code in page_of(browser, works.user_id)
    url = reverse("people:open_work", args=[cast.owner[Role.COORDINATOR].user_id])
    assert browser.get(url).status_code == 403
    assert browser.post(reverse("people:open_work", args=[works.user_id])).status_code == 403


def test_another_office_is_not_told_that_there_is_such_a_colleague(cast: Cast, works: Staff) -> None:
    for office in (cast.partner, cast.stranger):
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            url = reverse("people:open_work", args=[works.user_id])
            assert signed_in(office[role]).get(url).status_code == 404


def test_nobody_learns_of_a_complaint_about_themselves_not_even_as_a_number(cast: Cast, works: Staff) -> None:
    lead = cast.owner[Role.COORDINATOR]
    a_complaint(cast.owner, works, about=lead.user_id)
    assert "protection.complaints" not in found(lead, works.user_id)
    assert found(cast.owner[Role.ADMINISTRATOR], works.user_id)["protection.complaints"] == 1


# --- handing over --------------------------------------------------------------------------------------------


def test_everything_goes_to_one_colleague_in_one_act(cast: Cast, works: Staff) -> None:
    lead, heir = cast.owner[Role.COORDINATOR], another(cast.owner, Role.CASEWORKER, "Nell")
    cases = [full_case(works) for _number in range(3)]
    complaint = a_complaint(cast.owner, works)
    browser = signed_in(lead)
    url = reverse("people:open_work", args=[works.user_id])
    page = text_of(browser.post(url, {"everything": str(heir.user_id)}))
    assert "4 things" in page
    for case in cases:
        assert works_on(lead, case) == {heir.user_id}
        assert case.code in page
    with unit_of_work(lead):
        assert Complaint.objects.get(pk=complaint.pk).handled_by_id == heir.user_id
        verbs = list(LedgerEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs.count("case.assigned") >= 3
    assert verbs.count("case.unassigned") == 3
    assert verbs[-1] == "work.handed_over"
    assert "protection.cases" not in found(lead, works.user_id)


def test_each_kind_can_go_to_somebody_else_and_another_stay(cast: Cast, works: Staff) -> None:
    lead, heir = cast.owner[Role.COORDINATOR], another(cast.owner, Role.CASEWORKER, "Nell")
    case = full_case(works)
    complaint = a_complaint(cast.owner, works)
    answers = {
        "everything": str(heir.user_id),
        "to_protection_cases": str(lead.user_id),
        "to_protection_complaints": "leave",
    }
    signed_in(lead).post(reverse("people:open_work", args=[works.user_id]), answers)
    assert works_on(lead, case) == {lead.user_id}
    with unit_of_work(lead):
        assert Complaint.objects.get(pk=complaint.pk).handled_by_id == works.user_id


def test_what_may_not_go_to_the_chosen_one_stays_and_the_page_says_why(cast: Cast, works: Staff) -> None:
    lead, heir = cast.owner[Role.COORDINATOR], another(cast.owner, Role.CASEWORKER, "Nell")
    case = full_case(works)
    complaint = a_complaint(cast.owner, works, about=heir.user_id)
    url = reverse("people:open_work", args=[works.user_id])
    page = text_of(signed_in(lead).post(url, {"everything": str(heir.user_id)}))
    assert "Handed over, but not all of it" in page
    assert "Left where it is" in page
    assert works_on(lead, case) == {heir.user_id}
    with unit_of_work(lead):
        assert Complaint.objects.get(pk=complaint.pk).handled_by_id == works.user_id
        refusals = LedgerEvent.objects.filter(verb="refused", object_id=complaint.pk)
        assert [event.codes["reason"] for event in refusals] == ["complained_of"]


def test_a_case_goes_to_nobody_whose_role_does_not_fit(cast: Cast, works: Staff) -> None:
    lead, analyst = cast.owner[Role.COORDINATOR], cast.owner[Role.ANALYST]
    case = full_case(works)
    with unit_of_work(lead):
        done = hand_over(lead, user_id=works.user_id, receivers={"protection.cases": analyst.user_id})
    assert [one.left_for for one in done] == ["colleague_has_no_fitting_role"]
    assert works_on(lead, case) == {works.user_id}
    page = page_of(signed_in(lead), works.user_id)
    assert str(analyst.user_id) not in page


def test_who_helps_takes_no_decisions_over_and_who_decides_no_help(cast: Cast, works: Staff) -> None:
    lead, decides = cast.owner[Role.COORDINATOR], cast.owner[Role.DECISION_MAKER]
    case, heir = full_case(works), another(cast.owner, Role.CASEWORKER, "Nell")
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=decides.user_id)
    asked = (("protection.decisions", decides, heir), ("protection.cases", works, decides))
    for kind, leaves, to in asked:
        with unit_of_work(lead):
            done = hand_over(lead, user_id=leaves.user_id, receivers={kind: to.user_id})
        assert [one.left_for for one in done] == ["colleague_has_no_fitting_role"]
        assert works_on(lead, case) == {works.user_id, decides.user_id}


def test_a_case_goes_to_a_colleague_who_works_on_it_already(cast: Cast, works: Staff) -> None:
    lead, other = cast.owner[Role.COORDINATOR], another(cast.owner, Role.CASEWORKER, "Nell")
    case = full_case(works)
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=other.user_id)
    with unit_of_work(lead):
        done = hand_over(lead, user_id=works.user_id, receivers={"protection.cases": other.user_id})
    assert [one.left_for for one in done] == [""]
    assert works_on(lead, case) == {other.user_id}


def test_nobody_but_who_leads_hands_over(cast: Cast, works: Staff) -> None:
    full_case(works)
    to = {"protection.cases": cast.owner[Role.COORDINATOR].user_id}
    for role in (Role.CASEWORKER, Role.FOCAL_POINT, Role.DECISION_MAKER, Role.ADMINISTRATOR, Role.AUDITOR):
        assert refusal(cast.owner[role], hand_over, user_id=works.user_id, receivers=to) == "role_missing"


def test_a_page_without_a_choice_says_so(cast: Cast, works: Staff) -> None:
    full_case(works)
    url = reverse("people:open_work", args=[works.user_id])
    page = text_of(signed_in(cast.owner[Role.COORDINATOR]).post(url, {}))
    assert "Choose who takes over" in page


def test_what_is_left_of_somebody_whose_role_is_over_can_still_be_handed_over(
    cast: Cast, works: Staff
) -> None:
    lead, heir = cast.owner[Role.COORDINATOR], another(cast.owner, Role.CASEWORKER, "Nell")
    case = full_case(works)
    _end_roles_of(cast.owner, works)
    assert works_on(lead, case) == set()
    assert found(lead, works.user_id)["protection.cases"] == 1
    with unit_of_work(lead):
        hand_over(lead, user_id=works.user_id, receivers={"protection.cases": heir.user_id})
    assert works_on(lead, case) == {heir.user_id}
    assert "protection.cases" not in found(lead, works.user_id)


def _end_roles_of(office: Office, colleague: Staff) -> None:
    with unit_of_work(office.system) as work:
        for role in RoleAssignment.objects.filter(user_id=colleague.user_id, revoked_at__isnull=True):
            end_role(work.actor, assignment_id=role.pk)


def test_the_file_of_an_accepted_enquiry_opens_with_whom_it_was_handed_to(cast: Cast) -> None:
    asker, helper, lead = (
        cast.owner[Role.CASEWORKER],
        cast.partner[Role.FOCAL_POINT],
        cast.partner[Role.COORDINATOR],
    )
    heir = another(cast.partner, Role.CASEWORKER, "Nell")
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(helper, referral)
    assert found(lead, helper.user_id)["protection.enquiries"] == 1
    with unit_of_work(lead):
        hand_over(lead, user_id=helper.user_id, receivers={"protection.enquiries": heir.user_id})
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(lead):
        enquiry = Enquiry.objects.select_related("case").get(thread_id=referral.thread_id)
    assert enquiry.case is not None
    assert works_on(lead, enquiry.case) == {heir.user_id}
    again = {"enquiry_id": enquiry.pk, "to_id": helper.user_id}
    assert refusal(lead, hand_over_enquiry, **again) == "referral_other_state"
    assert refusal(helper, hand_over_enquiry, **again) == "role_missing"


# --- whose it was --------------------------------------------------------------------------------------------


def test_who_left_stays_in_the_list_of_names_while_cases_are_in_theirs(cast: Cast, works: Staff) -> None:
    lead, heir = cast.owner[Role.COORDINATOR], another(cast.owner, Role.CASEWORKER, "Nell")
    case = full_case(works)
    with unit_of_work(lead):
        assert left_with_cases(lead) == []
    _end_roles_of(cast.owner, works)
    with unit_of_work(lead):
        assert left_with_cases(lead) == [(works.user_id, "Owner caseworker")]
        rows = held_by(CaseAssignment.objects.filter(organisation_id=cast.owner.id), works.user_id)
        assert [row.case_id for row in rows] == [case.pk]
        hand_over(lead, user_id=works.user_id, receivers={"protection.cases": heir.user_id})
        assert left_with_cases(lead) == []
    with unit_of_work(cast.owner[Role.FOCAL_POINT]) as work:
        assert left_with_cases(work.actor) == []


def test_the_list_of_a_colleagues_cases_leads_whoever_leads_to_all_they_have_open(
    cast: Cast, works: Staff
) -> None:
    full_case(works)
    open_work_of = reverse("people:open_work", args=[works.user_id])
    leads = signed_in(cast.owner[Role.COORDINATOR])
    cases = reverse("protection:cases")
    assert open_work_of in leads.get(cases, {"assigned": str(works.user_id)}).content.decode()
    assert leads.get(open_work_of).status_code == 200
    assert open_work_of not in leads.get(cases).content.decode()
    assert open_work_of not in signed_in(works).get(cases, {"assigned": str(works.user_id)}).content.decode()


def test_the_list_of_cases_can_be_narrowed_to_those_of_who_left(cast: Cast, works: Staff) -> None:
    lead = cast.owner[Role.COORDINATOR]
    case, other = full_case(works), full_case(lead)
    _end_roles_of(cast.owner, works)
    browser = signed_in(lead)
    page = text_of(browser.get(reverse("protection:cases")))
    assert "Owner caseworker, who left" in page
    narrowed = text_of(browser.get(reverse("protection:cases"), {"assigned": str(works.user_id)}))
    assert reverse("protection:case", args=[case.pk]) in narrowed
    assert reverse("protection:case", args=[other.pk]) not in narrowed


def test_a_case_that_lost_its_only_colleague_says_whose_it_was_and_leads_to_what_they_left(
    cast: Cast, works: Staff
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    case = full_case(works)
    _end_roles_of(cast.owner, works)
    with unit_of_work(lead):
        (item,) = read(cases_nobody_works_on(lead, timezone.now()))
        (left,) = read(cases_left_behind(lead, timezone.now()))
    assert (item.subject, item.whose) == (case.pk, ())
    assert (left.count, left.url) == (1, reverse("people:open_work", args=[works.user_id]))
    page = text_of(signed_in(lead).get(reverse("web:today")))
    assert "was with Owner caseworker" in page
    assert "Hand over what Owner caseworker left" in page
    with unit_of_work(cast.owner[Role.FOCAL_POINT]) as work:
        assert read(cases_left_behind(work.actor, timezone.now())) == []


# --- a role that ends by its date ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "shown"), [(0, True), (7, True), (8, False)])
def test_a_roles_end_is_on_today_a_week_before(cast: Cast, works: Staff, days: int, *, shown: bool) -> None:
    _ends_on(cast.owner, works, TODAY + timedelta(days=days))
    readers = [works, cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR]]
    for reader in readers:
        assert _ending(reader) == ([reverse("people:open_work", args=[works.user_id])] if shown else [])
    for reader in (cast.owner[Role.FOCAL_POINT], cast.owner[Role.AUDITOR], cast.partner[Role.COORDINATOR]):
        assert _ending(reader) == []


def test_a_role_that_goes_on_does_not_end(cast: Cast, works: Staff) -> None:
    _ends_on(cast.owner, works, TODAY + timedelta(days=3))
    with unit_of_work(cast.owner.system) as work:
        assign_role(
            work.actor,
            user_id=works.user_id,
            unit_id=works.unit_id,
            role=Role.CASEWORKER,
            valid_from=TODAY + timedelta(days=4),
        )
    assert _ending(cast.owner[Role.COORDINATOR]) == []


def _ending(reader: Staff) -> list[str]:
    with unit_of_work(reader):
        return [item.url for item in read(roles_about_to_end(reader, timezone.now()))]


def _ends_on(office: Office, colleague: Staff, day: date) -> None:
    with unit_of_work(office.system) as work:
        RoleAssignment.objects.filter(user_id=colleague.user_id).update(valid_until=day)
        record(work.actor, verb=PeopleVerb.ROLE_ASSIGNED, object_type="account", object_id=colleague.user_id)
