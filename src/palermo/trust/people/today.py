"""What changed in who can read identities, shown to those who can notice that it is wrong.

One administrator can take an account over: its second step away, a new link, and a password of their own. That cannot
be prevented in an office with one administrator; so coordinators and auditors see it on their Today page for 14 days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.trust.actor import Actor
from palermo.trust.ledger.breaches import authority_due, breaches
from palermo.trust.ledger.models import Breach
from palermo.trust.people.access import roles_given, second_steps_taken_away
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.words import role_words
from palermo.trust.today import Group, TodayItem, Waiting

SHOWN_FOR = timedelta(days=14)
MOST = 1000
"""Whoever could push a change out of a list by making twenty more would hide it: all are shown."""


def authorities_to_tell(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Breaches of which the authority was not told, for the auditor, each with its 72 hours."""
    if not PEOPLE.may(actor, PeopleAction.HANDLE_BREACHES):
        return

    def item(row: Breach) -> TodayItem:
        return TodayItem(
            title=_("Tell the supervisory authority of a breach, or say why not"),
            url=reverse("people:breach", args=[row.pk]),
            group=Group.CAME_IN,
            subject=row.pk,
            since=row.known_at,
            due=authority_due(row),
        )

    # The first of them is due first: those noted since push none of it out.
    waits = breaches(actor).filter(authority_answer="").order_by("known_at", "id")
    yield Waiting(
        waits,
        lambda found: map(item, found),
        waits=True,
        most=MOST,
        all_of_it=Link(_("All breaches"), reverse("people:breaches")),
    )


def access_that_changed(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Second steps taken away and roles that read identities given in the last 14 days, newest first."""
    if not PEOPLE.may(actor, PeopleAction.SEE_ACCESS_CHANGES):
        return
    may_read_ledger = bool(PEOPLE.may(actor, PeopleAction.SEE_LEDGER))
    since = now - SHOWN_FOR

    def item(title: str, row: Any, user_id: UUID, at: datetime) -> TodayItem:
        url = f"{reverse('people:ledger')}?about={user_id}" if may_read_ledger else reverse("people:account")
        return TodayItem(title=title, url=url, subject=row.pk, since=at)

    def given(row: Any) -> TodayItem:
        title = _("Ask whether this was right: %(name)s was given the role %(role)s")
        names = {"name": row.name, "role": role_words(row.role)}
        return item(title % names, row, row.user_id, row.created_at)

    def taken_away(row: Any) -> TodayItem:
        title = _("Ask whether this was right: the second step of %(name)s was taken away")
        return item(title % {"name": row.name}, row, row.object_id, row.at)

    taken = second_steps_taken_away(actor, since=since)
    yield Waiting(taken, lambda found: map(taken_away, found), most=MOST)
    yield Waiting(
        roles_given(actor, since=since), lambda found: map(given, found), kind="role_given", most=MOST
    )
