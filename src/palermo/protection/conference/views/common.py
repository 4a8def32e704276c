"""What the pages of a conference share: finding it, its address, the way back, what the reader saw."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.protection.conference.models import Conference
from palermo.protection.conference.policies import CONFERENCES, ConferenceAction
from palermo.protection.conference.queries import conference_of
from palermo.trust.people.middleware import ActingRequest

DONE: Final[dict[str, Text]] = {
    "called": gettext_lazy(
        "The conference is called. Ask the person whether they take part, then call each office."
    ),
    "person": gettext_lazy("What the person said is recorded."),
    "member": gettext_lazy("The office is called, and told what the person agreed to for it."),
    "authority": gettext_lazy(
        "It is recorded that the person wishes this authority there. Nothing was sent."
    ),
    "ended": gettext_lazy("The office sees nothing of the conference any more, and erases what it was told."),
    "decided": gettext_lazy("The decision is recorded. It is a task at the office that does it."),
    "dissent": gettext_lazy("It stands beside the decision."),
    "dropped": gettext_lazy("The decision is dropped, and the offices are told."),
    "note": gettext_lazy("The note is kept and sealed."),
    "held": gettext_lazy("The conference was held. Record what was decided."),
    "closed": gettext_lazy("The conference is closed. What offices took on goes on until it is done."),
    "called_off": gettext_lazy("The conference is called off. The offices erase what they were told."),
}


def leading(request: ActingRequest, conference_id: UUID) -> Conference:
    """The conference, for whoever leads it. Raises Http404 or Refused."""
    row = conference_of(request.actor, conference_id)
    CONFERENCES.require(request.actor, ConferenceAction.LEAD, row)
    return row


def page_of(row: Conference, done: str = "") -> str:
    """The address of a conference's page."""
    return reverse("protection:conference", args=[row.pk]) + (f"?done={done}" if done else "")


def trail_of(row: Conference) -> list[Link]:
    """The way back to the conference."""
    return [Link(_("Conference"), page_of(row))]


def moves_of(request: ActingRequest) -> int | None:
    """How far the conference had moved when the page was shown; -1 where that is no number."""
    text = request.POST.get("moves", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
