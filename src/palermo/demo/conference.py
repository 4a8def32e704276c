"""Invented conferences: one that is called for the day after tomorrow, one that was held, with who does what."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Final

from palermo.desk.duties.codes import Duty
from palermo.kit.office_time import office_today
from palermo.operation.worker import Worker
from palermo.protection.cases.assignments import assignments_of
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.conference.codes import Coming, Dissent, PersonPart, Point, Where
from palermo.protection.conference.models import Conference, Seat
from palermo.protection.conference.services.answering import answer_call, dissent
from palermo.protection.conference.services.calling import (
    Yes,
    call_conference,
    call_member,
    record_person_part,
)
from palermo.protection.conference.services.holding import hold_conference, record_decision, write_note
from palermo.reference.persons import AgeBand
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy
from palermo.trust.unit_of_work import unit_of_work

_ADULT: Final = (AgeBand.FROM_18_TO_25, AgeBand.FROM_26_TO_40, AgeBand.OVER_40)


def load_conferences(worker: Staff, shelter: Staff, lawyers: Staff) -> None:
    """Two conferences about cases of `worker`, each with a seat at the shelter and at the lawyers' office."""
    with unit_of_work(worker):
        cases = _cases_of(worker)
    for case, is_held in zip(cases, (False, True), strict=False):
        row = _call(worker, case, in_days=0 if is_held else 2)
        for sits, classes in (
            (shelter, [DataClass.NAME, DataClass.NEEDS]),
            (lawyers, [DataClass.LANGUAGES]),
        ):
            with unit_of_work(worker):
                call_member(
                    worker,
                    conference_id=row.pk,
                    office_id=sits.organisation_id,
                    classes=classes,
                    yes=Yes(
                        given_by=GivenBy.SELF,
                        form=ConsentMeans.SPOKEN,
                        language="en",
                        told_limits=True,
                        valid_until=office_today() + timedelta(days=90),
                    ),
                )
        Worker().work_off()
        _answer(shelter, row)
        if is_held:
            _answer(lawyers, row)
            _hold(worker, row, shelter, lawyers)
        Worker().work_off()


def _cases_of(worker: Staff) -> list[Case]:
    rows = Case.objects.select_related("person").filter(
        organisation_id=worker.organisation_id,
        pk__in=assignments_of(worker).values("case_id"),
        state=CaseState.OPEN,
        person__erased_at__isnull=True,
        person__age_band__in=_ADULT,
    )
    return [case for case in rows.order_by("-id")[:40] if case.person.has_safe_contact][:2]


def _call(worker: Staff, case: Case, *, in_days: int) -> Conference:
    with unit_of_work(worker):
        row = call_conference(
            worker,
            case_id=case.pk,
            day=office_today() + timedelta(days=in_days),
            hour=time(14, 30),
            zone="UTC",
            place_kind=Where.WITH_CALLER,
            place="The small room on the first floor (invented)",
            points=[Point.PLACE, Point.SAFETY, Point.WHO_DOES_WHAT],
            words="Where to live after the thirty days, and who goes along (invented).",
        )
        return record_person_part(worker, conference_id=row.pk, part=PersonPart.SENDS_LAWYER)


def _answer(sits: Staff, row: Conference) -> None:
    with unit_of_work(sits):
        answer_call(sits, seat_id=_seat(sits, row).pk, coming=Coming.COMES)


def _hold(worker: Staff, row: Conference, shelter: Staff, lawyers: Staff) -> None:
    due = office_today() + timedelta(days=4)
    with unit_of_work(worker):
        hold_conference(worker, conference_id=row.pk)
        write_note(worker, conference_id=row.pk, text="All agreed that they decide the day (invented).")
        for office_id, what in (
            (shelter.organisation_id, Duty.BRING),
            (lawyers.organisation_id, Duty.PAPERS),
            (worker.organisation_id, Duty.GO_ALONG),
        ):
            record_decision(worker, conference_id=row.pk, office_id=office_id, what=what, due_on=due)
    Worker().work_off()
    with unit_of_work(lawyers):
        dissent(lawyers, seat_id=_seat(lawyers, row).pk, number=1, why=Dissent.TOO_SOON)


def _seat(sits: Staff, row: Conference) -> Seat:
    return Seat.objects.get(organisation_id=sits.organisation_id, code=row.code)
