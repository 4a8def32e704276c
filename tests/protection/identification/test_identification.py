"""Identification: prompts without a number, accounts never rewritten, time that cannot be lost by silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.protection.file.test_case_list import fill, plans_of
from tests.protection.pages import text_of, url, verbs
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.refusals import refusal
from tests.support.today import said

from palermo.desk.clocks import running_clocks
from palermo.desk.drafts import SealedDraft
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CaseState, CloseReason, NeedState
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.queries.clocks import clocks_in_sight
from palermo.protection.cases.services.cases import assign_case, close_case, open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import erase_person, record_coded
from palermo.protection.children.queries.child_file import children_in_sight
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.identification.models import Account, Decision, Reflection, Screening
from palermo.protection.identification.queries import identification_file, waiting_cases
from palermo.protection.identification.services.decisions import ask_again, decide
from palermo.protection.identification.services.identification import record_account, record_screening
from palermo.protection.identification.services.presumption import (
    end_reflection,
    extend_reflection,
    pause_reflection,
    presume,
    resume_reflection,
)
from palermo.protection.identification.views.identification_page import screening_facts
from palermo.protection.identification.words import ELEMENT_CODES
from palermo.reference.indicators import Element, offered
from palermo.trust import recent
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.today import items
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

TODAY = timezone.now().date()
TOLD = "It began with a letter about a laundry in Elmsworth"
WHY = "The papers and her own words agree"


@pytest.fixture
def decides(cast: Cast) -> Staff:
    return cast.owner[Role.DECISION_MAKER]


@pytest.fixture
def case(cast: Cast, works: Staff, decides: Staff) -> Case:
    """An adult's case with a need, assigned to the caseworker and to the decision-maker."""
    with unit_of_work(works):
        made = open_case(works, age_band="26_40", gender="woman")
        record_need(works, case_id=made.pk, kind="health", urgency="tonight")
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        assign_case(lead, case_id=made.pk, user_id=decides.user_id)
    return made


def presumed(actor: Actor, case: Case, *, days_ago: int = 0, kind: str = "ngo") -> Reflection:
    with unit_of_work(actor):
        presume(
            actor,
            case_id=case.pk,
            presumed_on=TODAY - timedelta(days=days_ago),
            responder_kind=kind,
            told=["time_to_reflect", "no_duty_to_cooperate"],
        )
        return Reflection.objects.get(case_id=case.pk)


def account_of(actor: Actor, case: Case, text: str = TOLD, **more: Any) -> Account:
    with unit_of_work(actor):
        return record_account(actor, case_id=case.pk, text=text, told_on=PartialDate.of(TODAY), **more)


def test_a_screening_keeps_what_was_answered_and_no_number(works: Staff, case: Case) -> None:
    with unit_of_work(works):
        row = record_screening(
            works,
            case_id=case.pk,
            answers={"fear": "observed", "debt": "not_said"},
            acts=["recruitment"],
            means=["deception"],
            purposes=["forced_labour"],
            stopped=True,
        )
    assert row.answers == {"fear": "observed", "debt": "not_said"}
    numbers = [
        field.name for field in Screening._meta.concrete_fields if "Integer" in field.get_internal_type()
    ]
    assert numbers == []


def test_a_prompt_that_is_not_in_the_reference_is_refused(works: Staff, case: Case) -> None:
    answers = {"looks_guilty": "observed"}
    assert refusal(works, record_screening, case_id=case.pk, answers=answers) == "not_a_code"
    assert refusal(works, record_screening, case_id=case.pk, answers={}, acts=["harm"]) == "not_a_code"


def test_each_purpose_is_said_in_its_own_words_and_a_retired_one_is_read_but_asked_anew(
    works: Staff, case: Case, owner_connection: psycopg.Connection[Any]
) -> None:
    every = [one.code for one in offered(Element.PURPOSE)]
    before = {"case_id": case.pk, "answers": {}, "purposes": ["slavery"]}
    assert refusal(works, record_screening, **before) == "not_a_code"
    with unit_of_work(works):
        row = record_screening(works, case_id=case.pk, answers={}, purposes=every)
    assert row.scheme == "palermo-indicators-2", "what was not offered before was not denied before"
    browser = signed_in(works)
    page = text_of(browser.get(url("identification", case.pk)))
    assert [code for code in every if str(ELEMENT_CODES[code]) not in page] == []

    owner_connection.execute('UPDATE protection_screening SET purposes = \'["slavery", "servitude"]\'')
    assert "Slavery or practices similar to it" in text_of(browser.get(url("identification", case.pk)))
    asked = text_of(browser.get(url("screening", case.pk, BEGUN, "purpose")))
    assert 'value="enslavement"' in asked
    assert "checked" not in asked


