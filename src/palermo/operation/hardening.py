"""At each start of the embedded server: what no role of the program needs is taken away, what was changed is mended.

Only the superuser can do it, who is asked at the first start and here. About 0.1 s on a busy machine.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from palermo.operation.datafolder import SetUpError
from palermo.operation.firststart import APP, DATABASE, OWNER, SUPERUSER
from palermo.trust.walls.beyond import (
    SEARCH_PATH,
    SILENT,
    large_objects,
    own_settings,
    reset_settings,
    take_away,
)

SETTINGS = {
    OWNER: (SEARCH_PATH,),
    # What a session of the app's role asks, values included, would show to all its others.
    APP: (SEARCH_PATH, SILENT),
}


def harden(url: Callable[[str, str], str], report: Callable[[str], None]) -> None:
    """Bring roles and databases to what they are to be; `url` gives the address of a role in a database.

    Each thing that somebody had changed is reported in one line. Raises SetUpError when the server refuses.
    """
    try:
        with psycopg.connect(url(SUPERUSER, "template1"), autocommit=True) as connection:
            take_away(connection)  # of every database made later
        with psycopg.connect(url(SUPERUSER, DATABASE), autocommit=True) as connection:
            take_away(connection)
            for role in SETTINGS:
                _mend_role(connection, role, report)
            if number := large_objects(connection):
                connection.execute("SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
                report(f"The database held {number} large objects, which Palermo never makes: removed.")
    except psycopg.Error as error:
        raise SetUpError(f"The database's roles could not be mended ({type(error).__name__}).") from error


def _mend_role(
    connection: psycopg.Connection[tuple[object, ...]], role: str, report: Callable[[str], None]
) -> None:
    wanted = SETTINGS[role]
    held = own_settings(connection, role)
    if sorted(held) != sorted(wanted):
        reset_settings(connection, role, settings=wanted)
        if foreign := sorted({text.partition("=")[0] for text in held if text not in wanted}):
            report(f"The database role {role} had settings of its own ({', '.join(foreign)}): taken back.")
    password = connection.execute("SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = %s", [role])
    if password.fetchone() == (True,):
        connection.execute(f"ALTER ROLE {role} PASSWORD NULL")
        report(f"The database role {role} had a password, which nothing here uses: taken back.")
