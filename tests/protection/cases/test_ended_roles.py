"""An assignment to a case lasts as long as the role it was given for: a break in the role ends it."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone
from tests.protection.pages import full_case, text_of, url
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import CaseFilters, case_list
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.cases.today import cases_nobody_works_on
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.services import assign_role, end_role
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work


def end_and_give_again(cast: Cast, colleague: Staff) -> None:
    system = cast.owner.system
    with unit_of_work(system):
        held = RoleAssignment.objects.get(user_id=colleague.user_id)
        end_role(system, assignment_id=held.pk)
        assign_role(
            system,
            user_id=colleague.user_id,
            unit_id=colleague.unit_id,
            role=Role(held.role),
            valid_from=timezone.now().date(),
        )


def sees(actor: Staff, case: Case) -> bool:
    with unit_of_work(actor):
        fresh = Case.objects.get(pk=case.pk)
        listed = CASES.visible(actor, Case.objects.filter(pk=case.pk)).exists()
        assert listed is CASES.may(actor, CaseAction.SEE_IDENTITY, fresh).allowed
    return listed


def test_a_role_given_again_opens_no_case_of_before_until_a_coordinator_assigns_it(
    cast: Cast, works: Staff, browser: Client
) -> None:
    case = full_case(works)
    assert sees(works, case)
    end_and_give_again(cast, works)
    assert not sees(works, case)
    assert browser.get(url("case", case.pk)).status_code in {403, 404}
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=works.user_id)
        rows = CaseAssignment.objects.filter(case=case, user_id=works.user_id)
        assert sorted(row.ended_at is None for row in rows) == [False, True]
    assert sees(works, case)


def test_a_second_role_and_a_longer_one_leave_the_cases_open(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    system = cast.owner.system
    with unit_of_work(system):
        assign_role(
            system,
            user_id=works.user_id,
            unit_id=works.unit_id,
            role=Role.FOCAL_POINT,
            valid_from=timezone.now().date(),
        )
    assert sees(works, case)


def test_a_case_whose_colleague_lost_the_role_is_one_nobody_works_on(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    lead = cast.owner[Role.COORDINATOR]
    end_and_give_again(cast, works)
    with unit_of_work(lead):
        assert [item.url for item in read(cases_nobody_works_on(lead, timezone.now()))] == [
            url("case", case.pk)
        ]
        assert [line.case.pk for line in case_list(lead, CaseFilters(assigned="nobody")).rows] == [case.pk]
    page = text_of(signed_in(lead).get(url("team", case.pk)))
    assert 'value="' + str(works.user_id) + '"' in page
