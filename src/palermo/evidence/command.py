"""How the commands of the evidence rooms speak: plain lines, one line for an error, progress on standard error.

Each room has a `__main__.py` that builds a Typer application with `group` and calls `run`; `palermo NAME …`
starts it in a process of its own, so that the other commands do not wait for arrays to be imported.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

import typer

# Objects made beyond those given up before the youngest are looked through: a command's own are few and soon gone.
SELDOM = 50_000


class InputError(ValueError):
    """Something the user gave is wrong; the message says in one line what, where, and what to do."""


def group(text: str) -> typer.Typer:
    """Commands whose errors are plain lines, not boxes. `text` is the first line of the help."""
    return typer.Typer(
        help=text,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )


def run(app: typer.Typer, *, name: str) -> NoReturn:
    """Run the application as `palermo NAME` and end the process.

    Status 0: done. 2: the input is wrong, said in one line on standard error. 130: stopped by Ctrl-C.
    """
    gc.freeze()  # what was imported stays to the end: nobody need look through it for garbage
    gc.set_threshold(SELDOM)
    try:
        _run(app, name)
    finally:
        gc.freeze()  # nor through everything once more, only to end


def _run(app: typer.Typer, name: str) -> NoReturn:
    try:
        status = app(prog_name=f"palermo {name}", standalone_mode=False)
    except InputError as error:
        typer.echo(f"palermo: {error}", err=True)
        sys.exit(2)
    except typer.TyperException as error:
        typer.echo(f"palermo: {error.format_message().rstrip('.')}. See palermo {name} --help.", err=True)
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if not _interrupted(error):
            raise
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


def _interrupted(error: Exception) -> bool:
    """Whether it is what DuckDB says of Ctrl-C while a query runs, which is not imported to ask that."""
    said = isinstance(error, RuntimeError) and "interrupted" in str(error).casefold()
    return said or type(error).__name__ == "InterruptException"
