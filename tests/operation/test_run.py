"""`palermo run` as its user meets it: one job that starts everything, survives deaths, and stops cleanly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from tests.support import session
from tests.support.accounts import program

from palermo.operation.unprivileged import packaged_install
from palermo.reference.postgresql import lacking


def palermo(
    *arguments: str, environment: dict[str, str], standing_in: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program to its end."""
    command = [program().interpreter, "-P", "-m", "palermo.cli", *arguments]
    return subprocess.run(
        command, env=environment, cwd=standing_in, capture_output=True, text=True, check=False
    )


def emptily() -> list[str]:
    """Without a demonstration, which alone may be served by root where no account can run the program."""
    return ["--no-demo"] if program().leaves_root or os.geteuid() != 0 else []


def embedded_version() -> int:
    """The embedded server's version as a number: 180004 is 18.4."""
    told = subprocess.run(
        [packaged_install() / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    major, minor = re.findall(r"\d+", told)[:2]
    return int(major) * 10000 + int(minor)


def trap(folder: Path) -> Path:
    """A folder with modules that somebody else laid there; the file that appears once one of them is imported."""
    folder.mkdir()
    for name in ("http", "django", "gunicorn", "palermo"):
        text = "import pathlib\npathlib.Path(__file__).with_name('imported').touch()\n"
        (folder / f"{name}.py").write_text(text, encoding="ascii")
    return folder / "imported"


class Job:
    """A running `palermo run` and what it has said."""

    def __init__(self, folder: Path, standing_in: Path | None = None, witness: Path | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.metrics_port = free.getsockname()[1]
        self.folder = folder
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        self.environment = environment | {"PALERMO_DATA": str(folder), "PALERMO_PORT": str(self.port)}
        self.environment |= program().environment | {"PALERMO_DEMO_CASES": "0"}
        self.environment["PALERMO_METRICS"] = f"127.0.0.1:{self.metrics_port}"
        if witness is not None:
            self.environment["PALERMO_WITNESS_FILE"] = str(witness)
        self.process = subprocess.Popen(
            [program().interpreter, "-P", "-m", "palermo.cli", "run", *emptily()],
            env=self.environment,
            cwd=standing_in,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line)

    def wait_for(self, text: str) -> None:
        """Wait until a text was said."""
        wait_until(lambda: any(text in line for line in self.lines), said=self.lines)

    def status(self) -> int:
        """The status of the first page."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code

    def read(self, address: str) -> tuple[int, str]:
        """Status and content of an address."""
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def metrics(self) -> dict[str, float]:
        """What the metrics tell now."""
        _status, text = self.read(f"http://127.0.0.1:{self.metrics_port}/metrics")
        told = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _space, value in told}

    def processes(self, of: str) -> list[int]:
        """Process numbers of this job's children whose command line holds a text."""
        children = psutil.Process(self.process.pid).children()
        return [child.pid for child in children if of in " ".join(child.cmdline())]


def wait_until(condition: Callable[[], bool], *, seconds: float = 180, said: Sequence[str] = ()) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited in vain; said: {''.join(said)}"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Whether a process has ended (one that only waits to be fetched has)."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A short path that the database's account can pass through."""
    with tempfile.TemporaryDirectory(dir=os.environ[session.FOLDER_VARIABLE]) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def job(place: Path) -> Iterator[Job]:
    """One running installation for the tests of this module."""
    trap(place / "elsewhere")
    job = Job(place / "data", standing_in=place / "elsewhere")
    try:
        job.wait_for("Palermo is ready")
        yield job
    finally:
        job.process.kill()
        job.process.wait()


def test_the_first_start_says_where_the_page_and_the_root_key_are(job: Job) -> None:
    said = "".join(job.lines)
    assert f"http://localhost:{job.port}" in said
    assert str(job.folder / "keys" / "root.key") in said
    assert "If it is lost" in said
    assert ("has known holes" in said) == bool(lacking(embedded_version()))
    assert job.status() == 200


def test_web_and_worker_do_not_know_the_owner_of_the_database(job: Job) -> None:
    children = job.processes("palermo.operation.leash")
    assert len(children) == 2
    for pid in children:
        environment = Path(f"/proc/{pid}/environ")
        if environment.exists():
            assert b"DATABASE_OWNER_URL" not in environment.read_bytes()
            assert b"PALERMO_DATABASE_ROLE=app" in environment.read_bytes()


def test_it_says_that_it_lives_and_is_ready_under_any_name_of_the_host(job: Job) -> None:
    wait_until(lambda: job.read(f"http://127.0.0.1:{job.port}/ready/") == (200, "ready\n"))
    request = urllib.request.Request(f"http://127.0.0.1:{job.port}/health/", headers={"Host": "10.1.2.3"})
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own
        assert answer.read() == b"alive\n"
        assert "Set-Cookie" not in answer.headers


def test_the_metrics_of_all_processes_are_told_on_an_address_of_their_own(job: Job) -> None:
    before = job.metrics()
    first = 'palermo_requests_total{room="first",status="2xx"}'
    for _ in range(20):
        assert job.status() == 200
    job.read(f"http://localhost:{job.port}/today/nowhere/")
    wait_until(lambda: job.metrics().get(first, 0) >= before.get(first, 0) + 20)
    told = job.metrics()
    assert told['palermo_requests_total{room="today",status="4xx"}'] >= 1
    assert told['palermo_request_seconds_count{room="first"}'] == told[first]
    assert told['palermo_request_seconds_bucket{room="first",le="+Inf"}'] == told[first]
    assert told["palermo_database_up"] == 1
    assert told["palermo_tasks_failed"] == 0
    assert told["palermo_witness_age_seconds"] >= 0
    assert "palermo_backup_age_seconds" not in told
    assert palermo("backup", environment=job.environment).returncode == 0
    assert job.metrics()["palermo_backup_age_seconds"] >= 0
    assert "palermo_requests_total" not in job.read(f"http://localhost:{job.port}/metrics")[1]


def test_metrics_for_other_machines_are_refused_before_anything_starts(place: Path, job: Job) -> None:
    for named in ("0.0.0.0:9109", "9109", "192.0.2.1:9109", "127.0.0.1:http", "[::]:9109"):
        environment = job.environment | {"PALERMO_METRICS": named, "PALERMO_DATA": str(place / "metrics")}
        done = palermo("run", environment=environment)
        assert done.returncode == 1
        assert "PALERMO_METRICS" in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (place / "metrics").exists()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("gunicorn", "The web server ended"),
        ("django worker", "The task worker ended"),
        ("bin/postgres", "The database is back"),
    ],
)
def test_whatever_is_killed_is_started_again(job: Job, who: str, said: str) -> None:
    (pid,) = job.processes(who)
    os.kill(pid, signal.SIGKILL)
    job.wait_for(said)
    wait_until(lambda: len(job.processes(who)) == 1 and job.processes(who) != [pid])
    wait_until(lambda: job.status() == 200)


def test_modules_in_the_folder_somebody_stands_in_are_not_imported(job: Job, place: Path) -> None:
    elsewhere = place / "elsewhere"
    done = palermo("manage", "check", environment=job.environment, standing_in=elsewhere)
    assert done.returncode == 0, done.stderr
    assert job.status() == 200
    assert not (elsewhere / "imported").exists()


def test_a_second_start_says_where_the_first_one_is(job: Job) -> None:
    second = palermo("run", environment=job.environment)
    assert second.returncode == 1
    assert re.fullmatch(rf"palermo: .*http://localhost:{job.port}.*\n", second.stderr)


def test_a_taken_port_is_said_before_anything_starts(job: Job, place: Path) -> None:
    environment = job.environment | {"PALERMO_DATA": str(place / "other")}
    second = palermo("run", environment=environment)
    assert second.returncode == 1
    assert f"Port {job.port}" in second.stderr
    assert not (place / "other" / "database").exists()


def test_other_commands_use_the_running_database(job: Job) -> None:
    done = palermo("manage", "check", environment=job.environment)
    assert done.returncode == 0, done.stderr


def test_ctrl_c_stops_all_of_it_and_what_a_killed_job_leaves_is_cleared_at_the_next_start(job: Job) -> None:
    children = job.processes("")
    job.process.send_signal(signal.SIGINT)
    assert job.process.wait(30) == 0
    job.wait_for("Stopped.")
    wait_until(lambda: all(is_gone(pid) for pid in children))
    assert not list((job.folder / "run").iterdir())

    killed = Job(job.folder)
    killed.wait_for("Palermo is ready")
    assert not any("root key" in line for line in killed.lines)
    leashed = killed.processes("palermo.operation.leash")
    killed.process.kill()
    killed.process.wait()
    wait_until(lambda: all(is_gone(pid) for pid in leashed))

    third = Job(job.folder)
    third.wait_for("Palermo is ready")
    third.process.terminate()
    assert third.process.wait(30) == 0
