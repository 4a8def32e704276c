"""Disclosure without consent: two named people beforehand; in danger to life one, reviewed by a second.

    request_override → approve_override (another person)        routine grounds: nothing may leave before
    request_override → disclosure → review_override (another)   danger to life: least data, at once, one day

Each ends by itself: danger to life after 24 hours, routine grounds on the day named, at most 30 days on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.basis.models import Override
from palermo.trust.basis.policies import BASIS, BasisAction, named
from palermo.trust.basis.queries import reviews_due
from palermo.trust.basis.rules import LEAST_DATA, REVIEW_WITHIN, DataClass, OverrideGround
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import BasisVerb

LONGEST = timedelta(days=30)
"""How long a routine override may last: a court order or a duty names an act, not a habit."""


@service
def request_override(
    actor: Actor,
    *,
    room: str,
    subject_id: UUID,
    recipient_id: UUID,
    ground: OverrideGround,
    data_classes: Iterable[DataClass],
    valid_until: datetime | None = None,
) -> Override:
    """Ask for a disclosure without the person's consent; `actor` is the one named person who answers for it.

    In danger to life it holds at once, for LEAST_DATA only and 24 hours. On other grounds it holds once a
    second person approves, until `valid_until` (at most, and unless told, 30 days on). Raises Refused else, and
    in danger to life while an earlier one for the same person and recipient awaits its review.
    """
    BASIS.of(room).require(actor, BasisAction.REQUEST_OVERRIDE)
    now = timezone.now()
    classes = frozenset(DataClass(code) for code in data_classes)
    danger = ground is OverrideGround.DANGER_TO_LIFE
    until = now + REVIEW_WITHIN if danger else valid_until or now + LONGEST
    reason = None
    if not classes:
        reason = "override_without_data"
    elif danger and not classes <= LEAST_DATA:
        reason = "override_more_than_least_data"
    elif not now < until <= now + LONGEST:
        reason = "override_too_long"
    elif recipient_id == actor.organisation_id:
        reason = "recipient_is_this_office"
    elif danger and _awaits_review(actor, room, subject_id, recipient_id):
        reason = "override_review_waiting"
    if reason:
        raise Refused(
            reason, verb=BASIS.asked(BasisAction.REQUEST_OVERRIDE), object_type="person", object_id=subject_id
        )
    row = Override.objects.create(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        recipient_id=recipient_id,
        ground=ground,
        data_classes=sorted(code.value for code in classes),
        requested_by_id=named(actor),
        requested_at=now,
        review_due_at=now + REVIEW_WITHIN if danger else None,
        valid_until=until,
    )
    _tell(actor, BasisVerb.OVERRIDE_REQUESTED, row, ground=ground.value, classes=".".join(sorted(classes)))
    return row


@service
def approve_override(actor: Actor, *, override_id: UUID) -> Override:
    """Approve as the second person. Raises Refused for the one who asked, and for one approved or ended."""
    row = _of_another_person(actor, override_id, BasisAction.APPROVE_OVERRIDE)
    if row.approved_by_id is not None:
        raise _refused("override_approved", BasisAction.APPROVE_OVERRIDE, row.pk)
    if row.valid_until < timezone.now():
        raise _refused("override_expired", BasisAction.APPROVE_OVERRIDE, row.pk)
    row.approved_by_id, row.approved_at = actor.user_id, timezone.now()
    row.save(update_fields=["approved_by_id", "approved_at"])
    _tell(actor, BasisVerb.OVERRIDE_APPROVED, row)
    return row


@service
def review_override(actor: Actor, *, override_id: UUID, upheld: bool) -> Override:
    """Review, as a second person, what one person did in danger to life; not upheld ends it at once.

    Raises Refused for the one who acted, and for one that needs no review or had one.
    """
    row = _of_another_person(actor, override_id, BasisAction.REVIEW_OVERRIDE)
    if row.review_due_at is None or row.reviewed_at is not None:
        raise _refused("override_no_review", BasisAction.REVIEW_OVERRIDE, row.pk)
    now = timezone.now()
    row.reviewed_by_id, row.reviewed_at, row.review_upheld = actor.user_id, now, upheld
    if not upheld:
        row.valid_until = min(row.valid_until, now)
    row.save(update_fields=["reviewed_by_id", "reviewed_at", "review_upheld", "valid_until"])
    _tell(actor, BasisVerb.OVERRIDE_REVIEWED, row, upheld=upheld, late=now > row.review_due_at)
    return row


@service
def end_overrides(actor: Actor, *, room: str, subject_id: UUID, recipient_id: UUID) -> None:
    """End every disclosure without consent to one recipient: the person withdrew, or the referral is not pursued."""
    BASIS.of(room).require(actor, BasisAction.WITHDRAW_CONSENT)
    now = timezone.now()
    held = Override.objects.filter(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        recipient_id=recipient_id,
        valid_until__gt=now,
    )
    for row in held.select_for_update():
        row.valid_until = now
        row.save(update_fields=["valid_until"])
        _tell(actor, BasisVerb.OVERRIDE_ENDED, row)


@service
def inform_person(actor: Actor, *, override_id: UUID) -> Override:
    """Record that the person was told of the disclosure without their consent. Raises Refused when told before."""
    row = _found(actor, override_id, BasisAction.INFORM_PERSON)
    if row.person_informed_at is not None:
        raise _refused("person_informed", BasisAction.INFORM_PERSON, row.pk)
    row.person_informed_at = timezone.now()
    row.save(update_fields=["person_informed_at"])
    _tell(actor, BasisVerb.OVERRIDE_PERSON_INFORMED, row)
    return row


def _awaits_review(actor: Actor, room: str, subject_id: UUID, recipient_id: UUID) -> bool:
    # One at a time for each person: a second request waits here and then finds the first.
    one_at_a_time(f"override/{subject_id}")
    due = reviews_due(actor, room=room, subject_ids=[subject_id])
    return due.filter(recipient_id=recipient_id).exists()


def _found(actor: Actor, override_id: UUID, action: BasisAction) -> Override:
    row = own_row(actor, Override, override_id, verb=BASIS.asked(action), object_type="override")
    BASIS.require(actor, action, row)
    return row


def _of_another_person(actor: Actor, override_id: UUID, action: BasisAction) -> Override:
    row = _found(actor, override_id, action)
    if row.requested_by_id == actor.user_id:
        raise _refused("override_needs_second_person", action, override_id)
    return row


def _refused(reason: str, action: BasisAction, override_id: UUID) -> Refused:
    return Refused(reason, verb=BASIS.asked(action), object_type="override", object_id=override_id)


def _tell(actor: Actor, verb: BasisVerb, row: Override, **codes: str | bool) -> None:
    record(
        actor,
        verb=verb,
        object_type="person",
        object_id=row.subject_id,
        codes={"override": str(row.pk), "recipient": str(row.recipient_id), **codes},
    )
