"""What the directory has for the Today page: proposals to accept, agreements that run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.queries import agreements, state_on
from palermo.directory.rules import AgreementState
from palermo.directory.words import STATES
from palermo.kit.components import State, Tone
from palermo.trust.actor import Actor
from palermo.trust.today import TodayItem, Waiting

AGREEMENTS_KIND = gettext_lazy("Agreements")
NOTICE = timedelta(days=30)
"""How long before its last day an agreement is shown as running out."""


def agreements_that_wait(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Proposals of other offices to accept, and live agreements within 30 days of their end."""
    if not AGREEMENTS.may(actor, AgreementAction.PROPOSE):
        return
    day = now.date()
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
    yield Waiting(ordered, lambda found: (item for row in found for item in _agreement(actor, row, day)))


def _agreement(actor: Actor, row: Any, day: date) -> Iterator[TodayItem]:
    state = state_on(row, day)
    url = reverse("directory:agreement", args=[row.pk])
    own_proposal = row.proposer_id == actor.organisation_id
    if state is AgreementState.PROPOSED and not own_proposal:
        title = _("Accept or turn down: agreement with %(office)s") % {"office": row.proposed_by}
        yield TodayItem(title=title, url=url, kind=AGREEMENTS_KIND, state=STATES[state])
    if state is AgreementState.LIVE and row.valid_until <= day + NOTICE:
        office = row.proposed_to if own_proposal else row.proposed_by
        yield TodayItem(
            title=_("Renew the agreement with %(office)s") % {"office": office},
            url=url,
            kind=AGREEMENTS_KIND,
            state=State(_("Runs out"), Tone.ATTENTION),
            due=datetime.combine(row.valid_until, time.max, tzinfo=UTC),
        )
