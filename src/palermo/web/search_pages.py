"""What a search over all rooms finds of the program itself: its pages, as far as the reader may open them, and guides.

Search and guides stand in the entrance, so the entrance answers for its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.kit.choices import Text
from palermo.kit.components import Column
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction, RequestAction
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.first_contact.policies import COUNTED_HELP, EVENTS, CountAction, EventAction
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.referral.policies.referral import ENQUIRIES, REFERRALS, EnquiryAction, ReferralAction
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.policies import PROCESSING, ProcessingAction
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.search import MOST, Group, Hit, Part, Question
from palermo.trust.switches.policies import SWITCHES, SwitchAction
from palermo.trust.switches.registry import covering
from palermo.web.guides import guides, guides_of, page_of_guide

_PAGES = gettext_lazy("Pages")
_GUIDES = gettext_lazy("Guides")


@dataclass(frozen=True)
class PageEntry:
    """A page that may be looked for by its name: what it is called, its address, who may open it."""

    label: Text
    view_name: str
    open_to: Callable[[Actor], object]


def _anybody(actor: Actor) -> bool:  # noqa: ARG001 - one signature for all pages
    return True


ENTRIES: Final = (
    PageEntry(gettext_lazy("Today"), "web:today", _anybody),
    PageEntry(gettext_lazy("Cases"), "protection:cases", lambda actor: CASES.may(actor, CaseAction.SEE)),
    PageEntry(
        gettext_lazy("Open a case"), "protection:open_case", lambda actor: CASES.may(actor, CaseAction.OPEN)
    ),
    PageEntry(
        gettext_lazy("Decisions"),
        "protection:decisions",
        lambda actor: IDENTIFICATION.may(actor, IdentificationAction.SEE),
    ),
    PageEntry(
        gettext_lazy("Referrals"),
        "protection:referrals",
        lambda actor: REFERRALS.may(actor, ReferralAction.SEE),
    ),
    PageEntry(
        gettext_lazy("Enquiries from other offices"),
        "protection:enquiries",
        lambda actor: ENQUIRIES.may(actor, EnquiryAction.SEE),
    ),
    PageEntry(
        gettext_lazy("Routes and gaps"), "protection:routes", lambda actor: ROUTES.may(actor, RouteAction.SEE)
    ),
    PageEntry(
        gettext_lazy("Requests of authorities"),
        "protection:authority_requests",
        lambda actor: REQUESTS.may(actor, RequestAction.SEE),
    ),
    PageEntry(
        gettext_lazy("Complaints"),
        "protection:complaints",
        lambda actor: COMPLAINTS.may(actor, ComplaintAction.SEE),
    ),
    PageEntry(
        gettext_lazy("What ends soon"), "protection:ends", lambda actor: CASES.may(actor, CaseAction.ASSIST)
    ),
    PageEntry(
        gettext_lazy("Office board"), "protection:board", lambda actor: CASES.may(actor, CaseAction.LEAD)
    ),
    PageEntry(gettext_lazy("Events"), "protection:events", lambda actor: EVENTS.may(actor, EventAction.SEE)),
    PageEntry(
        gettext_lazy("Help only counted"),
        "protection:counts",
        lambda actor: COUNTED_HELP.may(actor, CountAction.SEE),
    ),
    PageEntry(
        gettext_lazy("Services"), "services:directory", lambda actor: SERVICES.may(actor, ServiceAction.SEE)
    ),
    PageEntry(
        gettext_lazy("Free places"), "services:rooms", lambda actor: SERVICES.may(actor, ServiceAction.KEEP)
    ),
    PageEntry(
        gettext_lazy("Agreements"),
        "directory:agreements",
        lambda actor: AGREEMENTS.may(actor, AgreementAction.SEE),
    ),
    PageEntry(
        gettext_lazy("Packages"), "exchange:packages", lambda actor: EXCHANGE.may(actor, PackageAction.SEE)
    ),
    PageEntry(
        gettext_lazy("Legal bases of the office"),
        "basis:bases",
        lambda actor: PROCESSING.may(actor, ProcessingAction.SEE),
    ),
    PageEntry(gettext_lazy("Switches"), "switches:list", lambda actor: SWITCHES.may(actor, SwitchAction.SEE)),
    PageEntry(
        gettext_lazy("Colleagues"), "people:colleagues", lambda actor: PEOPLE.may(actor, PeopleAction.SEE)
    ),
    PageEntry(gettext_lazy("Units"), "people:units", lambda actor: PEOPLE.may(actor, PeopleAction.SEE)),
    PageEntry(
        gettext_lazy("Ledger"), "people:ledger", lambda actor: PEOPLE.may(actor, PeopleAction.SEE_LEDGER)
    ),
    PageEntry(
        gettext_lazy("Breaches"),
        "people:breaches",
        lambda actor: PEOPLE.may(actor, PeopleAction.HANDLE_BREACHES),
    ),
    PageEntry(
        gettext_lazy("Installation"),
        "people:installation",
        lambda actor: PEOPLE.may(actor, PeopleAction.SEE_INSTALLATION),
    ),
    PageEntry(gettext_lazy("Cards of rights"), "rights:cards", _anybody),
    PageEntry(gettext_lazy("States and the Protocol"), "partnership:states", _anybody),
    PageEntry(gettext_lazy("Text of the Protocol"), "partnership:protocol", _anybody),
    PageEntry(gettext_lazy("Account"), "people:account", _anybody),
    PageEntry(gettext_lazy("Invitations"), "people:own_invitations", _anybody),
    PageEntry(gettext_lazy("Where you are signed in"), "people:sessions", _anybody),
    PageEntry(gettext_lazy("Second step and recovery codes"), "mfa_index", _anybody),
    PageEntry(gettext_lazy("Change your password"), "account_change_password", _anybody),
    PageEntry(gettext_lazy("Help"), "web:help", _anybody),
)


def may_open(actor: Actor, entry: PageEntry) -> bool:
    """Whether the actor may open the page now: by its policy, and while no switch closes it."""
    is_closed = isinstance(actor, Staff) and actor.off & covering(entry.view_name)
    return not is_closed and bool(entry.open_to(actor))


def _staff(actor: Actor) -> bool:
    return isinstance(actor, Staff)


def _pages(actor: Actor, question: Question) -> Iterator[Group]:
    yield Group(
        heading=_PAGES,
        columns=[Column(_("Page"))],
        hits=[
            Hit(title=entry.label, url=reverse(entry.view_name))
            for entry in ENTRIES
            if question.is_said_in(entry.label) and may_open(actor, entry)
        ],
    )


def _guides(actor: Actor, question: Question) -> Iterator[Group]:
    """Sections of guides, those of the actor’s roles first; of these, whose headings have the words come first."""
    own = [guide.name for guide in guides_of(actor)]
    found = [
        (name not in own, not question.is_said_in(section.heading), guide, section)
        for name, guide in guides().items()
        for section in guide.sections
        if question.is_said_in(section.heading, section.text)
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
