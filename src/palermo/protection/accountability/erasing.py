"""What an erasure takes of goals, judgements, closings, never-share lists, requests and complaints.

Part of `erasing.erase_rows`: it names the office in every query and asks no policy.
"""

from __future__ import annotations

from uuid import UUID

from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.need_to_know.models import NeverShare
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.vault import SealedModel


def erase_accountability(organisation_id: UUID, subject_id: UUID) -> None:
    """Empty every sealed text about the person; the keys of requests and complaints about their cases are destroyed."""
    hers = {"organisation_id": organisation_id, "person_id": subject_id}
    for model in (Goal, ServiceJudgement, Closing):
        model._default_manager.filter(**hers).update(**_empty(model))
    # Whom the person feared would tell who they were.
    NeverShare.objects.filter(**hers).update(office=None, **_empty(NeverShare))
    cases = Case.objects.filter(**hers).values_list("pk", flat=True)
    for apart in (AuthorityRequest, Complaint):
        rows = apart._default_manager.filter(organisation_id=organisation_id, case_id__in=list(cases))
        for pk in rows.values_list("pk", flat=True):
            destroy_subject_keys(organisation_id, pk)
        rows.update(**_empty(apart))


def _empty(model: type[SealedModel]) -> dict[str, bytes]:
    return dict.fromkeys(model.sealed_columns(), b"")
