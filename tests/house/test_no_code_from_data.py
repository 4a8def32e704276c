"""Nothing that a table, a session, a cache, a queue or a backup holds can be code: what reads code is not loaded.

`pickle` and its kin run what they read. The linter sees our own imports and calls; this test sees the libraries' too,
by what is loaded in a process that has everything the settings name.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import palermo

HARMLESS = {
    # Locale data that lie beside the library's code, under a name it makes itself.
    "babel.core",
    "babel.localedata",
    # Loaded by Django's checks, which compare a cache's class with it.
    "django.core.cache.backends.filebased",
}
"""Modules that read pickles of their own package and of nowhere else, or are loaded and not used."""

READS_CODE = re.compile(
    r"^\s*(?:import|from)\s+(?!pickle import Pickl\w+Error$)"
    r"(?:c?pickle|_pickle|marshal|shelve|dill|cloudpickle|joblib|jsonpickle|yaml)\b",
    re.MULTILINE | re.IGNORECASE,
)


@pytest.fixture(scope="module")
def loaded() -> dict[str, Any]:
    """Modules by file, and the tasks a worker knows, in a process that loaded all that the settings name."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.support.loaded"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_no_module_that_the_settings_lead_to_can_read_a_pickle(loaded: dict[str, Any]) -> None:
    modules = loaded["modules"]
    for expected in (
        "palermo.trust.cache",
        "allauth.mfa.totp.views",
        "django_tasks_db.models",
        "palermo.web.once",
    ):
        assert expected in modules, "the process loads what a server loads"
    reading = {
        name for name, file in modules.items() if READS_CODE.search(Path(file).read_text(encoding="utf-8"))
    }
    assert reading <= HARMLESS
    assert not reading & set(loaded["used"]), "what a setting names is used"


@pytest.mark.parametrize("backend", ["db.DatabaseCache", "filebased.FileBasedCache", "locmem.LocMemCache"])
def test_the_libraries_own_caches_would_be_found(backend: str) -> None:
    """What the test above would say of them, should somebody set one."""
    module = f"django.core.cache.backends.{backend.partition('.')[0]}"
    done = subprocess.run(
        [sys.executable, "-c", f"import {module} as m; print(m.__file__)"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert READS_CODE.search(Path(done.stdout.strip()).read_text(encoding="utf-8"))


def decorated() -> Iterator[str]:
    """The path of every function of the program that is a task."""
    root = Path(palermo.__path__[0])
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(one, ast.Call) and getattr(one.func, "id", "") == "office_task"
                for one in node.decorator_list
            ):
                module = ".".join(("palermo", *file.relative_to(root).with_suffix("").parts))
                yield f"{module}.{node.name}"


def test_a_worker_knows_every_task_before_it_reads_a_row(loaded: dict[str, Any]) -> None:
    assert loaded["tasks"] == sorted(decorated())
    assert "palermo.trust.people.mail.mail_link" in loaded["tasks"]


def test_no_module_of_the_program_imports_what_a_row_may_name() -> None:
    """`import_string` and its kin take names; the program has no use for them."""
    calls = re.compile(r"\b(?:import_string|import_module|__import__|pydoc\.locate|eval|exec|compile)\(")
    root = Path(palermo.__path__[0])
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if any(
            calls.search(line) and "re.compile(" not in line
            for line in file.read_text(encoding="utf-8").splitlines()
        )
    }
    assert found == set()
