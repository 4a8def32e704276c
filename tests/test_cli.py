"""The `palermo` command: wrong input is one line on standard error and a status that is not 0."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
import typer

from palermo import cli
from palermo.operation import command as server


def palermo(
    *arguments: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    main: Callable[[], None] = server.main,
) -> tuple[int, str, str]:
    """Status, output and errors of a command, run in this process: the server's, which `palermo` becomes."""
    monkeypatch.setattr(sys, "argv", ["palermo", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
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


@pytest.mark.parametrize(("arguments", "said"), [([], "Missing command"), (["nosuch"], "nosuch")])
def test_a_missing_or_unknown_command_is_answered_in_one_line(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, _out, errors = palermo(*arguments, monkeypatch=monkeypatch, capsys=capsys, main=cli.main)
    assert status != 0
    assert errors.startswith("palermo: ")
    assert errors.count("\n") == 1
    assert said in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--port", "70000"], "65535"),
        (["ledger", "nosuch"], "nosuch"),
        (["keys", "recovery"], "Missing"),
    ],
)
def test_palermo_becomes_the_command_of_the_server_and_ends_with_its_status(
    arguments: list[str], said: str
) -> None:
    command = [sys.executable, "-P", "-m", "palermo.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_every_command_of_the_server_can_be_called_and_says_what_it_is_for_in_the_same_words() -> None:
    def told(app: typer.Typer) -> dict[str, str]:
        click = typer.main.get_command(app)
        assert isinstance(click, typer.core.TyperGroup)
        return {name: (each.help or "").strip() for name, each in click.commands.items()}

    assert told(server.app).items() <= told(cli.app).items()
    others = {"prevalence", "harmonise", "vocab", "profile", "indicators", "translations"}
    assert set(told(cli.app)) - set(told(server.app)) == others


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
    command = [sys.executable, "-m", "palermo.operation.manage", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_wrong_input_needs_no_django() -> None:
    script = "import sys, palermo.operation.command; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_it_says_which_version_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _errors = palermo("--version", monkeypatch=monkeypatch, capsys=capsys, main=cli.main)
    assert status == 0
    assert out == f"Palermo {version('palermo')}\n"
