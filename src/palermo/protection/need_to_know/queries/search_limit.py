"""How often one colleague may search by name: enough for work, too little for trying names out."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from palermo.protection.cases.verbs import CaseAsked
from palermo.protection.need_to_know.verbs import NeedToKnowVerb
from palermo.trust.actor import Actor
from palermo.trust.current import current, record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import Refused

SEARCHED = NeedToKnowVerb.CASE_SEARCHED
MOST_SEARCHES = 30
WITHIN = timedelta(minutes=10)


def require_few_searches(actor: Actor) -> None:
    """Raise Refused when the actor has searched by name 30 times within the last 10 minutes, this request included.

    Searches of one actor wait for each other, so that many at once are counted like many in a row.
    """
    just_now = sum(event.verb == SEARCHED and event.codes["by"] == "name" for event in current().events)
    if not just_now:
        one_at_a_time(f"searches:{actor.user_id}")
    left = MOST_SEARCHES - just_now
    searches = LedgerEvent.objects.filter(
        organisation_id=actor.organisation_id, object_id=actor.user_id, verb=SEARCHED, codes__by="name"
    ).order_by("-sequence")
    # The oldest of the last thirty decides, so that the ledger's index leads there in thirty steps.
    oldest = searches[left - 1 : left].values_list("at", flat=True).first() if left > 0 else timezone.now()
    if oldest is not None and oldest > timezone.now() - WITHIN:
        raise Refused(
            "too_many_searches",
            verb=CaseAsked.CASE_FIND_BY_NAME,
            object_type="account",
            object_id=actor.user_id,
        )


def record_search(actor: Actor, *, by: str, found: int) -> None:
    """Tell the ledger that the actor searched, by what and how much was found; never what was typed."""
    record(
        actor,
        verb=SEARCHED,
        object_type="account",
        object_id=actor.user_id,
        codes={"by": by, "found": found},
    )
