"""Whom a breach concerns among the persons of this room, and telling them through their safe contact."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.queries.breaches import notices_of_case
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.first_contact.models.events import EventPerson
from palermo.trust.actor import Actor, System
from palermo.trust.background import office_task
from palermo.trust.ledger.breaches import answer_notice, breach_window, keep_notices
from palermo.trust.ledger.codes import TellingOutcome
from palermo.trust.ledger.exposure import exposure_of
from palermo.trust.ledger.models import Breach, BreachNotice
from palermo.trust.rows import own_row
from palermo.trust.service import service
from palermo.trust.verbs import LedgerAsked


@office_task(reason="breach")
def find_persons(actor: System, *, breach_id: UUID) -> None:
    """Find the persons whose files, complaints or requests were opened, or of whom something left."""
    breach = Breach.objects.get(organisation_id=actor.organisation_id, pk=breach_id)
    subjects = exposure_of(actor.organisation_id, breach_window(breach)).subjects
    keep_notices(actor, breach, room=ROOM, subject_ids=_persons(actor.organisation_id, subjects))


def _persons(organisation_id: UUID, subjects: frozenset[UUID]) -> set[UUID]:
    here = {"organisation_id": organisation_id}
    found = set(Person.objects.filter(**here, pk__in=subjects).values_list("pk", flat=True))
    found |= set(Case.objects.filter(**here, pk__in=subjects).values_list("person_id", flat=True))
    for apart in (Complaint, AuthorityRequest):
        rows = apart._default_manager.filter(**here, pk__in=subjects, case__isnull=False)
        found |= set(rows.values_list("case__person_id", flat=True))
    met = EventPerson.objects.filter(**here, event_id__in=subjects)
    return found | set(met.values_list("case__person_id", flat=True))


@service
def answer_breach_notice(
    actor: Actor, *, case_id: UUID, notice_id: UUID, outcome: TellingOutcome
) -> BreachNotice:
    """Record what came of telling the person of a case of a breach.

    Raises Refused for those who do not work on the case, for whoever the breach is about, and once it was recorded;
    whoever could not be reached safely may still be told.
    """
    asked = LedgerAsked.BREACH_TELL
    case = own_row(actor, Case, case_id, verb=asked, object_type="case", lock=False)
    CASES.require(actor, CaseAction.SEE_IDENTITY, case)
    notice = own_row(actor, notices_of_case(case), notice_id, verb=asked, object_type="breach")
    answer_notice(actor, notice, outcome)
    return notice
