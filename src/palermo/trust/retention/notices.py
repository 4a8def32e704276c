"""Notices: read by those who may see the record, kept longer by a named colleague, closed when the record is gone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.retention.endings import endings
from palermo.trust.retention.models import Notice, Outcome
from palermo.trust.retention.rules import NOTICE_DAYS
from palermo.trust.retention.verbs import RetentionAsked, RetentionVerb
from palermo.trust.retention.words import KeepReason
from palermo.trust.service import Refused, service
from palermo.trust.vault.erasure import Remains

LONGEST = timedelta(days=366)
"""How long a colleague keeps a record at a time; then it is shown again."""


def open_notices(actor: Actor) -> QuerySet[Notice]:
    """The office's open notices about records that `actor` may see, what ends first first."""
    visible = Q(pk__in=[])
    for ending in endings():
        if ending.room in actor.rooms:
            rows = ending.seen(actor).filter(pk=OuterRef("subject_id"))
            visible |= Q(object_type=ending.object_type) & Q(Exists(rows))
    rows = Notice.objects.filter(visible, organisation_id=actor.organisation_id, done_at__isnull=True)
    return rows.order_by("ends_on", "id")


def shown_now(actor: Actor, *, day: date) -> QuerySet[Notice]:
    """Those of them that end within a week of `day`, or have ended and are kept."""
    return open_notices(actor).filter(ends_on__lte=day + timedelta(days=NOTICE_DAYS))


@service
def keep_longer(actor: Actor, *, notice: Notice, reason: KeepReason, until: date) -> Notice:
    """Keep the record until a day, at most a year from today; then it is shown for a week again.

    The caller's policy has decided that `actor` may, and holds the notice's row. Raises Refused for a day that is too
    early or too late, and for anybody unnamed.
    """
    today = office_today()
    if not max(today, notice.ends_on) < until <= today + LONGEST:
        raise Refused(
            "keep_until_when",
            verb=RetentionAsked.KEEP_LONGER,
            object_type=notice.object_type,
            object_id=notice.subject_id,
        )
    notice.ends_on, notice.kept_reason = until, reason
    notice.kept_by_id, notice.kept_at = named(actor), timezone.now()
    notice.days_shown, notice.last_shown_on = 0, None
    notice.save()
    record(
        actor,
        verb=RetentionVerb.KEPT_LONGER,
        object_type=notice.object_type,
        object_id=notice.subject_id,
        codes={"reason": reason.value, "until": until.isoformat(), "rule": notice.rule},
    )
    return notice


def forget_notices(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Close the notice about a record that is erased, by whomever. Registered with the vault, repeated by a restore."""
    rows = Notice.objects.filter(organisation_id=organisation_id, subject_id=subject_id, done_at__isnull=True)
    rows.update(done_at=timezone.now(), outcome=Outcome.ENDED)
    return []
