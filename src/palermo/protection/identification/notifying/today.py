"""Notifications on Today: those due, until they are sent or recorded as not due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.profiles import profile_of
from palermo.directory.states.words import NOTIFIED_TO
from palermo.kit.office_time import day_ends
from palermo.protection.cases.lines import of_cases
from palermo.protection.identification.notifying.queries import due_in_cases
from palermo.protection.identification.notifying.rules import addressee
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting


def notifications_due(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """What the law wants told of the actor's cases, and nobody has sent or recorded as not due."""
    if not IDENTIFICATION.may(actor, IdentificationAction.NOTIFY):
        return
    yield Waiting(
        due_in_cases(actor),
        lambda found: map(partial(_due, now=now), found),
        kind="notification_due",
        **of_cases(actor),
    )


def _due(row: Any, *, now: datetime) -> TodayItem:
    profile = profile_of(row.version)
    to = addressee(profile, age_band=row.age_band)
    due = day_ends(profile.calendar.after(row.presumed_on, profile.notify_within))
    return TodayItem(
        title=_("Notify without identity, or record that it is not due"),
        url=reverse("protection:identification", args=[row.case_id]),
        group=Group.LATE if due < now else Group.OTHERS,
        subject=row.pk,
        since=row.created_at,
        due=due,
        file=row.case_id,
        facts=(NOTIFIED_TO[to],) if to else (),
    )
