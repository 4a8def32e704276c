"""A notice that a person's time is over, as the day's work would have made it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from django.utils import timezone

from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.reference.profiles import profile
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.retention.models import Notice
from palermo.trust.retention.rules import Rule, years_before
from palermo.trust.retention.verbs import RetentionVerb
from palermo.trust.unit_of_work import unit_of_work

YEARS = profile("example-state-1").retention.file_years


def notice_about(actor: Actor, person_id: UUID) -> Notice:
    """A notice about the person that ends today, whatever their files say."""
    today = timezone.now().date()
    with unit_of_work(actor):
        row = Notice.objects.create(
            organisation_id=actor.organisation_id,
            room="protection",
            rule=Rule.PERSON,
            object_type="person",
            subject_id=person_id,
            counts_from=years_before(today, YEARS),
            ends_on=today,
        )
        record(actor, verb=RetentionVerb.ANNOUNCED, object_type="person", object_id=person_id)
    return row


def closed_long_ago(actor: Actor, case: Case) -> Notice:
    """The file as if it had been closed so long ago that its person's time is over, and the notice of it."""
    long_ago = years_before(timezone.now().date(), YEARS)
    written_down = datetime.combine(long_ago, time(), tzinfo=UTC)
    with unit_of_work(actor):
        Case.objects.filter(pk=case.pk).update(
            state=CaseState.CLOSED, opened_on=long_ago, closed_on=long_ago, created_at=written_down
        )
        record(actor, verb=RetentionVerb.ANNOUNCED, object_type="case", object_id=case.pk)
    return notice_about(actor, case.person_id)
