"""A command ends when it is done: nobody looks through everything that was imported for garbage before."""

from __future__ import annotations

import subprocess
import sys

COMMAND = """
import atexit, gc
import typer
from palermo.evidence.command import InputError, group, run

app = group("One command.")
atexit.register(lambda: print(len(gc.get_objects()) < 1000 < gc.get_freeze_count()))

@app.command()
def main(wrong: bool = False) -> None:
    print(gc.get_freeze_count() > 1000)
    if wrong:
        raise InputError("it is wrong")

run(app, name="one")
"""


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, check=False
    )


def test_what_is_imported_is_kept_from_the_collector_to_the_end() -> None:
    done = ran()
    assert (done.returncode, done.stdout.split()) == (0, ["True", "True"]), done.stderr


def test_an_error_still_ends_with_its_status_and_its_line() -> None:
    done = ran("--wrong")
    assert (done.returncode, done.stdout.split()) == (2, ["True", "True"])
    assert done.stderr == "palermo: it is wrong\n"
