"""docs/asvs.md answers every requirement of levels 1 and 2 of OWASP ASVS 5.0 once, and what it names exists.

The standard's own file lies beside the repository, in shared/reference; without it ids and levels are not compared.
"""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "asvs.md"
SETTINGS = ROOT / "src" / "palermo" / "web" / "settings.py"
STANDARD = ROOT.parent / "shared" / "reference" / "asvs" / "asvs_5.0.0_en.csv"
ANSWERS = ("met by", "not applicable", "not met")
LEVELS = ("1", "2")
RUN = 8
"""Words in a row that would be a copy of the standard's text."""


class Row(NamedTuple):
    """A requirement as the page answers it."""

    id: str
    level: str
    asks: str
    answer: str
    why: str

    @property
    def place(self) -> tuple[int, ...]:
        """By which ids stand in order."""
        return tuple(int(part) for part in self.id.removeprefix("V").split("."))


def rows() -> list[Row]:
    """Every row of the page that begins with an id."""
    lines = re.findall(r"^\| (V\d+\..*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [Row(*line.split(" | ")) for line in lines]


ROWS = rows()


def test_each_requirement_stands_once_in_order_and_has_one_answer() -> None:
    assert len(ROWS) > 200
    assert [row.id for row in ROWS] == [row.id for row in sorted(set(ROWS), key=lambda row: row.place)]
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert {row.level for row in ROWS} == set(LEVELS)
    assert [row.id for row in ROWS if row.answer not in ANSWERS] == []
    assert [row.id for row in ROWS if not row.asks.strip() or not row.why.strip()] == []


def test_the_counts_on_the_page_are_those_of_its_rows() -> None:
    counted = Counter((row.level, row.answer) for row in ROWS)
    table = dict(
        re.findall(r"^\| (1|2|1 and 2) \| ([\d| ]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert table.keys() == {"1", "2", "1 and 2"}
    for said, levels in {"1": "1", "2": "2", "1 and 2": "12"}.items():
        counts = [sum(counted[level, answer] for level in levels) for answer in ANSWERS]
        assert [int(number) for number in table[said].split(" | ")] == [sum(counts), *counts], said


def named_tests(row: Row) -> list[str]:
    """What stands in the row as a test: a file, or a function in it."""
    return re.findall(r"`(tests/[^`]+)`", row.why)


def named_settings(row: Row) -> list[str]:
    """What stands in the row as a setting or variable."""
    return re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`", row.why)


def links_of(row: Row) -> list[tuple[str, str]]:
    """Documents that the row names, each with its anchor."""
    return re.findall(r"\]\(([^)#:]+)(?:#([^)]*))?\)", row.why)


def test_what_is_met_names_by_what_and_what_is_not_says_why_or_the_plan() -> None:
    met = [row for row in ROWS if row.answer == "met by"]
    assert [r.id for r in met if not (named_tests(r) or named_settings(r) or links_of(r))] == []
    assert [r.id for r in ROWS if r.answer == "not met" and not re.search(r"Plan: \w+ .{10}", r.why)] == []
    assert [r.id for r in ROWS if r.answer == "not applicable" and len(r.why.split()) < 4] == []


@cache
def functions_in(path: str) -> frozenset[str]:
    """Names of the tests that a file defines; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def test_every_test_that_is_named_exists() -> None:
    named = {(row.id, test) for row in ROWS for test in named_tests(row)}
    assert len(named) > 100
    missing = set()
    for where, test in named:
        path, _colons, function = test.partition("::")
        if not functions_in(path) or (function and function not in functions_in(path)):
            missing.add((where, test))
    assert missing == set()


def test_every_setting_that_is_named_exists() -> None:
    tree = ast.parse(SETTINGS.read_text(encoding="utf-8"))
    known = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    of_libraries = {"SSL_CERT_FILE"}
    named = {(row.id, name) for row in ROWS if row.answer == "met by" for name in named_settings(row)}
    assert {(where, name) for where, name in named if name not in known | of_libraries} == set()


@cache
def anchors_of(path: Path) -> frozenset[str]:
    """The anchors of a document's headings, as the repository's host makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return frozenset(heading.replace(" ", "-") for heading in plain)


def test_every_document_that_is_named_exists_with_its_heading() -> None:
    links = {(row.id, *link) for row in ROWS for link in links_of(row)}
    assert len(links) > 20
    wrong = set()
    for where, target, anchor in links:
        path = (PAGE.parent / target).resolve()
        if not path.is_file() or (anchor and anchor not in anchors_of(path)):
            wrong.add((where, target, anchor))
    assert wrong == set()


def standard() -> dict[str, tuple[str, str]]:
    """Level and text of each requirement of levels 1 and 2, by id, in the standard's order."""
    if not STANDARD.is_file():
        pytest.skip("the file of the standard is not beside this checkout")
    with STANDARD.open(encoding="utf-8-sig", newline="") as file:
        return {
            line["req_id"]: (line["L"], line["req_description"])
            for line in csv.DictReader(file)
            if line["L"] in LEVELS
        }


def test_ids_and_levels_are_those_of_the_standard() -> None:
    assert [(row.id, row.level) for row in ROWS] == [
        (key, level) for key, (level, _text) in standard().items()
    ]


def words_in_runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words that a text has."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_no_row_copies_the_standard() -> None:
    theirs = {run for _level, text in standard().values() for run in words_in_runs(text)}
    documents = (PAGE, ROOT / "docs" / "security-decisions.md")
    copied = {(row.id, run) for row in ROWS for run in words_in_runs(f"{row.asks} . {row.why}") & theirs}
    assert copied == set()
    assert [path.name for path in documents if words_in_runs(path.read_text(encoding="utf-8")) & theirs] == []


# --- what it rests on ----------------------------------------------------------------------------------------

LINES = {
    "operation/metrics.py": {"socket", "http.server"},  # figures, on a loopback address
    "operation/supervisor.py": {"socket", "http.client"},  # the web server's port, and its own first page
    "operation/web_connection.py": {"socket"},  # what visitors take
    "operation/web_worker.py": {"socket"},  # what visitors send
    "trust/people/mail.py": {"django.core.mail"},
    "trust/people/mail_invitations.py": {"django.core.mail"},
}
"""Modules that listen or connect, beside the database's driver. docs/security-decisions.md tells of each."""
OPENS = re.compile(
    r"(?:socket|ssl|smtplib|ftplib|imaplib|poplib|asyncio|xmlrpc|socketserver|http\.client|http\.server"
    r"|urllib\.request|requests|httpx|aiohttp|urllib3|django\.core\.mail)(?:\.|$)"
)


def test_what_opens_lines_to_other_machines_is_what_the_page_names() -> None:
    package = ROOT / "src" / "palermo"
    found: dict[str, set[str]] = {}
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                if match := OPENS.match(name):
                    found.setdefault(path.relative_to(package).as_posix(), set()).add(match[0].rstrip("."))
    assert found == LINES
