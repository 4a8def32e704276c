"""What is kept of an error names the place in the program, and no folder of the machine, whatever that is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from palermo.trust import service
from palermo.trust.scrub import where


def raised_in(filename: str) -> Exception:
    """An error raised by the third line of a file of this name."""
    try:
        exec(compile("\n\nraise LookupError('Canary')", filename, "exec"), {})  # noqa: S102 - our own line
    except LookupError as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("folder", ["/srv/palermo/tests/support", "/srv/x/tests", "/opt/palermo/more", ""])
def test_of_a_file_outside_the_program_the_name_alone_is_told(folder: str) -> None:
    assert where(raised_in(f"{folder}/thing.py")) == "builtins.LookupError at thing.py:3"


def test_of_a_library_the_place_below_its_own_root_is_told() -> None:
    error = raised_in("/srv/palermo/.venv/lib/python3.11/site-packages/django/db/utils.py")
    assert where(error) == "builtins.LookupError at django/db/utils.py:3"


def test_of_the_program_the_place_in_it_is_told() -> None:
    error = raised_in(str(Path(service.__file__)))
    assert where(error) == "builtins.LookupError at trust/service.py:3"


def test_without_an_error_nothing_is_told() -> None:
    assert where(None) == "no exception"
