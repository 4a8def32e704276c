"""Who needs what: each room imports what its extra names, every extra says why, and no command waits for another's."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "palermo"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
REASONS = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
# Rooms whose extra is not the server's. What the base can do lies in evidence too: `palermo vocab`.
BASE = {"cli.py", "__init__.py", "charts", "reference"}
ALSO_BASE = {"evidence/__init__.py", "evidence/command.py", "evidence/vocab.py", "evidence/profile.py"}
PURE = {"charts", "evidence", "planning", "reference"}
HEAVY = ("django", "psycopg", "numpy", "scipy", "numba", "duckdb")


def extra_of(module: Path) -> str | None:
    """The extra whose packages a module may import; None for the base."""
    name = module.relative_to(SOURCE)
    if name.parts[0] in BASE or name.as_posix() in ALSO_BASE:
        return None
    return name.parts[0] if name.parts[0] in EXTRAS else "server"


def named(extra: str | None) -> set[str]:
    """The packages that the base and an extra name themselves."""
    lines = PROJECT["dependencies"] + (EXTRAS[extra] if extra else [])
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(module: Path) -> set[str]:
    """Top-level names a module imports that are neither ours nor Python's."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"palermo"}


def test_a_room_imports_only_what_its_extra_names_itself() -> None:
    packages = packages_distributions()
    modules = sorted(SOURCE.rglob("*.py"))
    assert {extra_of(module) for module in modules} >= {None, "server", "evidence"}
    wrong = [
        f"{module.relative_to(SOURCE)}: {name}"
        for module in modules
        for name in imported(module)
        if not {canonicalize_name(each) for each in packages.get(name, ())} & named(extra_of(module))
    ]
    assert wrong == []


def test_the_wheel_a_guide_names_is_the_one_that_is_built() -> None:
    guides = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "guides").glob("*.md"))]
    told = {
        name for guide in guides for name in re.findall(r"palermo-[\w.]+-py3-none-any\.whl\[\w+\]", guide)
    }
    assert told == {
        f"palermo-{PROJECT['version']}-py3-none-any.whl[{extra}]" for extra in ("server", "evidence")
    }


def test_the_extras_are_the_servers_and_those_of_the_ground() -> None:
    assert set(EXTRAS) == {"server", "evidence", "planning"}


@pytest.mark.parametrize("extra", ["base", *EXTRAS])
def test_every_runtime_dependency_has_its_reason_under_its_extra(extra: str) -> None:
    section = re.search(rf"^## `?{extra}`?.*?(?=^## |\Z)", REASONS, flags=re.MULTILINE | re.DOTALL)
    assert section is not None
    rows = [line.split("|")[1:-1] for line in section[0].splitlines() if line.startswith("| ")][1:]
    assert all(len(row) == 4 and row[2].strip() for row in rows)
    told = {canonicalize_name(name) for row in rows for name in re.findall(r"`([\w.-]+)`", row[0])}
    assert told == named(None if extra == "base" else extra) - (set() if extra == "base" else named(None))


def test_the_contracts_name_every_room() -> None:
    """A room that is built later is forbidden the other side too: one that no contract names fails here."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")

    def sources(contract: str) -> set[str]:
        names = contracts[f"importlinter:contract:{contract}"]["source_modules"].split()
        return {name.removeprefix("palermo.") for name in names}

    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert sources("ground") == rooms & PURE
    assert sources("evidence-apart") == rooms - PURE
    forbidden = contracts["importlinter:contract:evidence-apart"]["forbidden_modules"].split()
    assert {name.removeprefix("palermo.") for name in forbidden} == rooms & {"evidence", "planning"}


def loaded(script: str) -> set[str]:
    """Top-level modules a fresh interpreter has loaded once the script has run."""
    script += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_command_starts_without_what_its_commands_need() -> None:
    found = loaded("import palermo.cli")
    assert "typer" in found
    assert found & set(HEAVY) == set()


@pytest.mark.parametrize("room", sorted(PURE & {path.name for path in SOURCE.iterdir()}))
def test_a_room_of_the_ground_loads_neither_django_nor_a_database_driver(room: str) -> None:
    names = [
        ".".join(("palermo", *path.relative_to(SOURCE).with_suffix("").parts))
        for path in sorted((SOURCE / room).rglob("*.py"))
    ]
    assert len(names) > 5
    found = loaded("\n".join(f"import {name}" for name in names))
    assert "palermo" in found
    assert found & {"django", "psycopg"} == set()


def test_no_command_of_evidence_but_its_own_waits_for_arrays() -> None:
    assert loaded("import palermo.evidence.vocab") & set(HEAVY) == set()
