"""Roles and mandates that may not meet."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

import pytest

from palermo.trust.mandates import (
    IDENTITY_ROLES,
    ROLE_MANDATES,
    Held,
    Mandate,
    OrganisationKind,
    Role,
    assignment_refusal,
    mandate_refusal,
    rooms_of,
)
from palermo.trust.people.words import MANDATE_HINTS, MANDATES, OFFICE_KINDS, ROLES

HELPING = {Mandate.ASSISTANCE, Mandate.IDENTIFICATION, Mandate.COORDINATION}


def held(role: Role, mandate: Mandate, office: int = 1) -> Held:
    return Held(organisation_id=UUID(int=office), unit_id=UUID(int=office), mandate=mandate, role=role)


def all_held(office: int) -> list[Held]:
    return [held(role, mandate, office) for role, mandates in ROLE_MANDATES.items() for mandate in mandates]


def test_no_account_holds_an_assistance_and_an_enforcement_mandate_in_whatever_offices() -> None:
    for one in all_held(1):
        for other in all_held(2):
            mixed = {one.mandate, other.mandate} & HELPING and Mandate.ENFORCEMENT in {
                one.mandate,
                other.mandate,
            }
            assert (assignment_refusal([one], other) == "assistance_and_enforcement") == bool(mixed)


def test_refusals_do_not_depend_on_the_order_of_roles() -> None:
    for one, other in combinations(all_held(1), 2):
        assert (assignment_refusal([one], other) is None) == (assignment_refusal([other], one) is None)


def test_an_auditor_does_nothing_else_in_the_same_office() -> None:
    auditor = held(Role.AUDITOR, Mandate.OVERSIGHT)
    for other in all_held(1):
        if other.role is not Role.AUDITOR:
            assert assignment_refusal([auditor], other) == "incompatible_roles"


def test_an_administrator_an_operator_and_an_analyst_read_no_identities_in_the_same_office() -> None:
    readers = [other for other in all_held(1) if rooms_of(other.mandate)]
    for role, mandate in (
        (Role.ADMINISTRATOR, Mandate.ADMINISTRATION),
        (Role.OPERATOR, Mandate.OPERATION),
        (Role.ANALYST, Mandate.ANALYSIS),
    ):
        assert all(assignment_refusal([held(role, mandate)], other) for other in readers)


def test_a_role_outside_its_mandates_is_refused() -> None:
    for role in Role:
        for mandate in set(Mandate) - ROLE_MANDATES[role]:
            assert assignment_refusal([], held(role, mandate)) == "role_not_for_this_mandate"


def test_every_role_that_opens_a_room_reads_identities() -> None:
    for role, mandates in ROLE_MANDATES.items():
        if any(rooms_of(mandate) for mandate in mandates):
            assert role in IDENTITY_ROLES


def test_no_mandate_opens_both_the_helping_and_the_policing_room() -> None:
    for mandate in Mandate:
        assert not {"protection", "prosecution"} <= rooms_of(mandate)


@pytest.mark.parametrize(
    "kind",
    [
        OrganisationKind.IMMIGRATION_AUTHORITY,
        OrganisationKind.BORDER_AUTHORITY,
        OrganisationKind.POLICE,
        OrganisationKind.PROSECUTION,
    ],
)
def test_who_polices_or_prosecutes_has_no_helping_unit(kind: OrganisationKind) -> None:
    assert all(mandate_refusal(kind=kind, mandate=mandate) for mandate in HELPING)


def test_labour_inspectors_and_embassies_may_help_for_in_many_states_they_are_met_first() -> None:
    for kind in (OrganisationKind.LABOUR_INSPECTORATE, OrganisationKind.EMBASSY):
        assert mandate_refusal(kind=kind, mandate=Mandate.ASSISTANCE) is None


def test_who_shelters_has_no_enforcement_unit_and_only_the_installation_has_operators() -> None:
    for kind in OrganisationKind:
        operates = mandate_refusal(kind=kind, mandate=Mandate.OPERATION) is None
        assert operates == (kind is OrganisationKind.INSTALLATION)
    assert mandate_refusal(kind=OrganisationKind.SHELTER, mandate=Mandate.ENFORCEMENT)


def test_every_role_mandate_and_kind_has_words() -> None:
    assert set(ROLES) == set(Role)
    assert set(MANDATES) == set(MANDATE_HINTS) == set(Mandate)
    assert set(OFFICE_KINDS) == set(OrganisationKind)
