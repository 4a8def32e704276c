"""Reads of first contact: how the person came, with whom they speak, what they were told and what they decline."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from palermo.kit.components import Page, page_of
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case
from palermo.protection.first_contact.models.contact import CountedHelp, Decline
from palermo.protection.first_contact.models.events import EventPerson
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.policies import COUNTED_HELP, CountAction
from palermo.protection.first_contact.queries.arrival import arrival_of
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names

MOST_ROWS = 100
PAGE_SIZE = 25


@dataclass(frozen=True, kw_only=True)
class InterviewFile:
    """All about speaking with the person of one case. `met_at` is how they were met at an event, if they were."""

    coming: FirstContact
    declines: tuple[Decline, ...]
    interpreters: tuple[Interpreting, ...]
    information: tuple[Information, ...]
    met_at: EventPerson | None
    names: dict[UUID, str]


def interview_file(actor: Actor, case: Case) -> InterviewFile:
    """What the page about speaking with the person shows; at most 100 rows of each, newest first. Six queries."""
    here = {"organisation_id": actor.organisation_id, "case_id": case.pk}
    interpreters = tuple(Interpreting.objects.filter(**here).order_by("-id")[:MOST_ROWS])
    information = tuple(
        Information.objects.filter(**here).select_related("interpreting").order_by("-id")[:MOST_ROWS]
    )
    people = {row.given_by_id for row in information}
    people |= {row.checked_by_id for row in interpreters if row.checked_by_id}
    return InterviewFile(
        coming=arrival_of(case),
        declines=tuple(Decline.objects.filter(**here).order_by("-id")[:MOST_ROWS]),
        interpreters=interpreters,
        information=information,
        met_at=EventPerson.objects.filter(**here).first(),
        names=dict(colleague_names(actor, people)) if people else {},
    )


def counted_help(actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> Page[CountedHelp]:
    """A page of the help that was only counted, newest first; a key that cannot be read is taken as none."""
    COUNTED_HELP.require(actor, CountAction.SEE)
    rows = COUNTED_HELP.visible(actor, CountedHelp.objects.all())
    if key := read_id(after):
        rows = rows.filter(pk__lt=key)
    return page_of(list(rows.order_by("-id")[: size + 1]), size=size, key=lambda row: str(row.pk))


def read_id(text: str) -> UUID | None:
    """The id in a key of a page, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
