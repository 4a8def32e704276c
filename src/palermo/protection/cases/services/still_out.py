"""Closing a case with an answer for everything still out: each thing ends by its own service, or is left and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from palermo.exchange.acts import lock_person, person_in
from palermo.protection.cases.codes import ROOM, CloseReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.services.cases import close_case, own_case
from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.still_out import AboutFile, end_or_leave, still_out, unanswered

_PERSON = person_in(Case, "case_id")


def file_of(case: Case) -> AboutFile:
    """The case as what is still out is asked for it."""
    return AboutFile(room=ROOM, file_id=case.pk, subject_id=case.person_id)


@service
def close_file(
    actor: Actor,
    *,
    case_id: UUID,
    reason: CloseReason,
    closed_on: date | None = None,
    continues: Collection[str] = (),
    summary: str = "",
    answers: Mapping[str, str],
) -> Case:
    """`close_case`, once `answers` says of each thing that is out whether it ends or is left.

    Raises Refused where one has no answer, such as an enquiry sent since the page was made, and as the services that
    end things do: then nothing is done at all.
    """
    lock_person(actor, _PERSON(actor, {"case_id": case_id}))  # what ends tells other offices
    case = own_case(actor, case_id, action=CaseAction.CLOSE)
    out = still_out(actor, file_of(case))
    if unanswered(out, answers):
        raise Refused("still_out", verb=CASES.asked(CaseAction.CLOSE), object_type="case", object_id=case.pk)
    left = end_or_leave(actor, out, answers)
    case = close_case(
        actor,
        case_id=case_id,
        reason=reason,
        closed_on=closed_on,
        continues=continues,
        summary=summary,
    )
    if out:
        record(
            actor,
            verb=CaseVerb.CASE_STILL_OUT,
            object_type="case",
            object_id=case.pk,
            codes={"ended": len(out) - len(left), "left": len(left)},
        )
    rows = Closing.objects.filter(organisation_id=actor.organisation_id, case_id=case.pk, reopened_on=None)
    newest = rows.order_by("-id").first()
    if newest is not None:
        newest.left = left
        newest.save(update_fields=["left"])
    return case
