"""The places of the bar: Today, then the four Ps as far as the reader's role has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.exchange.policies import COUNTER_ROLES
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import SERVICES_ROOM, Role


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place of the bar. `prefix` is the path below which it counts as current ("" for its own address)."""

    label: Promise | str
    url_name: str
    prefix: str = ""
    open_to: Callable[[Actor], bool]


def _anybody(actor: Actor) -> bool:  # noqa: ARG001 - one signature for all places
    return True


def _staff(actor: Actor) -> bool:
    return isinstance(actor, Staff)


def _with_role(*roles: Role) -> Callable[[Actor], bool]:
    return lambda actor: isinstance(actor, Staff) and actor.has(*roles)


def _protection(actor: Actor) -> bool:
    return SERVICES_ROOM in actor.rooms


def _services(actor: Actor) -> bool:
    return SERVICES_ROOM in actor.rooms


PLACES: tuple[Place, ...] = (
    Place(label=_("Today"), url_name="web:today", open_to=_staff),
    Place(label=_("Protection"), url_name="protection:cases", prefix="/protection/", open_to=_protection),
    Place(label=_("Services"), url_name="services:directory", prefix="/services/", open_to=_services),
    Place(label=_("Partnership"), url_name="partnership:states", prefix="/partnership/", open_to=_anybody),
    Place(
        label=_("Agreements"),
        url_name="directory:agreements",
        prefix="/agreements/",
        open_to=_with_role(Role.COORDINATOR, Role.ADMINISTRATOR, Role.CASEWORKER, Role.FOCAL_POINT),
    ),
    Place(
        label=_("Packages"),
        url_name="exchange:packages",
        prefix="/exchange/",
        open_to=_with_role(*COUNTER_ROLES),
    ),
    Place(
        label=_("Office"),
        url_name="people:colleagues",
        prefix="/office/",
        open_to=_with_role(Role.ADMINISTRATOR),
    ),
    Place(
        label=_("Ledger"), url_name="people:ledger", prefix="/office/ledger", open_to=_with_role(Role.AUDITOR)
    ),
    Place(label=_("Installation"), url_name="people:installation", open_to=_with_role(Role.OPERATOR)),
)
