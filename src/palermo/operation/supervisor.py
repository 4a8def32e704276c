"""`palermo run`: everything an installation needs, started in order, watched, stopped in order.

1. The data folder is made or checked, its lock taken, the root key created on the first start. Root gives the
   folder to an account of its own first, and goes on as that account (palermo.operation.owner).
2. The port is taken before anything else starts, so that a taken one is said at once.
3. The database starts (or the one of DATABASE_URL is asked), roles included.
4. The owner migrates; style sheets are collected meanwhile.
5. On the first start the fictional alliance is loaded.
6. Web server and task worker start as the app role; whatever dies is started again.
7. Ctrl-C or SIGTERM: web and worker finish what they do, then the database stops.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from palermo.operation.addresses import (
    Addresses,
    Report,
    check_external,
    embedded_addresses,
    external_addresses,
    process_environment,
)
from palermo.operation.children import Child
from palermo.operation.counts import PIPE_VARIABLE, Counts
from palermo.operation.datafolder import DataFolder, FolderLock, SetUpError
from palermo.operation.embedded import Cluster, check_socket_path
from palermo.operation.lines import check_listening, mail_settings
from palermo.operation.metrics import metrics_address, metrics_served, metrics_text
from palermo.operation.old_server import tell_of_holes
from palermo.operation.owner import leave_root
from palermo.operation.preparation import (
    first_start,
    forget_demo,
    forget_interrupted_start,
    prepare_database,
    record_changed_hands,
)

WEB_WORKERS, WEB_THREADS = 2, 8  # a password checked takes 100 MB for a moment, in each thread
WEB_CONNECTIONS = 600  # for each worker; below the 1,024 descriptors a process may usually open
GRACE_SECONDS = 20  # for requests and tasks under way
READY_SECONDS = 120
FAILED_STARTS = 5  # short lives before the first answer, after which starting is given up
WORKER_COMMAND = ("django", "worker")


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What `palermo run` was asked for.

    A new folder gets the fictional alliance with a year of `demo_cases` cases; with None it stays empty.
    """

    folder: DataFolder
    host: str
    port: int
    demo_cases: int | None

    @property
    def is_fictional(self) -> bool:
        """Whether the folder holds a demonstration, or is new and gets one."""
        return self.folder.demo.exists() or (self.demo_cases is not None and not self.folder.ready.exists())

    @property
    def page(self) -> str:
        """The address to open in a browser."""
        name = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::1"} else self.host  # noqa: S104
        return f"http://{name}:{self.port}"


def run(options: RunOptions, report: Report) -> None:
    """Run the installation until Ctrl-C or SIGTERM. Raises SetUpError in one line when it cannot start."""
    stop = _stop_on_signals()
    if named := os.environ.get("PALERMO_METRICS"):
        metrics_address(named)  # said before anything starts
    folder = options.folder
    external = external_addresses()
    mail_settings()
    will_be_demo = options.demo_cases is not None and not folder.ready.exists()
    check_listening(options.host, fictional=folder.demo.exists() or will_be_demo)
    if external is None:
        check_socket_path(folder)
    leave_root(folder, report, fictional=options.is_fictional)
    folder.prepare()
    lock = FolderLock(folder.path)
    try:
        lock.describe(options.page)
        if external is not None:
            for line in external.notices:
                report(line)
            report("Asking the database of DATABASE_URL …")
            check_external(external, has_root_key=folder.root_key.exists(), report=report)
        if folder.ensure_root_key():
            report(
                f"The root key lies at {folder.root_key}\n"
                "  Whoever has it and the database can read every file. If it is lost, nothing sealed\n"
                "  can be read again, from any backup. Copy it now to a safe place away from here."
            )
        with _listening_socket(options) as listener, _database(folder, external, lock, report) as addresses:
            prepare_database(folder, addresses, report)
            first_start(folder, addresses, report, demo_cases=options.demo_cases)
            record_changed_hands(folder, addresses)
            tell_of_holes(addresses, report)
            with _counts(folder, addresses, report) as counts:
                if not stop.is_set():
                    _serve(options, addresses, listener, stop, report, counts)
    finally:
        lock.release()
    report(f"Stopped. The data stays in {folder.path}")


def renew_demo(folder: DataFolder, report: Report, *, cases: int) -> None:
    """Load the fictional alliance afresh, in place of what was in a demo folder, or into a new folder.

    Raises SetUpError where the folder may hold real data, or the database is not the embedded one.
    """
    if external_addresses() is not None:
        raise SetUpError("The demo is renewed in the embedded database only: unset DATABASE_URL.")
    check_socket_path(folder)
    if folder.demo.exists() or not folder.database.exists():
        leave_root(folder, report, fictional=True)
    folder.prepare()
    lock = FolderLock(folder.path)
    try:
        if folder.database.exists():
            forget_demo(folder)
        folder.ensure_root_key()
        with Cluster(folder.path, report=report, lock=lock):
            addresses = embedded_addresses(folder)
            prepare_database(folder, addresses, report)
            first_start(folder, addresses, report, demo_cases=cases)
    finally:
        lock.release()


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


