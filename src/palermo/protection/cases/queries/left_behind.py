"""Cases whose only assignments open nothing any more, because a colleague lost the role they rested on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from palermo.kit.office_time import day_begins, office_today
from palermo.protection.cases.assignments import ASSIGNABLE
from palermo.trust.actor import Actor
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force

MOST: Final = 5000
"""Cases left behind by one colleague that a list looks through at most; the rest come up as these are handed over."""

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_LEFT: Final = """
    SELECT DISTINCT left_by.case_id FROM unnest(%s::uuid[], %s::timestamptz[]) AS one (user_id, since), LATERAL (
        SELECT a.case_id FROM protection_case_assignment a
        WHERE a.organisation_id = %s AND a.user_id = one.user_id AND a.ended_at IS NULL AND a.created_at < one.since
        LIMIT %s
    ) left_by
"""


def left_behind(actor: Actor) -> list[UUID]:
    """Ids of cases of the acting office with an assignment that is not ended and opens nothing; two queries.

    They are looked for from the accounts that have, or had, a role in the office, each by its index. Whether somebody
    else works on such a case is not asked here.
    """
    fits = in_force(office_today()) & Q(role__in=[role.value for role in ASSIGNABLE])
    rows = RoleAssignment.objects.filter(organisation_id=actor.organisation_id).annotate(
        stands=ExpressionWrapper(fits, output_field=BooleanField())
    )
    since: dict[UUID, datetime] = {}
    for row in rows:
        begins = day_begins(row.valid_from)
        stood = max(row.created_at, begins) if row.stands else _NEVER
        since[row.user_id] = min(since.get(row.user_id, _NEVER), stood)
    if not since:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [list(since), list(since.values()), actor.organisation_id, MOST])
        return [case_id for (case_id,) in cursor.fetchall()]
