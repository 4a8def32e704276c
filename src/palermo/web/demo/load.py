"""Load the fictional alliance through the same services as everybody uses."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from palermo.trust.actor import INSTALLATION_ID, Staff, System
from palermo.trust.ids import uuid7
from palermo.trust.people.models import Unit, User
from palermo.trust.people.queries import acting_units, staff_of
from palermo.trust.people.rules import Mandate, Role
from palermo.trust.people.services import assign_role, create_office, create_unit, invite
from palermo.trust.unit_of_work import unit_of_work
from palermo.web.demo.alliance import COLLEAGUES, OFFICES, OPERATOR, DemoColleague, DemoOffice
from palermo.web.demo.cases import Staffing, load_cases
from palermo.web.demo.groups import load_group
from palermo.web.demo.services import load_services
from palermo.web.demo.sign_ins import SignIn, write_sign_ins

REASON = "demo"
_WORDS = (
    *("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron"),
    *("isle", "juniper", "kelp", "linen", "maple", "north", "olive", "pearl"),
)


def load_alliance(say: Callable[[str], None]) -> list[SignIn]:
    """Create offices, colleagues and a few cases; `say` gets a line of progress for each office.

    The folder is marked as a demo first, so that an interrupted load is never mistaken for real data.
    """
    write_sign_ins([])
    actors = {office.key: System(organisation_id=uuid7(), reason=REASON) for office in OFFICES}
    password = "-".join(secrets.choice(_WORDS) for _ in range(4))
    units: dict[tuple[str, str], UUID] = {}
    for office in OFFICES:
        say(f"Fictional office: {office.name}")
        units |= _create(office, actors[office.key])
    sign_ins = [
        sign_in for colleague in COLLEAGUES for sign_in in _employ(colleague, actors, units, password)
    ]
    sign_ins.append(_employ_operator(password))
    say("Fictional services")
    load_services(actors)
    say("Fictional agreement, cases and referrals")
    load_cases(
        Staffing(
            asking_caseworker=_actor("ada@lantern.example", actors["lantern"]),
            asking_coordinator=_actor("bram@lantern.example", actors["lantern"]),
            answering_focal_point=_actor("fenn@harbour.example", actors["harbour"]),
            answering_coordinator=_actor("greta@harbour.example", actors["harbour"]),
        )
    )
    say("Fictional inspection with twelve people")
    load_group(_actor("ada@lantern.example", actors["lantern"]))
    write_sign_ins(sign_ins)
    return sign_ins


def _create(office: DemoOffice, actor: System) -> dict[tuple[str, str], UUID]:
    with unit_of_work(actor):
        create_office(
            actor,
            name=office.name,
            kind=office.kind,
            country=office.country,
            contact_point=office.contact_point,
        )
        made: list[Unit] = [create_unit(actor, name=unit.name, mandate=unit.mandate) for unit in office.units]
    return {(office.key, unit.name): unit.pk for unit in made}


def _employ(
    colleague: DemoColleague, actors: dict[str, System], units: dict[tuple[str, str], UUID], password: str
) -> Iterator[SignIn]:
    seed = generate_totp_secret()
    for number, (office, unit, role) in enumerate(colleague.posts):
        actor = actors[office]
        with unit_of_work(actor):
            user = invite(actor, email=colleague.email, full_name=colleague.full_name)
            assign_role(
                actor, user_id=user.pk, unit_id=units[office, unit], role=role, valid_from=date(2026, 1, 1)
            )
            if number == 0:
                _let_in(user, password, seed)
    roles = ", ".join(f"{role.value.replace('_', ' ')}, {unit}" for _office, unit, role in colleague.posts)
    yield SignIn(role=f"{colleague.full_name}: {roles}", email=colleague.email, password=password, seed=seed)


def _actor(email: str, office: System) -> Staff:
    """The colleague acting for the office."""
    with unit_of_work(office):
        user = User.objects.get(email=email)
        unit = next(unit for unit in acting_units(user.pk) if unit.organisation_id == office.organisation_id)
    return staff_of(user.pk, unit)


def _employ_operator(password: str) -> SignIn:
    actor, seed = System(organisation_id=INSTALLATION_ID, reason=REASON), generate_totp_secret()
    with unit_of_work(actor):
        unit = create_unit(actor, name="Operation", mandate=Mandate.OPERATION)
        user = invite(actor, email=OPERATOR.email, full_name=OPERATOR.full_name)
        assign_role(actor, user_id=user.pk, unit_id=unit.pk, role=Role.OPERATOR, valid_from=date(2026, 1, 1))
        _let_in(user, password, seed)
    return SignIn(role=f"{OPERATOR.full_name}: operator", email=OPERATOR.email, password=password, seed=seed)


def _let_in(user: User, password: str, seed: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, seed)