def test_of_a_child_only_surrogacy_may_need_means(works: Staff, case: Case) -> None:
    for purpose, may_need in (("forced_begging", False), ("surrogacy", True)):
        with unit_of_work(works):
            row = record_screening(works, case_id=case.pk, answers={}, purposes=[purpose])
        said = " ".join(str(fact.value) for fact in screening_facts(row, {}, child=True))
        assert "Not needed: a child" in said
        assert ("surrogate mother" in said) is may_need


def test_the_first_account_stays_first_and_a_correction_stands_beside_it(works: Staff, case: Case) -> None:
    first, further = account_of(works, case), account_of(works, case, "Then there was a second house")
    corrected = account_of(works, case, "It was Elmsford", corrects_id=first.pk)
    assert [row.standing for row in (first, further, corrected)] == ["first", "further", "correction"]
    assert corrected.corrects_id == first.pk
    with unit_of_work(works):
        assert unseal(Account.objects.get(pk=first.pk), "account")["account"] == TOLD
        assert bytes(first.account) != TOLD.encode()


def test_the_database_rewrites_no_account_and_no_reasons_and_lets_an_erasure_empty_them(
    cast: Cast, works: Staff, case: Case
) -> None:
    first, other = account_of(works, case), account_of(works, case, "Another text")
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(works) as work:
        with pytest.raises(ProgrammingError, match="never rewritten"), transaction.atomic():
            Account.objects.filter(pk=first.pk).update(account=bytes(other.account))
        work.fail()
    with unit_of_work(lead):
        erase_person(lead, person_id=case.person_id, reason="person_asked")
        assert not any(bytes(row.account) for row in Account.objects.all())


def test_an_account_needs_a_text_and_a_day_that_has_come(works: Staff, case: Case) -> None:
    later = PartialDate.of(TODAY + timedelta(days=2))
    today = PartialDate.of(TODAY)
    assert refusal(works, record_account, case_id=case.pk, text=" ", told_on=today) == "account_empty"
    assert refusal(works, record_account, case_id=case.pk, text="x", told_on=later) == "day_in_future"


def test_a_presumption_starts_the_profiles_minimum_days_and_the_time_to_decide(
    works: Staff, case: Case
) -> None:
    row = presumed(works, case)
    assert row.minimum_until == row.until == TODAY + timedelta(days=30)
    with unit_of_work(works):
        clocks = {clock.kind: clock.due_at.date() for clock in running_clocks(works, room="protection")}
    assert clocks == {"reflection": row.until, "decision": TODAY + timedelta(days=45)}


def test_only_a_kind_of_office_that_the_profile_lists_presumes(works: Staff, case: Case) -> None:
    asked = {"case_id": case.pk, "presumed_on": TODAY, "told": []}
    assert refusal(works, presume, responder_kind="embassy", **asked) == "not_a_first_responder"
    for kind in ("police", "ngo", "labour_inspectorate"):
        presumed(works, case, kind=kind)
    with unit_of_work(works):
        assert Reflection.objects.filter(case_id=case.pk).count() == 1, (
            "a second presumption starts no second time"
        )


def test_days_that_do_not_count_come_on_top_and_a_period_is_never_made_shorter(
    works: Staff, case: Case
) -> None:
    row = presumed(works, case, days_ago=10)
    with unit_of_work(works):
        pause_reflection(works, case_id=case.pk, on=TODAY - timedelta(days=6), reason="in_hospital")
        resumed = resume_reflection(works, case_id=case.pk, on=TODAY - timedelta(days=2))
        assert resumed.minimum_until == row.minimum_until + timedelta(days=4)
        longer = extend_reflection(
            works, case_id=case.pk, until=resumed.until + timedelta(days=9), reason="health"
        )
        assert longer.until == resumed.until + timedelta(days=9)
        clock = running_clocks(works, room="protection").get(kind="reflection")
        assert clock.due_at.date() == longer.until
    for until in (longer.until, longer.until - timedelta(days=1)):
        asked = {"case_id": case.pk, "until": until, "reason": "health"}
        assert refusal(works, extend_reflection, **asked) == "reflection_only_longer"


