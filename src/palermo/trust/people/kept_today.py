"""What nobody would notice otherwise: no mail, an old backup, a ledger that was not verified, or with something found.

For the operator and the auditor. It stands in files of this machine, which are read only where Today is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.trust.actor import Actor
from palermo.trust.ledger.verified import verified
from palermo.trust.people.mail import mail_is_configured
from palermo.trust.people.models import Organisation
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.today import TodayItem, Waiting

BACKUP_EVERY = timedelta(days=2)
"""A backup older than that is an old one."""
VERIFY_EVERY = timedelta(days=30)
"""How long the word of a verification is enough for an auditor."""


def server_to_keep(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For the operator: that there is no backup or an old one, and that no mail is sent."""
    if not PEOPLE.may(actor, PeopleAction.SEE_INSTALLATION):
        return

    def items(_rows: Any) -> Iterator[TodayItem]:
        url, taken = reverse("people:installation"), _last_backup()
        if taken is None:
            yield TodayItem(title=_("Make a backup: none was ever made here"), url=url)
        elif now - taken > BACKUP_EVERY:
            yield TodayItem(title=_("Make a backup: the newest one is old"), url=url, since=taken)
        if not mail_is_configured():
            title = _("Set up mail: links are handed over by hand, and nobody is told that something waits")
            yield TodayItem(title=title, url=url)

    yield Waiting(_own(actor), items)


def ledger_to_verify(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For the auditor: what the last verification of the office's ledger found, and that it is long ago."""
    if not PEOPLE.may(actor, PeopleAction.SEE_LEDGER):
        return

    def items(_rows: Any) -> Iterator[TodayItem]:
        url, found = reverse("people:ledger"), verified(actor.organisation_id)
        if found is None:
            yield TodayItem(title=_("Have the ledger verified: no verification is known here"), url=url)
        elif not found.intact:
            title = _("Ask about the ledger: the last verification found something")
            yield TodayItem(title=title, url=url, since=found.at)
        elif now - found.at > VERIFY_EVERY:
            yield TodayItem(
                title=_("Have the ledger verified: the last time is long ago"), url=url, since=found.at
            )

    yield Waiting(_own(actor), items)


def _own(actor: Actor) -> Any:
    """One row: what is said stands in files."""
    return Organisation.objects.filter(pk=actor.organisation_id)


def _last_backup() -> datetime | None:
    """When the newest backup was taken, as `palermo backup` notes it."""
    try:
        text = (Path(settings.PALERMO_DATA) / "last-backup").read_text(encoding="ascii")
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (OSError, ValueError):
        return None
