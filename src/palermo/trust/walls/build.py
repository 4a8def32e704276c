"""The second wall: grants, row-level security, append-only triggers and composite keys, built from the register.

Run by the owner after each migration; repeating it changes nothing. Row-level security compares columns with the
three settings of the unit of work and never joins.
"""

from __future__ import annotations

from django.apps import apps
from django.db.backends.utils import CursorWrapper

from palermo.trust.mandates import DESK
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.walls.holds import IS_HELD
from palermo.trust.walls.register import TABLES
from palermo.trust.walls.table import Kind, Table, grants_of
from palermo.trust.walls.triggers import AGREEMENT_RULE, FOLLOWS, ONLY_EMPTIED

ORGANISATION = "nullif(current_setting('palermo.organisation', true), '')::uuid"
USER = "nullif(current_setting('palermo.user', true), '')::uuid"
ROOMS = "string_to_array(current_setting('palermo.rooms', true), ',')"
SCHEMAS = ("public", "keys")

_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION palermo_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


_READABLE = """
CHECK (NOT jsonb_path_exists("{column}", '$.**{{32}}') AND NOT jsonb_path_exists("{column}",
    '$.** ? (@.type() == "number" && (@ > 9007199254740992 || @ < -9007199254740992))')) NOT VALID
"""


class UnregisteredTable(RuntimeError):
    """The database and the register disagree; the message names the tables."""


def catalogue(cursor: CursorWrapper) -> dict[str, str]:
    """Table name → schema, of every ordinary table in Palermo's schemas."""
    cursor.execute(
        "SELECT relname, nspname FROM pg_class JOIN pg_namespace ns ON ns.oid = relnamespace"
        " WHERE relkind IN ('r', 'p') AND nspname = ANY(%s)",
        [list(SCHEMAS)],
    )
    return dict(cursor.fetchall())


def build_walls(cursor: CursorWrapper, *, app_role: str) -> None:
    """Bring grants, policies, triggers and composite keys to what the register says.

    Raises UnregisteredTable when a table has no rule, or a rule no table.
    """
    found = catalogue(cursor)
    names = {table.name for table in TABLES}
    if missing := sorted(names ^ found.keys()):
        raise UnregisteredTable(f"Register and database disagree about: {', '.join(missing)}.")
    cursor.execute(_APPEND_ONLY)
    cursor.execute(ONLY_EMPTIED)
    cursor.execute(FOLLOWS)
    for schema in SCHEMAS:
        cursor.execute(f'GRANT USAGE ON SCHEMA "{schema}" TO "{app_role}"')
    # Temporary tables lie outside the register too; a database made by hand lets everybody have them.
    cursor.execute(
        "SELECT quote_ident(datname) FROM pg_database"
        " WHERE datname = current_database() AND pg_has_role(datdba, 'USAGE')"
    )
    for (database,) in cursor.fetchall():
        cursor.execute(f'REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, "{app_role}"')
    for table in TABLES:
        protect(cursor, table, schema=found[table.name], app_role=app_role)
    bind_owned_references(cursor)
    keep_json_readable(cursor)
    cursor.execute(IS_HELD)
    cursor.execute("REVOKE ALL ON FUNCTION palermo_is_held(uuid) FROM PUBLIC")
    cursor.execute(f'GRANT EXECUTE ON FUNCTION palermo_is_held(uuid) TO "{app_role}"')
    for statement in AGREEMENT_RULE:
        cursor.execute(statement)


def protect(cursor: CursorWrapper, table: Table, *, schema: str, app_role: str) -> None:
    """Apply one table's rule."""
    name = f'"{schema}"."{table.name}"'
    role = f'"{app_role}"'
    cursor.execute(f"REVOKE ALL ON {name} FROM PUBLIC, {role}")
    cursor.execute(f"GRANT {grants_of(table)} ON {name} TO {role}")
    for policy in ("read", "add", "change", "remove"):
        cursor.execute(f"DROP POLICY IF EXISTS palermo_{policy} ON {name}")
    if table.append_only:
        _make_append_only(cursor, name)
    if table.kind is Kind.LEDGER:
        _make_following(cursor, name)
    if table.only_emptied:
        _make_only_emptied(cursor, name, table.only_emptied)
    conditions = row_conditions(table)
    if conditions is None:
        return
    read, add, change = conditions
    cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"CREATE POLICY palermo_read ON {name} FOR SELECT TO {role} USING ({read})")
    cursor.execute(f"CREATE POLICY palermo_add ON {name} FOR INSERT TO {role} WITH CHECK ({add})")
    cursor.execute(
        f"CREATE POLICY palermo_change ON {name} FOR UPDATE TO {role} USING ({change}) WITH CHECK ({change})"
    )
    cursor.execute(f"CREATE POLICY palermo_remove ON {name} FOR DELETE TO {role} USING ({change})")