def test_before_the_minimum_the_time_is_not_over_but_the_person_may_end_it(works: Staff, case: Case) -> None:
    presumed(works, case)
    asked = {"case_id": case.pk, "on": TODAY}
    assert refusal(works, end_reflection, reason="time_over", **asked) == "reflection_not_over"
    with unit_of_work(works), pytest.raises(ValueError, match="did_not_cooperate"):
        end_reflection(works, reason="did_not_cooperate", **asked)
    with unit_of_work(works):
        row = end_reflection(works, reason="person_wished", **asked)
        assert not running_clocks(works, room="protection").filter(kind="reflection").exists()
    assert row.ended_reason == "person_wished"


def test_nobody_loses_the_minimum_days_by_not_being_reached_or_by_a_caseworkers_second_thought(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=29)
    asked = {"case_id": case.pk, "on": TODAY}
    assert refusal(works, end_reflection, reason="contact_lost", **asked) == "reflection_not_over"
    assert refusal(works, end_reflection, reason="presumed_in_error", **asked) == "reflection_error_undecided"
    decided(decides, case, "negative", early_reason="legal_duty", early_why="The court asked")
    assert refusal(works, end_reflection, reason="presumed_in_error", **asked) == "reflection_not_over"
    with unit_of_work(works):
        Reflection.objects.filter(case=case).update(minimum_until=TODAY - timedelta(days=1))
        assert end_reflection(works, reason="presumed_in_error", **asked).ended_on == TODAY


def test_a_childs_wish_alone_does_not_end_the_time(works: Staff, case: Case) -> None:
    presumed(works, case)
    with unit_of_work(works):
        record_coded(
            works,
            person_id=case.person_id,
            age_band="12_17",
            gender="woman",
            nationality="XA",
            languages=["fr"],
        )
    for reason in ("person_wished", "left_voluntarily"):
        asked = {"case_id": case.pk, "on": TODAY, "reason": reason}
        assert refusal(works, end_reflection, **asked) == "guardian_needed"


def test_the_database_cannot_hold_that_somebody_did_not_cooperate(works: Staff, case: Case) -> None:
    row = presumed(works, case)
    with unit_of_work(works) as work:
        for reason in ("did_not_cooperate", ""):
            with pytest.raises(IntegrityError, match="protection_reflection_reason"), transaction.atomic():
                Reflection.objects.filter(pk=row.pk).update(ended_on=TODAY, ended_reason=reason)
        work.fail()


def decided(actor: Actor, case: Case, outcome: str, **more: str) -> Decision:
    with unit_of_work(actor):
        return decide(actor, case_id=case.pk, outcome=outcome, reasons=WHY, **more)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CASEWORKER])
def test_nobody_who_helps_decides(cast: Cast, works: Staff, case: Case, role: Role) -> None:
    presumed(works, case, days_ago=40)
    actor = cast.owner[role]
    asked = {"case_id": case.pk, "outcome": "positive", "reasons": WHY}
    assert refusal(actor, decide, **asked) == "role_missing"


def test_a_decision_before_the_minimum_days_needs_a_reason_of_its_own(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=29)
    asked = {"case_id": case.pk, "outcome": "positive", "reasons": WHY}
    assert refusal(decides, decide, **asked) == "decision_too_early"
    assert refusal(decides, decide, early_reason="safety", early_why=" ", **asked) == "decision_too_early"
    assert not decided(decides, case, "not_yet").before_minimum
    row = decided(decides, case, "positive", early_reason="person_asked", early_why="She asked twice")
    assert (row.before_minimum, row.early_reason) == (True, "person_asked")


def test_while_the_time_stands_still_the_minimum_is_not_over(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=60)
    with unit_of_work(works):
        pause_reflection(works, case_id=case.pk, on=TODAY - timedelta(days=50), reason="in_hospital")
    asked = {"case_id": case.pk, "outcome": "negative", "reasons": WHY}
    assert refusal(decides, decide, **asked) == "decision_too_early"


