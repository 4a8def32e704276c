"""How many users one server bears over a million cases: python -m bench.load [--cases 1000000] [--offices 50]

A scratch installation is filled by COPY and served as always (two processes). First each page is opened
alone: its median and the statements and milliseconds of it in the database. Then each user opens a page of their role
every ten seconds, each on a connection of its own; users and server share this machine, and the client's own time is
counted. Printed for each number of users: the answers, the median and the 95th percentile of each page in ms beside
the aim, what failed, and the server's and the database's CPU a page.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from bench.filling import Example, fill
from bench.pages import installation

PAUSE, SECONDS = 10.0, 120.0
LIST, OTHER = 100, 200
PAGES = {
    "Today": ("/today/", OTHER),
    "list": ("/protection/", LIST),
    "list, sorted": ("/protection/?sort=opened", LIST),
    "list, filtered": ("/protection/?state=open&need=accommodation", LIST),
    "decisions": ("/protection/decisions/", OTHER),
    "routes": ("/protection/routes/", OTHER),
    "board": ("/protection/board/", None),
}
"""The pages: address, and the aim for 95 of 100 answers in ms (None: measured, no aim)."""
BY_ROLE = {
    "coordinator": ("Today", "list", "list, sorted", "list, filtered", "routes", "board"),
    "caseworker": ("Today", "list", "list, filtered"),
    "decision_maker": ("Today", "decisions", "list"),
}
CASEWORKERS, DECISION_MAKERS = 10, 2
"""Of an office; each file is with one of each."""
TIMES = 12
"""How often a page is opened alone."""


@dataclass(frozen=True)
class Office:
    """An office with its one file, and one colleague in each role of `BY_ROLE`."""

    example: Example
    staff: dict[str, Any]


@dataclass
class Measured:
    """Milliseconds of each answered page, and what else was answered (0: nothing), by page and status."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[tuple[str, int]] = field(default_factory=Counter)


def offices(number: int) -> list[Office]:
    """Offices with one file that has all there is to copy, and with the colleagues among whom copies are spread."""
    from tests.support.cast import another, make_office

    from palermo.protection.cases.services.cases import assign_case, open_case
    from palermo.protection.cases.services.needs import record_need
    from palermo.protection.identification.services.presumption import presume
    from palermo.trust.mandates import Role
    from palermo.trust.unit_of_work import unit_of_work

    made = []
    for each in range(number):
        office = make_office(f"Load{each}", roles=frozenset(map(Role, BY_ROLE)))
        worker = office[Role.CASEWORKER]
        with unit_of_work(worker):
            case = open_case(worker)
            record_need(worker, case_id=case.pk, kind="accommodation", urgency="tonight")
            presume(worker, case_id=case.pk, presumed_on=date.today(), responder_kind="ngo", told=())  # noqa: DTZ011
        with unit_of_work(office[Role.COORDINATOR]):
            assign_case(
                office[Role.COORDINATOR], case_id=case.pk, user_id=office[Role.DECISION_MAKER].user_id
            )
        hands = {
            office[role].user_id: [
                office[role].user_id,
                *(another(office, role, f"{role}{other}").user_id for other in range(more)),
            ]
            for role, more in ((Role.CASEWORKER, CASEWORKERS - 1), (Role.DECISION_MAKER, DECISION_MAKERS - 1))
        }
        staff = {role: office[Role(role)] for role in BY_ROLE}
        made.append(Office(Example(office.id, case.pk, hands), staff))
    return made


@dataclass(frozen=True)
class User:
    """Somebody who works: their session, and the pages of their role."""

    cookie: str
    pages: tuple[str, ...]


def alone(actor: Any, names: Sequence[str]) -> None:
    """Print of each page, opened by nobody else meanwhile: the median in ms, statements and ms in the database."""
    from django.db import connection
    from tests.support.cast import signed_in

    browser = signed_in(actor)
    for name in names:
        whole, statements = [], [0.0]

        def timed(execute: Any, *arguments: Any, statements: list[float] = statements) -> Any:
            began = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                statements.append((time.perf_counter() - began) * 1000)

        with connection.execute_wrapper(timed):
            for _time in range(TIMES):
                began = time.perf_counter()
                status = browser.get(PAGES[name][0]).status_code
                whole.append((time.perf_counter() - began) * 1000)
                if status != 200:
                    raise SystemExit(f"{name} answers {status}: look at PAGES.")
        print(
            f"  {name:14} median {median(whole):7.0f}   {(len(statements) - 1) // TIMES:3} statements,"
            f" {sum(statements) / TIMES:5.0f} ms, the slowest {max(statements):5.0f}"
        )


