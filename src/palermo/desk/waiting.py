"""What the directory has for the Today page: proposals to accept, agreements that run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.today import TodayItem
from palermo.directory.policies import AGREEMENTS
from palermo.directory.queries import agreements, state_on
from palermo.directory.rules import AgreementState
from palermo.directory.words import STATES
from palermo.kit.pieces import State, Tone
from palermo.trust.actor import Actor

AGREEMENTS_KIND = gettext_lazy("Agreements")
NOTICE = timedelta(days=30)
"""How long before its last day an agreement is shown as running out."""


def agreements_that_wait(actor: Actor, now: datetime) -> Iterator[TodayItem]:
    """Proposals of other offices to accept, and live agreements within 30 days of their end."""
    if not AGREEMENTS.may(actor, "propose"):
        return
    day = now.date()
    rows = agreements(actor).filter(ended_at__isnull=True, valid_until__gte=day)
    for row in rows.order_by("valid_until", "pk"):
        state = state_on(row, day)
        url = reverse("directory:agreement", args=[row.pk])
        if state is AgreementState.PROPOSED and row.partner_id == actor.organisation_id:
            title = _("Accept or turn down: agreement with %(office)s") % {"office": row.proposer.name}
            yield TodayItem(title=title, url=url, kind=AGREEMENTS_KIND, state=STATES[state])
        if state is AgreementState.LIVE and row.valid_until <= day + NOTICE:
            other = row.partner if row.proposer_id == actor.organisation_id else row.proposer
            yield TodayItem(
                title=_("Renew the agreement with %(office)s") % {"office": other.name},
                url=url,
                kind=AGREEMENTS_KIND,
                state=State(_("Runs out"), Tone.ATTENTION),
                due=datetime.combine(row.valid_until, time.max, tzinfo=UTC),
            )
