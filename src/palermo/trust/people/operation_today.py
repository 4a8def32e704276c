"""What waits for the operator: doubts about the records outside the database, and accounts that no address reaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from palermo.trust.actor import Actor
from palermo.trust.ledger.standing import standing
from palermo.trust.people.models import Organisation
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.reachable import perhaps_unreachable, unreachable, unreachable_words
from palermo.trust.people.server_facts import server_facts
from palermo.trust.today import Group, TodayItem, Waiting


def doubted_records(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """One thing for each doubt, until it is resolved; nothing for anybody but the operator."""
    if not PEOPLE.may(actor, PeopleAction.SEE_INSTALLATION):
        return
    doubts = [*standing().doubts(now), *server_facts().doubts(now)]
    if not doubts:
        return

    def items(_rows: Any) -> list[TodayItem]:
        url = reverse("people:installation")
        return [TodayItem(title=text, url=url, group=Group.CAME_IN) for text in doubts]

    # The doubts stand in files; the row is that of the operator's own organisation.
    yield Waiting(Organisation.objects.filter(pk=actor.organisation_id), items, waits=True)


def unreachable_accounts(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """One thing for each account that no address reaches; nothing for anybody but the operator."""
    if not PEOPLE.may(actor, PeopleAction.SEE_INSTALLATION):
        return

    def items(found: Any) -> list[TodayItem]:
        url = reverse("people:installation")
        return [TodayItem(title=unreachable_words(user_id), url=url) for user_id in unreachable(found)]

    yield Waiting(perhaps_unreachable(), items)
