"""Started by root, Palermo serves as an account of its own; its folder changes hands, and back, and both are kept."""

from __future__ import annotations

import json
import os
import pwd
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.operation.test_run import Job, palermo
from tests.support import session
from tests.support.accounts import program

from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.embedded import socket_url
from palermo.operation.firststart import OWNER
from palermo.operation.owner import _last_hand

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="Only root has powers to give up.")
needs_an_account = pytest.mark.skipif(
    os.geteuid() == 0 and not program().leaves_root,
    reason="No account of this machine can run the program where it lies.",
)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A short path of root's that others can pass through."""
    with tempfile.TemporaryDirectory(dir=os.environ[session.FOLDER_VARIABLE]) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def job(place: Path) -> Iterator[Job]:
    """An installation that root started in a folder that root made, with the witness elsewhere."""
    elsewhere = place / "elsewhere"
    elsewhere.mkdir(mode=0o711)
    (place / "data").mkdir(mode=0o700)
    (elsewhere / "witness.jsonl").touch(mode=0o600)
    job = Job(place / "data", witness=elsewhere / "witness.jsonl")
    try:
        job.wait_for("Palermo is ready")
        yield job
    finally:
        job.process.kill()
        job.process.wait()


def owners(folder: Path) -> dict[str, int]:
    """Who owns what in a folder, itself included; sockets and what comes and goes left out."""
    return {str(path): path.lstat().st_uid for path in [folder, *folder.rglob("*")] if not path.is_socket()}