def test_a_decision_needs_reasons_and_somebody_who_presumed(works: Staff, decides: Staff, case: Case) -> None:
    assert refusal(decides, decide, case_id=case.pk, outcome="positive", reasons=WHY) == "nobody_presumed"
    presumed(works, case, days_ago=40)
    assert refusal(decides, decide, case_id=case.pk, outcome="positive", reasons="") == "reasons_missing"


def test_a_negative_decision_ends_no_service_and_closes_nothing(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=40)
    decided(decides, case, "negative")
    with unit_of_work(works):
        after = Case.objects.get(pk=case.pk)
        assert (after.state, after.trouble) == (CaseState.OPEN, 3)
        assert Need.objects.get(case=after).state == NeedState.OPEN
        assert Reflection.objects.get(case=after).ended_on is None
        record_assistance(works, case_id=case.pk, kind="health", given_on=PartialDate.of(TODAY))
        assert Assistance.objects.filter(case=after).exists()


def test_what_is_asked_again_waits_for_the_decision_maker_until_it_is_decided(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=40)
    first = decided(decides, case, "negative")
    with unit_of_work(works):
        assert not running_clocks(works, room="protection").filter(kind="decision").exists()
        asked = ask_again(
            works, decision_id=first.pk, asked_by="person", asked_on=TODAY, grounds="Look at the bus tickets"
        )
        assert running_clocks(works, room="protection").filter(kind="decision").exists()
    again = {"decision_id": first.pk, "asked_by": "lawyer", "asked_on": TODAY}
    assert refusal(works, ask_again, **again) == "decision_waits_already"
    with unit_of_work(decides):
        assert f"Look at the decision again: {case.code}" in today_titles(decides)
    second = decided(decides, case, "positive")
    assert second.reconsiders_id == first.pk
    with unit_of_work(works):
        asked.refresh_from_db()
        assert asked.answer_id == second.pk
        assert Decision.objects.get(pk=first.pk).outcome == "negative", "what was decided first stays written"


def test_a_final_decision_is_made_once_until_somebody_asks_again(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=40)
    decided(decides, case, "not_yet")
    decided(decides, case, "negative")
    asked = {"case_id": case.pk, "outcome": "positive", "reasons": WHY}
    assert refusal(decides, decide, **asked) == "decided_already"


def test_a_presumption_after_a_final_decision_waits_for_the_decision_maker(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=40)
    decided(decides, case, "negative")
    with unit_of_work(decides):
        assert not waiting_cases(decides).rows
    presumed(works, case, kind="police")
    with unit_of_work(decides):
        assert [row.pk for row in waiting_cases(decides).rows] == [case.pk]
        assert identification_file(decides, case.pk).waits_for_decision
    decided(decides, case, "positive")
    with unit_of_work(decides):
        assert not waiting_cases(decides).rows
        assert not identification_file(decides, case.pk).waits_for_decision


