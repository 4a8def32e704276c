"""What the person needs, and whether it is met."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.cases.codes import NeedState, Wish
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.cases import own_case
from palermo.protection.cases.services.urgency import refresh_urgency
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service


@service
def record_need(
    actor: Actor, *, case_id: UUID, kind: str, urgency: str, wanted_by_person: str = Wish.NOT_ASKED
) -> Need:
    """Record a need of the case's person. Raises Refused once they were erased."""
    case = own_case(actor, case_id, action=CaseAction.RECORD_NEED)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=CaseAsked.NEED_RECORD, object_type="case", object_id=case.pk)
    need = Need.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        kind=NeedKind(kind),
        urgency=Urgency(urgency),
        wanted_by_person=Wish(wanted_by_person),
    )
    refresh_urgency(case)
    record(
        actor,
        verb=CaseVerb.NEED_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"need": str(need.pk), "kind": need.kind, "urgency": need.urgency},
    )
    return need


@service
def set_need_state(actor: Actor, *, need_id: UUID, state: NeedState) -> Need:
    """Say whether a need is met, open again, or no longer there."""
    need = own_row(actor, Need, need_id, verb=CaseAsked.NEED_SET_STATE, object_type="need", lock=False)
    case = own_case(actor, need.case_id, action=CaseAction.RECORD_NEED)
    need.state = state
    need.save(update_fields=["state"])
    refresh_urgency(case)
    record(
        actor,
        verb=CaseVerb.NEED_STATE_SET,
        object_type="case",
        object_id=case.pk,
        codes={"need": str(need.pk), "state": state.value},
    )
    return need
