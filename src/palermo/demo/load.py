"""Load the fictional alliance through the same services as everybody uses."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from palermo.demo.alliance import COLLEAGUES, OFFICES, OPERATOR, DemoColleague, DemoOffice
from palermo.demo.authority import may_ask
from palermo.demo.breach import load_breach
from palermo.demo.cases import Staffing, agree, load_cases, rest_on_law
from palermo.demo.clock import Clock
from palermo.demo.conference import load_conferences
from palermo.demo.ended import load_ended
from palermo.demo.groups import load_group
from palermo.demo.invited import offer_roles
from palermo.demo.referred import Helper
from palermo.demo.services import load_services
from palermo.demo.sign_ins import SignIn, write_sign_ins
from palermo.demo.stories import Team
from palermo.demo.switches import turn_on
from palermo.demo.working_day import live_through_a_day
from palermo.demo.year import load_year
from palermo.desk.kept.services import keep_view
from palermo.directory.offers.models import Service
from palermo.kit.office_time import office_today
from palermo.trust.actor import INSTALLATION_ID, Staff, System
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import Unit, User
from palermo.trust.people.queries import acting_units, staff_of
from palermo.trust.people.services import assign_role, create_office, create_unit, invite
from palermo.trust.people.standing import stands_on_the_mailbox
from palermo.trust.unit_of_work import unit_of_work

REASON = "demo"
LEADS = {
    "lantern": "bram@lantern.example",
    "harbour": "greta@harbour.example",
    "orchard": "pia@orchard.example",
    "authority": "mats@authority.example",
}
SECOND_SIGNERS = {
    "lantern": "cora@lantern.example",
    "harbour": "hugo@harbour.example",
    "orchard": "rosa@orchard.example",
    "authority": "alma@authority.example",
}
_WORDS = (
    *("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron"),
    *("isle", "juniper", "kelp", "linen", "maple", "north", "olive", "pearl"),
)


def load_alliance(say: Callable[[str], None], *, cases: int) -> list[SignIn]:
    """Create offices, colleagues, a year with so many cases, and a few more; `say` gets lines of progress.

    The folder is marked as a demo first, so that an interrupted load is never mistaken for real data.
    """
    write_sign_ins([])
    actors = {office.key: System(organisation_id=uuid7(), reason=REASON) for office in OFFICES}
    password = "-".join(secrets.choice(_WORDS) for _ in range(4))
    # The offices are older than the year they live through, and so are the roles of their colleagues.
    with Clock(timezone.now() - timedelta(days=400)).running():
        sign_ins = _open_offices(actors, password, say)
        for office, email in LEADS.items():
            rest_on_law(_actor(email, actors[office]))
            turn_on(_actor(email, actors[office]), _actor(SECOND_SIGNERS[office], actors[office]))
    say("Fictional services")
    load_services(actors)
    say("Fictional agreements")
    lead = {office: _actor(email, actors[office]) for office, email in LEADS.items()}
    agree(lead["lantern"], lead["harbour"], title="Places for the night")
    agree(lead["lantern"], lead["orchard"], title="Advice and representation")
    for office in ("lantern", "harbour"):
        may_ask(lead[office], lead["authority"])
    ada = _actor("ada@lantern.example", actors["lantern"])
    fenn = _actor("fenn@harbour.example", actors["harbour"])
    if cases:
        say(f"Fictional year with {cases} cases; this takes a minute or two")
        _live_through_a_year(actors, lead, cases=cases, say=say)
    say("Fictional cases and referrals")
    load_cases(Staffing(asking_caseworker=ada, answering_focal_point=fenn))
    load_ended(ada)
    say("Fictional inspection with twelve people")
    load_group(ada)
    say("Fictional notes, tasks and appointments")
    live_through_a_day([ada, _actor("nell@lantern.example", actors["lantern"]), fenn])
    say("Fictional conferences")
    load_conferences(ada, fenn, _actor("ines@orchard.example", actors["orchard"]))
    offer_roles(_actor("hugo@harbour.example", actors["harbour"]))
    _keep_views(_actor("tova@lantern.example", actors["lantern"]))
    say("Fictional breach: a lost telephone")
    load_breach(_actor("dov@lantern.example", actors["lantern"]), ada)
    write_sign_ins(sign_ins)
    return sign_ins


def _open_offices(actors: dict[str, System], password: str, say: Callable[[str], None]) -> list[SignIn]:
    units: dict[tuple[str, str], UUID] = {}
    for office in OFFICES:
        say(f"Fictional office: {office.name}")
        units |= _create(office, actors[office.key])
    employed = [_employ(colleague, actors, units, password) for colleague in COLLEAGUES]
    return [*(sign_in for colleague in employed for sign_in in colleague), _employ_operator(password)]


def _live_through_a_year(
    actors: dict[str, System], lead: dict[str, Staff], *, cases: int, say: Callable[[str], None]
) -> None:
    def team(office: str, *workers: str, second: str = "", decider: str = "", asks: str = "") -> Team:
        return Team(
            workers=tuple(_actor(email, actors[office]) for email in workers),
            lead=lead[office],
            second=_actor(second, actors[office]) if second else None,
            decider=_actor(decider, actors[office]) if decider else None,
            asks=_actor(asks, actors["authority"]) if asks else None,
        )

    workers = ("ada@lantern.example", "nell@lantern.example", "pio@lantern.example")
    jon = "jon@authority.example"
    lantern = team("lantern", *workers, second="tova@lantern.example", asks=jon)
    harbour = team("harbour", "fenn@harbour.example", asks=jon)
    authority = team("authority", "lena@authority.example", decider=jon)
    helpers = [
        _helper(_actor(email, actors[office]))
        for office, email in (("harbour", "fenn@harbour.example"), ("orchard", "ines@orchard.example"))
    ]
    load_year((lantern, lantern, harbour, authority), lantern, helpers, cases=cases, say=say)


def _keep_views(lead: Staff) -> None:
    with unit_of_work(lead):
        for name, query in (("Children", "age=children"), ("Longest open", "sort=oldest")):
            keep_view(lead, room="protection", page="protection:cases", name=name, query=query)


def _helper(focal: Staff) -> Helper:
    with unit_of_work(focal):
        own = Service.objects.filter(organisation_id=focal.organisation_id).order_by("name")
        return Helper(focal=focal, services=tuple(own.values_list("pk", flat=True)))


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
                actor,
                user_id=user.pk,
                unit_id=units[office, unit],
                role=role,
                valid_from=office_today(),
            )
            if number == 0:
                _let_in(user, password, seed)
    roles = ", ".join(f"{role.value.replace('_', ' ')}, {unit}" for _office, unit, role in colleague.posts)
    yield SignIn(role=f"{colleague.full_name}: {roles}", email=colleague.email, password=password, seed=seed)


def _actor(email: str, office: System) -> Staff:
    """The colleague acting for the office."""
    with unit_of_work(office):
        user = User.objects.with_address(email).get()
        unit = next(unit for unit in acting_units(user.pk) if unit.organisation_id == office.organisation_id)
    return staff_of(user.pk, unit)


def _employ_operator(password: str) -> SignIn:
    actor, seed = System(organisation_id=INSTALLATION_ID, reason=REASON), generate_totp_secret()
    with unit_of_work(actor):
        unit = create_unit(actor, name="Operation", mandate=Mandate.OPERATION)
        user = invite(actor, email=OPERATOR.email, full_name=OPERATOR.full_name)
        assign_role(actor, user_id=user.pk, unit_id=unit.pk, role=Role.OPERATOR, valid_from=office_today())
        _let_in(user, password, seed)
    return SignIn(role=f"{OPERATOR.full_name}: operator", email=OPERATOR.email, password=password, seed=seed)


@cache
def _hashed(password: str) -> str:
    """Once for all: hashing is slow on purpose, and the demo's sign-ins share a password that its page shows."""
    return make_password(password)


def _let_in(user: User, password: str, seed: str) -> None:
    user.password = _hashed(password)
    user.save(update_fields=["password"])
    stands_on_the_mailbox(user)
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, seed)