@contextlib.contextmanager
def _listening_socket(options: RunOptions) -> Iterator[socket.socket]:
    """The port, held by us: while the web server is started again, callers wait instead of being refused."""
    try:
        listener = socket.create_server((options.host, options.port), backlog=128)
    except (OSError, OverflowError) as error:
        raise SetUpError(
            f"Port {options.port} on {options.host} cannot be used ({error}): choose another with --port."
        ) from error
    with listener:
        yield listener


@contextlib.contextmanager
def _database(
    folder: DataFolder, external: Addresses | None, lock: FolderLock, report: Report
) -> Iterator[Addresses]:
    if external is not None:
        yield external
        return
    forget_interrupted_start(folder)
    with Cluster(folder.path, report=report, lock=lock):
        yield embedded_addresses(folder)


@contextlib.contextmanager
def _counts(folder: DataFolder, addresses: Addresses, report: Report) -> Iterator[Counts | None]:
    """The counters behind PALERMO_METRICS, served during the block; None where nobody asked for metrics."""
    named, owner = os.environ.get("PALERMO_METRICS"), addresses.owner
    if not named or owner is None:
        yield None
        return
    counts = Counts()
    address = metrics_address(named)
    with metrics_served(address, lambda: metrics_text(folder, owner, counts)):
        report(f"Metrics: http://{named}/metrics")
        yield counts
    counts.close()


def web_server(
    environment: Mapping[str, str], listener: socket.socket, report: Report, counts: Counts | None = None
) -> Child:
    """The web server on a socket that we hold, as a child that is not started yet; it tells `counts` its answers."""
    number = listener.fileno()
    return Child(
        "web server",
        [
            *("gunicorn", "palermo.web.wsgi:application", "--no-control-socket"),
            *("--bind", f"fd://{number}", "--log-level", "warning", "--graceful-timeout", str(GRACE_SECONDS)),
            *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
            *("--worker-class", "palermo.operation.web_worker.Worker"),
            *("--worker-connections", str(WEB_CONNECTIONS)),
            # A proxy lies on this machine, and so may a client: none of their headers says where the program lies or
            # whether a request came over TLS. What a proxy says of that, Django's settings read.
            *("--forwarder-headers", "", "--forwarded-allow-ips", ""),
            *("--logger-class", "palermo.web.server_log.ServerLog"),
        ],
        environment=dict(environment) | ({PIPE_VARIABLE: str(counts.writer)} if counts else {}),
        report=report,
        inherited=[number, *([counts.writer] if counts else [])],
    )


def _serve(
    options: RunOptions,
    addresses: Addresses,
    listener: socket.socket,
    stop: threading.Event,
    report: Report,
    counts: Counts | None,
) -> None:
    environment = process_environment(options.folder, addresses) | {"PALERMO_PRINTED_ADDRESS": options.page}
    web = web_server(environment, listener, report, counts)
    worker = Child("task worker", WORKER_COMMAND, environment=environment, report=report)
    children = (web, worker)
    try:
        for child in children:
            child.start()
        _until_it_answers(options, children, stop, report)
        if not stop.is_set():
            report(f"Palermo is ready: {options.page} (Ctrl-C stops it)")
        while not stop.wait(0.2):
            for child in children:
                child.look_after()
        report("Stopping …")
    finally:
        for child in children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.wait(until - time.monotonic())
            child.end_now()


def _until_it_answers(
    options: RunOptions, children: tuple[Child, ...], stop: threading.Event, report: Report
) -> None:
    until = time.monotonic() + READY_SECONDS
    while not stop.wait(0.1):
        for child in children:
            child.look_after()
            if child.short_lives >= FAILED_STARTS:
                raise SetUpError(f"The {child.name} ends as soon as it starts; the lines above say why.")
        status = _status(options)
        if status >= http.client.INTERNAL_SERVER_ERROR:
            report(f"The first page answers with an error ({status}); the lines above say why.")
        if status:
            return
        if time.monotonic() > until:
            raise SetUpError(f"The web server gave no answer in {READY_SECONDS} s; the lines above say why.")


def _status(options: RunOptions) -> int:
    """The status of the first page; 0 while nothing answers."""
    host = "127.0.0.1" if options.host == "0.0.0.0" else options.host  # noqa: S104
    connection = http.client.HTTPConnection(host, options.port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{options.port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