def environment_of(folder: Path, user: str = "nobody", *, source: Path | None = None) -> dict[str, str]:
    """The environment of a start in the folder with the embedded database, from another place of the source."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    kept |= program().environment | {"PALERMO_DATA": str(folder), "PALERMO_USER": user}
    if source is not None:
        kept["PYTHONPATH"] = os.pathsep.join([str(source), *filter(None, [kept.get("PYTHONPATH")])])
    return kept


def changes(folder: Path) -> list[tuple[int, int]]:
    """The changes of the folder's owner that the installation's ledger holds, in their order."""
    with psycopg.connect(socket_url(DataFolder(folder), OWNER)) as connection:
        rows = connection.execute(
            "SELECT codes FROM ledger_event WHERE verb = 'folder.changed_hands' ORDER BY sequence"
        ).fetchall()
    codes = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]
    return [(each["uid_before"], each["uid_after"]) for each in codes]


@needs_an_account
def test_nothing_of_it_runs_as_root_and_nothing_in_the_folder_stays_roots(job: Job) -> None:
    account = program().account
    assert account is not None
    main = psutil.Process(job.process.pid)
    running = [main, *main.children(recursive=True)]
    assert len(running) > 5
    assert {uid for process in running for uid in process.uids()} == {account.pw_uid}
    assert {gid for process in running for gid in process.gids()} == {account.pw_gid}
    assert set(owners(job.folder).values()) == {account.pw_uid}
    assert (job.folder.parent / "elsewhere" / "witness.jsonl").stat().st_uid == account.pw_uid
    assert (job.folder.parent / "elsewhere" / "witness.jsonl").stat().st_size > 0
    assert any(f"belongs to {account.pw_name} from now on" in line for line in job.lines)
    assert job.status() == 200


@needs_an_account
def test_the_change_stands_in_the_ledger_of_the_installation(job: Job) -> None:
    assert program().account is not None
    assert changes(job.folder) == [(0, program().account.pw_uid)]  # type: ignore[union-attr]
    assert not (job.folder / "hands.jsonl").exists()


@needs_an_account
def test_roots_commands_work_afterwards_and_leave_the_accounts_files(job: Job, place: Path) -> None:
    environment = job.environment
    for command in (
        ("backup",),
        ("backup", "--to", str(place / "backups")),
        ("ledger", "verify"),
        ("keys", "show"),
        (
            "manage",
            "create_office",
            "Quay",
            "--kind",
            "ngo",
            "--country",
            "XA",
            "--admin",
            "ada@quay.example",
        ),
    ):
        done = palermo(*command, environment=environment)
        assert done.returncode == 0, (command, done.stderr)
    account = program().account
    assert account is not None
    assert set(owners(job.folder).values()) == {account.pw_uid}
    assert set(owners(place / "backups").values()) == {account.pw_uid}


@needs_an_account
def test_a_place_that_is_closed_to_the_account_is_said_in_one_line(job: Job, place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for command in (
        ("backup", "--to", str(closed)),
        ("ledger", "verify", "--witness", str(closed / "witness")),
    ):
        done = palermo(*command, environment=job.environment)
        assert done.returncode == 1
        assert done.stderr.startswith("palermo: ")
        assert str(closed) in done.stderr
        assert done.stderr.count("\n") == 1


@needs_an_account
def test_roots_commands_say_in_one_line_that_the_account_cannot_read_the_program(
    job: Job, place: Path
) -> None:
    closed = place / "closed-for-commands"
    closed.mkdir(mode=0o700)
    (closed / "src").symlink_to(Path(__file__).parents[2] / "src")
    done = palermo("keys", "show", environment=environment_of(job.folder, source=closed / "src"))
    assert done.returncode == 1
    assert "cannot run the program in" in done.stderr
    assert done.stderr.count("\n") == 1


@needs_an_account
def test_what_runs_is_not_handed_back(job: Job) -> None:
    before = owners(job.folder)
    done = palermo("folder", "hand-back", environment=job.environment)
    assert done.returncode == 1
    assert "already works in" in done.stderr
    assert owners(job.folder)[str(job.folder)] == before[str(job.folder)]
    assert job.status() == 200


@pytest.mark.parametrize("line", ["[" * 1990 + "]" * 1990, "{}", "no line of ours", '{"from": null}'])
def test_a_note_that_says_nobody_is_named_in_one_line(tmp_path: Path, line: str) -> None:
    folder = DataFolder(tmp_path)
    folder.hands.write_text(f"{line}\n", encoding="ascii")
    with pytest.raises(SetUpError, match=r"hands\.jsonl does not say who gave"):
        _last_hand(folder)


@needs_an_account
def test_root_takes_the_folder_back_works_in_it_and_hands_it_over_again(job: Job, place: Path) -> None:
    account = program().account
    assert account is not None
    job.process.send_signal(signal.SIGINT)
    assert job.process.wait(60) == 0
    precious = place / "precious"
    precious.write_text("root's", encoding="ascii")
    (job.folder / "lure").symlink_to(precious)

    refused = palermo("folder", "hand-back", environment=job.environment)
    assert refused.returncode == 1
    assert "lure (a link)" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert job.folder.stat().st_uid == account.pw_uid
    (job.folder / "lure").unlink()

    back = palermo("folder", "hand-back", environment=job.environment)
    assert back.returncode == 0, back.stderr
    inside = owners(job.folder)
    of_database = {path for path in inside if "/database" in path and not path.endswith(".log")}
    assert {inside[path] for path in inside.keys() - of_database - {str(job.folder / "run")}} == {0}
    assert {inside[path] for path in of_database} == {account.pw_uid}
    assert palermo("ledger", "verify", environment=job.environment).returncode == 0

    again = Job(job.folder, witness=Path(job.environment["PALERMO_WITNESS_FILE"]))
    again.wait_for("Palermo is ready")
    assert changes(job.folder) == [(0, account.pw_uid), (account.pw_uid, 0), (0, account.pw_uid)]
    assert precious.stat().st_uid == 0
    again.process.terminate()
    assert again.process.wait(60) == 0


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("root", "PALERMO_USER names root"),
        ("nobody-of-this-name", "there is no such account"),
        pytest.param(
            "",
            "useradd --system palermo",
            marks=pytest.mark.skipif(
                "palermo" in {each.pw_name for each in pwd.getpwall()}, reason="There is an account palermo."
            ),
        ),
    ],
)
def test_real_work_is_not_served_as_root(place: Path, user: str, said: str) -> None:
    done = palermo("run", "--no-demo", environment=environment_of(place / "real", user))
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (place / "real").exists()


def test_a_program_that_no_account_can_read_is_not_served_as_root(place: Path) -> None:
    """The source lies in a folder that is closed to everybody but root."""
    closed = place / "closed-program"
    closed.mkdir(mode=0o700)
    (closed / "src").symlink_to(Path(__file__).parents[2] / "src")
    environment = environment_of(place / "unread", source=closed / "src")
    done = palermo("run", "--no-demo", environment=environment)
    assert done.returncode == 1
    assert "cannot run the program in" in done.stderr
    assert not (place / "unread").exists()


def test_a_link_in_place_of_the_lock_is_not_followed(place: Path) -> None:
    folder = DataFolder(place / "linked")
    folder.prepare()
    target = place / "target"
    target.write_text("untouched", encoding="ascii")
    (folder.path / "lock").symlink_to(target)
    nobody = pwd.getpwnam("nobody")
    os.chown(folder.path, nobody.pw_uid, nobody.pw_gid)
    done = palermo("folder", "hand-back", environment=environment_of(folder.path))
    assert done.returncode == 1
    assert "is a link" in done.stderr
    assert target.read_text(encoding="ascii") == "untouched"
    assert folder.path.stat().st_uid == nobody.pw_uid
