"""The cast of every authorisation test: three organisations (owner, partner, stranger) and every role in each.

All names are invented. Each role is held by an account of its own; second factors are set up where they are due.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.support.switches import all_on

from palermo.trust.actor import INSTALLATION_ID, Anonymous, Staff, System
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Mandate, OrganisationKind, Role
from palermo.trust.people.models import Organisation, Unit, User
from palermo.trust.people.services import (
    assign_role,
    create_installation,
    create_office,
    create_unit,
    invite,
)
from palermo.trust.people.sessions import SessionStore
from palermo.trust.unit_of_work import machinery, unit_of_work

PASSWORD = "lantern harbour orchard"
"""Of every account of the cast."""

HOME: dict[Role, Mandate] = {
    Role.COORDINATOR: Mandate.ASSISTANCE,
    Role.CASEWORKER: Mandate.ASSISTANCE,
    Role.FOCAL_POINT: Mandate.ASSISTANCE,
    Role.DECISION_MAKER: Mandate.IDENTIFICATION,
    Role.POLICE_OFFICER: Mandate.ENFORCEMENT,
    Role.PROSECUTOR_LIAISON: Mandate.ENFORCEMENT,
    Role.ANALYST: Mandate.ANALYSIS,
    Role.ADMINISTRATOR: Mandate.ADMINISTRATION,
    Role.AUDITOR: Mandate.OVERSIGHT,
    Role.OPERATOR: Mandate.OPERATION,
}
"""The unit each role of the cast works in."""


@dataclass(frozen=True)
class Office:
    """One organisation of the cast: its id, the system actor for it, and a staff actor for each role."""

    name: str
    id: UUID
    system: System
    staff: dict[Role, Staff]

    def __getitem__(self, role: Role) -> Staff:
        return self.staff[role]


@dataclass(frozen=True)
class Cast:
    """Owner of a file, partner under an agreement (once a test makes one), and a stranger."""

    owner: Office
    partner: Office
    stranger: Office


def make_office(name: str, *, roles: frozenset[Role] = frozenset(Role)) -> Office:
    """An invented office with a unit for each mandate its `roles` need, and one account for each role."""
    system = System(organisation_id=uuid7(), reason="test", rooms=frozenset({"protection"}))
    staff: dict[Role, Staff] = {}
    with unit_of_work(system):
        create_office(system, name=name, kind=OrganisationKind.COMPETENT_AUTHORITY, country="XA")
        units: dict[Mandate, Unit] = {}
        for role in sorted(roles - {Role.OPERATOR}):
            mandate = HOME[role]
            if mandate not in units:
                units[mandate] = create_unit(system, name=f"{mandate} unit", mandate=mandate)
            staff[role] = _employ(system, name, role, units[mandate])
        all_on(system, *(actor.user_id for actor in staff.values()))
    if Role.OPERATOR in roles:
        staff[Role.OPERATOR] = _employ_operator(name)
    return Office(name=name, id=system.organisation_id, system=system, staff=staff)


def _employ_operator(office: str) -> Staff:
    """Operators belong to the installation; each office of the cast gets one to ask about."""
    installation = System(organisation_id=INSTALLATION_ID, reason="test")
    with unit_of_work(installation):
        if not Organisation.objects.filter(pk=INSTALLATION_ID).exists():
            create_installation(installation)
        unit = create_unit(installation, name=f"Operation for {office}", mandate=Mandate.OPERATION)
        return _employ(installation, office, Role.OPERATOR, unit)


def _employ(system: System, office: str, role: Role, unit: Unit) -> Staff:
    user = invite(system, email=f"{role}@{office.lower()}.example", full_name=f"{office} {role}")
    user.password = _password()
    user.save(update_fields=["password"])
    assign_role(system, user_id=user.pk, unit_id=unit.pk, role=role, valid_from=date(2026, 1, 1))
    TOTP.activate(user, generate_totp_secret())
    return Staff(
        user_id=user.pk,
        organisation_id=system.organisation_id,
        unit_id=unit.pk,
        mandate=Mandate(unit.mandate),
        roles=frozenset({role}),
    )


@cache
def _password() -> str:
    """One hash for all: making one takes a tenth of a second."""
    return make_password(PASSWORD)


def another(office: Office, role: Role, name: str) -> Staff:
    """One more colleague of the office with a role, in the unit of the one there is."""
    like = office[role]
    with unit_of_work(office.system) as work:
        user = invite(work.actor, email=f"{name.lower()}@{office.name.lower()}.example", full_name=name)
        assign_role(work.actor, user_id=user.pk, unit_id=like.unit_id, role=role, valid_from=date(2026, 1, 1))
    return Staff(
        user_id=user.pk,
        organisation_id=office.id,
        unit_id=like.unit_id,
        mandate=like.mandate,
        roles=frozenset({role}),
    )


def make_cast() -> Cast:
    """The three organisations with every role."""
    return Cast(owner=make_office("Owner"), partner=make_office("Partner"), stranger=make_office("Stranger"))


def signed_in(actor: Staff, *, fresh: bool = False) -> Client:
    """A browser without scripts in which the actor's account is signed in; `fresh`: the second step shown just now."""
    client = Client()
    with unit_of_work(Anonymous()):
        client.force_login(User.objects.get(pk=actor.user_id))
        assert Authenticator.objects.filter(user=actor.user_id).exists()
    if fresh:
        show_second_step(client, actor.user_id)
    return client


def show_second_step(client: Client, user_id: UUID) -> None:
    """What the session keeps once the second step was shown."""
    with machinery():
        session = SessionStore(client.cookies["session"].value)
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user_id)
        session.save()
