"""A server that lacks security releases is named at start."""

from __future__ import annotations

import psycopg

from palermo.operation.addresses import Addresses, Report
from palermo.reference.postgresql import AS_OF, lacking


def tell_of_holes(addresses: Addresses, report: Report) -> None:
    """Say in one line at start that the server lacks security releases, and what to do."""
    with psycopg.connect(addresses.app) as connection:
        version = connection.info.server_version
    missing = lacking(version)
    if not missing:
        return
    way_on = (
        "update Palermo, or set DATABASE_URL to a server you keep"
        if addresses.embedded
        else "update the server"
    )
    told = ", ".join(f"{name} ({holes} mended)" for name, holes in missing)
    report(
        f"PostgreSQL {version // 10000}.{version % 10000} has known holes: it lacks {told}, as of {AS_OF}. "
        f"To close them {way_on}."
    )
