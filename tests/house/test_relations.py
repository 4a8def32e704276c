"""Only downwards, in the database and in late look-ups too: a foreign key by name is an import as well."""

from __future__ import annotations

import ast
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.apps import apps

import palermo

SOURCE = Path(palermo.__file__).parent
CONTRACTS = Path(__file__).parents[2] / ".importlinter"
LATE = {"get_model", "import_module", "import_string", "__import__"}


def floors(container: str) -> list[set[frozenset[str]]]:
    """The floors of a package from top to bottom, as its contract in .importlinter draws them.

    Each is a set of neighbours; in one frozenset stand those that may know each other (`a : b`, not `a | b`).
    """
    contracts = ConfigParser()
    assert contracts.read(CONTRACTS, encoding="utf-8")
    (layers,) = (
        contracts[name]["layers"]
        for name in contracts.sections()
        if contracts[name].get("type") == "layers" and contracts[name]["containers"].split() == [container]
    )
    return [
        {
            frozenset(name.strip().strip("()") for name in together.split(":"))
            for together in line.partition("#")[0].split("|")
        }
        for line in layers.splitlines()
        if line.partition("#")[0].strip()
    ]


FLOORS = floors("palermo")
FLOOR = {
    name: (number, together)
    for number, neighbours in enumerate(FLOORS)
    for together in neighbours
    for name in together
}


def room(module: str) -> str:
    return module.split(".")[1]


def may_know(upper: str, lower: str) -> bool:
    """Whether one room may know another: itself, or one on a floor below."""
    (above, together), (below, _) = FLOOR[upper], FLOOR[lower]
    return lower in together or above < below


def test_the_floors_read_are_those_drawn_and_every_room_has_one() -> None:
    rooms = {
        path.stem for path in SOURCE.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"
    }
    assert rooms - {"__init__", "__main__"} == FLOOR.keys()
    assert may_know("cli", "trust") and may_know("web", "protection") and may_know("trust", "trust")
    assert not may_know("trust", "web")
    assert not may_know("protection", "partnership")
    assert not may_know("partnership", "protection")


def test_no_relation_of_a_model_leads_upwards_or_to_a_neighbour() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("palermo.")]
    assert models
    wrong = [
        f"{model.__name__}.{field.name} → {field.related_model.__module__}"
        for model in models
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model.__module__.startswith("palermo.")
        if not may_know(room(model.__module__), room(field.related_model.__module__))
    ]
    assert wrong == []


def late_imports(path: Path) -> list[str]:
    """Imports inside functions, and look-ups of modules and models by name."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
            found += [
                f"{path.relative_to(SOURCE)}:{each.lineno}: import inside {node.name}" for each in inner
            ]
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in LATE:
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno}: {called}")
    return found


def test_nothing_is_looked_up_late() -> None:
    """AppConfig.ready may import its own room's handlers: that is the one inversion the design allows."""
    modules = [
        path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and path.name != "apps.py"
    ]
    assert [found for path in modules for found in late_imports(path)] == []


@pytest.mark.parametrize("apps_module", sorted(SOURCE.rglob("apps.py")), ids=lambda path: path.parent.name)
def test_ready_imports_nothing_of_a_higher_floor(apps_module: Path) -> None:
    own = apps_module.relative_to(SOURCE).parts[0]
    for node in ast.walk(ast.parse(apps_module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("palermo."):
            assert may_know(own, room(node.module)), node.module
