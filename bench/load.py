"""How many users one server bears over a million cases: python -m bench.load [--cases 1000000] [--users 50 100 200]

A scratch installation of ten offices is filled by COPY and served as always (two processes). Each user opens a page
every ten seconds, by turns Today, the list, decisions, routes, the board and Today again; users and server share this
machine, and the client's own time is counted. Printed for each number of users: the answers, the median and the
95th percentile of each page in ms beside the aim, what failed, and the server's and the database's CPU a page.
"""

from __future__ import annotations

import argparse
import http.client
import os
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

from bench.filling import fill
from bench.pages import installation

OFFICES = 10
PAUSE, SECONDS = 10.0, 120.0
LIST, OTHER = 100, 200
PAGES = {
    "Today": ("/today/", OTHER),
    "list": ("/protection/", LIST),
    "decisions": ("/protection/decisions/", OTHER),
    "routes": ("/protection/routes/", OTHER),
    "list, sorted": ("/protection/?sort=opened", LIST),
    "board": ("/protection/board/", None),
}
"""The pages by turns: address, and the aim for 95 of 100 answers in ms (None: measured, no aim)."""


@dataclass
class Measured:
    """Milliseconds of each answered page, and what else was answered (0: nothing), by page and status."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[tuple[str, int]] = field(default_factory=Counter)


def offices() -> list[tuple[Any, Any, Any]]:
    """Ten offices of one coordinator and one decision-maker each, with one file that has all there is to copy."""
    from tests.support.cast import make_office

    from palermo.protection.cases.services.cases import open_case
    from palermo.protection.cases.services.needs import record_need
    from palermo.protection.identification.services.presumption import presume
    from palermo.trust.mandates import Role
    from palermo.trust.unit_of_work import unit_of_work

    made = []
    for number in range(OFFICES):
        office = make_office(
            f"Load{number}", roles=frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.DECISION_MAKER})
        )
        worker = office[Role.CASEWORKER]
        with unit_of_work(worker):
            case = open_case(worker)
            record_need(worker, case_id=case.pk, kind="accommodation", urgency="tonight")
            presume(worker, case_id=case.pk, presumed_on=date.today(), responder_kind="ngo", told=())  # noqa: DTZ011
        made.append((office.id, case.pk, (office[Role.COORDINATOR], office[Role.DECISION_MAKER])))
    return made


def one_user(url: str, cookie: str, turn: int, until: float, found: Measured, lock: threading.Lock) -> None:
    """Open a page every ten seconds, on one connection."""
    place = urlsplit(url)
    names = list(PAGES)
    time.sleep(turn % 100 * PAUSE / 100)
    connection = http.client.HTTPConnection(place.hostname or "localhost", place.port, timeout=60)
    while time.monotonic() < until:
        name = names[turn % len(names)]
        turn += 1
        began = time.perf_counter()
        try:
            connection.request(
                "GET", PAGES[name][0], headers={"Cookie": f"session={cookie}", "Host": place.netloc}
            )
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            connection.close()
            status = 0
        took = (time.perf_counter() - began) * 1000
        with lock:
            if status == 200:
                found.times[name].append(took)
            elif status != 403:  # a page that is not of this role
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


def measure(url: str, cookies: Sequence[str], *, users: int, seconds: float) -> Measured:
    """Let so many users work for so long."""
    found, lock = Measured(), threading.Lock()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(
            target=one_user,
            args=(url, cookies[number % len(cookies)], number, until, found, lock),
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
    parser.add_argument("--users", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    with installation() as owner:
        from tests.support.cast import signed_in

        made = offices()
        filled = fill(owner, [(office, case) for office, case, _staff in made], files=options.cases)
        print(f"{filled.files} cases in {filled.seconds:.0f} s, {filled.size / 2**30:.2f} GiB")
        cookies = [signed_in(actor).cookies["session"].value for _o, _c, staff in made for actor in staff]
        with served() as url:
            for users in options.users:
                before = cpu()
                found = measure(url, cookies, users=users, seconds=options.seconds)
                server, database = (after - first for after, first in zip(cpu(), before, strict=True))
                show(users, found, server=server, database=database)


if __name__ == "__main__":
    main()
