"""How a command ends: whatever is wrong is one line on standard error, and a status that is not 0."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from palermo.kit.text import without_controls


def run_in_one_line(app: typer.Typer, *, known: type[Exception] | tuple[type[Exception], ...]) -> NoReturn:
    """Run the command and end the process: 0 done, 1 for a `known` error, 2 for wrong input, 130 for Ctrl-C."""
    try:
        status = app(prog_name="palermo", standalone_mode=False)
    except known as error:
        typer.echo(f"palermo: {without_controls(str(error))}", err=True)
        sys.exit(1)
    except typer.TyperException as error:
        said = without_controls(error.format_message()).rstrip(".")
        typer.echo(f"palermo: {said}. See palermo --help.", err=True)
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)
