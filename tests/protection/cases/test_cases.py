"""Cases: opened by code alone, worked on by those assigned, closed and opened again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.support.cast import Cast
from tests.support.refusals import refusal

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CaseState, CloseReason, NeedState
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.policies import CASES, PERSONS, CaseAction, PersonAction
from palermo.protection.cases.services.cases import (
    assign_case,
    close_case,
    open_case,
    reopen_case,
    unassign_case,
)
from palermo.protection.cases.services.needs import record_need, set_need_state
from palermo.protection.file.services.assistance import record_assistance
from palermo.reference.spoken_codes import SIGNS
from palermo.trust.actor import Actor, System
from palermo.trust.basis.models import Consent
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal


def opened(actor: Actor) -> Case:
    with unit_of_work(actor):
        return open_case(actor)


def test_a_case_can_be_a_code_and_nothing_else(cast: Cast) -> None:
    case = opened(cast.owner[Role.CASEWORKER])
    assert set(case.code) <= {*SIGNS, "-"}
    assert len(case.code) == 9
    person = case.person
    assert (person.age_band, person.gender, person.nationality) == ("not_asked",) * 3
    with unit_of_work(cast.owner[Role.CASEWORKER]):
        assert not any(unseal(person, *person.sealed_columns()).values())


def test_person_and_case_have_codes_of_their_own(cast: Cast) -> None:
    case = opened(cast.owner[Role.CASEWORKER])
    assert case.code != case.person.code


def test_a_code_already_taken_in_the_office_is_made_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["CCCC-3333", "DDDD-3333", "CCCC-3333", "FFFF-3333", "DDDD-3333", "HHHH-3333"])
    monkeypatch.setattr("palermo.protection.cases.services.cases.new_code", lambda: next(codes))
    first, second = opened(cast.owner.system), opened(cast.owner.system)
    assert (first.person.code, first.code) == ("CCCC-3333", "DDDD-3333")
    assert (second.person.code, second.code) == ("FFFF-3333", "HHHH-3333")


def test_who_opens_a_case_works_on_it_and_others_do_not_see_it(cast: Cast) -> None:
    case = opened(cast.owner[Role.FOCAL_POINT])
    seen = {}
    for office in (cast.owner, cast.stranger):
        for role, actor in office.staff.items():
            with unit_of_work(actor):
                seen[office.name, role] = CASES.visible(actor, Case.objects.all()).filter(pk=case.pk).exists()
                assert CASES.may(actor, CaseAction.SEE, case).allowed is seen[office.name, role]
                assert (
                    PERSONS.may(actor, PersonAction.SEE_IDENTITY, case.person).allowed
                    is seen[office.name, role]
                )
    assert {key for key, yes in seen.items() if yes} == {
        ("Owner", Role.FOCAL_POINT),
        ("Owner", Role.COORDINATOR),
    }


def test_an_assigned_decision_maker_sees_the_coded_part_only(cast: Cast) -> None:
    decides, leads = cast.owner[Role.DECISION_MAKER], cast.owner[Role.COORDINATOR]
    case = opened(leads)
    with unit_of_work(leads):
        assign_case(leads, case_id=case.pk, user_id=decides.user_id)
    with unit_of_work(decides):
        assert CASES.may(decides, CaseAction.SEE, case)
        for action in (
            CaseAction.SEE_IDENTITY,
            CaseAction.IDENTIFY,
            CaseAction.RECORD_NEED,
            CaseAction.ASSIST,
            CaseAction.REFER,
            CaseAction.CLOSE,
            CaseAction.WHO_SAW,
        ):
            assert not CASES.may(decides, action, case), action


def test_an_ended_assignment_closes_the_case_to_the_colleague_at_once(cast: Cast) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    case = opened(works)
    with unit_of_work(leads):
        unassign_case(leads, case_id=case.pk, user_id=works.user_id)
    with unit_of_work(works):
        assert CASES.may(works, CaseAction.SEE, case).reason == "not_assigned"
        assert not CASES.visible(works, Case.objects.all()).exists()


def test_who_works_on_the_case_is_let_in_once_however_often_they_are_assigned(cast: Cast) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    case = opened(leads)
    with unit_of_work(leads):
        first = assign_case(leads, case_id=case.pk, user_id=works.user_id)
    with unit_of_work(leads):
        assert assign_case(leads, case_id=case.pk, user_id=works.user_id) == first
    with unit_of_work(leads):
        told = LedgerEvent.objects.filter(object_id=case.pk, verb="case.assigned")
        assert [row.codes["colleague"] for row in told].count(str(works.user_id)) == 1


def test_only_who_leads_assigns_and_only_to_a_fitting_colleague_of_the_office(cast: Cast) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    case = opened(works)
    focal = cast.owner[Role.FOCAL_POINT].user_id
    assert refusal(works, lambda: assign_case(works, case_id=case.pk, user_id=focal)) == "role_missing"
    for colleague in (
        cast.owner[Role.ANALYST],
        cast.owner[Role.ADMINISTRATOR],
        cast.partner[Role.CASEWORKER],
    ):
        assert (
            refusal(leads, lambda: assign_case(leads, case_id=case.pk, user_id=colleague.user_id))  # noqa: B023
            == "colleague_has_no_fitting_role"
        )
    with unit_of_work(leads):
        assert assign_case(leads, case_id=case.pk, user_id=focal).user_id == focal


@pytest.mark.parametrize(
    "role",
    [Role.DECISION_MAKER, Role.POLICE_OFFICER, Role.PROSECUTOR_LIAISON, Role.ANALYST, Role.ADMINISTRATOR],
)
def test_roles_that_do_not_help_open_no_case(cast: Cast, role: Role) -> None:
    actor = cast.owner[role]
    assert refusal(actor, lambda: open_case(actor)) == "role_missing"


def test_a_task_without_the_protection_room_opens_nothing(cast: Cast) -> None:
    actor = System(organisation_id=cast.owner.id, reason="inbox")
    assert refusal(actor, lambda: open_case(actor)) == "role_missing"


def test_the_most_urgent_unmet_need_gives_a_case_its_place(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    case = opened(actor)

    def place() -> int:
        with unit_of_work(actor):
            return Case.objects.get(pk=case.pk).trouble

    with unit_of_work(actor):
        record_need(actor, case_id=case.pk, kind="legal", urgency="weeks")
        bed = record_need(actor, case_id=case.pk, kind="accommodation", urgency="tonight")
    assert place() == 3
    with unit_of_work(actor):
        set_need_state(actor, need_id=bed.pk, state=NeedState.MET)
    assert place() == 1
    with unit_of_work(actor):
        close_case(actor, case_id=case.pk, reason=CloseReason.HELP_COMPLETED)
    assert place() == 0
    with unit_of_work(actor):
        reopen_case(actor, case_id=case.pk)
    assert place() == 1


def test_help_is_recorded_without_consent_identity_identification_or_police(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("help asked for a basis")

    for name in (
        "evaluate",
        "has_processing_basis",
        "consents_of",
        "overrides_of",
        "agreements_to_services",
    ):
        where = "rules" if name == "evaluate" else "queries"
        monkeypatch.setattr(f"palermo.trust.basis.{where}.{name}", asked)
    monkeypatch.setattr("palermo.trust.basis.services.evaluate", asked)
    actor = cast.owner[Role.CASEWORKER]
    case = opened(actor)
    with unit_of_work(actor):
        row = record_assistance(
            actor, case_id=case.pk, kind="accommodation", given_on=PartialDate(2026, 11), units=3
        )
        assert (row.given_on, row.units, row.enquiry_id) == ("2026-11", 3, None)
        assert not Consent.objects.exists()
        assert case.person.erased_at is None


def test_help_is_not_recorded_for_tomorrow_nor_in_absurd_amounts(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    case = opened(actor)
    tomorrow = PartialDate.of(timezone.now().date() + timedelta(days=1))
    today = PartialDate.of(timezone.now().date())

    def give(day: PartialDate, units: int) -> str:
        return refusal(
            actor,
            lambda: record_assistance(actor, case_id=case.pk, kind="health", given_on=day, units=units),
        )

    assert give(tomorrow, 1) == "day_in_future"
    assert give(today, 0) == give(today, 10_001) == "units_out_of_range"


def test_a_case_closes_once_between_its_opening_and_today_and_opens_again(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    with unit_of_work(actor):
        case = open_case(actor, opened_on=date(2026, 10, 1))
    too_early = lambda: close_case(  # noqa: E731
        actor, case_id=case.pk, reason=CloseReason.CONTACT_LOST, closed_on=date(2026, 9, 30)
    )
    assert refusal(actor, too_early) == "closing_day"
    with unit_of_work(actor):
        closed = close_case(actor, case_id=case.pk, reason=CloseReason.CONTACT_LOST)
        assert (closed.state, closed.closed_reason) == (CaseState.CLOSED, "contact_lost")
    again = lambda: close_case(actor, case_id=case.pk, reason=CloseReason.CONTACT_LOST)  # noqa: E731
    assert refusal(actor, again) == "case_closed"
    with unit_of_work(actor):
        reopened = reopen_case(actor, case_id=case.pk)
        assert (reopened.state, reopened.closed_on, reopened.closed_reason) == (CaseState.OPEN, None, "")
    assert refusal(actor, lambda: reopen_case(actor, case_id=case.pk)) == "case_open"
    before_reopening = lambda: close_case(  # noqa: E731
        actor, case_id=case.pk, reason=CloseReason.CONTACT_LOST, closed_on=date(2026, 10, 2)
    )
    assert refusal(actor, before_reopening) == "closing_day"


def test_no_reason_for_closing_names_police_or_testimony() -> None:
    assert not [code for code in CloseReason if {"police", "testif", "cooperat"} & {code[:6], code[-6:]}]


def test_free_text_does_not_pass_as_a_code(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    assert refusal(actor, lambda: open_case(actor, nationality="Amina of Arbora")) == "not_a_code"
    assert refusal(actor, lambda: open_case(actor, languages=["Amina Olden"])) == "not_a_code"


def test_every_act_on_a_case_is_told_to_its_chain(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    case = opened(actor)
    with unit_of_work(actor):
        need = record_need(actor, case_id=case.pk, kind="health", urgency="days")
        set_need_state(actor, need_id=need.pk, state=NeedState.NO_LONGER)
        record_assistance(
            actor, case_id=case.pk, kind="health", given_on=PartialDate(2026), note="A canary: Olivewing"
        )
        close_case(actor, case_id=case.pk, reason=CloseReason.PERSON_WISHED)
    with unit_of_work(actor):
        events = LedgerEvent.objects.filter(object_id=case.pk).order_by("sequence")
        assert [event.verb for event in events] == [
            "case.opened",
            "case.assigned",
            "need.recorded",
            "need.state_set",
            "assistance.recorded",
            "case.closed",
        ]
        assert "Olivewing" not in str([event.codes for event in events])
        assert Need.objects.get(pk=need.pk).state == NeedState.NO_LONGER


def test_a_foreign_case_is_refused_like_one_that_is_not_there(cast: Cast) -> None:
    theirs = opened(cast.stranger[Role.CASEWORKER])
    actor = cast.owner[Role.COORDINATOR]
    unknown = Case(organisation_id=actor.organisation_id)
    for case in (theirs, unknown):
        assert (
            refusal(
                actor,
                lambda: record_need(actor, case_id=case.pk, kind="health", urgency="days"),  # noqa: B023
            )
            == "not_found"
        )
