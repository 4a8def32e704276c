"""On Today a week before: roles that end by their date, so that open work is handed over in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.dates import day_text
from palermo.kit.office_time import day_ends, local_day
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.leaving import roles_that_end
from palermo.trust.people.models import User
from palermo.trust.people.words import role_words
from palermo.trust.today import TodayItem, View, Waiting


def roles_about_to_end(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """The own role; for coordinators and administrators every colleague's too. Each leads to what is open."""
    if not isinstance(actor, Staff):
        return
    name = User.objects.filter(pk=OuterRef("user_id"))
    rows = roles_that_end(actor, day=local_day(now)).annotate(
        name=Subquery(name.values("full_name")[:1]), email=Subquery(name.values("email")[:1])
    )
    yield Waiting(
        rows,
        lambda found: (_ending(row, actor) for row in found),
        kind="role_ends",
        narrow=lambda every, view: every.filter(user_id=actor.user_id) if view is View.MINE else every.none(),
    )


def _ending(row: Any, actor: Staff) -> TodayItem:
    if row.user_id == actor.user_id:
        title = _("Your role ends, hand over what is open: %(role)s") % {"role": role_words(row.role)}
    else:
        title = _("The role of %(name)s ends, hand over what is open: %(role)s") % {
            "name": row.name or row.email,
            "role": role_words(row.role),
        }
    return TodayItem(
        title=title,
        url=reverse("people:open_work", args=[row.user_id]),
        subject=row.pk,
        end=_("last day %(day)s") % {"day": day_text(row.valid_until)},
        due=day_ends(row.valid_until),
    )
