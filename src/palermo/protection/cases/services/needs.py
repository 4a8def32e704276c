"""What the person needs, and whether it is met."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from palermo.protection.cases.codes import NeedState, Wish
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.services.cases import own_case
from palermo.protection.cases.services.urgency import refresh_urgency
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown


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
        asked_at=timezone.now(),
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
def set_need_state(
    actor: Actor,
    *,
    need_id: UUID,
    state: NeedState,
    through_id: UUID | None = None,
    undone: bool = False,
    shown: str | None = None,
) -> Need:
    """Say whether a need is met, open again, or no longer there.

    `through_id` is the help or the referral by which it was met. A need that was settled and is open again is needed
    from now on, unless what settled it is `undone`: then it was never met. Raises Refused for one that is struck out,
    ChangedSinceShown where somebody changed it after the page showed it.
    """
    need, case = own_need(actor, need_id, verb=CaseAsked.NEED_SET_STATE)
    require_state_as_shown(
        actor,
        shown,
        state_of(need),
        of="need",
        object_id=need.pk,
        verb=CaseAsked.NEED_SET_STATE,
        about=("case", case.pk),
        changed_by=[CaseVerb.NEED_STATE_SET, CaseVerb.NEED_STRUCK],
        part={"need": str(need.pk)},
    )
    _write_state(actor, case, need, state, through_id=through_id, undone=undone)
    return need


def meet_needs(
    actor: Actor,
    case_id: UUID,
    which: Q,
    *,
    through_id: UUID,
    state: Literal[NeedState.MET, NeedState.NO_LONGER] = NeedState.MET,
) -> None:
    """Part of a service that has asked its own policy: those of the case's unmet needs end through what it did."""
    case = _locked(actor, case_id)
    for need in _of(case).filter(which, state__in=UNMET):
        _write_state(actor, case, need, state, through_id=through_id)


def open_needs_met_through(actor: Actor, case_id: UUID, through_id: UUID, *, to: NeedState) -> None:
    """Part of the service that strikes out what ended them: needs of the case that never ended, and stand at `to`."""
    case = _locked(actor, case_id)
    for need in _of(case).filter(met_through_id=through_id).exclude(state__in=UNMET):
        _write_state(actor, case, need, to, undone=True)


def _of(case: Case) -> QuerySet[Need]:
    return Need.objects.filter(organisation_id=case.organisation_id, case_id=case.pk).order_by("pk")


def _locked(actor: Actor, case_id: UUID) -> Case:
    rows = Case.objects.select_related("person").select_for_update(of=("self",))
    return rows.get(organisation_id=actor.organisation_id, pk=case_id)


def _write_state(
    actor: Actor,
    case: Case,
    need: Need,
    state: NeedState,
    *,
    through_id: UUID | None = None,
    undone: bool = False,
) -> None:
    if state in UNMET and need.state not in UNMET and not undone:
        need.asked_at = timezone.now()
    need.state = state
    need.met_through_id = None if state in UNMET else through_id
    need.save(update_fields=["state", "asked_at", "met_through_id"])
    refresh_urgency(case)
    record(
        actor,
        verb=CaseVerb.NEED_STATE_SET,
        object_type="case",
        object_id=case.pk,
        codes={"need": str(need.pk), "state": state.value},
    )


def own_need(actor: Actor, need_id: UUID, *, verb: CaseAsked) -> tuple[Need, Case]:
    """The office's need as it stands under the lock of its case, and the case. Raises Refused for one struck out."""
    found = own_row(actor, Need, need_id, verb=verb, object_type="need", lock=False)
    case = own_case(actor, found.case_id, action=CaseAction.RECORD_NEED)
    need = Need.objects.get(organisation_id=actor.organisation_id, pk=need_id)
    if need.state == NeedState.STRUCK:
        raise Refused(
            "struck_already",
            verb=verb,
            object_type="case",
            object_id=case.pk,
            part={"need": str(need.pk)},
        )
    return need, case


def state_of(need: Need) -> str:
    """What a page showed of a need, for its buttons."""
    return str(need.state)
