"""The rooms in the order in which they stand in the bar: Today, the four Ps, the common rooms; with their sections.

A pillar stands here for those who may act in it: it asks the policies its pages ask. Treaty pages are everybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.policies import NOTICES, NoticeAction
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.states.policies import PROFILES, ProfileAction
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.kit.layout import PlaceKind
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction, RequestAction
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.conference.policies import SEATS, SeatAction
from palermo.protection.first_contact.policies import COUNTED_HELP, EVENTS, CountAction, EventAction
from palermo.protection.referral.policies.referral import ENQUIRIES, REFERRALS, EnquiryAction, ReferralAction
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.policies import PROCESSING, ProcessingAction
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.policy import Policy
from palermo.trust.switches.policies import SWITCHES, SwitchAction
from palermo.web.navigation import Room, Section


def _may(policy: Policy[Any, Any], action: StrEnum) -> Callable[[Actor], bool]:
    return lambda actor: isinstance(actor, Staff) and policy.may(actor, action).allowed


def _anybody(actor: Actor) -> bool:  # noqa: ARG001 - one signature for all sections
    return True


def _signed_in(actor: Actor) -> bool:
    return actor.user_id is not None


def _nobody(actor: Actor) -> bool:
    return actor.user_id is None


_SEE_CASES: Final = _may(CASES, CaseAction.SEE)
_ASSIST: Final = _may(CASES, CaseAction.ASSIST)

ROOMS: Final[tuple[Room, ...]] = (
    Room(
        label=_("Start"),
        icon="start",
        sections=(("", (Section(label=_("Start"), url_name="web:landing", open_to=_nobody),)),),
    ),
    Room(
        label=_("Today"),
        icon="today",
        kind=PlaceKind.DAY,
        sections=(
            (
                _("Your day"),
                (
                    Section(label=_("Today"), url_name="web:today", open_to=_signed_in),
                    Section(label=_("Week"), url_name="protection:week", open_to=_ASSIST),
                    Section(label=_("Hand-over"), url_name="protection:shift", open_to=_ASSIST),
                ),
            ),
        ),
    ),
    Room(
        label=_("Protection"),
        icon="protection",
        kind=PlaceKind.PILLAR,
        sections=(
            (
                _("Protection"),
                (
                    Section(label=_("Cases"), url_name="protection:cases", open_to=_SEE_CASES),
                    Section(
                        label=_("Enquiries"),
                        url_name="protection:enquiries",
                        open_to=_may(ENQUIRIES, EnquiryAction.SEE),
                    ),
                    Section(
                        label=_("Referrals"),
                        url_name="protection:referrals",
                        open_to=_may(REFERRALS, ReferralAction.SEE),
                    ),
                    Section(
                        label=_("Conferences"),
                        url_name="protection:seats",
                        open_to=_may(SEATS, SeatAction.SEE),
                    ),
                    Section(label=_("Decisions"), url_name="protection:decisions", open_to=_SEE_CASES),
                    Section(
                        label=_("Events"),
                        url_name="protection:events",
                        open_to=_may(EVENTS, EventAction.RECORD),
                    ),
                    Section(label=_("Rights cards"), url_name="rights:cards", open_to=_SEE_CASES),
                ),
            ),
            (
                _("Beside"),
                (
                    Section(
                        label=_("Help counted"),
                        url_name="protection:counts",
                        open_to=_may(COUNTED_HELP, CountAction.SEE),
                    ),
                    Section(
                        label=_("Requests"),
                        url_name="protection:authority_requests",
                        open_to=_may(REQUESTS, RequestAction.SEE),
                    ),
                    Section(
                        label=_("Complaints"),
                        url_name="protection:complaints",
                        open_to=_may(COMPLAINTS, ComplaintAction.SEE),
                    ),
                    Section(label=_("What ends soon"), url_name="protection:ends", open_to=_ASSIST),
                    Section(
                        label=_("Routes and gaps"),
                        url_name="protection:routes",
                        open_to=_may(ROUTES, RouteAction.SEE),
                    ),
                    Section(
                        label=_("Board"),
                        url_name="protection:board",
                        open_to=_may(CASES, CaseAction.LEAD),
                    ),
                ),
            ),
        ),
    ),
    Room(
        label=_("Services"),
        icon="services",
        sections=(
            (
                _("Services"),
                (
                    Section(
                        label=_("Services"),
                        url_name="services:directory",
                        open_to=_may(SERVICES, ServiceAction.SEE),
                    ),
                    Section(
                        label=_("Free places"),
                        url_name="services:rooms",
                        open_to=_may(SERVICES, ServiceAction.KEEP),
                    ),
                ),
            ),
        ),
    ),
    Room(
        label=_("Office"),
        icon="office",
        sections=(
            (
                _("Office"),
                (
                    Section(
                        label=_("Colleagues"),
                        url_name="people:colleagues",
                        open_to=_may(PEOPLE, PeopleAction.SEE),
                    ),
                    Section(
                        label=_("Units"), url_name="people:units", open_to=_may(PEOPLE, PeopleAction.SEE)
                    ),
                    Section(
                        label=_("Time zone"),
                        url_name="people:zone",
                        open_to=_may(PEOPLE, PeopleAction.ADMINISTER),
                    ),
                    Section(
                        label=_("Line on the rights cards"),
                        url_name="rights:line",
                        open_to=_may(PEOPLE, PeopleAction.ADMINISTER),
                    ),
                    Section(
                        label=_("Agreements"),
                        url_name="directory:agreements",
                        open_to=_may(AGREEMENTS, AgreementAction.SEE),
                    ),
                    Section(
                        label=_("The State’s profile"),
                        url_name="profile:profile",
                        open_to=_may(PROFILES, ProfileAction.SEE),
                    ),
                    Section(
                        label=_("Legal bases"),
                        url_name="basis:bases",
                        open_to=_may(PROCESSING, ProcessingAction.SEE),
                    ),
                    Section(
                        label=_("Switches"),
                        url_name="switches:list",
                        open_to=_may(SWITCHES, SwitchAction.SEE),
                    ),
                    Section(
                        label=_("Mails without content"),
                        url_name="desk:look",
                        open_to=_may(NOTICES, NoticeAction.SET_LOOK),
                    ),
                    Section(
                        label=_("Messages"),
                        url_name="exchange:packages",
                        open_to=_may(EXCHANGE, PackageAction.SEE),
                    ),
                    Section(
                        label=_("Ledger"),
                        url_name="people:ledger",
                        open_to=_may(PEOPLE, PeopleAction.SEE_LEDGER),
                    ),
                    Section(
                        label=_("Breaches"),
                        url_name="people:breaches",
                        open_to=_may(PEOPLE, PeopleAction.HANDLE_BREACHES),
                    ),
                ),
            ),
        ),
    ),
    Room(
        label=_("Installation"),
        icon="installation",
        sections=(
            (
                _("Installation"),
                (
                    Section(
                        label=_("Installation"),
                        url_name="people:installation",
                        open_to=_may(PEOPLE, PeopleAction.SEE_INSTALLATION),
                    ),
                    Section(
                        label=_("Newest heads"),
                        url_name="people:heads",
                        open_to=_may(PEOPLE, PeopleAction.SEE_INSTALLATION),
                    ),
                ),
            ),
        ),
    ),
    Room(
        label=_("Your rights"),
        icon="cards",
        sections=(("", (Section(label=_("Your rights"), url_name="rights:cards", open_to=_nobody),)),),
    ),
    Room(
        label=_("States"),
        icon="states",
        sections=(
            (
                _("States"),
                (
                    Section(label=_("States"), url_name="partnership:states", open_to=_anybody),
                    Section(label=_("The Protocol"), url_name="partnership:protocol", open_to=_anybody),
                ),
            ),
        ),
    ),
    Room(
        label=_("Account"),
        sections=(
            (
                _("Account"),
                (
                    Section(label=_("Your account"), url_name="people:account", open_to=_signed_in),
                    Section(label=_("Invitations"), url_name="people:own_invitations", open_to=_signed_in),
                    Section(label=_("Second step at sign-in"), url_name="mfa_index", open_to=_signed_in),
                    Section(
                        label=_("Mails that something waits"), url_name="desk:notices", open_to=_signed_in
                    ),
                    Section(
                        label=_("Where you are signed in"), url_name="people:sessions", open_to=_signed_in
                    ),
                    Section(
                        label=_("Change your password"),
                        url_name="account_change_password",
                        open_to=_signed_in,
                    ),
                ),
            ),
        ),
    ),
)
"""Every room. One without sections open to the reader is not shown to them."""
