"""Metrics of an installation in Prometheus' text form, on a loopback address of their own (PALERMO_METRICS).

No number here belongs to an office, a person or an address of a page: whoever reads them learns how busy the server
is and whether its chores are done.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg

from palermo.operation.counts import Counts
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.lines import is_this_machine

CONNECT_SECONDS = 2
MOST_ASKING = 8
"""Connections at a time; further ones are closed."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NO_DAY = "9000-01-01"  # the queue's way of saying "at once"
QUEUE = f"""
    SELECT count(*) FILTER (WHERE due),
           coalesce(extract(epoch FROM now() - min(since) FILTER (WHERE due AND isfinite(since))), 0)::float8,
           count(*) FILTER (WHERE status = 'RUNNING'),
           count(*) FILTER (WHERE status = 'FAILED')
    FROM (SELECT status,
                 status = 'READY' AND (run_after <= now() OR run_after > '{NO_DAY}') AS due,
                 CASE WHEN run_after > '{NO_DAY}' THEN enqueued_at ELSE greatest(enqueued_at, run_after) END AS since
          FROM django_tasks_database_dbtaskresult) AS task"""  # noqa: S608 - a constant


def metrics_address(text: str) -> tuple[str, int]:
    """Host and port of PALERMO_METRICS, such as 127.0.0.1:9109 or [::1]:9109.

    Raises SetUpError for anything but a loopback address with a port: the figures are for this machine.
    """
    host, _colon, port = text.rpartition(":")
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
        number = int(port)
    except ValueError:
        raise SetUpError(
            f"PALERMO_METRICS is {text!r}: name an address and a port, such as 127.0.0.1:9109."
        ) from None
    if not address.is_loopback or not 0 < number < 2**16:
        raise SetUpError(
            f"PALERMO_METRICS is {text!r}: only a loopback address, such as 127.0.0.1:9109, is allowed."
        )
    return str(address), number


@contextmanager
def metrics_served(address: tuple[str, int], text: Callable[[], str]) -> Iterator[None]:
    """Serve `text()` at /metrics of the address during the block; to whoever names this machine, one after the other.

    Raises SetUpError when the port is taken.
    """
    one_at_a_time, places = threading.Lock(), threading.BoundedSemaphore(MOST_ASKING)

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            # A page of somebody else's host, led here by its name (DNS rebinding), names that host.
            if not _names_this_machine(self.headers.get("Host", "")):
                self.send_error(403)
                return
            if self.path != "/metrics":
                self.send_error(404)
                return
            with one_at_a_time:  # each asks the database, as its owner
                body = text().encode()
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing: what is asked every few seconds is no news."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET

        def server_bind(self) -> None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.socket.bind(self.server_address)
            self.server_name, self.server_port = address

        def process_request(self, request: Any, client_address: Any) -> None:
            if places.acquire(blocking=False):
                super().process_request(request, client_address)
            else:
                self.shutdown_request(request)

        def process_request_thread(self, request: Any, client_address: Any) -> None:
            try:
                super().process_request_thread(request, client_address)
            finally:
                places.release()

    try:
        server = Server(address, Handler)
    except OSError as error:
        raise SetUpError(
            f"PALERMO_METRICS: {address[0]}:{address[1]} cannot be used ({error.strerror})."
        ) from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _names_this_machine(host: str) -> bool:
    """Whether the Host of a request is an address of this machine, or the name that is always it; with any port."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return bool(name) and not name.startswith(("/", "@")) and is_this_machine(name)


def metrics_text(folder: DataFolder, owner: str, counts: Counts, moment: datetime | None = None) -> str:
    """Everything that is told, in text form; `owner` is the database owner's address."""
    now = moment or datetime.now(tz=UTC)
    lines = [*counts.lines(), *_queue(owner)]
    ages = {
        "palermo_witness_age_seconds": (
            "Since the witness file was last written.",
            _modified(folder.witness),
        ),
        "palermo_backup_age_seconds": ("Since the newest backup was taken.", _taken(folder.last_backup)),
    }
    for name, (help_, then) in ages.items():
        if then is not None:
            lines += _gauge(name, help_, f"{max((now - then).total_seconds(), 0):.0f}")
    return "\n".join([*lines, ""])


def _queue(owner: str) -> list[str]:
    try:
        with psycopg.connect(owner, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
            connection.execute("SET statement_timeout = '2s'")
            row = connection.execute(QUEUE).fetchone()
    except psycopg.Error:
        row = None
    lines = _gauge("palermo_database_up", "Whether the database answers.", str(int(row is not None)))
    if row is not None:
        told = (
            ("palermo_tasks_waiting", "Tasks that are due and wait.", f"{row[0]}"),
            ("palermo_tasks_oldest_waiting_seconds", "How long the oldest of them waits.", f"{row[1]:.1f}"),
            ("palermo_tasks_running", "Tasks that run.", f"{row[2]}"),
            ("palermo_tasks_failed", "Tasks that failed for good and are still listed.", f"{row[3]}"),
        )
        for name, help_, value in told:
            lines += _gauge(name, help_, value)
    return lines


def _gauge(name: str, help_: str, value: str) -> list[str]:
    return [f"# HELP {name} {help_}", f"# TYPE {name} gauge", f"{name} {value}"]


def _modified(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except OSError:
        return None


def _taken(path: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