def test_decisions_stand_by_the_day_they_are_due_and_those_of_closed_cases_apart(
    cast: Cast, works: Staff, decides: Staff, case: Case
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(works):
        others = [open_case(works), open_case(works)]
    for days_ago, one in ((20, case), (35, others[0]), (1, others[1])):
        with unit_of_work(lead):
            assign_case(lead, case_id=one.pk, user_id=decides.user_id)
        presumed(works, one, days_ago=days_ago)
    with unit_of_work(works):
        close_case(works, case_id=case.pk, reason=CloseReason.CONTACT_LOST)
    with unit_of_work(decides):
        waiting = waiting_cases(decides)
        assert [row.pk for row in waiting.rows] == [others[0].pk, others[1].pk]
        first = waiting_cases(decides, size=1)
        (after,) = waiting_cases(decides, size=1, after=first.next_key).rows
        assert after.pk == others[1].pk
        closed = waiting_cases(decides, state=CaseState.CLOSED)
        assert [row.pk for row in closed.rows] == [case.pk]
    browser = signed_in(decides)
    address = "/protection/decisions/"
    assert case.code not in browser.get(address).content.decode()
    assert case.code in browser.get(f"{address}?state=closed").content.decode()


def test_one_more_presumption_makes_no_time_to_decide_longer(works: Staff, case: Case) -> None:
    presumed(works, case, days_ago=40)

    def due() -> date:
        with unit_of_work(works):
            return running_clocks(works, room="protection").get(kind="decision").due_at.date()

    before = due()
    presumed(works, case, kind="police")
    assert due() == before
    presumed(works, case, days_ago=50, kind="police")
    assert due() == before - timedelta(days=10)


def today_titles(actor: Actor) -> list[str]:
    return [said(item) for item in items(actor, now=timezone.now())]


def test_today_shows_decisions_to_the_decision_maker_and_ending_time_to_who_helps(
    works: Staff, decides: Staff, case: Case
) -> None:
    presumed(works, case, days_ago=28)
    with unit_of_work(decides):
        assert f"Decide whether the person is a victim: {case.code}" in today_titles(decides)
    with unit_of_work(works):
        titles = today_titles(works)
        assert f"Recovery and reflection ends: {case.code}" in titles
        assert f"Decide whether the person is a victim: {case.code}" not in titles


def test_time_that_stands_still_is_not_on_today_until_it_goes_on(works: Staff, case: Case) -> None:
    presumed(works, case, days_ago=28)
    ends = f"Recovery and reflection ends: {case.code}"
    with unit_of_work(works):
        pause_reflection(works, case_id=case.pk, on=TODAY - timedelta(days=2), reason="in_hospital")
        assert ends not in today_titles(works)
        resume_reflection(works, case_id=case.pk, on=TODAY)
        assert ends in today_titles(works)


def test_an_erasure_leaves_of_identification_neither_text_nor_what_was_found(
    cast: Cast, works: Staff, decides: Staff, case: Case
) -> None:
    account_of(works, case)
    with unit_of_work(works):
        record_screening(works, case_id=case.pk, answers={"fear": "observed"}, acts=["recruitment"])
    presumed(works, case, days_ago=40)
    decided(decides, case, "negative")
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=case.person_id, reason="person_asked")
        screening = Screening.objects.get()
        assert (screening.answers, screening.acts, screening.means, screening.purposes) == ({}, [], [], [])
        assert not bytes(Decision.objects.get().reasons)
        assert Reflection.objects.get().ended_reason == "erased"
        assert not running_clocks(lead, room="protection").exists()
        assert Account.objects.get().told_on == TODAY.isoformat()[:7]


def test_the_page_shows_answers_in_words_and_neither_a_total_nor_a_colour_for_them(
    works: Staff, case: Case
) -> None:
    with unit_of_work(works):
        record_screening(works, case_id=case.pk, answers={"fear": "observed", "injuries": "not_observed"})
    page = text_of(signed_in(works).get(url("identification", case.pk)))
    start, end = page.index('id="screening"'), page.index("Go through it again")
    shown = page[start:end]
    assert "Shows fear or anxiety" in shown
    assert "tag" not in shown
    assert not [word for word in ("score", "total", "points", "%", "1 of", "2 of") if word in shown.lower()]


def test_an_account_is_read_on_a_page_of_its_own_and_the_look_is_recorded(
    works: Staff, decides: Staff, case: Case
) -> None:
    row = account_of(works, case)
    for actor in (works, decides):
        browser = signed_in(actor)
        assert TOLD not in text_of(browser.get(url("identification", case.pk)))
        assert TOLD in text_of(browser.get(url("account", case.pk, row.pk)))
    assert verbs(works, case.person_id).count("revealed") == 2


def test_a_screening_that_was_stopped_goes_on_or_is_kept_as_it_is(works: Staff, case: Case) -> None:
    browser = signed_in(works)
    page = url("screening", case.pk, BEGUN, "movement")
    answers = {
        "against_will": "not_asked",
        "cannot_leave": "observed",
        "movements_controlled": "not_asked",
        "feels_cannot_leave": "not_said",
    }
    assert browser.post(page, {**answers, "action": "pause"}).status_code == 302
    assert "Go on where you stopped" in text_of(browser.get(url("identification", case.pk)))
    assert browser.post(url("keep_screening", case.pk), {"beginning": str(BEGUN)}).status_code == 302
    with unit_of_work(works):
        row = Screening.objects.get()
    assert row.stopped
    assert row.answers["cannot_leave"] == "observed"
    assert row.answers["feels_cannot_leave"] == "not_said"
    assert "Go on where you stopped" not in text_of(browser.get(url("identification", case.pk)))
    again = text_of(browser.get(url("screening", case.pk, "movement"), follow=True))
    assert re.search(r'name="cannot_leave"[^>]*value="observed"[^>]*checked', again), "nothing is asked twice"


