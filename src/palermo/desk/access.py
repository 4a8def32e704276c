"""What changed in who can read identities, shown to those who can notice that it is wrong.

One administrator can take an account over: its second step away, a new link, and a password of their own. That cannot
be prevented in an office with one administrator; so coordinators and auditors see it on their Today page for 14 days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.today import TodayItem
from palermo.kit.pieces import State, Tone
from palermo.trust.actor import Actor
from palermo.trust.people.access import changes_of_access
from palermo.trust.people.policies import PEOPLE
from palermo.trust.people.words import role_words

SHOWN_FOR = timedelta(days=14)
ACCESS_KIND = gettext_lazy("Who can read identities")


def access_that_changed(actor: Actor, now: datetime) -> Iterator[TodayItem]:
    """Second steps taken away and roles that read identities given in the last 14 days, newest first."""
    if not PEOPLE.may(actor, "see_access_changes"):
        return
    may_read_ledger = bool(PEOPLE.may(actor, "see_ledger"))
    for change in changes_of_access(actor, since=now - SHOWN_FOR):
        names = {"name": change.name, "role": role_words(change.role)}
        yield TodayItem(
            title=(
                _("Ask whether this was right: %(name)s was given the role %(role)s")
                if change.role
                else _("Ask whether this was right: the second step of %(name)s was taken away")
            )
            % names,
            url=f"{reverse('people:ledger')}?about={change.user_id}"
            if may_read_ledger
            else reverse("people:account"),
            kind=ACCESS_KIND,
            state=State(_("Given"), Tone.SEA) if change.role else State(_("Taken away"), Tone.ATTENTION),
        )
