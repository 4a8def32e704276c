"""The cache holds JSON that was sealed here for its key and its time, and runs nothing that others put there."""

from __future__ import annotations

import base64
import pickle
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from tests.support.place import Database

from palermo.operation.worker import keep_house
from palermo.trust.actor import Anonymous
from palermo.trust.cache import CULL_EVERY, SealedCache, stored_key
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.aead import encrypt
from palermo.trust.vault.root import derive, root_key

FULL = f":1:{'key'}"


@pytest.fixture(autouse=True)
def permission(database: Database) -> Iterator[None]:
    """Permission to look at the machinery's tables."""
    with machinery():
        yield


@pytest.mark.parametrize("value", [None, "", "text", 7, True, [], [1753.25, 1753.125], {"a": [None, "b"]}])
def test_what_json_holds_comes_back_as_it_was(value: Any) -> None:
    cache.set("key", value)
    assert cache.get("key", "nothing") == value
    assert cache.has_key("key")


@pytest.mark.parametrize("value", [(1, 2), {1: "a"}, b"bytes", {1}, object(), datetime.now(UTC)])
def test_what_json_would_change_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        cache.set("key", value)
    with pytest.raises(TypeError):
        cache.add("key", value)
    assert not cache.has_key("key")


def test_add_keeps_the_first_and_after_its_end_the_next() -> None:
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.get("key") == 1
    cache.set("key", 3, 0)
    assert cache.get("key") is None
    assert not cache.touch("key")
    assert cache.add("key", 4)
    assert cache.get("key") == 4


