"""Putting whom the person never wants to reach their file on their list, and taking it off."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import ends, person_in
from palermo.protection.cases.changed import tell_changed
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.cases import own_case
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import NeverShare
from palermo.protection.need_to_know.verbs import NeedToKnowAsked, NeedToKnowVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal


@service
@ends(person_in(Case, "case_id"))
def add_never_share(
    actor: Actor,
    *,
    case_id: UUID,
    kind: NeverKind,
    office_id: UUID | None = None,
    words: str = "",
    reason: str = "",
) -> NeverShare:
    """Never share with this office, official or place; an office is named by reference, the others in words.

    From then on enquiry and identity slice to such an office are refused. Raises Refused for the own office,
    without an office or words, and once the person was erased. An office already on the list stays as it is.
    """
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    words = words.strip()
    if case.person.erased_at is not None:
        raise _refused("erased", case.pk)
    if kind is NeverKind.OFFICE and office_id == actor.organisation_id:
        raise _refused("never_share_own_office", case.pk)
    if (office_id is None) if kind is NeverKind.OFFICE else not words:
        raise _refused("never_share_without_words", case.pk)
    row = NeverShare(
        organisation_id=actor.organisation_id,
        person=case.person,
        kind=kind,
        office_id=office_id if kind is NeverKind.OFFICE else None,
        recorded_by_id=named(actor),
    )
    texts = {"words": "" if kind is NeverKind.OFFICE else words, "reason": reason.strip()}
    if any(texts.values()):
        seal(row, **texts)
    row.save(force_insert=True)
    record(
        actor,
        verb=NeedToKnowVerb.NEVER_SHARE_ADDED,
        object_type="person",
        object_id=case.person_id,
        codes={"entry": str(row.pk), "kind": kind.value},
    )
    tell_changed(actor, case.person_id, {Changed.NEVER_SHARE})
    return row


@service
def end_never_share(actor: Actor, *, case_id: UUID, entry_id: UUID) -> NeverShare:
    """Take an entry off the list: the person said so. Raises Refused for one that is not on it."""
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    row = own_row(
        actor,
        NeverShare.objects.filter(person_id=case.person_id),
        entry_id,
        verb=NeedToKnowAsked.NEVER_SHARE_CHANGE,
        object_type="never_share",
    )
    if row.ended_at is not None:
        raise _refused("never_share_ended", case.pk)
    row.ended_at, row.ended_by_id = timezone.now(), named(actor)
    row.save(update_fields=["ended_at", "ended_by_id"])
    record(
        actor,
        verb=NeedToKnowVerb.NEVER_SHARE_ENDED,
        object_type="person",
        object_id=case.person_id,
        codes={"entry": str(row.pk)},
    )
    tell_changed(actor, case.person_id, {Changed.NEVER_SHARE})
    return row


def _refused(reason: str, case_id: UUID) -> Refused:
    return Refused(reason, verb=NeedToKnowAsked.NEVER_SHARE_CHANGE, object_type="case", object_id=case_id)
