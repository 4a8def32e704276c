"""What a database is made of, as PostgreSQL's own catalogue says it: to tell two databases apart."""

from __future__ import annotations

import re
from typing import Any

import psycopg

_QUESTIONS = {
    "columns": """
        SELECT format('%%s.%%s: %%s%%s%%s%%s', attrelid::regclass, attname, format_type(atttypid, atttypmod),
                      CASE WHEN attnotnull THEN ' not null' END, ' default ' || pg_get_expr(adbin, adrelid),
                      CASE WHEN attidentity <> '' THEN ' identity ' || attidentity::text END)
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attnum > 0 AND NOT attisdropped AND attrelid = ANY(%(tables)s)""",
    "constraints": """
        SELECT format('%%s.%%s: %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid = ANY(%(tables)s)""",
    "indexes": "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ANY(%(tables)s)",
    "triggers": """
        SELECT format('%%s (%%s)', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid = ANY(%(tables)s)""",
    "policies": """
        SELECT format('%%s.%%s %%s: %%s; %%s', polrelid::regclass, polname, polcmd,
                      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
        FROM pg_policy WHERE polrelid = ANY(%(tables)s)""",
    "tables": """
        SELECT format('%%s: %%s, rows guarded %%s', oid::regclass, acl, relrowsecurity)
        FROM pg_class LEFT JOIN LATERAL
             (SELECT string_agg(entry::text, ' ' ORDER BY entry::text) AS acl FROM unnest(relacl) AS entry) AS granted
             ON true
        WHERE oid = ANY(%(tables)s)""",
    "grants on columns": """
        SELECT format('%%s.%%s: %%s', attrelid::regclass, attname, attacl) FROM pg_attribute
        WHERE attacl IS NOT NULL AND attrelid = ANY(%(tables)s)""",
    "functions": """
        SELECT pg_get_functiondef(pg_proc.oid) FROM pg_proc
        WHERE pronamespace IN ('public'::regnamespace, 'keys'::regnamespace)""",
}
_TABLES = """
SELECT oid FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace IN ('public'::regnamespace, 'keys'::regnamespace)
"""


def catalogue(connection: psycopg.Connection[Any]) -> dict[str, set[str]]:
    """Tables with grants, columns with type and default, constraints, indexes, triggers, policies and functions.

    The order of columns is left out: it says when a column came, and nothing reads by it. So are casts between the
    types of text, which PostgreSQL writes in another place once a condition went through a dump.
    """
    connection.execute("SET search_path TO pg_catalog")
    tables = {"tables": [oid for (oid,) in connection.execute(_TABLES).fetchall()]}
    return {
        kind: {_without_casts(text) for (text,) in connection.execute(question, tables).fetchall()}
        for kind, question in _QUESTIONS.items()
    }


def _without_casts(text: str) -> str:
    bare = re.sub(r"::(character varying|text)(\[\])?", "", text)
    while (fewer := re.sub(r"\(('[^']*'|ARRAY\[[^\]]*\])\)", r"\1", bare)) != bare:
        bare = fewer
    return bare
