"""The start-up check: Palermo serves nobody through a role that row-level security does not bind."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from palermo.trust.walls.powers import excess_powers, refusal


class WrongRole(RuntimeError):
    """The database role has more power than the program may have; the message says which."""


def refuse_wrong_role(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Raise WrongRole unless the connection's role owns nothing and is bound by row-level security."""
    if settings.PALERMO_DATABASE_ROLE != "app":
        return
    name, faults = excess_powers(connection.connection)
    connection.connection.rollback()
    if faults:
        connection.close()
        raise WrongRole(refusal(name, faults))


def refuse_to_serve() -> None:
    """Raise WrongRole before the first request is taken. A database that is away is asked when it is back."""
    try:
        default_connection.ensure_connection()
    except OperationalError:
        return
    default_connection.close()
