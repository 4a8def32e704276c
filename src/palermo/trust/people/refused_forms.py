"""Forms that came when their author was signed in no more: whoever keeps them registers here.

The desk keeps what was typed (`desk.kept_pages`); this room only knows that somebody may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from palermo.trust.actor import Anonymous, Staff
from palermo.trust.current import current
from palermo.trust.people.models import User
from palermo.trust.people.queries import acting_units, staff_of

Keep = Callable[[Any], HttpResponse | None]
_keepers: list[Keep] = []


def keep_with(keep: Keep) -> None:
    """Ask `keep` for the answer to a form that nobody signed in sent; None where nothing of it is kept.

    Called in AppConfig.ready.
    """
    _keepers[:] = [keep]


def kept(request: Any) -> HttpResponse | None:
    """The answer to a form of which something was kept."""
    return next((answer for keep in _keepers if (answer := keep(request)) is not None), None)


def act_as_author(user: User, unit_id: str) -> Staff | None:
    """Go on in this request as the account acting for a unit in which it has a role today; None where it has none.

    Raises SecondOrganisation once something was recorded or written for another office.
    """
    current().act_as(Anonymous(user_id=user.pk))
    unit = next((unit for unit in acting_units(user.pk) if str(unit.unit_id) == unit_id), None)
    if unit is None:
        return None
    staff = staff_of(user.pk, unit)
    current().act_as(staff)
    return staff
