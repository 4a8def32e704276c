"""Roles, mandates and kinds of office as the pages say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from palermo.kit.choices import Text
from palermo.trust.mandates import Mandate, OrganisationKind, Role

ROLES: Final[Mapping[Role, Text]] = {
    Role.COORDINATOR: _("Coordinator"),
    Role.CASEWORKER: _("Caseworker"),
    Role.FOCAL_POINT: _("Focal point"),
    Role.DECISION_MAKER: _("Decision-maker"),
    Role.POLICE_OFFICER: _("Police officer"),
    Role.PROSECUTOR_LIAISON: _("Prosecutor liaison"),
    Role.ANALYST: _("Analyst"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
    Role.OPERATOR: _("Operator"),
}

MANDATES: Final[Mapping[Mandate, Text]] = {
    Mandate.ASSISTANCE: _("Assistance"),
    Mandate.IDENTIFICATION: _("Identification"),
    Mandate.COORDINATION: _("Coordination"),
    Mandate.ENFORCEMENT: _("Enforcement"),
    Mandate.ANALYSIS: _("Analysis"),
    Mandate.ADMINISTRATION: _("Administration"),
    Mandate.OVERSIGHT: _("Oversight"),
    Mandate.OPERATION: pgettext_lazy("mandate", "Operation"),
}

MANDATE_HINTS: Final[Mapping[Mandate, Text]] = {
    Mandate.ASSISTANCE: _("Helps persons: cases, needs, referrals."),
    Mandate.IDENTIFICATION: _("Decides whether a person is formally identified as a victim."),
    Mandate.COORDINATION: _("Keeps several offices' help for one person together."),
    Mandate.ENFORCEMENT: _("Investigates and prosecutes. Never together with help for victims."),
    Mandate.ANALYSIS: _("Counts coded facts. Sees no identity."),
    Mandate.ADMINISTRATION: _("Invites colleagues and gives roles. Sees no case."),
    Mandate.OVERSIGHT: _("Reads the ledger of what was done, shown and refused."),
    Mandate.OPERATION: _("Runs the installation. Sees no case."),
}

OFFICE_KINDS: Final[Mapping[str, Text]] = {
    OrganisationKind.COMPETENT_AUTHORITY: _("Competent authority"),
    OrganisationKind.POLICE: _("Police"),
    OrganisationKind.PROSECUTION: _("Prosecution"),
    OrganisationKind.COURT: _("Court"),
    OrganisationKind.LABOUR_INSPECTORATE: _("Labour inspectorate"),
    OrganisationKind.IMMIGRATION_AUTHORITY: _("Immigration authority"),
    OrganisationKind.BORDER_AUTHORITY: _("Border authority"),
    OrganisationKind.CHILD_PROTECTION: _("Child protection"),
    OrganisationKind.GUARDIANSHIP: _("Guardianship"),
    OrganisationKind.NGO: _("Non-governmental organisation"),
    OrganisationKind.INTERNATIONAL_ORGANISATION: _("International organisation"),
    OrganisationKind.SHELTER: _("Shelter"),
    OrganisationKind.HEALTH: _("Health service"),
    OrganisationKind.LEGAL_AID: _("Legal aid"),
    OrganisationKind.EMBASSY: _("Embassy or consulate"),
    OrganisationKind.SOCIAL_SERVICES: _("Social services"),
    OrganisationKind.OTHER: _("Other"),
    OrganisationKind.INSTALLATION: _("Installation"),
}


def role_words(code: str) -> str:
    """The role's name; the code itself for one this version does not know."""
    return str(ROLES[Role(code)]) if code in set(Role) else code


def mandate_words(code: str) -> str:
    """The mandate's name; the code itself for one this version does not know."""
    return str(MANDATES[Mandate(code)]) if code in set(Mandate) else code
