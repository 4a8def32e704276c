"""Invented ways through identification: somebody presumed and decided about, and a child without a guardian."""

from __future__ import annotations

from random import Random

from palermo.demo.authority import with_the_authority
from palermo.demo.notifying import notify_of
from palermo.demo.stories import Story, Team, begin, close, days, help_here, today
from palermo.kit.office_time import office_today
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.children.own_view import record_view
from palermo.protection.children.services import (
    check_conflict,
    record_guardian,
    request_guardian,
    verify_mandate,
)
from palermo.protection.first_contact.codes import InformationForm, Understood
from palermo.protection.first_contact.services.information import record_information
from palermo.protection.identification.services.decisions import ask_again, decide
from palermo.protection.identification.services.identification import record_account, record_screening
from palermo.protection.identification.services.presumption import end_reflection, presume
from palermo.trust.unit_of_work import unit_of_work


def identified(team: Team, chance: Random) -> Story:
    """Information, screening, a presumption, time to reflect; and a decision where there is a decision-maker."""
    file = begin(team, chance)
    worker, case = file.worker, file.case
    yield days(chance, 0, 3)
    with unit_of_work(worker):
        record_information(
            worker,
            case_id=case.pk,
            language="en",
            form=chance.choice(list(InformationForm)),
            given_on=today(),
            understood=chance.choice(
                (Understood.EXPLAINED_BACK, Understood.EXPLAINED_BACK, Understood.PARTLY)
            ),
        )
        record_screening(
            worker,
            case_id=case.pk,
            answers={
                "against_will": chance.choice(("observed", "not_observed")),
                "movements_controlled": "observed",
            },
            acts=[chance.choice(("recruitment", "harbouring", "transportation"))],
            means=[chance.choice(("deception", "abuse_of_vulnerability", "force"))],
            purposes=[chance.choice(("forced_labour", "sexual_exploitation", "servitude"))],
        )
    help_here(file, chance, file.needs[0], is_met=chance.random() < 0.5)
    yield days(chance, 1, 7)
    with unit_of_work(worker):
        if chance.random() < 0.4:
            record_account(
                worker, case_id=case.pk, text="The papers were kept by somebody else.", told_on=today()
            )
        presume(
            worker,
            case_id=case.pk,
            presumed_on=office_today(),
            responder_kind="labour_inspectorate" if chance.random() < 0.2 else "ngo",
            told=["what_it_means", "time_to_reflect", "no_duty_to_cooperate"],
        )
    notify_of(file, chance)
    if team.decider:
        with unit_of_work(team.lead):
            assign_case(team.lead, case_id=case.pk, user_id=team.decider.user_id)
    if team.decider is None and team.asks is not None and chance.random() < 0.8:
        yield days(chance, 0, 2)
        yield from with_the_authority(file, chance)
        return
    yield days(chance, 31, 50)
    if team.decider is None:
        with unit_of_work(worker):
            end_reflection(worker, case_id=case.pk, on=office_today(), reason="time_over")
        yield days(chance, 5, 60)
        close(file, chance)
        return
    outcome = chance.choice(("positive", "positive", "positive", "negative", "not_yet"))
    with unit_of_work(team.decider):
        made = decide(
            team.decider, case_id=case.pk, outcome=outcome, reasons="Weighed as the profile asks; invented."
        )
    yield days(chance, 5, 30)
    if outcome == "negative" and chance.random() < 0.6:
        with unit_of_work(worker):
            ask_again(worker, decision_id=made.pk, asked_by="person", asked_on=office_today())
    yield days(chance, 20, 90)
    close(file, chance)


def child(team: Team, chance: Random) -> Story:
    """A child, or somebody whose age is in doubt: safety first, then a guardian whose mandate was looked at."""
    file = begin(team, chance, child=True)
    worker, case = file.worker, file.case
    with unit_of_work(worker):
        request_guardian(worker, case_id=case.pk, requested_of="guardianship", on=office_today())
    help_here(file, chance, file.needs[0], is_met=True)
    yield days(chance, 2, 8)
    with unit_of_work(worker):
        record_view(worker, case_id=case.pk, topic="place_to_live", wish="wants", heard_on=today())
        row = record_guardian(
            worker,
            case_id=case.pk,
            name="Tolvane Reeds",
            contact="Guardians' office, room 4 (invented)",
            relation="appointed",
            mandate="court_order",
        )
    yield days(chance, 1, 10)
    with unit_of_work(worker):
        verify_mandate(worker, guardian_id=row.pk, mandate="court_order", verified_on=office_today())
        check_conflict(worker, guardian_id=row.pk, conflict="none_found", checked_on=office_today())
    yield days(chance, 20, 90)
    help_here(file, chance, file.needs[1], is_met=True)
