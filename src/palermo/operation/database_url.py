"""From a PostgreSQL address to Django's settings of a connection."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from palermo.operation.lines import UnfitLine, check_database_line

URL_VARIABLES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL"}
CONNECT_TIMEOUT_SECONDS = 2
# Milliseconds a sent question may stay without the network's own receipt. Without it a connection to a machine that
# vanished hangs for many minutes; with it, and the time above, the page of a missing database comes within 3 s.
UNACKNOWLEDGED_MILLISECONDS = 500


def database_settings(*, role: str, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `role` ("app" or "owner").

    The address is taken from DATABASE_URL or DATABASE_OWNER_URL; without it, it is the embedded
    server's socket in the data folder. Raises ImproperlyConfigured for an unknown role, a malformed address, or one
    that reaches another machine without verified TLS.
    """
    if role not in URL_VARIABLES:
        raise ImproperlyConfigured(f"PALERMO_DATABASE_ROLE is {role!r}; it must be 'app' or 'owner'.")
    variable = URL_VARIABLES[role]
    url = os.environ.get(variable) or f"postgresql://palermo_{role}@/palermo?host={data / 'run'}"
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"{variable} is not a PostgreSQL address: {error}") from None
    try:
        check_database_line(url, variable=variable)
    except UnfitLine as error:
        raise ImproperlyConfigured(str(error)) from None
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {known[key]: value for key, value in parts.items() if key in known}
    options = {key: value for key, value in parts.items() if key not in known}
    options.setdefault("connect_timeout", CONNECT_TIMEOUT_SECONDS)
    options.setdefault("tcp_user_timeout", UNACKNOWLEDGED_MILLISECONDS)
    options.setdefault("options", "-c search_path=public,keys")
    return {
        "ENGINE": "palermo.operation.postgresql",
        "NAME": "palermo",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **settings,
    }


def app_role() -> str:
    """The name of the application's database role: the user of DATABASE_URL, or palermo_app."""
    url = os.environ.get("DATABASE_URL")
    return str(conninfo_to_dict(url).get("user", "palermo_app")) if url else "palermo_app"
