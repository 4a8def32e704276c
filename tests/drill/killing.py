"""Kill -9 of one part of a running installation after another while colleagues write; then count what is left."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import psutil
import psycopg
from tests.drill.job import Job, ledger_says, wait_until
from tests.drill.visitor import Visitor
from tests.drill.writers import Answerer, Asker, Helper, Log, Needer, begin

BACK_SECONDS = 30.0
QUIET_SECONDS = 60.0
NOTES_OPENED = 20


class Part(StrEnum):
    """What is killed."""

    WEB_WORKER = "web worker"
    WEB_SERVER = "web server"
    TASK_WORKER = "task worker"
    BACKEND = "database backend"
    DATABASE = "database"


@dataclass(frozen=True)
class Recovery:
    """One kill: seconds until a write, a task and every process were there again."""

    part: Part
    write: float
    task: float
    whole: float


@dataclass
class Outcome:
    """What a drill found."""

    seed: int
    recoveries: list[Recovery] = field(default_factory=list)
    acknowledged: Counter[str] = field(default_factory=Counter)
    unsure: int = 0
    unsure_but_kept: int = 0
    unavailable: int = 0
    lost: list[str] = field(default_factory=list)
    tasks: Counter[str] = field(default_factory=Counter)
    enquiries: int = 0
    odd: list[str] = field(default_factory=list)
    ledger: str = ""
    intact: bool = False

    def __str__(self) -> str:
        lines = [f"{'killed':18} {'write':>7} {'task':>7} {'whole':>7}   seconds until there again"]
        for one in self.recoveries:
            lines.append(f"{one.part:18} {one.write:7.1f} {one.task:7.1f} {one.whole:7.1f}")
        lines += [
            f"acknowledged {self.acknowledged.total()} {dict(self.acknowledged)}",
            f"not acknowledged {self.unsure}, of the help among them kept all the same {self.unsure_but_kept}; "
            f"answers of 503 {self.unavailable}",
            f"lost {len(self.lost)}; enquiries sent {self.enquiries}; tasks {dict(self.tasks)}; seed {self.seed}",
            self.ledger,
        ]
        return "\n".join(lines)


def drill(job: Job, parts: Sequence[Part], *, seed: int, pace: float = 1.0) -> Outcome:
    """Kill `parts` one after another, each at a random moment (up to `pace` seconds) of unbroken writing."""
    chance, outcome, log, stop = random.Random(seed), Outcome(seed), Log(), threading.Event()  # noqa: S311
    asking, answering = Visitor(job.port), Visitor(job.port)
    asking.sign_in(job.sign_in("ada@lantern.example"))
    answering.sign_in(job.sign_in("fenn@harbour.example"))
    recipient = _ask(job, "SELECT id FROM people_organisation WHERE name = 'Harbour Night Shelter'")[0][0]
    windows = [asking.another_window() for _ in range(5)]
    wait_for_writers = begin(
        [
            *(Helper(window, log, stop) for window in windows[:2]),
            Needer(windows[2], log, stop),
            *(Asker(window, log, stop, recipient=str(recipient)) for window in windows[3:]),
            Answerer(answering, log, stop),
        ]
    )
    try:
        _recovered(job, log, began=time.monotonic())
        for part in parts:
            time.sleep(chance.uniform(0.1, pace))
            pid = _one_of(job, part, chance)
            killed = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            outcome.recoveries.append(Recovery(part, *_recovered(job, log, began=killed, gone=pid)))
    finally:
        stop.set()
        wait_for_writers()
    outcome.tasks = _quiet(job)
    outcome.acknowledged = Counter(write.kind for write in log.acknowledged)
    outcome.unsure, outcome.unavailable, outcome.odd = len(log.unsure), log.unavailable, log.odd
    kept = _help_given(job)
    outcome.unsure_but_kept = sum(kept[write.key] for write in log.unsure if write.kind == "assistance")
    outcome.lost = [*_lost(job, log, kept), *_unarrived(job), *_unreadable(asking, job, log, chance)]
    outcome.enquiries = len(_ask(job, "SELECT 1 FROM protection_referral"))
    outcome.intact, outcome.ledger = ledger_says(job.folder)
    return outcome


def _one_of(job: Job, part: Part, chance: random.Random) -> int:
    """A process of the part; waits for one, because a backend or worker may be between two lives."""
    found: list[psutil.Process] = []

    def look() -> bool:
        found[:] = _processes(job, part)
        return bool(found)

    wait_until(look, seconds=BACK_SECONDS)
    return chance.choice(found).pid


def _processes(job: Job, part: Part) -> list[psutil.Process]:
    try:
        named = {child: " ".join(child.cmdline()) for child in job.children()}
        match part:
            case Part.WEB_SERVER:
                return [child for child, line in named.items() if " gunicorn " in line]
            case Part.WEB_WORKER:
                return [one for child in _processes(job, Part.WEB_SERVER) for one in child.children()]
            case Part.TASK_WORKER:
                return [child for child, line in named.items() if line.endswith("django worker")]
            case Part.DATABASE:
                return [child for child, line in named.items() if "bin/postgres" in line]
            case Part.BACKEND:
                postmasters = _processes(job, Part.DATABASE)
                backends = [one for child in postmasters for one in child.children()]
                return [one for one in backends if "palermo_app" in " ".join(one.cmdline())]
    except psutil.NoSuchProcess:
        return []


def _recovered(job: Job, log: Log, *, began: float, gone: int = 0) -> tuple[float, float, float]:
    """Seconds from `began` until a write sent from now on is acknowledged, its task is done, and all parts run."""
    since = time.monotonic()

    def arrived() -> bool:
        sent = [write.key[0] for write in log.of("enquiry", since=since)]
        query = "SELECT 1 FROM protection_referral r JOIN protection_enquiry e USING (thread_id) WHERE r.id = ANY(%s)"
        return bool(sent) and _holds(lambda: bool(_ask(job, query, [sent])))

    def whole() -> bool:
        counts = {part: len(_processes(job, part)) for part in Part}
        alive = {one.pid for part in Part for one in _processes(job, part)}
        wanted = {Part.WEB_SERVER: 1, Part.WEB_WORKER: 2, Part.TASK_WORKER: 1, Part.DATABASE: 1}
        return gone not in alive and all(counts[part] == number for part, number in wanted.items())

    def write_came() -> bool:
        return any(log.of(kind, since=since) for kind in ("assistance", "need"))

    took = {}
    waits: dict[str, Callable[[], bool]] = {"write": write_came, "task": arrived, "whole": whole}
    while waits:
        for name in [name for name, there in waits.items() if there()]:
            took[name] = time.monotonic() - began
            del waits[name]
        over = time.monotonic() - began
        assert over < BACK_SECONDS or not waits, (
            f"{', '.join(waits)} not there after {over:.0f} s; {log.odd[-3:]} {job.lines[-5:]}"
        )
        time.sleep(0.05)
    return took["write"], took["task"], took["whole"]


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except psycopg.OperationalError:
        return False


def _ask(job: Job, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with psycopg.connect(job.owner, connect_timeout=2) as connection:
        return connection.execute(query, values).fetchall()


def _quiet(job: Job) -> Counter[str]:
    """How many tasks ended how, once none waits or runs any more."""
    query = "SELECT status, count(*) FROM django_tasks_database_dbtaskresult GROUP BY status"
    states: Counter[str] = Counter()

    def quiet() -> bool:
        states.clear()
        states.update(dict(_ask(job, query)))
        return not {"READY", "RUNNING"} & states.keys()

    wait_until(lambda: _holds(quiet), seconds=QUIET_SECONDS)
    return states


def _help_given(job: Job) -> Counter[tuple[str, ...]]:
    """Rows of help by case and number, of the cases of this drill."""
    query = "SELECT case_id::text, units::text FROM protection_assistance WHERE kind = 'material'"
    return Counter(_ask(job, query))


def _lost(job: Job, log: Log, kept: Counter[tuple[str, ...]]) -> list[str]:
    """Acknowledged writes that are not in the database, and writes that are there twice."""
    lost = []
    cases = {str(pk) for (pk,) in _ask(job, "SELECT id FROM protection_case")}
    lost += [f"case {write.key}" for write in log.of("case") if write.key[0] not in cases]
    lost += [f"help {key}: {rows} rows" for key, rows in kept.items() if rows != 1]
    lost += [f"help {write.key}" for write in log.of("assistance") if write.key not in kept]
    needs = Counter(str(case) for (case,) in _ask(job, "SELECT case_id FROM protection_need"))
    sure = Counter(write.key[0] for write in log.of("need"))
    maybe = Counter(write.key[0] for write in log.unsure if write.kind == "need")
    lost += [
        f"need of {case}: {needs[case]} rows, {sure[case]} acknowledged"
        for case in sure
        if not sure[case] <= needs[case] <= sure[case] + maybe[case]
    ]
    referrals = {str(pk) for (pk,) in _ask(job, "SELECT id FROM protection_referral")}
    lost += [f"enquiry {write.key}" for write in log.of("enquiry") if write.key[0] not in referrals]
    states = dict(_ask(job, "SELECT id::text, state FROM protection_enquiry"))
    lost += [
        f"acceptance {write.key}: {states.get(write.key[0])}"
        for write in log.of("acceptance")
        if states.get(write.key[0]) != "accepted_in_principle"
    ]
    return lost


def _unreadable(visitor: Visitor, job: Job, log: Log, chance: random.Random) -> list[str]:
    """Of some acknowledged notes those that do not open: a note and its key are one commit."""
    written = log.of("assistance")
    lost = []
    for write in chance.sample(written, min(NOTES_OPENED, len(written))):
        query = "SELECT id FROM protection_assistance WHERE case_id = %s AND units = %s"
        case, number = write.key
        for (pk,) in _ask(job, query, [case, int(number)]):
            page = visitor.get(f"/protection/cases/{case}/assistance/{pk}/note/").page
            if f"note {number} of {case}" not in page:
                lost.append(f"note {write.key}")
    return lost


def _unarrived(job: Job) -> list[str]:
    """Enquiries that did not arrive exactly once, and answers of which the sender was not told."""
    query = """
        SELECT r.thread_id, r.state, e.state, count(e.id) OVER (PARTITION BY r.thread_id),
               (SELECT count(*) FROM exchange_envelope v WHERE v.thread_id = r.thread_id AND v.kind = 'enquiry')
        FROM protection_referral r LEFT JOIN protection_enquiry e USING (thread_id)"""
    return [
        f"thread {thread}: {arrived} rows there, {envelopes} packages; {here} here, {there} there"
        for thread, here, there, arrived, envelopes in _ask(job, query)
        if (arrived, envelopes) != (1, 1) or here != there
    ]
