"""The lists of requests, complaints and searches are found by an index of the office."""

from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
from django.utils import timezone
from tests.protection.file.test_case_list import copy_in, fill, plans_of
from tests.support.cast import Cast

from palermo.protection.accountability.queries.complaints import complaints_seen
from palermo.protection.accountability.queries.requests import requests_seen
from palermo.protection.accountability.today import complaints_to_answer, requests_waiting
from palermo.protection.need_to_know.queries.searches_of_a_file import recent_searches
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Role
from palermo.trust.today import read

MANY = 5000


def fill_lists(owner: psycopg.Connection[Any], cast: Cast) -> None:
    """Many requests, complaints and searches in two offices; nearly all of them done with, or old."""
    user = cast.owner[Role.CASEWORKER].user_id
    for office in (cast.owner.id, cast.stranger.id):
        copy_in(
            owner,
            "protection_authority_request",
            "asked_by, asker, claimed_basis, asked_for, asked, received_on, state, recorded_by_id, adviser, advice,"
            " answer, answer_words",
            (
                (
                    uuid7(),
                    office,
                    "police",
                    "",
                    "statute",
                    "[]",
                    "",
                    "2026-11-23",
                    state,
                    user,
                    "",
                    "",
                    "",
                    "",
                )
                for state in ["answered"] * (MANY - 5) + ["received"] * 5
            ),
        )
        copy_in(
            owner,
            "protection_complaint",
            "about, words, wish, received_on, answer_due, recorded_by_id, outcome, answer",
            (
                (uuid7(), office, "service", "", "", "2026-11-23", "2026-11-30", user, outcome, "")
                for outcome in ["explained"] * (MANY - 5) + [""] * 5
            ),
        )
    # What was searched long ago; of the last week there is little.
    owner.execute(
        "INSERT INTO protection_search_hit (id, organisation_id, purpose, retention_rule, profile_version, created_at,"
        " case_id, searched_by_id, found_by) SELECT gen_random_uuid(), organisation_id, 'assistance', 'rule', '1',"
        " '2020-01-01'::timestamptz + row_number() OVER () * interval '1 hour', id, %s, 'name' FROM protection_case",
        [user],
    )
    owner.execute("ANALYZE")


def test_no_list_of_need_to_know_scans_a_whole_table(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    fill(owner_connection, cast, works, MANY)
    fill_lists(owner_connection, cast)
    now = timezone.now()

    def lists(actor: Any) -> None:
        list(requests_seen(actor)[:26])
        list(complaints_seen(actor)[:26])
        read(requests_waiting(actor, now))
        read(complaints_to_answer(actor, now))
        list(recent_searches(actor, now=now))

    for actor in (leads, works):
        plans = plans_of(actor, partial(lists, actor))
        assert plans
        for plan in plans:
            assert "Seq Scan on protection_" not in plan, plan
