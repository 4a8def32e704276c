"""Who changed something last, and when: for whoever is refused because it is no longer what they saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from palermo.kit.dates import day_text
from palermo.trust.current import current
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.queries import colleague_names
from palermo.trust.reasons import done_before
from palermo.trust.service import Refused
from palermo.trust.verbs import LedgerVerb

_NO_CHANGES: Final = (LedgerVerb.REFUSED, LedgerVerb.PROBED, LedgerVerb.REVEALED)


@dataclass(frozen=True, kw_only=True)
class LastChange:
    """The newest change of one thing. `colleague` is empty where a message that arrived made it."""

    colleague: str
    at: datetime

    def __str__(self) -> str:
        """Who, and when, in words."""
        when = day_text(self.at)
        if not self.colleague:
            return _("By a message that arrived, %(when)s") % {"when": when}
        return _("By %(name)s, %(when)s") % {"name": self.colleague, "when": when}


def last_change(refused: Refused) -> LastChange | None:
    """The newest change of what was refused, as the acting office's chain has it; None where it has none.

    The codes by which the refusal names a part of its object, and the verbs of what could have changed it, narrow it.
    For refusals of those alone who may see the object: what they asked of it was decided before it was compared.
    """
    if refused.object_id is None:
        return None
    actor = current().actor
    rows = LedgerEvent.objects.filter(organisation_id=actor.organisation_id, object_id=refused.object_id)
    rows = rows.exclude(verb__in=_NO_CHANGES).filter(codes__contains=dict(refused.part))
    if verbs := refused.changed_by or done_before(refused.reason):
        rows = rows.filter(verb__in=verbs)
    event = rows.order_by("-sequence").first()
    if event is None:
        return None
    names = colleague_names(actor, {event.actor_id}) if event.actor_id else {}
    return LastChange(colleague=names.get(event.actor_id, "") if event.actor_id else "", at=event.at)
