"""Sheet and script are small and mirrored; no template of the project has a script or style of its own."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import palermo
from palermo.kit.components import Tone

SOURCE = Path(palermo.__file__).parent
STATIC = SOURCE / "kit" / "static" / "kit"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
PHYSICAL = re.compile(
    r"^(margin|padding|border|inset|scroll-margin|scroll-padding)?-?(left|right|top|bottom)(-.*)?$"
    r"|^(min-|max-)?(width|height)$|^overflow-[xy]$|^border-(top|bottom)-(left|right)-radius$"
)
SIDED_VALUE = re.compile(r"\b(left|right)\b")


def declarations() -> list[tuple[str, str]]:
    """Every property and value of the sheet, conditions of media queries left out."""
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "palermo.css").read_text(), flags=re.DOTALL)
    blocks = re.findall(r"\{([^{}]*)\}", sheet)
    found = [entry.split(":", 1) for block in blocks for entry in block.split(";") if ":" in entry]
    return [(name.strip(), value.strip()) for name, value in found]


def test_the_sheet_weighs_at_most_fifteen_kilobytes_compressed() -> None:
    assert len(gzip.compress((STATIC / "palermo.css").read_bytes(), 9)) <= 15_000


def test_the_script_weighs_under_four_kilobytes_and_builds_no_code_or_markup() -> None:
    script = (STATIC / "palermo.js").read_text()
    assert len(script) < 4_000
    for word in (
        "eval",
        "Function(",
        "innerHTML",
        "insertAdjacent",
        "document.write",
        "localStorage",
        "sessionStorage",
    ):
        assert word not in script


def test_the_sheet_knows_no_left_and_no_right() -> None:
    for name, value in declarations():
        assert not PHYSICAL.match(name), name
        assert not SIDED_VALUE.search(value), f"{name}: {value}"
        if re.fullmatch(r"margin|padding|inset|border-width|border-color|border-style|border-radius", name):
            sides = re.sub(r"\([^()]*\)", "", value).replace("!important", "").split()
            assert len(sides) < 4 or sides[1] == sides[3], f"{name}: {value} is not the same when mirrored"


def test_the_sheet_fetches_the_fonts_beside_it_and_nothing_else() -> None:
    sheet = (STATIC / "palermo.css").read_text()
    assert "@import" not in sheet
    fetched = set(re.findall(r"url\(([^)]*)\)", sheet))
    fonts = {path.name for path in (STATIC / "fonts").glob("*.woff2")}
    assert fetched == {f'"fonts/{name}"' for name in fonts}
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_has_a_script_or_style_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|data:image", text, re.IGNORECASE)
    for script in re.findall(r"<script[^>]*>", text, re.IGNORECASE):
        assert "src=" in script
        assert "{% static" in script


HOOKS = frozenset(
    {
        *(
            "notice-plain",
            "footer-links",
            "unreviewed",
            "date-part",
            "help-text",
            "override",
            "room",
            "field-tick",
        ),
        "map-first",
    }
)
"""Classes that stand for scripts, tests or readers of the markup and need no rule."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_each_class_of_a_template_has_a_rule_in_the_sheet(path: Path) -> None:
    sheet = re.sub(
        r"\{[^{}]*\}", "{}", re.sub(r"/\*.*?\*/", "", (STATIC / "palermo.css").read_text(), flags=re.DOTALL)
    )
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", sheet)) | HOOKS
    plain = re.sub(
        r"\{%.*?%\}", " ", re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", path.read_text(encoding="utf-8"))
    )
    named = {name for names in re.findall(r'class="([^"]*)"', plain) for name in names.split()}
    ends = {tone.value for tone in Tone}  # of "notice-" and "tag-", which a template chooses
    assert {name for name in named if not name.endswith("-")} - known - ends == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_form_that_changes_something_carries_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL | re.IGNORECASE):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_window_titles_are_neutral(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for title in re.findall(r"{% block title %}(.*?){% endblock", text, re.DOTALL):
        assert not re.search(r"traffick|victim|exploit|slave|abuse|police|shelter", title, re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_page_names_its_window_and_heading(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if '{% extends "kit/base.html" %}' in text:
        paper = '{% block window_title %}{% translate "Paper" %}{% endblock %}'
        assert ("{% block title %}" in text) is (paper not in text)
        assert "{% block heading" in text