def test_numbers_are_added_to_and_keep_their_end(superuser_connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(ValueError, match="no number"):
        cache.incr("key")
    cache.set("key", 5, 100)
    end = superuser_connection.execute("SELECT expires FROM web_cache").fetchone()
    assert (cache.incr("key"), cache.decr("key", 3)) == (6, 3)
    assert superuser_connection.execute("SELECT expires FROM web_cache").fetchone() == end
    assert cache.touch("key", None)
    assert cache.get("key") == 3
    assert cache.delete("key")
    assert not cache.delete("key")


def test_among_many_at_once_one_adds_and_every_number_counts() -> None:
    many = 8
    together = Barrier(many)
    cache.set("number", 0)

    def both(_number: int) -> bool:
        try:
            with machinery():
                together.wait()
                cache.incr("number")
                return cache.add("key", True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as threads:
        added = list(threads.map(both, range(many)))
    assert added.count(True) == 1
    assert cache.get("number") == many


def test_a_second_process_waits_for_the_first_ones_unit_of_work() -> None:
    began, seen = Barrier(2), []

    def first() -> None:
        with unit_of_work(Anonymous()):
            cache.add("key", "first")
            began.wait()
            time.sleep(0.2)
            cache.set("key", "done")
        connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(first)
        began.wait()
        with unit_of_work(Anonymous()):
            seen = [cache.add("key", "second"), cache.get("key")]
        running.result()
    assert seen == [False, "done"]


# --- what others put into the table ----------------------------------------------------------------------------


def rows(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT cache_key, value, expires FROM web_cache").fetchall()


def test_the_table_shows_neither_keys_nor_values(superuser_connection: psycopg.Connection[Any]) -> None:
    cache.set("login:ip:192.0.2.7", ["Canary Invented"])
    ((key, value, _end),) = rows(superuser_connection)
    assert key == stored_key(":1:login:ip:192.0.2.7")
    assert "192.0.2.7" not in key + value
    assert "Canary" not in value + bytes.fromhex(value).decode("latin1")


def test_a_value_moved_to_another_key_or_given_another_end_is_absent(
    superuser_connection: psycopg.Connection[Any],
) -> None:
    cache.set("theirs", "led elsewhere")
    cache.set("mine", "x")
    superuser_connection.execute(
        "UPDATE web_cache mine SET value = theirs.value, expires = theirs.expires FROM web_cache theirs"
        " WHERE mine.cache_key = %s AND theirs.cache_key = %s",
        [stored_key(":1:mine"), stored_key(":1:theirs")],
    )
    assert cache.get("mine") is None
    assert cache.get("theirs") == "led elsewhere"
    superuser_connection.execute("UPDATE web_cache SET expires = expires + interval '1 hour'")
    assert cache.get("theirs") is None


def forged() -> dict[str, str]:
    """Values that somebody who writes to the table could put there, and a seal of another key and another purpose."""
    place = f"web_cache/{stored_key(FULL)}/{END.isoformat()}"
    return {
        "empty": "",
        "pickle": base64.b64encode(pickle.dumps([1])).decode(),
        "pickle_as_hex": pickle.dumps([1]).hex(),
        "json": "[1]",
        "json_as_hex": b"[1]".hex(),
        "of_another_key": encrypt(bytes(32), b"[1]", place=place).hex(),
        "of_a_session": encrypt(derive(root_key(), "session"), b"[1]", place=place).hex(),
    }


END = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
PUT = "INSERT INTO web_cache VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value"


@pytest.mark.parametrize(
    "what", ["empty", "pickle", "pickle_as_hex", "json", "json_as_hex", "of_another_key", "of_a_session"]
)
def test_a_row_that_does_not_open_is_as_if_it_were_absent(database: Database, what: str) -> None:
    with psycopg.connect(database.app, autocommit=True) as attacker:
        attacker.execute(PUT, [stored_key(FULL), forged()[what], END])
    assert cache.get("key") is None
    assert not cache.has_key("key")
    assert not cache.touch("key")
    with pytest.raises(ValueError, match="no number"):
        cache.incr("key")
    assert cache.add("key", [2]), "a row that does not open bars nobody"
    assert cache.get("key") == [2]


class Run:
    """What a pickle runs when it is read."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> Any:
        return Path.touch, (self.place,)


def test_whoever_writes_to_the_table_runs_nothing_at_a_sign_in(database: Database, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    sign_in = {"login": "nobody@owner.example", "password": "wrong"}
    assert Client().post(reverse("account_login"), sign_in).status_code == 200
    end = datetime.now(UTC) + timedelta(hours=1)
    with psycopg.connect(database.app, autocommit=True) as attacker:
        keys = [key for (key,) in attacker.execute("SELECT cache_key FROM web_cache").fetchall()]
        assert keys
        throttle = "allauth:rl:allauth.account:login_failed"
        keys += [
            f":1:{throttle}:30/60/ip:ip:127.0.0.1",
            f":1:{throttle}:Rate(amount=30, duration=60, per='ip'):ip:127.0.0.1",
        ]
        for key in keys:
            attacker.execute(PUT, [key, base64.b64encode(pickle.dumps(Run(ran))).decode(), end])
    assert Client().post(reverse("account_login"), sign_in).status_code == 200
    assert not ran.exists()


# --- an end ----------------------------------------------------------------------------------------------------


def test_what_has_ended_is_deleted_by_the_housekeeping(superuser_connection: psycopg.Connection[Any]) -> None:
    cache.set("ended", 1, 0)
    cache.set("lasting", 1)
    assert keep_house()
    assert [row[0] for row in rows(superuser_connection)] == [stored_key(":1:lasting")]


def test_a_full_table_forgets_what_ended_and_then_some_by_chance(
    superuser_connection: psycopg.Connection[Any],
) -> None:
    small = SealedCache("", {"OPTIONS": {"MAX_ENTRIES": 50}})
    for number in range(CULL_EVERY - 1):
        small.set(f"ended{number}", 1, 0)
    small.set("lasting", 1)
    assert len(rows(superuser_connection)) == 1
    for number in range(CULL_EVERY):
        small.set(f"lasting{number}", 1)
    left = len(rows(superuser_connection))
    assert 0 < left <= 50 + 1  # what stayed, and the one that was added
    small.clear()
    assert rows(superuser_connection) == []
