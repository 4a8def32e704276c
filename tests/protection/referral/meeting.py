"""Rounds of races: the worlds are made once, each batch of rounds has them fresh in a database of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zlib import crc32

import psycopg
import pytest
from django_tasks_db.models import DBTaskResult
from tests.protection.flow import work_off
from tests.protection.referral.after_a_race import broken, failed_tasks
from tests.protection.referral.racing import (
    Course,
    Halt,
    Racer,
    Ring,
    Stage,
    World,
    course,
    make_ring,
    meetings,
)
from tests.support import place, session
from tests.support.attempts import tried
from tests.support.cast import Cast

from palermo.trust.unit_of_work import machinery

READY = {Stage.WITHDRAWN: 3, Stage.ASKED: 3, Stage.ACCEPTED: 12, Stage.SENT: 4}
"""How many worlds of each stage a database holds: those last whose tasks wait to be worked off."""


@dataclass(frozen=True)
class Ground:
    """Where races are run: every pair and where it meets, the worlds, and the database in which they stand."""

    server: session.Server
    template: str
    ring: Ring
    worlds: dict[Stage, list[World]]
    pairs: list[tuple[Racer, Racer, Stage]]


@contextmanager
def made(server: session.Server, cast: Cast, cast_template: str) -> Iterator[Ground]:
    """The ground, in a database that is dropped at the end."""
    with session.clone(server, template=cast_template) as template:
        with psycopg.connect(place.addressed(server, template).owner, autocommit=True) as owner:
            for office, kind in ((cast.owner, "ngo"), (cast.stranger, "police")):
                owner.execute("UPDATE people_organisation SET kind = %s WHERE id = %s", [kind, office.id])
        with place.pointed_at(template):
            ring = make_ring(cast)
            pairs = meetings(ring)
            work_off()
            worlds = {stage: ring.worlds(stage, number) for stage, number in READY.items()}
        yield Ground(server, template, ring, worlds, pairs)


def run(
    ground: Ground, name: str, *, halts: list[Halt], mixed: bool, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """What broke in races of the act `name` with itself and every act after it by name, either of them first.

    `mixed`: only what discloses with what ends a disclosure, in one order, which their names decide.
    """
    heats = [
        (stage, first, second, at)
        for one, other, stage in ground.pairs
        if str(one) == name and not (mixed and one.act.does is other.act.does)
        for first, second in _orders(one, other, both=not mixed)
        for at in halts
    ]
    heats.sort(key=lambda heat: heat[0])
    found: list[str] = []
    while heats:
        batch, heats = _as_many_as_there_are_worlds(heats)
        with place.database(ground.server, template=ground.template) as database:
            if all(stage is not Stage.SENT for (stage, *_), _world in batch):
                forget_queued()
            with (
                psycopg.connect(database.owner, autocommit=True) as watch,
                course(watch, monkeypatch) as track,
            ):
                raced = [(heat, *_one(track, ground, heat, world)) for heat, world in batch]
            work_off()
            found += failed_tasks()
            for (stage, first, second, at), world, ended in raced:
                found += [
                    f"{first} before {second} ({stage}, {at}): {ended}: {what}"
                    for what in broken(ground.ring, world)
                ]
                found += [f"{first} before {second} ({stage}, {at}): {ended}"] if "Error" in ended else []
    return found


def _orders(one: Racer, other: Racer, *, both: bool) -> list[tuple[Racer, Racer]]:
    orders = [(one, other)] if one is other else [(one, other), (other, one)]
    return orders if both else [orders[crc32(f"{one} {other}".encode()) % len(orders)]]


def forget_queued() -> None:
    """Forget what waits in worlds that nobody races in."""
    with machinery():
        DBTaskResult.objects.all().delete()


Heat = tuple[Stage, Racer, Racer, Halt]


def _as_many_as_there_are_worlds(heats: list[Heat]) -> tuple[list[tuple[Heat, int]], list[Heat]]:
    taken: Counter[Stage] = Counter()
    batch, later = [], []
    for heat in heats:
        if taken[heat[0]] == READY[heat[0]]:
            later.append(heat)
        else:
            batch.append((heat, taken[heat[0]]))
            taken[heat[0]] += 1
    return batch, later


def _one(track: Course, ground: Ground, heat: Heat, number: int) -> tuple[World, str]:
    tried()
    stage, first, second, at = heat
    world = ground.worlds[stage][number]
    try:
        ended = ", ".join(track.race(world, first, second, at))
    except Exception as error:  # noqa: BLE001 - whatever it is, the race is lost
        ended = f"{type(error).__name__}: Error"
    return world, ended
