"""What the directory has for the Today page: proposals to accept, agreements that run out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.queries import agreements
from palermo.kit.layout import Link
from palermo.kit.office_time import day_ends, local_day
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting

NOTICE = timedelta(days=30)
"""How long before its last day an agreement is shown as running out."""


def agreements_that_wait(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Proposals of other offices to accept, and live agreements within 30 days of their end."""
    if not AGREEMENTS.may(actor, AgreementAction.PROPOSE):
        return
    day = local_day(now)
    rows = (
        agreements(actor)
        .select_related(None)
        .filter(ended_at__isnull=True, valid_until__gte=day)
        .annotate(
            proposed_by=Coalesce("proposer__organisation__name", "proposer__known_as"),
            proposed_to=Coalesce("partner__organisation__name", "partner__known_as"),
        )
    )
    ordered = rows.order_by("valid_until", "pk")
    link = Link(_("All agreements"), reverse("directory:agreements"))
    proposed = ordered.filter(accepted_at__isnull=True).exclude(proposer_id=actor.organisation_id)
    yield Waiting(proposed, _proposals, waits=True, all_of_it=link)
    ending = ordered.filter(accepted_at__isnull=False, valid_from__lte=day, valid_until__lte=day + NOTICE)
    yield Waiting(ending, partial(_ending, actor), kind="agreement_ends", all_of_it=link)


def _proposals(rows: Sequence[Any]) -> Iterator[TodayItem]:
    for row in rows:
        yield TodayItem(
            title=_("Accept or turn down: agreement with %(office)s") % {"office": row.proposed_by},
            url=reverse("directory:agreement", args=[row.pk]),
            group=Group.CAME_IN,
            subject=row.pk,
            since=row.created_at,
        )


def _ending(actor: Actor, rows: Sequence[Any]) -> Iterator[TodayItem]:
    for row in rows:
        office = row.proposed_to if row.proposer_id == actor.organisation_id else row.proposed_by
        yield TodayItem(
            title=_("Renew the agreement with %(office)s") % {"office": office},
            url=reverse("directory:agreement", args=[row.pk]),
            subject=row.pk,
            due=day_ends(row.valid_until),
        )