def one_user(
    url: str, user: User, *, turn: int, wait: float, until: float, found: Measured, lock: threading.Lock
) -> None:
    """Open a page every ten seconds after a first wait; the server closes a connection that waits so long."""
    place = urlsplit(url)
    time.sleep(wait)
    while time.monotonic() < until:
        name = user.pages[turn % len(user.pages)]
        turn += 1
        began = time.perf_counter()
        connection = http.client.HTTPConnection(place.hostname or "localhost", place.port, timeout=60)
        try:
            connection.request(
                "GET", PAGES[name][0], headers={"Cookie": f"session={user.cookie}", "Host": place.netloc}
            )
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        took = (time.perf_counter() - began) * 1000
        with lock:
            if status == 200:
                found.times[name].append(took)
            else:
                found.failed[name, status] += 1
        time.sleep(max(0.0, PAUSE - took / 1000))


@contextmanager
def served() -> Iterator[str]:
    """The installation's web server as `palermo run` starts it; its address."""
    from palermo.operation.supervisor import GRACE_SECONDS, web_server

    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        web = web_server(dict(os.environ) | {"PALERMO_PRINTED_ADDRESS": url}, listener, print)
        web.start()
        try:
            time.sleep(5)
            yield url
        finally:
            web.ask_to_stop()
            web.wait(GRACE_SECONDS)
            web.end_now()


def cpu() -> tuple[float, float]:
    """CPU seconds so far of the server and of the database: of all processes that descend from this one."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, rest = stat.read_text().rsplit(")", 1)
        except OSError:
            continue
        number, _bracket, name = head.partition(" (")
        parts = rest.split()
        found[int(number)] = (
            int(parts[1]),
            name,
            int(parts[11]) + int(parts[12]) + int(parts[13]) + int(parts[14]),
        )
    ours = {os.getpid()}
    while more := {number for number, (parent, _name, _ticks) in found.items() if parent in ours} - ours:
        ours |= more
    ours.discard(os.getpid())
    database = sum(found[number][2] for number in ours if found[number][1] == "postgres")
    server = sum(found[number][2] for number in ours if found[number][1] != "postgres")
    second = os.sysconf("SC_CLK_TCK")
    return server / second, database / second


def measure(url: str, staff: Sequence[User], *, users: int, seconds: float) -> Measured:
    """Let so many users work for so long; when each of them begins is drawn, over the whole of a pause."""
    chance = random.Random(users)  # noqa: S311 - the same load in each run
    found, lock = Measured(), threading.Lock()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(
            target=one_user,
            args=(url, staff[number % len(staff)]),
            kwargs={
                "turn": number,
                "wait": chance.uniform(0, PAUSE),
                "until": until,
                "found": found,
                "lock": lock,
            },
            daemon=True,
        )
        for number in range(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def show(users: int, found: Measured, *, server: float, database: float) -> None:
    """Print what was measured."""
    pages = sum(map(len, found.times.values()))
    each = 1000 / max(pages, 1)
    print(
        f"{users} users: {pages} pages; CPU a page {each * server:.0f} ms server, {each * database:.0f} ms database"
    )
    for (name, status), number in found.failed.items():
        print(f"  {name:14} {number} times {status or 'no answer'}")
    for name, (_path, aim) in PAGES.items():
        times = found.times.get(name, [])
        if len(times) < 2:
            continue
        slow = quantiles(times, n=20)[-1]
        missed = aim is not None and slow > aim
        print(
            f"  {name:14} median {median(times):7.0f}   p95 {slow:7.0f}   aim {aim or '-':>4}"
            f"{'   MISSED' if missed else ''}"
        )


def main() -> None:
    """Fill, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--offices", type=int, default=50)
    parser.add_argument("--users", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    with installation() as owner:
        from tests.support.cast import signed_in

        made = offices(options.offices)
        filled = fill(owner, [office.example for office in made], files=options.cases)
        print(
            f"{filled.files} cases of {options.offices} offices in {filled.seconds:.0f} s,"
            f" {filled.size / 2**30:.2f} GiB"
        )
        for role, names in BY_ROLE.items():
            print(role)
            alone(made[0].staff[role], names)
        working = [
            User(signed_in(office.staff[role]).cookies["session"].value, names)
            for office in made
            for role, names in BY_ROLE.items()
        ]
        with served() as url:
            for users in options.users:
                before = cpu()
                found = measure(url, working, users=users, seconds=options.seconds)
                server, database = (after - first for after, first in zip(cpu(), before, strict=True))
                show(users, found, server=server, database=database)


if __name__ == "__main__":
    main()
