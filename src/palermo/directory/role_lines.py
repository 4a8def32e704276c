"""What roles see and do of agreements and services, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.policies import OWN_SERVICES, SERVICES, ServiceAction
from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.states.policies import PROFILES, ProfileAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.SERVICES,
        words=_("Reads the State’s profile: who presumes, who decides, which days count."),
        asked=questions(PROFILES, ProfileAction.SEE),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_(
            "Writes the next version of the State’s profile, where the office is the competent authority."
        ),
        asked=questions(PROFILES, ProfileAction.WRITE),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_("Signs, as the second person, what a colleague wrote of the State’s profile."),
        asked=questions(PROFILES, ProfileAction.SIGN),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_("Sees the offices of the alliance, and with whom this one has an agreement."),
        asked=questions(AGREEMENTS, AgreementAction.SEE),
        brief=_("sees offices and agreements"),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_("Proposes, accepts and ends agreements with other offices."),
        asked=questions(AGREEMENTS, AgreementAction.PROPOSE, AgreementAction.ACCEPT, AgreementAction.END),
        brief=_("makes and ends agreements with other offices"),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_(
            "Sees what every office offers: kind, zone, languages, whether there is room. Never an address."
        ),
        asked=(*questions(SERVICES, ServiceAction.SEE), *questions(OWN_SERVICES, ServiceAction.SEE)),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_("Writes what the own office offers, with its protected address, and how much room there is."),
        asked=(*questions(SERVICES, ServiceAction.KEEP), *questions(OWN_SERVICES, ServiceAction.KEEP)),
        brief=_("keeps the office's services"),
    ),
    RoleLine(
        topic=Topic.SERVICES,
        words=_("Records that a service was vetted."),
        asked=(*questions(SERVICES, ServiceAction.VET), *questions(OWN_SERVICES, ServiceAction.VET)),
    ),
)
