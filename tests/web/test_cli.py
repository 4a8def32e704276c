"""The `palermo` command: wrong input is one line on standard error and a status that is not 0."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from palermo import cli


def palermo(
    *arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Status, output and errors of a command, run in this process."""
    monkeypatch.setattr(sys, "argv", ["palermo", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing command"),
        (["nosuch"], "nosuch"),
        (["run", "--port", "seventy"], "--port"),
        (["run", "--port", "70000"], "65535"),
        (["run", "--nosuch"], "--nosuch"),
        (["demo", "--cases", "-1"], "--cases"),
        (["run", "--data", "/dev/null/data"], "/dev/null/data"),
        (["run", "--data", "/nosuch/" + "long" * 30], "100 are possible"),
        (["ledger"], "Missing command"),
        (["ledger", "verify", "--witness", "/nosuch"], "/nosuch"),
        (["backup", "--data", "/nosuch"], "/nosuch"),
        (["restore"], "Missing"),
        (["keys", "recovery"], "Missing"),
        (["keys", "recovery", "lantern"], "valid UUID"),
        (["keys", "show", "--data", "/nosuch"], "/nosuch"),
        (["demo", "--data", "/etc"], "/etc"),
    ],
)
def test_wrong_input_is_answered_in_one_line(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    status, _out, errors = palermo(*arguments, monkeypatch=monkeypatch, capsys=capsys)
    assert status != 0
    assert errors.startswith("palermo: ")
    assert errors.count("\n") == 1
    assert said in errors


def test_a_server_that_does_not_answer_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://palermo_app:canary@/palermo?host=/nosuch")
    status, _out, errors = palermo("backup", "--data", str(tmp_path), monkeypatch=monkeypatch, capsys=capsys)
    assert status == 1
    assert "DATABASE_URL" in errors
    assert "canary" not in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nosuch"], "nosuch"), (["recovery_share", "lantern"], "lantern"), (["check", "--nosuch"], "--nosuch")],
)
def test_a_wrong_management_command_is_answered_in_one_line(arguments: list[str], said: str) -> None:
    command = [sys.executable, "-m", "palermo.web.manage", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_needs_no_django() -> None:
    script = "import sys, palermo.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_it_says_which_version_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _errors = palermo("--version", monkeypatch=monkeypatch, capsys=capsys)
    assert status == 0
    assert out == f"Palermo {version('palermo')}\n"
