"""What a child says for themselves, kept apart from what others say for them."""

from __future__ import annotations

from uuid import UUID

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.children.codes import ViewTopic, ViewWish
from palermo.protection.children.models import ChildView
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.verbs import ChildAsked, ChildVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal


@service
def record_view(
    actor: Actor, *, case_id: UUID, topic: str, wish: str, heard_on: PartialDate, text: str = ""
) -> ChildView:
    """Keep what the child says, apart from what anybody says for them. Guardian or not, the child is heard."""
    case = own_unerased_case(actor, case_id, policy=CHILDREN, action=ChildAction.CARE_FOR_CHILD)
    if heard_on.earliest > office_today():
        raise Refused("day_in_future", verb=ChildAsked.VIEW_RECORD, object_type="case", object_id=case.pk)
    row = ChildView(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="protection",
        topic=ViewTopic(topic),
        wish=ViewWish(wish),
        heard_on=heard_on.iso,
        recorded_by_id=named(actor),
    )
    if text.strip():
        seal(row, own_words=text.strip())
    row.save(force_insert=True)
    record(
        actor,
        verb=ChildVerb.VIEW_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"topic": row.topic, "wish": row.wish},
    )
    return row