def row_conditions(table: Table) -> tuple[str, str, str] | None:
    """SQL conditions for reading, adding, and changing or removing rows; None where grants alone decide."""
    own = f'"{table.owner}" = {ORGANISATION}'
    # As a subselect it is asked once a statement, and the planner does not take it for a rare row.
    opened = f"(SELECT '{table.room}' = ANY({ROOMS}))" if table.room else "true"
    match table.kind:
        case Kind.OWNED | Kind.KEY | Kind.LEDGER:
            if table.room:
                own += f" AND {opened}"
            if table.room_column:
                ways = [f'"{table.room_column}" = ANY({ROOMS})']
                if table.desk:
                    ways.insert(0, f"\"{table.room_column}\" = '{DESK}'")
                if table.user:
                    ways.append(f'"{table.user}" = {USER}')
                own += f" AND ({' OR '.join(ways)})"
            return own, own, own
        case Kind.PUBLISHED:
            write = f"{own} AND {opened}" if table.room else own
            return opened, write, write
        case Kind.ACCOUNT if table.user:
            return f'{own} OR "{table.user}" = {USER}', own, own
        case Kind.ENVELOPE:
            sides = [(table.sender, table.sender_room), (table.receiver, table.receiver_room)]
            between = " OR ".join(_side(column, room) for column, room in sides)
            return between, f'({between}) AND "{table.author}" = {ORGANISATION}', between
        case _:
            return None


def _side(column: str, room_column: str) -> str:
    """Whether the acting organisation is this side of an envelope, and acts in the room that side is held to."""
    own = f'"{column}" = {ORGANISATION}'
    return f'({own} AND "{room_column}" = ANY({ROOMS}))' if room_column else own


def _make_append_only(cursor: CursorWrapper, name: str) -> None:
    for trigger, events, level in (
        ("palermo_no_change", "UPDATE OR DELETE", "ROW"),
        ("palermo_no_truncate", "TRUNCATE", "STATEMENT"),
    ):
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {name}")
        cursor.execute(
            f"CREATE TRIGGER {trigger} BEFORE {events} ON {name}"
            f" FOR EACH {level} EXECUTE FUNCTION palermo_append_only()"
        )
        # An ordinary trigger is skipped under session_replication_role = replica.
        cursor.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger}")


def _make_following(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f"DROP TRIGGER IF EXISTS palermo_follows ON {name}")
    cursor.execute(
        f"CREATE TRIGGER palermo_follows BEFORE INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION palermo_follows()"
    )


def _make_only_emptied(cursor: CursorWrapper, name: str, columns: tuple[str, ...]) -> None:
    trigger = "palermo_no_rewrite"
    arguments = ", ".join(f"'{column}'" for column in columns)
    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {name}")
    cursor.execute(
        f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {name}"
        f" FOR EACH ROW EXECUTE FUNCTION palermo_only_emptied({arguments})"
    )
    cursor.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger}")


def bind_owned_references(cursor: CursorWrapper) -> None:
    """Give every owned table its key (organisation_id, id) and every owned reference its composite foreign key.

    The database then refuses a reference to another office's row as it refuses one to nothing.
    """
    for model in apps.get_models():
        if issubclass(model, OwnedModel):
            table = model._meta.db_table
            _add_constraint(cursor, table, f"{table}_owned", "UNIQUE (organisation_id, id)")
    for table, column, target in owned_references():
        _add_constraint(
            cursor,
            table,
            f"{table}_{column}_owned",
            f'FOREIGN KEY (organisation_id, "{column}") REFERENCES "{target}" (organisation_id, id)',
        )


def keep_json_readable(cursor: CursorWrapper) -> None:
    """Refuse JSON nested deeper than 32, and numbers beyond 2^53: Python would not read the row again.

    Rows that stand are not asked, so that no backup becomes one that cannot be restored.
    """
    cursor.execute(
        "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text = ANY(%s)"
        " AND atttypid = 'jsonb'::regtype AND NOT attisdropped ORDER BY 1, 2",
        [list(SCHEMAS)],
    )
    for table, column in cursor.fetchall():
        _add_constraint(cursor, table, f"palermo_readable_{column}", _READABLE.format(column=column))


def owned_references() -> list[tuple[str, str, str]]:
    """Every owned reference: table, column, and the table it refers to."""
    return [
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, OwnedForeignKey)
    ]


def _add_constraint(cursor: CursorWrapper, table: str, name: str, definition: str) -> None:
    cursor.execute(
        "SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass", [name, table]
    )
    if cursor.fetchone() is None:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
