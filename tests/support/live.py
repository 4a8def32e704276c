"""A served Palermo for the tests in a real browser: gunicorn and task worker as processes of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.place import Database

from palermo.operation.addresses import Addresses, process_environment
from palermo.operation.children import Child
from palermo.operation.datafolder import DataFolder
from palermo.operation.supervisor import GRACE_SECONDS, WORKER_COMMAND, web_server

READY_SECONDS = 180
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@dataclass(frozen=True)
class Live:
    """A served installation: where its pages are, its database and its data folder, its processes."""

    url: str
    database: Database
    folder: DataFolder
    web: Child
    worker: Child

    def run(self, *arguments: str) -> str:
        """Run a Django command in this installation; its output."""
        environment = process_environment(self.folder, _addresses(self.database))
        command = [sys.executable, "-m", "django", *arguments]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def serve(database: Database, folder: DataFolder, *, demo: bool = False) -> Iterator[Live]:
    """Serve the database and the folder during the block; with `demo` the alliance is loaded first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        environment = process_environment(folder, _addresses(database)) | {"PALERMO_PRINTED_ADDRESS": url}
        web = web_server(environment, listener, lambda _line: None)
        worker = Child("task worker", WORKER_COMMAND, environment=environment, report=lambda _line: None)
        live = Live(url, database, folder, web, worker)
        for command in ("create_installation", *(["load_demo"] if demo else [])):
            live.run(command)
        try:
            for child in (web, worker):
                child.start()
            _wait_for(live.url)
            yield live
        finally:
            for child in (web, worker):
                child.ask_to_stop()
            for child in (web, worker):
                child.wait(GRACE_SECONDS)
                child.end_now()


def find_chromium() -> str | None:
    """The browser's program; PALERMO_CHROMIUM names one that is elsewhere."""
    for name in (os.environ.get("PALERMO_CHROMIUM", ""), *BROWSERS):
        found = shutil.which(name) if name else None
        if found is not None:
            return found
    return None


def collect_static(folder: Path) -> Path:
    """The collected static files of the session, made once; the folder that holds them."""
    target = folder / "data" / "static"
    if not (target / "staticfiles.json").exists():
        command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, check=True)
    return target


def _addresses(database: Database) -> Addresses:
    return Addresses(database.app, database.owner, embedded=False)


def _wait_for(url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
