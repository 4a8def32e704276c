"""The working day around the demo's open cases: notes, tasks, appointments, safety plans, and a hand-over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from palermo.desk.appointments.codes import AppointmentKind, AppointmentState
from palermo.desk.appointments.services import make_appointment, settle_appointment
from palermo.desk.duties.codes import Duty
from palermo.desk.duties.services import give_task
from palermo.desk.notes.codes import NoteKind
from palermo.desk.notes.services import write_note
from palermo.desk.safety.services import write_plan
from palermo.desk.shifts.services import hand_over
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.assignments import assignments_of
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.models.cases import Case
from palermo.trust.actor import Staff
from palermo.trust.unit_of_work import unit_of_work

MOST: Final = 12
"""Open cases of a colleague around which the demo shows a day, the newest."""
_SEED: Final = 2003
"""So that the day is the same for everybody. (The Protocol entered into force in 2003.)"""
_NOTED: Final = (
    (NoteKind.CALL, "Rang at noon. Comes on Thursday and brings the contract (invented)."),
    (NoteKind.VISIT, "Met at the clinic, with an interpreter. Slept well, wants to ring home (invented)."),
    (NoteKind.APPOINTMENT, "The lawyer explained what asking for the wages takes (invented)."),
    (NoteKind.INCIDENT, "Somebody asked for them at the door and was sent away (invented)."),
)
_PLAN: Final = {
    "risk": "The former employer has asked neighbours where they are (invented).",
    "who_helps": "The cousin in the harbour town, in the evening (invented).",
    "code_word": "Kestrel",
    "not_to_do": "No call to the old number (invented).",
}


def live_through_a_day(workers: Sequence[Staff]) -> None:
    """Give the newest open cases of each colleague what a working day leaves behind; today is the demo's today."""
    chance = Random(_SEED)
    for worker in workers:
        with unit_of_work(worker):
            cases = list(_cases_of(worker))
            for number, case in enumerate(cases):
                _around(worker, case, number, chance)
            if cases:
                hand_over(
                    worker,
                    room=ROOM,
                    since=timezone.now() - timedelta(hours=8),
                    file_ids=[case.pk for case in cases],
                    line="The night was quiet. Ring the clinic before ten (invented).",
                )


def _cases_of(worker: Staff) -> Iterator[Case]:
    mine = assignments_of(worker).values("case_id")
    rows = Case.objects.filter(
        organisation_id=worker.organisation_id,
        pk__in=mine,
        state=CaseState.OPEN,
        person__erased_at__isnull=True,
    )
    yield from rows.order_by("-id")[:MOST]


def _around(worker: Staff, case: Case, number: int, chance: Random) -> None:
    today = timezone.localdate()
    kind, text = _NOTED[number % len(_NOTED)]
    write_note(
        worker,
        room=ROOM,
        file_id=case.pk,
        kind=kind,
        text=text,
        happened_on=PartialDate.of(today - timedelta(days=chance.randint(0, 9))),
        hour=time(chance.randint(8, 19), chance.choice((0, 10, 30))),
        third_person=kind is NoteKind.INCIDENT,
    )
    if number % 2 == 0:
        give_task(
            worker,
            room=ROOM,
            file_id=case.pk,
            what=chance.choice((Duty.RING, Duty.PAPERS, Duty.ASK_OFFICE, Duty.GO_ALONG)),
            due_on=today + timedelta(days=number - 1),
            to_id=worker.user_id,
            words="Between nine and eleven (invented)",
        )
    if number % 3 != 0:
        appointment = make_appointment(
            worker,
            room=ROOM,
            file_id=case.pk,
            kind=chance.choice((AppointmentKind.DOCTOR, AppointmentKind.LAWYER, AppointmentKind.WITH_US)),
            day=today + timedelta(days=number - 1),
            hour=time(9 + number % 8, 30),
            place="Quay Clinic, second floor (invented)",
            goes_id=worker.user_id,
        )
        if number == 1:
            settle_appointment(worker, appointment_id=appointment.pk, state=AppointmentState.KEPT)
    if number % 4 == 0:
        write_plan(
            worker, room=ROOM, file_id=case.pk, answers=_PLAN, review_on=today + timedelta(days=2 * number)
        )
