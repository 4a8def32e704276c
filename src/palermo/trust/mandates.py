"""Roles, mandates and what may not be held together. Plain values in, plain values out.

The wall between helping a person and policing a crime stands on *units*: an assistance and an enforcement
mandate are never held by one unit nor by one account, in whatever offices (docs/decisions/firewall.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final
from uuid import UUID


class OrganisationKind(StrEnum):
    """What an office is, in the terms of the Palermo Protocol's practice."""

    COMPETENT_AUTHORITY = "competent_authority"
    POLICE = "police"
    PROSECUTION = "prosecution"
    COURT = "court"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    IMMIGRATION_AUTHORITY = "immigration_authority"
    BORDER_AUTHORITY = "border_authority"
    CHILD_PROTECTION = "child_protection"
    GUARDIANSHIP = "guardianship"
    NGO = "ngo"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    SHELTER = "shelter"
    HEALTH = "health"
    LEGAL_AID = "legal_aid"
    EMBASSY = "embassy"
    SOCIAL_SERVICES = "social_services"
    OTHER = "other"
    INSTALLATION = "installation"


class Mandate(StrEnum):
    """What a unit is there for."""

    ASSISTANCE = "assistance"
    IDENTIFICATION = "identification"
    COORDINATION = "coordination"
    ENFORCEMENT = "enforcement"
    ANALYSIS = "analysis"
    ADMINISTRATION = "administration"
    OVERSIGHT = "oversight"
    OPERATION = "operation"


class Role(StrEnum):
    """What a colleague does in a unit."""

    COORDINATOR = "coordinator"
    CASEWORKER = "caseworker"
    FOCAL_POINT = "focal_point"
    DECISION_MAKER = "decision_maker"
    POLICE_OFFICER = "police_officer"
    PROSECUTOR_LIAISON = "prosecutor_liaison"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


ROLE_MANDATES: dict[Role, frozenset[Mandate]] = {
    Role.COORDINATOR: frozenset({Mandate.COORDINATION, Mandate.ASSISTANCE}),
    Role.CASEWORKER: frozenset({Mandate.ASSISTANCE}),
    Role.FOCAL_POINT: frozenset({Mandate.ASSISTANCE}),
    Role.DECISION_MAKER: frozenset({Mandate.IDENTIFICATION}),
    Role.POLICE_OFFICER: frozenset({Mandate.ENFORCEMENT}),
    Role.PROSECUTOR_LIAISON: frozenset({Mandate.ENFORCEMENT}),
    Role.ANALYST: frozenset({Mandate.ANALYSIS}),
    Role.ADMINISTRATOR: frozenset({Mandate.ADMINISTRATION}),
    Role.AUDITOR: frozenset({Mandate.OVERSIGHT}),
    Role.OPERATOR: frozenset({Mandate.OPERATION}),
}

IDENTITY_ROLES = frozenset(
    {
        Role.COORDINATOR,
        Role.CASEWORKER,
        Role.FOCAL_POINT,
        Role.DECISION_MAKER,
        Role.POLICE_OFFICER,
        Role.PROSECUTOR_LIAISON,
    }
)
"""Roles that may read identities."""

SERVICES_ROOM: Final = "protection"
"""The room that opens the directory of services: their faces are for those who help persons.

Stored with keys and walls: another room would be a migration, not an edit.
"""

DESK: Final = "desk"
"""The room of what stands in no pillar's: no mandate opens it."""

_ROOMS: dict[Mandate, frozenset[str]] = {
    Mandate.ASSISTANCE: frozenset({"protection"}),
    Mandate.IDENTIFICATION: frozenset({"protection"}),
    Mandate.COORDINATION: frozenset({"protection"}),
    Mandate.ENFORCEMENT: frozenset({"prosecution"}),
}

HELPING: Final = frozenset({Mandate.ASSISTANCE, Mandate.IDENTIFICATION, Mandate.COORDINATION})
"""Mandates of those who help persons."""

ALL_ROOMS: Final = frozenset({DESK}).union(*_ROOMS.values())
"""Every room there is, for what asks or tidies over all of them."""

_INCOMPATIBLE_MANDATES = frozenset({frozenset({helping, Mandate.ENFORCEMENT}) for helping in HELPING})

_INCOMPATIBLE_ROLES = frozenset(
    {frozenset({Role.AUDITOR, other}) for other in Role if other is not Role.AUDITOR}
    | {frozenset({Role.OPERATOR, other}) for other in IDENTITY_ROLES | {Role.ANALYST}}
    | {frozenset({Role.ANALYST, other}) for other in IDENTITY_ROLES}
    | {frozenset({Role.DECISION_MAKER, other}) for other in (Role.CASEWORKER, Role.FOCAL_POINT)}
    | {frozenset({Role.ADMINISTRATOR, other}) for other in IDENTITY_ROLES}
)

_KIND_MANDATES: dict[OrganisationKind, frozenset[Mandate]] = {
    kind: frozenset(Mandate) - HELPING
    for kind in (
        OrganisationKind.IMMIGRATION_AUTHORITY,
        OrganisationKind.BORDER_AUTHORITY,
        OrganisationKind.POLICE,
        OrganisationKind.PROSECUTION,
    )
} | {
    kind: frozenset(Mandate) - {Mandate.ENFORCEMENT}
    for kind in (
        OrganisationKind.NGO,
        OrganisationKind.SHELTER,
        OrganisationKind.HEALTH,
        OrganisationKind.LEGAL_AID,
        OrganisationKind.GUARDIANSHIP,
        OrganisationKind.CHILD_PROTECTION,
        OrganisationKind.SOCIAL_SERVICES,
    )
}


@dataclass(frozen=True, kw_only=True)
class Held:
    """A role held now: where and under which mandate."""

    organisation_id: UUID
    unit_id: UUID
    mandate: Mandate
    role: Role


def rooms_of(mandate: Mandate) -> frozenset[str]:
    """The pillars' rooms that a mandate opens; none for analysis, administration, oversight, operation."""
    return _ROOMS.get(mandate, frozenset())


def mandate_refusal(*, kind: OrganisationKind, mandate: Mandate) -> str | None:
    """A reason code if an office of `kind` may not have a unit with `mandate`, else None.

    Operators belong to the installation: no office's administrator can make one.
    """
    if kind is OrganisationKind.INSTALLATION:
        return None if mandate is Mandate.OPERATION else "mandate_not_for_installation"
    if mandate is Mandate.OPERATION or mandate not in _KIND_MANDATES.get(kind, frozenset(Mandate)):
        return "mandate_not_for_this_kind_of_office"
    return None


def assignment_refusal(held: Iterable[Held], new: Held) -> str | None:
    """A reason code if `new` may not be held beside `held` (all of one account), else None.

    Mandates are compared over every office of the account; roles within one office.
    """
    if new.mandate not in ROLE_MANDATES[new.role]:
        return "role_not_for_this_mandate"
    for one, other in combinations([*held, new], 2):
        if frozenset({one.mandate, other.mandate}) in _INCOMPATIBLE_MANDATES:
            return "assistance_and_enforcement"
        same_office = one.organisation_id == other.organisation_id
        if same_office and frozenset({one.role, other.role}) in _INCOMPATIBLE_ROLES:
            return "incompatible_roles"
    return None
