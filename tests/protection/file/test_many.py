"""Several cases given to one colleague: as one by one, all in the ledger, what was left out and why."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.codes import Giving
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.many import MOST, give_cases
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.trust.actor import Staff
from palermo.trust.ids import uuid7
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


def opened(actor: Staff) -> Case:
    with unit_of_work(actor):
        return open_case(actor)


def works_on(leads: Staff, case: Case) -> set[UUID]:
    with unit_of_work(leads):
        rows = CaseAssignment.objects.filter(case_id=case.pk, ended_at__isnull=True)
        return {row.user_id for row in rows}


def test_cases_are_handed_over_from_everybody_to_one_and_each_stands_in_the_ledger(
    works: Staff, cast: Cast
) -> None:
    leads, to = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    cases = [opened(works) for _ in range(3)]
    with unit_of_work(leads):
        given = give_cases(
            leads, case_ids=[case.pk for case in cases], user_id=to.user_id, how=Giving.HAND_OVER
        )
    assert given.done == tuple(case.pk for case in cases)
    assert given.left_out == ()
    for case in cases:
        assert works_on(leads, case) == {to.user_id}
    with unit_of_work(leads):
        events = LedgerEvent.objects.filter(object_id__in=given.done)
        assert events.filter(verb="case.assigned", codes__colleague=str(to.user_id)).count() == 3
        assert events.filter(verb="case.unassigned", codes__colleague=str(works.user_id)).count() == 3


def test_who_decides_takes_nobodys_help_and_who_helps_nobodys_decision(works: Staff, cast: Cast) -> None:
    leads, decides, to = (
        cast.owner[role] for role in (Role.COORDINATOR, Role.DECISION_MAKER, Role.FOCAL_POINT)
    )
    case = opened(works)
    with unit_of_work(leads):
        give_cases(leads, case_ids=[case.pk], user_id=decides.user_id, how=Giving.HAND_OVER)
    assert works_on(leads, case) == {works.user_id, decides.user_id}
    with unit_of_work(leads):
        give_cases(leads, case_ids=[case.pk], user_id=to.user_id, how=Giving.HAND_OVER)
    assert works_on(leads, case) == {to.user_id, decides.user_id}


def test_assigning_leaves_those_who_work_on_it(works: Staff, cast: Cast) -> None:
    leads, to = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    case = opened(works)
    with unit_of_work(leads):
        give_cases(leads, case_ids=[case.pk], user_id=to.user_id, how=Giving.ASSIGN)
    assert works_on(leads, case) == {works.user_id, to.user_id}


def test_what_cannot_be_given_is_left_out_with_its_reason_and_the_rest_is_done(
    works: Staff, cast: Cast
) -> None:
    leads, to = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    mine, theirs = opened(works), opened(cast.stranger[Role.COORDINATOR])
    has = opened(to)
    unknown = uuid7()
    with unit_of_work(leads):
        given = give_cases(
            leads,
            case_ids=[theirs.pk, has.pk, mine.pk, unknown, mine.pk],
            user_id=to.user_id,
            how=Giving.ASSIGN,
        )
    assert given.done == (mine.pk,)
    assert dict(given.left_out) == {
        theirs.pk: "not_found",
        unknown: "not_found",
        has.pk: "works_on_it_already",
    }
    with unit_of_work(leads):
        assert LedgerEvent.objects.filter(verb="probed", object_id=theirs.pk).exists()
    assert works_on(cast.stranger[Role.COORDINATOR], theirs) == {cast.stranger[Role.COORDINATOR].user_id}


def test_a_colleague_without_a_fitting_role_gets_none(works: Staff, cast: Cast) -> None:
    leads, to = cast.owner[Role.COORDINATOR], cast.owner[Role.ANALYST]
    case = opened(works)
    with unit_of_work(leads):
        given = give_cases(leads, case_ids=[case.pk], user_id=to.user_id, how=Giving.HAND_OVER)
    assert given.left_out == ((case.pk, "colleague_has_no_fitting_role"),)
    assert works_on(leads, case) == {works.user_id}


def test_only_who_leads_gives_cases_and_at_most_a_hundred(works: Staff, cast: Cast, browser: Client) -> None:
    case = opened(works)
    with unit_of_work(works), pytest.raises(Refused):
        give_cases(works, case_ids=[case.pk], user_id=works.user_id, how=Giving.ASSIGN)
    assert 'type="checkbox"' not in browser.get(reverse("protection:cases")).content.decode()
    assert browser.post(reverse("protection:give_cases"), {"case": case.pk}).status_code == 403
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads), pytest.raises(Refused) as refused:
        give_cases(leads, case_ids=[uuid7()] * (MOST + 1), user_id=leads.user_id, how=Giving.ASSIGN)
    assert refused.value.reason == "too_many_at_once"


def test_the_pages_ask_to_whom_warn_of_a_never_share_list_and_list_both(works: Staff, cast: Cast) -> None:
    leads, to = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    case, has = opened(works), opened(to)
    with unit_of_work(works):
        add_never_share(works, case_id=case.pk, kind=NeverKind.OFFICIAL, words="Sergeant Ombrel", reason="")
    lead = signed_in(leads)
    listed = lead.get(reverse("protection:cases")).content.decode()
    assert f'name="case" value="{case.pk}" form="bulk"' in listed
    url = reverse("protection:give_cases")
    asks = lead.post(url, {"case": [case.pk, has.pk], "act": "assign"}).content.decode()
    assert case.code in asks
    assert "Never-share list" in asks
    assert "Ombrel" not in asks
    both = {"case": [case.pk, has.pk], "act": "assign", "colleague": str(to.user_id)}
    done = lead.post(url, both).content.decode()
    assert "1 case given to Owner focal" in done
    assert "The colleague works on it already." in done
    assert has.code in done
    nothing = lead.post(url, {"act": "assign"}).content.decode()
    assert "Nothing is chosen" in nothing


def test_on_a_telephone_choosing_is_a_mode_of_its_own(works: Staff, cast: Cast) -> None:
    opened(works)
    lead = signed_in(cast.owner[Role.COORDINATOR])
    page = lead.get(reverse("protection:cases")).content.decode()
    assert '<a href="?choose=1">Choose several</a>' in page
    chosen = lead.get(reverse("protection:cases"), {"choose": "1", "need": "legal"})
    assert chosen.status_code == 200
    choosing = lead.get(reverse("protection:cases"), {"choose": "1"}).content.decode()
    assert 'class="list choosing"' in choosing
    assert "Done choosing" in choosing


@pytest.mark.parametrize("sent", ["a\0b", "'", "9" * 400, "\u0663", "<b>x"])
def test_what_is_no_case_is_nothing_chosen(works: Staff, cast: Cast, sent: str) -> None:
    case, lead = opened(works), signed_in(cast.owner[Role.COORDINATOR])
    url = reverse("protection:give_cases")
    page = lead.post(url, {"case": [sent, case.pk], "act": sent}).content.decode()
    assert case.code in page
    assert "Nothing is chosen" in lead.post(url, {"case": sent, "act": "assign"}).content.decode()
