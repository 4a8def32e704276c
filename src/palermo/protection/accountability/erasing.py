"""What an erasure takes of requests of authorities and complaints. Part of `file.erasing.erase_rows`."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.cases.erasing import emptied
from palermo.protection.cases.models.cases import Case
from palermo.trust.ledger.codes import TellingOutcome
from palermo.trust.ledger.models import BreachNotice
from palermo.trust.vault.keys import destroy_subject_keys


def erase_accountability(organisation_id: UUID, subject_id: UUID) -> None:
    """Empty requests and complaints about the person's cases, and destroy the keys of their own."""
    cases = Case.objects.filter(organisation_id=organisation_id, person_id=subject_id)
    case_ids = list(cases.values_list("pk", flat=True))
    for apart in (AuthorityRequest, Complaint):
        rows = apart._default_manager.filter(organisation_id=organisation_id, case_id__in=case_ids)
        for pk in rows.values_list("pk", flat=True):
            destroy_subject_keys(organisation_id, pk)
        rows.update(**emptied(apart))
    untold = BreachNotice.objects.filter(organisation_id=organisation_id, subject_id=subject_id, outcome="")
    untold.update(outcome=TellingOutcome.ERASED)
