"""What each page costs: few statements, as many for many rows as for few, and no list read from end to end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from tests.authorisation.costs import OF_AN_OFFICE, OWN_COPIES, asked, grow, looks, plans
from tests.authorisation.world import World
from tests.support import place

from palermo.trust.unit_of_work import tables_written

MOST = 12
LARGE = 1000
SCAN = re.compile(r"Index (?:Only )?Scan (?:Backward )?using (\w+)|Bitmap Index Scan on (\w+)")
FEW_ROWS = {
    # One row an office, or none.
    "desk_notice_look",
    *("people_unit", "party_key", "exchange_public_keys", "directory_party", "key_slot"),
    *("search_key", "vault_key_work"),
    # A draft for each office that writes its State's profile, one version for each law that changed.
    *("directory_state_profile", "directory_state_profile_draft"),
}
"""Tables of which an office can have only a few rows, so that a hundred offices do not fill them."""
RECORDED_OR_ENDED = {"ledger_event", "django_session", "people_signed_in"}
"""That something was shown is recorded; the page that locks ends a session, when this site itself leads there."""
TO_ONE = frozenset({"id", "thread_id", "envelope_id", "user_id", "account_id"})
"""What leads straight to one thing's rows: itself, a referral's thread, a package, an account."""


@dataclass(frozen=True)
class Cost:
    """Statements of one page with few rows and with many, and the plans with many."""

    few: list[str]
    many: list[str]
    plans: list[str]


@pytest.fixture(scope="module")
def superuser(world_database: place.Database) -> Any:
    """A connection that may fill every table."""
    if world_database.superuser is None:
        pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
    with psycopg.connect(world_database.superuser, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def costs(world: World, superuser: psycopg.Connection[Any]) -> dict[str, Cost]:
    """Every page, by its name and who looks at it."""
    pages = looks(world)
    few = [asked(world, page) for page in pages]
    grow(superuser)
    found = {}
    for page, before in zip(pages, few, strict=True):
        after = asked(world, page)
        found[str(page)] = Cost(before, after, plans(page, after))
    return found


@pytest.mark.usefixtures("costs")
def test_the_grown_world_has_many_of_what_pages_list(
    world: World, superuser: psycopg.Connection[Any]
) -> None:
    own = world.cast.owner.id
    for table in ("protection_case", "directory_service", "retention_notice"):
        (number,) = superuser.execute(
            f"SELECT count(*) FROM {table} WHERE organisation_id = %s", [own]
        ).fetchone() or (0,)
        assert number > OWN_COPIES, table


def test_no_page_asks_more_than_twelve_statements(costs: dict[str, Cost]) -> None:
    assert {page: len(cost.many) for page, cost in costs.items() if len(cost.many) > MOST} == {}


def test_no_page_changes_anything_by_being_opened(costs: dict[str, Cost]) -> None:
    written = {
        page: set().union(*map(tables_written, cost.few)) - RECORDED_OR_ENDED for page, cost in costs.items()
    }
    assert {page: tables for page, tables in written.items() if tables} == {}


def test_no_page_asks_more_where_there_are_more_rows(costs: dict[str, Cost]) -> None:
    counted = {page: (len(cost.few), len(cost.many)) for page, cost in costs.items()}
    assert {page: (few, many) for page, (few, many) in counted.items() if many > few} == {}


def test_no_page_reads_a_large_table_from_end_to_end(
    costs: dict[str, Cost], superuser: psycopg.Connection[Any]
) -> None:
    rows = dict(superuser.execute(OF_OFFICES, [list(OF_AN_OFFICE)]).fetchall())
    large = {name for name, number in rows.items() if number > LARGE}
    assert rows.keys() - large <= FEW_ROWS
    read = {
        (table, page)
        for page, cost in costs.items()
        for plan in cost.plans
        for table in re.findall(r"Seq Scan on (\w+)", plan)
        if table in large
    }
    assert read == set()


def test_every_list_is_found_by_an_index_led_by_the_office(
    costs: dict[str, Cost], superuser: psycopg.Connection[Any]
) -> None:
    leads = dict(superuser.execute(LED_BY, [list(OF_AN_OFFICE)]).fetchall())
    used = {
        (name, leads[name], page)
        for page, cost in costs.items()
        for plan in cost.plans
        for name in map("".join, SCAN.findall(plan))
        if name in leads
    }
    assert {page for *_, page in used} == costs.keys()
    assert {one for one in used if one[1] not in {*OF_AN_OFFICE, *TO_ONE}} == set()


OF_OFFICES = """
    SELECT DISTINCT c.relname, c.reltuples FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND a.attname = ANY(%s)
"""
"""Tables with rows of offices, and how many."""
LED_BY = """
    SELECT i.relname, a.attname FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
    WHERE EXISTS (SELECT 1 FROM pg_attribute o WHERE o.attrelid = x.indrelid AND o.attname = ANY(%s))
"""
"""Indexes of such tables, and the column each is led by."""
