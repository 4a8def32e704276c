"""What the embedded database is made of: locale, roles, the database, and who may log in as whom."""

from __future__ import annotations

import shutil

from palermo.kit.writing import write_file
from palermo.operation.datafolder import DataFolder
from palermo.operation.unprivileged import ServerPrograms, running_user

SUPERUSER, OWNER, APP, DATABASE = "postgres", "palermo_owner", "palermo_app", "palermo"
PLAIN_ROLE = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
ROLES_AND_DATABASE = (
    f"CREATE ROLE {OWNER} {PLAIN_ROLE}",
    f"CREATE ROLE {APP} {PLAIN_ROLE}",
    f"ALTER ROLE {OWNER} SET search_path = public, keys",
    f"ALTER ROLE {APP} SET search_path = public, keys",
    f"REVOKE ALL ON DATABASE {SUPERUSER}, template1 FROM PUBLIC",
    f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
    f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}",
)
# The builtin C.UTF-8 sorts by code point and knows the case of every script, on every system alike.
LOCALE = ("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def create_cluster(folder: DataFolder, programs: ServerPrograms) -> None:
    """Create the cluster with its roles and database, wholly or not at all.

    The files are made beside their place and renamed at the end; what an interrupted start left was never
    served and is removed. About half a second.
    """
    draft = folder.path / "database.new"
    shutil.rmtree(draft, ignore_errors=True)
    programs.directory(draft)
    checks = ("--data-checksums", "--auth=peer", "--no-instructions")
    programs.run("initdb", "-D", str(draft), "-U", SUPERUSER, *LOCALE, *checks)
    # PostgreSQL's single-user mode: the superuser is needed here, before anything listens; then see hardening.py.
    sql = "".join(f"{statement}\n" for statement in ROLES_AND_DATABASE)
    programs.run("postgres", "--single", "-D", str(draft), "-c", "exit_on_error=on", SUPERUSER, text=sql)
    draft.rename(folder.database)


def access_rules(folder: DataFolder) -> dict[str, str]:
    """Write who may log in, and return the server settings that point there.

    Only the user Palermo runs as, known by the kernel (peer), as one of the three roles, and root, who could become
    that user. The files lie beside the cluster and not in it, so that started by root the database's account cannot
    change them.
    """
    roles = (SUPERUSER, OWNER, APP)
    users = dict.fromkeys([running_user().replace('"', '""'), "root"])
    rules = {
        "hba_file": (folder.path / "pg_hba.conf", f"local all {','.join(roles)} peer map=palermo\n"),
        "ident_file": (
            folder.path / "pg_ident.conf",
            "".join(f'palermo "{user}" {role}\n' for user in users for role in roles),
        ),
    }
    for path, text in rules.values():
        write_file(path, text, mode=0o644)
    return {setting: str(path) for setting, (path, _text) in rules.items()}
