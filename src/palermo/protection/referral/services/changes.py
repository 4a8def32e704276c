"""Marking what another office has as it was before, and settling it: told by telephone, or seen where it arrived."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.services.cases import own_case
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.changes import Settled
from palermo.protection.referral.models.changes import ArrivedChange, SentChange
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.changes import open_changes_of, told_of_person, went_out
from palermo.protection.referral.queries.referrals import own_referral
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.basis.queries import consents_in_force
from palermo.trust.current import record
from palermo.trust.service import Refused, service


def mark_changed(actor: Actor, person_id: UUID, what: frozenset[Changed]) -> None:
    """Mark for each office that was told it that it has the old one; part of the act that changes it.

    Of a completed referral only while a yes to that office is in force: else its purpose is over. That a guardian
    changed is told where the person is treated as a child.
    """
    rows = list(told_of_person(actor, person_id))
    if not rows:
        return
    person = Person.objects.get(organisation_id=actor.organisation_id, pk=person_id)
    if Changed.GUARDIAN in what and not is_childs_yes(person):
        what -= {Changed.GUARDIAN}
    now = timezone.now()
    in_force = set(
        consents_in_force(actor, person_id, room=ROOM, day=local_day(now)).values_list(
            "recipient_id", flat=True
        )
    )
    for row in rows:
        if row.state == ReferralState.COMPLETED and row.recipient_id not in in_force:
            continue
        _mark(actor, row, {one for one in what if went_out(row, one)})


def _mark(actor: Actor, referral: Referral, what: Collection[Changed]) -> None:
    known = set(
        SentChange.objects.filter(
            organisation_id=actor.organisation_id, referral=referral, settled_at__isnull=True
        ).values_list("what", flat=True)
    )
    if not (new := [one for one in Changed if one in what and one.value not in known]):
        return
    now = timezone.now()
    SentChange.objects.bulk_create(
        [
            SentChange(
                organisation_id=actor.organisation_id,
                referral=referral,
                person_id=referral.person_id,
                what=one,
                changed_at=now,
            )
            for one in new
        ]
    )
    record(
        actor,
        verb=ReferralVerb.REFERRAL_OUT_OF_DATE,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id), "columns": ".".join(new)},
    )


def settle(actor: Actor, referral: Referral, what: Collection[Changed], how: Settled) -> None:
    """Write that the other office knows what changed; part of the service that tells it."""
    SentChange.objects.filter(
        organisation_id=actor.organisation_id,
        referral=referral,
        what__in=[one.value for one in what],
        settled_at__isnull=True,
    ).update(settled=how, settled_at=timezone.now(), settled_by_id=actor.user_id)


@service
def told_by_telephone(actor: Actor, *, referral_id: UUID) -> Referral:
    """Record that the other office was told by telephone what has changed. Raises Refused where nothing is open."""
    referral = own_referral(actor, referral_id, verb=ReferralAsked.REFERRAL_TELL)
    CASES.require(actor, CaseAction.REFER, referral.case)
    named(actor)
    what = [Changed(row.what) for row in open_changes_of(referral)]
    if not what:
        raise Refused(
            "nothing_changed",
            verb=ReferralAsked.REFERRAL_TELL,
            object_type="referral",
            object_id=referral_id,
        )
    settle(actor, referral, what, Settled.TOLD)
    record(
        actor,
        verb=ReferralVerb.REFERRAL_TOLD_CHANGE,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id), "columns": ".".join(what)},
    )
    return referral


@service
def see_changes(actor: Actor, *, case_id: UUID) -> int:
    """Record that somebody who works on the file has seen what arrived, first or anew; how many there were."""
    case = own_case(actor, case_id, action=CaseAction.SEE_IDENTITY)
    rows = ArrivedChange.objects.filter(
        organisation_id=actor.organisation_id, case_id=case.pk, seen_at__isnull=True
    )
    enquiries = sorted(set(rows.values_list("enquiry_id", flat=True)))
    number = rows.update(seen_at=timezone.now(), seen_by_id=named(actor)) if enquiries else 0
    for enquiry_id in enquiries:
        record(
            actor,
            verb=ReferralVerb.ENQUIRY_CHANGES_SEEN,
            object_type="enquiry",
            object_id=enquiry_id,
        )
    return number + _open_arrivals(actor, case)


def _open_arrivals(actor: Actor, case: Case) -> int:
    """Record who first saw the file that another office's identity made: from then on nobody waits for that."""
    rows = Enquiry.objects.filter(
        organisation_id=actor.organisation_id, case_id=case.pk, person__isnull=False, opened_at__isnull=True
    )
    found = list(rows)
    for row in found:
        row.opened_at, row.opened_by_id = timezone.now(), named(actor)
        row.save(update_fields=["opened_at", "opened_by_id"])
        record(actor, verb=ReferralVerb.ENQUIRY_OPENED, object_type="enquiry", object_id=row.pk)
    return len(found)
