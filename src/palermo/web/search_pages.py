"""What a search over all rooms finds of the program itself: its pages, as far as the reader may open them, and guides.

Search and guides stand in the entrance, so the entrance answers for its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.trust.actor import Actor, Staff
from palermo.trust.search import MOST, Group, Hit, Part, Question
from palermo.web.guides import guides, guides_of, page_of_guide
from palermo.web.navigation import Section
from palermo.web.rooms import ROOMS

_PAGES = gettext_lazy("Pages")
_GUIDES = gettext_lazy("Guides")


def _anybody(actor: Actor) -> bool:  # noqa: ARG001 - one signature for all pages
    return True


def _opens(actor: Actor) -> bool:
    return bool(CASES.may(actor, CaseAction.OPEN))


BESIDE: Final = (
    (
        gettext_lazy("Protection"),
        Section(label=gettext_lazy("Open a case"), url_name="protection:open_case", open_to=_opens),
    ),
    (gettext_lazy("Help"), Section(label=gettext_lazy("Help"), url_name="web:help", open_to=_anybody)),
)
"""Pages that are looked for and stand in no rail."""


def pages() -> Iterator[tuple[Promise | str, Section]]:
    """Every page that may be looked for by its name, with the room it is in."""
    for room in ROOMS:
        for _title, sections in room.sections:
            yield from ((room.label, section) for section in sections)
    yield from BESIDE


def _staff(actor: Actor) -> bool:
    return isinstance(actor, Staff)


def _pages(actor: Actor, question: Question) -> Iterator[Group]:
    yield Group(
        heading=_PAGES,
        columns=[Column(_("Page")), Column(_("Room"))],
        hits=[
            Hit(title=str(section.label), url=reverse(section.url_name), cells=[str(room)])
            for room, section in pages()
            if question.is_said_in(section.label, room) and section.is_open(actor)
        ],
    )


def _guides(actor: Actor, question: Question) -> Iterator[Group]:
    """Sections of guides: of the actor’s roles by what they say, headings first; of others by their headings."""
    own = [guide.name for guide in guides_of(actor)]
    found = [
        (name not in own, not question.is_said_in(section.heading), guide, section)
        for name, guide in guides().items()
        for section in guide.sections
        if question.is_said_in(section.heading, section.text if name in own else "")
    ]
    found.sort(key=lambda one: one[:2])
    yield Group(
        heading=_GUIDES,
        columns=[Column(_("Section")), Column(_("Guide"))],
        hits=[
            Hit(title=section.heading, url=page_of_guide(guide.name, section.anchor), cells=[guide.title])
            for _not_own, _not_heading, guide, section in found[:MOST]
        ],
        more=len(found) > MOST,
    )


GUIDES_FOUND = Part(name="web.guides", label=_GUIDES, place=100, open_to=_staff, answer=_guides)
PAGES_FOUND = Part(name="web.pages", label=_PAGES, place=110, open_to=_staff, answer=_pages)