def test_a_stopped_screening_with_a_purpose_no_longer_offered_asks_it_anew_in_words(
    works: Staff, case: Case
) -> None:
    with unit_of_work(works):
        draft = SealedDraft(
            works,
            room="protection",
            flow="screening",
            object_id=case.pk,
            beginning=BEGUN,
            person_id=case.person_id,
        )
        draft.save({"purpose": {"found": ["slavery"]}})
    browser = signed_in(works)
    answer = browser.post(url("keep_screening", case.pk), {"beginning": str(BEGUN)})
    assert answer.headers["Location"] == url("screening", case.pk, BEGUN, "purpose")
    with unit_of_work(works):
        assert not Screening.objects.exists()
    assert "asks more exactly now than when it was answered" in text_of(
        browser.get(answer.headers["Location"], follow=True)
    )


def test_the_list_of_decisions_waiting_costs_the_same_for_one_case_and_for_many(
    cast: Cast, works: Staff, decides: Staff, case: Case
) -> None:
    lead, browser = cast.owner[Role.COORDINATOR], signed_in(decides)
    presumed(works, case)
    counts = []
    for _round in range(2):
        browser.get(url("decisions"))
        with CaptureQueriesContext(connection) as queries:
            assert case.code in text_of(browser.get(url("decisions")))
        counts.append(len(queries))
        with unit_of_work(lead):
            for _number in range(4):
                more = open_case(lead)
                assign_case(lead, case_id=more.pk, user_id=decides.user_id)
                presume(lead, case_id=more.pk, presumed_on=date(2026, 1, 1), responder_kind="ngo", told=[])
    assert counts[0] == counts[1]


def test_no_query_about_what_waits_scans_a_whole_table(
    cast: Cast, works: Staff, decides: Staff, case: Case, owner_connection: psycopg.Connection[Any]
) -> None:
    """As the app role: the list of decisions, the clocks on Today, and the children who wait."""
    lead = cast.owner[Role.COORDINATOR]
    presumed(works, case)
    fill(owner_connection, cast, works, 3000)
    now = timezone.now()
    reads: list[Callable[[Actor], object]] = [
        waiting_cases,
        lambda actor: list(clocks_in_sight(actor, before=now + timedelta(days=90))),
        lambda actor: list(children_in_sight(actor)),
    ]
    for actor in (lead, works, decides):
        for read in reads:
            plans = plans_of(actor, partial(read, actor))
            assert plans
            for plan in plans:
                assert "Seq Scan on protection_case " not in plan, plan
                assert "Seq Scan on protection_person " not in plan, plan


def statements(browser: Client, page: str) -> list[str]:
    """What a page asks of the database, without the frame of the unit of work; what waits is counted anew."""
    recent.forget()
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    frame = re.compile(r"BEGIN|SAVEPOINT|RELEASE|COMMIT|SELECT set_config", re.IGNORECASE)
    return [query["sql"] for query in queries if not frame.match(query["sql"])]


def test_the_pages_cost_the_same_however_much_stands_on_them(
    works: Staff, decides: Staff, case: Case
) -> None:
    account_of(works, case)
    presumed(works, case, days_ago=40)
    decided(decides, case, "not_yet")
    browser = signed_in(works)
    pages = [url(name, case.pk) for name in ("identification", "child", "case")]
    browser.get(pages[0])  # the first page of a minute notes that the session lives
    before = [len(statements(browser, page)) for page in pages]
    assert max(before) <= 12
    for _round in range(3):
        account_of(works, case, "More of it")
        decided(decides, case, "not_yet")
        with unit_of_work(works):
            record_screening(works, case_id=case.pk, answers={"fear": "observed"})
    assert [len(statements(browser, page)) for page in pages] == before
