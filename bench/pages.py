"""How long the main pages and acts take beside a plainer peer, both in one run: python -m bench.pages

Each row times two things in turns on a scratch installation with the embedded database as it is shipped, and prints
both medians and their ratio. Ratios can be compared between machines, times cannot; nothing is asserted.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import psycopg
from cryptography.fernet import Fernet

from palermo.operation.addresses import embedded_addresses, process_environment
from palermo.operation.datafolder import DataFolder
from palermo.operation.embedded import Cluster
from palermo.operation.firststart import OWNER
from palermo.operation.preparation import prepare_database

FEW, MANY, ROUNDS = 100, 10_000, 40  # few and many cases both fill the first page of a list
Act = Callable[[], object]
Pair = tuple[str, Act, str, Act]  # what is timed, and what it is measured against

_ROW = "gen_random_uuid(), 'assistance', 'case_closed_plus_profile_years', 'example-state-1', now()"
PERSONS = f"""
INSERT INTO protection_person (id, purpose, retention_rule, profile_version, created_at, organisation_id, code,
    age_band, gender, nationality, languages, name, other_names, birth, contact, safe_contact)
SELECT {_ROW}, %(office)s, 'P' || n, '18_25', 'woman', 'not_asked', '["fr"]', '', '', '', '', ''
FROM generate_series(1, %(number)s) n"""  # noqa: S608 - our own words
CASES = f"""
INSERT INTO protection_case (id, purpose, retention_rule, profile_version, created_at, organisation_id, person_id,
    code, state, narrative, opened_on, closed_reason, trouble)
SELECT {_ROW}, organisation_id, id, code, 'open', '', current_date, '', (random() * 3)::int
FROM protection_person WHERE organisation_id = %(office)s"""  # noqa: S608 - our own words


@contextmanager
def installation() -> Iterator[str]:
    """A scratch installation that Django works in; the owner's address."""
    with tempfile.TemporaryDirectory(prefix="palermo-bench-") as name:
        Path(name).chmod(0o711)
        folder = DataFolder(Path(name) / "data")
        folder.prepare()
        folder.ensure_root_key()
        with Cluster(folder.path) as cluster:
            addresses = embedded_addresses(folder)
            prepare_database(folder, addresses, print)
            os.environ.update(process_environment(folder, addresses))
            import django
            from django.db import connections
            from django.test.utils import setup_test_environment

            django.setup()
            setup_test_environment()
            yield cluster.url(OWNER)
            connections.close_all()


def office(owner: str, name: str, cases: int) -> tuple[Any, Any]:
    """The coordinator of an office with this many cases, and one case they opened."""
    from tests.support.cast import make_office

    from palermo.protection.cases.services.cases import open_case
    from palermo.trust.mandates import Role
    from palermo.trust.unit_of_work import unit_of_work

    made = make_office(name, roles=frozenset({Role.COORDINATOR}))
    with psycopg.connect(owner, autocommit=True) as connection:
        for statement in (PERSONS, CASES):
            connection.execute(statement, {"office": made.id, "number": cases - 1})
        connection.execute("VACUUM ANALYZE")
    actor = made[Role.COORDINATOR]
    with unit_of_work(actor):
        return actor, open_case(actor)


def pairs(owner: str) -> Iterator[Pair]:
    """What is compared."""
    from django.db import connection, transaction
    from django.urls import reverse
    from tests.support.cast import signed_in

    from palermo.kit.partial_date import PartialDate
    from palermo.protection.file.services.assistance import record_assistance
    from palermo.trust.unit_of_work import machinery, unit_of_work
    from palermo.trust.vault.aead import decrypt, encrypt, new_key

    (few, case), (many, other) = office(owner, "Small", FEW), office(owner, "Large", MANY)
    small, large = signed_in(few), signed_in(many)

    def page(browser: Any, name: str, *ids: object) -> Act:
        return lambda: browser.get(reverse(name, args=ids))

    def help_given() -> None:
        with unit_of_work(few):
            record_assistance(few, case_id=case.pk, kind="health", given_on=PartialDate(2026), note="a note")

    def help_without(part: str) -> Act:
        def act() -> None:
            with patch(f"palermo.trust.unit_of_work.{part}", lambda *_: None):
                help_given()

        return act

    def in_frame(frame: Callable[[], Any]) -> None:
        with machinery(), frame(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    cases, one = "protection:cases", "protection:case"
    yield (f"list of {MANY} cases", page(large, cases), f"of {FEW}", page(small, cases))
    yield (f"a case among {MANY}", page(large, one, other.pk), f"among {FEW}", page(small, one, case.pk))
    yield ("Today", page(large, "web:today"), "the first page", page(large, "web:landing"))
    yield ("record help", help_given, "without ledger and witness", help_without("append"))
    yield ("record help", help_given, "without the witness file", help_without("_witness"))
    unit, bare = partial(in_frame, lambda: unit_of_work(few)), partial(in_frame, transaction.atomic)
    yield ("a unit of work", unit, "a bare transaction", bare)
    key, fernet, text, at = new_key(), Fernet(Fernet.generate_key()), secrets.token_bytes(2000), "a/b"
    ours, theirs = encrypt(key, text, place=at), fernet.encrypt(text)
    yield ("seal 2 kB", lambda: encrypt(key, text, place=at), "Fernet", lambda: fernet.encrypt(text))
    yield ("open 2 kB", lambda: decrypt(key, ours, place=at), "Fernet", lambda: fernet.decrypt(theirs))


def in_turns(*acts: Act) -> list[float]:
    """Median milliseconds of each act, timed in turns after one round that is not counted."""
    times: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS + 1):
        for kept, act in zip(times, acts, strict=True):
            began = time.perf_counter()
            act()
            kept.append((time.perf_counter() - began) * 1000)
    return [median(kept[1:]) for kept in times]


if __name__ == "__main__":
    with installation() as owner:
        print(f"{'':20} {'ms':>8}   {'against':28} {'ms':>8} {'ratio':>7}")
        for what, ours, against, peer in pairs(owner):
            mine, its = in_turns(ours, peer)
            print(f"{what:20} {mine:8.3f}   {against:28} {its:8.3f} {mine / its:7.2f}", flush=True)
