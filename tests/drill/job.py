"""A real installation in a data folder of its own, as `palermo run` starts it, and the command line beside it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from tests.support.accounts import program

from palermo.demo.sign_ins import SignIn
from palermo.operation.addresses import embedded_addresses, process_environment
from palermo.operation.datafolder import DataFolder
from palermo.operation.embedded import socket_url
from palermo.operation.firststart import OWNER

READY_SECONDS = 120
PROGRAM = (sys.executable, "-m", "palermo.cli")


def clean_environment() -> dict[str, str]:
    """This process's environment without anything that points to a database or folder; a demo is a small one."""
    ours = ("DATABASE_", "PALERMO_", "PG", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PALERMO_DEMO_CASES": "0"}


def palermo(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the program to its end, in the embedded database of the folder it names."""
    # By an interpreter that the folder's account can read too: root's commands become that account.
    command = [program().interpreter, "-P", "-m", "palermo.cli", *map(str, arguments)]
    environment = clean_environment() | program().environment
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def ledger_says(folder: DataFolder) -> tuple[bool, str]:
    """Whether `palermo ledger verify` finds the ledger as the folder's witness saw it, and its words."""
    done = palermo("ledger", "verify", "--data", folder.path)
    return done.returncode == 0, done.stdout + done.stderr


class Job:
    """A running `palermo run`, of this tree or of another `program`. What it says is kept in `lines`."""

    def __init__(
        self,
        path: Path,
        *,
        program: Sequence[str | Path] = PROGRAM,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.folder = DataFolder(path)
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [*program, "run", "--data", str(path), "--port", str(self.port)],
            env=environment or clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip("\n"))

    @property
    def owner(self) -> str:
        """The owner's address of this installation's database."""
        return socket_url(self.folder, OWNER)

    def sign_in(self, email: str) -> SignIn:
        """The way in of one of the fictional colleagues."""
        people = json.loads(self.folder.demo.read_text(encoding="utf-8"))
        return next(SignIn(**fields) for fields in people if fields["email"] == email)

    def children(self) -> list[psutil.Process]:
        """The processes this one started itself: database, web server, task worker."""
        return psutil.Process(self.process.pid).children()

    def script(self, module: str, *arguments: str) -> str:
        """Run a module of the tests as a process of this installation, as the app role; what it says."""
        environment = process_environment(self.folder, embedded_addresses(self.folder))
        kept = clean_environment() | {
            name: value
            for name, value in environment.items()
            if name.startswith(("PALERMO_", "DATABASE_URL", "DJANGO_SETTINGS"))
        }
        root = Path(__file__).parents[2]
        kept["PYTHONPATH"] = os.pathsep.join([str(root), str(root / "src")])
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env=kept, check=True, stdout=subprocess.PIPE, text=True).stdout

    def stop(self) -> None:
        """Stop it as Ctrl-C does; by force where that does not help."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join()


@contextmanager
def running(
    path: Path,
    *,
    program: Sequence[str | Path] = PROGRAM,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Job]:
    """An installation that runs during the block, with the fictional alliance where the folder is new."""
    job = Job(path, program=program, environment=environment)
    try:
        wait_until(
            lambda: job.process.poll() is not None or any("Palermo is ready" in line for line in job.lines),
            seconds=READY_SECONDS,
        )
        assert job.process.poll() is None, "\n".join(job.lines)
        yield job
    finally:
        job.stop()


def wait_until(condition: Callable[[], bool], *, seconds: float) -> float:
    """Wait for a condition; the seconds it took. Fails after `seconds`."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"waited {seconds} s in vain"
        time.sleep(0.05)
    return time.monotonic() - began
