"""What the law wants told without identity, in the invented world: sent, recorded as not due, or still due."""

from __future__ import annotations

from random import Random

from palermo.demo.stories import File
from palermo.protection.cases.models.cases import Case
from palermo.protection.identification.notifying.codes import NotDue, PersonSays
from palermo.protection.identification.notifying.queries import addressees, owed_in, purposes_found
from palermo.protection.identification.notifying.services import Said, notify, record_not_due
from palermo.trust.unit_of_work import unit_of_work


def notify_of(file: File, chance: Random) -> None:
    """Notify of a person who was presumed, or record that it was done outside; one in ten waits on Today."""
    worker, waits = file.worker, chance.random() < 0.1
    with unit_of_work(worker):
        case = Case.objects.select_related("person").get(pk=file.case.pk)
        due = owed_in(worker, case)
        if due is None or waits:
            return
        told = [one.office.pk for one in addressees(worker, case, due) if one.live]
        if not told:
            record_not_due(worker, case_id=case.pk, reason=NotDue.OUTSIDE)
            return
        said = Said(purposes=tuple(purposes_found(case)), zone="", person_says=PersonSays.NOTHING_AGAINST)
        notify(worker, case_id=case.pk, recipient_id=told[0], said=said)
