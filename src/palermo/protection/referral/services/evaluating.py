"""Whether data may leave to the recipient of a referral now: the office not barred, agreement, basis, and the yes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from palermo.directory.queries import live_terms
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.persons import Person
from palermo.protection.children.queries.guardians import guardian_ids
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.protection.need_to_know.services.joining import contact_undecided
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.terms import PURPOSE
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, Disclosure, Evaluation
from palermo.trust.basis.services import require_disclosure
from palermo.trust.service import Refused
from palermo.trust.verbs import WhatWasAsked


def require_not_barred(actor: Actor, person_id: UUID, recipient_id: UUID, *, verb: WhatWasAsked) -> None:
    """Raise Refused for an office that must not be asked for this person."""
    if reason := barred_offices(actor, person_id).get(recipient_id):
        raise Refused(reason, verb=verb, object_type="person", object_id=person_id)


def require_contact_decided(referral: Referral, *, verb: WhatWasAsked) -> None:
    """Raise Refused while joined files say differently how the person is reached safely and nobody has chosen."""
    if contact_undecided(referral.person):
        raise Refused("safe_contact_two", verb=verb, object_type="referral", object_id=referral.pk)


def evaluate_for(
    actor: Actor,
    referral: Referral,
    chosen: frozenset[DataClass],
    *,
    now: datetime,
    verb: WhatWasAsked,
) -> tuple[Evaluation, Disclosure]:
    """The evaluation that lets `chosen` leave with a referral, and what it is about; the person's row is locked.

    The lock is what makes a change at the same moment either leave with it or find that the old one left. Raises
    Refused with the reason when agreement, basis or yes does not cover it, for a barred office, and while nobody has
    chosen which of two rules of safe contact holds.
    """
    require_not_barred(actor, referral.person_id, referral.recipient_id, verb=verb)
    require_contact_decided(referral, verb=verb)
    referral.person = Person.objects.select_for_update(no_key=True).get(
        organisation_id=actor.organisation_id, pk=referral.person_id
    )
    disclosure = Disclosure(
        recipient_id=referral.recipient_id,
        purpose=PURPOSE,
        data_classes=chosen,
        now=now,
        subject_is_child=is_childs_yes(referral.person),
        guardians=guardian_ids(actor, referral.person_id, lock=True),
    )
    evaluation = require_disclosure(
        actor,
        room=ROOM,
        subject_id=referral.person_id,
        disclosure=disclosure,
        terms=live_terms(actor, referral.recipient_id, purpose=PURPOSE, data_classes=chosen),
    )
    return evaluation, disclosure
