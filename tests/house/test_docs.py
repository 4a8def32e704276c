"""What the documents say can be done, can be done; what can be set or called, a document says."""

from __future__ import annotations

import ast
import importlib
import io
import re
import tokenize
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.template import Template

from palermo.cli import app
from palermo.operation.command import folders, ledger
from palermo.operation.keys_command import keys

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "palermo"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
VARIABLE = re.compile(r"\b(?:PALERMO_[A-Z_]+[A-Z]|DATABASE_(?:OWNER_)?URL)\b")
OF_THE_TESTS_ONLY = {"PALERMO_TEST_FOLDER", "PALERMO_CHROMIUM"}
OF_EACH_PROCESS = {
    "PALERMO_DATABASE_ROLE",
    "PALERMO_DEMO",
    "PALERMO_COUNTS_PIPE",
    "PALERMO_PRINTED_ADDRESS",
}  # set by the program itself, or a setting's name


def blocks(language: str) -> list[tuple[str, str]]:
    """Every fenced block of a language, with the document it stands in."""
    return [
        (name, code)
        for name, text in TEXTS.items()
        for found, code in BLOCK.findall(text)
        if found == language
    ]


def command_names() -> set[str]:
    """Every command of the program, as it is typed after `palermo`."""
    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    names -= {"ledger", "keys", "folder"}  # groups: what stands in them is a command
    for prefix, group in (("ledger", ledger), ("keys", keys), ("folder", folders)):
        names |= {f"{prefix} {command.name}" for command in group.registered_commands}
    return names


@pytest.mark.parametrize(("name", "code"), blocks("python"))
def test_python_in_the_documents_compiles_and_what_it_imports_is_there(name: str, code: str) -> None:
    for node in ast.walk(ast.parse(code, filename=name)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("palermo"):
            module = importlib.import_module(node.module)
            for alias in node.names:
                assert hasattr(module, alias.name), f"{name}: {node.module} has no {alias.name}"


@pytest.mark.parametrize(("name", "code"), blocks("django"))
def test_templates_in_the_documents_compile(name: str, code: str) -> None:
    head = "" if code.startswith("{% extends") else "{% load i18n kit %}"
    assert Template(head + code).nodelist is not None, name


def test_every_command_a_document_names_exists() -> None:
    manage = get_commands().keys()
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    unknown = []
    for name, text in TEXTS.items():
        for code in INLINE.findall(text):
            words = code.split()
            if words[0] == "make" and words[1:] and words[1] not in targets:
                unknown.append((name, code))
            if words[0] == "palermo" and words[1:]:
                known = " ".join(words[1:3]) in command_names() or words[1] in command_names() | {"--help"}
                if not known or (
                    words[1] == "manage" and words[2:] and words[2].islower() and words[2] not in manage
                ):
                    unknown.append((name, code))
    assert unknown == []


def test_every_command_is_in_a_document() -> None:
    codes = [code for text in TEXTS.values() for code in INLINE.findall(text)]
    written = [f"{code.removeprefix('palermo ')} " for code in codes if code.startswith("palermo ")]
    assert {
        name for name in command_names() if not any(code.startswith(f"{name} ") for code in written)
    } == set()


def test_every_variable_is_in_the_administrators_guide_and_every_one_there_is_read() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    guide = TEXTS["docs/guides/administrator.md"]
    read = set(VARIABLE.findall(source)) - OF_EACH_PROCESS
    read -= set(re.findall(r"settings\.(PALERMO_\w+)", source)) - set(re.findall(r'"(PALERMO_\w+)"', source))
    told = set(VARIABLE.findall(guide)) - OF_THE_TESTS_ONLY
    assert {name for name in read if name not in told} == set()
    assert {name for name in told if name not in read} == set()


PATH = re.compile(r"\b(?:docs|tests|bench|src)/[\w./*-]*[\w*/]")
NAMED_IN = [
    path
    for folder in ("src", "docs")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".toml", ".html", ".md", ".css", ".js"}
]


def test_every_file_that_source_or_documents_name_from_the_root_exists() -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), found)
        for path in {*NAMED_IN, *DOCUMENTS, ROOT / "Makefile"}
        for found in PATH.findall(path.read_text(encoding="utf-8"))
    }
    assert {(name, found) for name, found in named if not list(ROOT.glob(found.rstrip("/")))} == set()


def test_every_module_that_a_document_names_below_the_package_exists() -> None:
    rooms = [path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("_")]
    written = re.compile(
        rf"`((?:{'|'.join(rooms)})/[\w./*-]*\.(?:py|toml|txt|css|csv)|(?:{'|'.join(rooms)})/(?:[\w-]+/)*)`"
    )
    dotted = re.compile(rf"`(?:palermo\.)?((?:{'|'.join(rooms)})(?:\.\w+)+)")
    files = {(name, found) for name, text in TEXTS.items() for found in written.findall(text)}
    modules = {(name, found) for name, text in TEXTS.items() for found in dotted.findall(text)}
    assert len(files) > 30
    assert len(modules) > 10
    assert {(name, found) for name, found in files if not list(PACKAGE.glob(found.rstrip("/")))} == set()
    assert {(name, found) for name, found in modules if not is_defined(found)} == set()


def is_defined(dotted: str) -> bool:
    """Whether a module or package, or a name written in one, is what a document calls it."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = PACKAGE.joinpath(*parts[:length])
        module = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if place.is_dir() or module.is_file():
            rest = parts[length:]
            return not rest or (module.is_file() and rest[0] in module.read_text(encoding="utf-8"))
    return False


def test_every_link_between_documents_leads_to_a_file() -> None:
    links = [
        (path, link)
        for path in DOCUMENTS
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXTS[path.relative_to(ROOT).as_posix()])
    ]
    assert len(links) > 50
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []


MODULE = re.compile(r"(?<![\w./*-])(?:\w+/)*\w+\.py\b")
OF_PYTHON_ITSELF = {"http.py"}
CODE = sorted(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))


def prose(code: str) -> str:
    """The docstrings and comments of a module."""
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Expr)]
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return "\n".join(
        [
            *(str(node.value.value) for node in nodes if isinstance(node.value, ast.Constant)),
            *(token.string for token in tokens if token.type == tokenize.COMMENT),
        ]
    )


def test_every_module_that_a_docstring_or_comment_names_exists() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in CODE}
    wrong = [
        (name, found)
        for name, text in texts.items()
        if MODULE.search(text)  # to take the prose out takes time
        for found in MODULE.findall(prose(text))
        if found not in OF_PYTHON_ITSELF and not any(f"/{module}".endswith(f"/{found}") for module in texts)
    ]
    assert wrong == []
