"""Entering what was taken on paper: part of the service that enters it, with an event of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from palermo.kit.office_time import office_today
from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.paper import Paper
from palermo.protection.cases.rules import is_plain_code
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.people.models import RoleAssignment
from palermo.trust.service import Refused
from palermo.trust.vault.vault import seal


@dataclass(frozen=True, kw_only=True)
class TakenOnPaper:
    """What the paper says of itself: its day, who took it (a colleague, or nobody here), the words at its foot."""

    on: date
    version: str
    language: str
    by: UUID | None = None
    kept: str = field(default="", repr=False)
    witness: str = field(default="", repr=False)


def write_paper(
    actor: Actor, *, case: Case, kind: PaperKind, taken: TakenOnPaper, consent_id: UUID | None = None
) -> Paper:
    """Keep that an act of this case was taken on paper.

    Raises Refused for a day in the future, for words at the foot that are no form's, and for somebody who never worked
    in this office.
    """
    if reason := _refusal(actor, taken):
        raise Refused(reason, verb=CaseAsked.PAPER_ENTER, object_type="case", object_id=case.pk)
    row = Paper(
        organisation_id=actor.organisation_id,
        case=case,
        person_id=case.person_id,
        form=kind,
        version=taken.version,
        language=taken.language,
        taken_on=taken.on.isoformat(),
        taken_by_id=taken.by,
        consent_id=consent_id,
        recorded_by_id=named(actor),
    )
    seal(row, kept=taken.kept.strip(), witness=taken.witness.strip())
    row.save(force_insert=True)
    record(
        actor,
        verb=CaseVerb.PAPER_ENTERED,
        object_type="case",
        object_id=case.pk,
        codes={
            "paper": str(row.pk),
            "form": kind.value,
            "version": taken.version,
            "taken_on": row.taken_on,
            **({"colleague": str(taken.by)} if taken.by else {}),
        },
    )
    return row


def _refusal(actor: Actor, taken: TakenOnPaper) -> str | None:
    if taken.on > office_today():
        return "day_in_future"
    if not is_plain_code(taken.version) or not is_plain_code(taken.language):
        return "not_a_code"
    if taken.by is None:
        return None
    here = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=taken.by)
    return None if here.exists() else "colleague_has_no_fitting_role"
