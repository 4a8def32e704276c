"""What the commands of the server share: the option for the data folder, lines of progress, Django commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated

import typer

from palermo.kit.text import without_controls
from palermo.operation.addresses import process_environment, reachable_database
from palermo.operation.datafolder import DataFolder
from palermo.operation.interpreter import python

Data = Annotated[
    str | None, typer.Option("--data", help="Data folder.", envvar="PALERMO_DATA", show_envvar=True)
]
OWNER_COMMANDS = {"migrate", "apply_erasures", "verify_ledger", "show_keys", "seal_anew"}


def group(text: str) -> typer.Typer:
    """Commands whose errors are plain lines, not boxes."""
    return typer.Typer(help=text, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def say(line: str) -> None:
    """One line of progress on standard output, at once."""
    typer.echo(without_controls(line))
    sys.stdout.flush()


def run_django_here(folder: DataFolder, *arguments: str, text: str | None = None) -> None:
    """Run a Django command at this terminal, and end with its status when that is not 0."""
    role = os.environ.get("PALERMO_DATABASE_ROLE") or ("owner" if arguments[0] in OWNER_COMMANDS else "app")
    with reachable_database(folder, say) as addresses:
        if arguments[0] == "migrate":
            folder.prepared.unlink(missing_ok=True)  # the next start looks for itself
        environment = process_environment(folder, addresses, role=role)
        # Ctrl-C reaches the command by itself; we wait for it, so that the database outlives it.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        command = python("palermo.operation.manage", *arguments)
        done = subprocess.run(command, env=environment, input=text, text=True, check=False)  # noqa: S603
    status = done.returncode
    if status != 0:
        raise typer.Exit(status if status > 0 else 128 - status)
