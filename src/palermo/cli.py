"""The `palermo` command. Thin: each command calls functions of the rooms or a Django command.

Django is imported by child processes only, so that wrong input is answered in a blink.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated

import typer

from palermo.web import supervisor
from palermo.web.addresses import process_environment, reachable_database
from palermo.web.datafolder import SetUpError, chosen_folder

app = typer.Typer(
    help="Palermo: coordination of an alliance against human trafficking.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Data = Annotated[
    str | None,
    typer.Option("--data", help="Data folder.", envvar="PALERMO_DATA", show_envvar=True),
]
OWNER_COMMANDS = {"migrate", "apply_erasures"}


def say(line: str) -> None:
    """One line of progress on standard output, at once."""
    typer.echo(line)
    sys.stdout.flush()


@app.command()
def run(
    data: Data = None,
    port: Annotated[int, typer.Option(min=1, max=65535, envvar="PALERMO_PORT", show_envvar=True)] = 8000,
    host: Annotated[str, typer.Option(envvar="PALERMO_HOST", show_envvar=True)] = "127.0.0.1",
    demo: Annotated[bool, typer.Option(help="Load the fictional alliance into a new data folder.")] = True,
) -> None:
    """Start database, web server and task worker; Ctrl-C stops all of it."""
    options = supervisor.RunOptions(folder=chosen_folder(data), host=host, port=port, demo=demo)
    supervisor.run(options, say)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def manage(context: typer.Context) -> None:
    """Run a Django management command, such as `palermo manage check`."""
    arguments = context.args or ["help"]
    folder = chosen_folder(None)
    role = os.environ.get("PALERMO_DATABASE_ROLE") or ("owner" if arguments[0] in OWNER_COMMANDS else "app")
    with reachable_database(folder, say) as addresses:
        environment = process_environment(folder, addresses, role=role)
        # Ctrl-C reaches the command by itself; we wait for it, so that the database outlives it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        done = subprocess.run([sys.executable, "-m", "django", *arguments], env=environment, check=False)  # noqa: S603
    raise typer.Exit(done.returncode if done.returncode >= 0 else 128 - done.returncode)


def main() -> None:
    """Entry point: whatever is wrong with the input or the set-up is one line and a status that is not 0."""
    try:
        status = app(standalone_mode=False)
    except SetUpError as error:
        typer.echo(f"palermo: {error}", err=True)
        sys.exit(1)
    except typer.TyperException as error:
        typer.echo(f"palermo: {error.format_message()}", err=True)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
