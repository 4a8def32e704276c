"""Whether anything holds a person's file, in whatever room: a question with yes or no for an answer.

A legal hold is seen in the room of the file it was placed for. An erasure must stop for a hold of another room too, and
may not learn more of it than that it is there. So the owner's function answers; it looks past the wall of rooms, and no
further than the acting organisation.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

IS_HELD = """
CREATE OR REPLACE FUNCTION palermo_is_held(subject uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.vault_legal_hold
        WHERE organisation_id = nullif(current_setting('palermo.organisation', true), '')::uuid
          AND subject_id = subject AND released_at IS NULL
    )
$$
"""


def is_held(subject_id: UUID) -> bool:
    """Whether a legal hold on the subject is open in the acting organisation, in any room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT palermo_is_held(%s)", [subject_id])
        return bool(cursor.fetchone()[0])
