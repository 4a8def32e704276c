"""The `palermo` command: it names every command, and becomes the process of the one that is called.

A command reads its own words, `--help` too, in the room it belongs to. What a room needs beyond this command is an
extra of the package; where that is not installed, one line says how to install it. So this module needs neither a
web framework nor arrays, and help comes in a blink.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from typing import Annotated

import typer

from palermo.operation.interpreter import python
from palermo.operation.one_line import run_in_one_line

OWN_WORDS = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
SERVER, EVIDENCE = "server", "evidence"

app = typer.Typer(
    help="Palermo: coordination of an alliance against human trafficking.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class NotInstalled(Exception):
    """What a command needs is not installed; the message says in one line how to install it."""


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"Palermo {version('palermo')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help="Say which version this is."),
    ] = False,
) -> None:
    """Palermo: coordination of an alliance against human trafficking."""


@app.command(context_settings=OWN_WORDS)
def run(context: typer.Context) -> None:
    """Start database, web server and task worker; Ctrl-C stops all of it."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def demo(context: typer.Context) -> None:
    """Load the fictional alliance afresh into a new data folder or one that holds nothing else."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def manage(context: typer.Context) -> None:
    """Run a Django management command, such as `palermo manage check`."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def backup(context: typer.Context) -> None:
    """Save data and keys, in files to be kept apart; the root key is in neither."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def restore(context: typer.Context) -> None:
    """Restore a backup into an empty data folder, and prove that nothing is missing."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def ledger(context: typer.Context) -> None:
    """The ledger of what was done, shown and refused."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def keys(context: typer.Context) -> None:
    """The root key, and the keys of offices."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def folder(context: typer.Context) -> None:
    """The data folder."""
    _server(context)


@app.command(context_settings=OWN_WORDS)
def translations(context: typer.Context) -> None:
    """The texts of the program in other languages: write out, check, take in."""
    _become("palermo.web.translations", *context.args, command="translations", extra=SERVER)


@app.command(context_settings=OWN_WORDS)
def prevalence(context: typer.Context) -> None:
    """Estimate how many people were never seen, from the overlaps between lists."""
    _become("palermo.evidence.prevalence", *context.args, command="prevalence", extra=EVIDENCE)


@app.command(context_settings=OWN_WORDS)
def harmonise(context: typer.Context) -> None:
    """Turn an agency's table into canonical cases; what cannot be trusted goes to quarantine."""
    _become("palermo.evidence.harmonise", *context.args, command="harmonise", extra=EVIDENCE)


@app.command(context_settings=OWN_WORDS)
def vocab(context: typer.Context) -> None:
    """List and show the vocabularies that ship, and the ways between them."""
    _become("palermo.evidence.vocab", *context.args, command="vocab", extra=None)


@app.command(context_settings=OWN_WORDS)
def profile(context: typer.Context) -> None:
    """Say line by line what is wrong or missing in a State's profile."""
    _become("palermo.evidence.profile", *context.args, command="profile", extra=None)


@app.command(context_settings=OWN_WORDS)
def indicators(context: typer.Context) -> None:
    """Write indicators of canonical cases as CSV, JSON and one report, protected or not at all."""
    _become("palermo.evidence.indicators", *context.args, command="indicators", extra=EVIDENCE)


def _server(context: typer.Context) -> None:
    """Become the process that knows all commands of the server."""
    name = context.info_name or ""
    _become("palermo.operation.command", name, *context.args, command=name, extra=SERVER)


def _become(module: str, *arguments: str, command: str, extra: str | None) -> None:
    """Become the process of a room's command. Raises NotInstalled where its extra, if it needs one, is missing."""
    missing = _missing(extra) if extra else []
    if missing:
        raise NotInstalled(
            f"palermo {command} needs the extra {extra}, which is not installed (missing: {', '.join(missing)}). "
            f"Install it: {sys.executable} -m pip install 'palermo[{extra}]'"
        )
    line = python(module, *arguments)
    os.execv(line[0], line)  # noqa: S606 (our own interpreter, no shell)


def _missing(extra: str) -> list[str]:
    """The packages that an extra names and that are not installed."""
    asked = [each for each in requires("palermo") or () if re.search(rf"extra == ['\"]{extra}['\"]", each)]
    return [
        name for name in (re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in asked) if not _is_there(name)
    ]


def _is_there(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def main() -> None:
    """Entry point: whatever is wrong with the input or the installation is one line and a status that is not 0."""
    run_in_one_line(app, known=NotInstalled)


if __name__ == "__main__":
    main()
