"""Whose a case is, asked for one colleague by a day since when, is whose it is, asked for everybody row by row."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from tests.protection import flow
from tests.support.cast import Cast

from palermo.protection.cases.assignments import assignments_of, open_assignments
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.services import assign_role
from palermo.trust.unit_of_work import unit_of_work

CASES, ROUNDS = 6, 25


def test_one_colleague_has_the_assignments_that_open_a_case(
    cast: Cast, works: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    # Noon, so that days and hours lie the same to each other whenever this runs.
    now = datetime.now(tz=UTC).replace(hour=12)
    for _case in range(CASES):
        flow.open_file(works)
    with unit_of_work(cast.owner.system):
        assign_role(
            cast.owner.system,
            user_id=works.user_id,
            unit_id=works.unit_id,
            role=Role.FOCAL_POINT,
            valid_from=now.date(),
        )
    chance, kinds = random.Random(5), [Role.CASEWORKER, Role.FOCAL_POINT, Role.COORDINATOR, Role.ANALYST]  # noqa: S311
    sizes = set()
    for _round in range(ROUNDS):
        for table in ("protection_case_assignment", "people_role_assignment"):
            rows = owner_connection.execute(f"SELECT id FROM {table} WHERE user_id = %s", [works.user_id])
            for (row,) in rows.fetchall():
                hours = chance.randrange(0, 96)
                owner_connection.execute(
                    f"UPDATE {table} SET created_at = %s WHERE id = %s",
                    [now - timedelta(hours=hours), row],
                )
                if table == "people_role_assignment":
                    owner_connection.execute(
                        "UPDATE people_role_assignment SET valid_from = %s, role = %s WHERE id = %s",
                        [
                            now.date() - timedelta(days=chance.randrange(-1, 4)),
                            chance.choice(kinds).value,
                            row,
                        ],
                    )
        with unit_of_work(works):
            own = CaseAssignment.objects.filter(organisation_id=works.organisation_id, user_id=works.user_id)
            expected = set(open_assignments(own))
            assert set(assignments_of(works)) == expected
        sizes.add(len(expected))
    assert {0, CASES} < sizes
