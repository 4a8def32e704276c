"""The embedded PostgreSQL: a real server as a child of this process, for evaluation and small offices.

Only the binaries of the wheel are used. The server listens on a Unix socket inside the data folder and
nowhere else; whoever connects is known by the kernel (peer) and must be the user Palermo runs as.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from palermo.operation.datafolder import DataFolder, FolderLock, SetUpError
from palermo.operation.firststart import APP, DATABASE, SUPERUSER, access_rules, create_cluster
from palermo.operation.hardening import harden
from palermo.operation.lines import check_socket_line
from palermo.operation.unprivileged import ServerPrograms, server_programs

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 100  # bytes; the kernels allow 104 (macOS) and 108 (Linux), the terminating zero included
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Errors, failed statements and their details would carry values of persons into the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
STOP_SECONDS = 30
LONGEST_PAUSE_SECONDS = 5.0


def socket_url(folder: DataFolder, role: str, database: str = DATABASE) -> str:
    """The address under which a role reaches a database of the cluster in the folder, running or not."""
    return f"postgresql://{role}@/{database}?host={quote(str(folder.run), safe='')}"


def check_socket_path(folder: DataFolder) -> None:
    """Raise SetUpError when the socket's path is too long for a kernel or unreadable for a client.

    And where the environment would lead a client to another server.
    """
    check_socket_line()
    socket = os.fsencode(folder.run / SOCKET_NAME)
    if len(socket) > SOCKET_PATH_LIMIT:
        raise SetUpError(
            f"The data folder's path is too long: the socket in it would have {len(socket)} bytes, "
            f"{SOCKET_PATH_LIMIT} are possible. Name a shorter one in PALERMO_DATA."
        )
    if re.search(rb"[,\x00-\x1f]", socket):
        raise SetUpError("The data folder's path holds a comma or a control character: name another.")


class Cluster:
    """One embedded PostgreSQL in a data folder; usable as a context manager.

    `settings` are further server settings (tests pass fsync=off); `report` gets one line for each thing worth
    saying. start() takes the folder's lock unless a held one is given. Raises SetUpError for an unfit path.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        report: Callable[[str], None] = lambda _line: None,
        lock: FolderLock | None = None,
    ) -> None:
        self.folder = DataFolder(Path(folder).absolute())
        check_socket_path(self.folder)
        self._settings = {**SETTINGS, **(settings or {})}
        self._report = report
        self._lock, self._own_lock = lock, lock is None
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: threading.Thread | None = None

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """The address under which a role reaches a database of this cluster."""
        return socket_url(self.folder, role, database)

    @property
    def pid(self) -> int | None:
        """Process number of the server, None when it is not up."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> Self:
        """Start the server, on the first start after creating cluster, roles and database (about a second).

        Raises FolderBusyError when another process works in the folder, SetUpError for whatever else whoever
        runs Palermo can put right.
        """
        self.folder.prepare()
        self._lock = self._lock or FolderLock(self.folder.path)
        try:
            programs = server_programs(self.folder)
            programs.directory(self.folder.run)
            stop_leftover(self.folder, programs)
            if not self.folder.database.exists():
                self._report("Creating the database …")
                create_cluster(self.folder, programs)
            self._launch_until_ready(programs)
            harden(self.url, self._report)
        except BaseException:
            self.stop()
            raise
        self._guard = threading.Thread(target=self._keep_alive, args=(programs,), daemon=True)
        self._guard.start()
        return self

    def stop(self) -> None:
        """Stop the server cleanly; what was committed is on disk already."""
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            for way in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
                self._process.send_signal(way)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(STOP_SECONDS)
                    break
        if self._guard is not None:
            self._guard.join()
        if self._own_lock and self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _launch_until_ready(self, programs: ServerPrograms) -> None:
        sockets = '"{}"'.format(str(self.folder.run).replace('"', '""'))
        settings = {**self._settings, **access_rules(self.folder), "unix_socket_directories": sockets}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.folder.path / "database.log"
        place = self.folder.database
        self._process = programs.popen("postgres", "-D", str(place), *arguments, cwd=place, log=log)
        while not self._answers():
            if self.pid is None:
                lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                raise SetUpError(f"The database did not start ({''.join(lines[-1:])}); see {log}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(SUPERUSER, SUPERUSER), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _keep_alive(self, programs: ServerPrograms) -> None:
        """Wait for the server to end; unless stop() ended it, start it again, for as long as that takes.

        postmaster.pid is never removed here: until the last backend of a killed server has gone, the new one
        refuses to start, and is asked again.
        """
        while self._process is not None:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            self._report(f"The database ended ({code}); starting it again …")
            began, pause = time.monotonic(), 0.1
            while not self._stopping.is_set():
                with contextlib.suppress(SetUpError):
                    self._launch_until_ready(programs)
                    self._report(f"The database is back after {time.monotonic() - began:.1f} s.")
                    break
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def stop_leftover(folder: DataFolder, programs: ServerPrograms, *, how: str = "fast") -> None:
    """Stop a server that outlived its launcher; pg_ctl checks that the process really is this cluster's."""
    if (folder.database / "postmaster.pid").exists():
        with contextlib.suppress(SetUpError):  # nothing was running: PostgreSQL itself clears what is left
            programs.run("pg_ctl", "stop", "-D", str(folder.database), "-m", how, "-w")
