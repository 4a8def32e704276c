"""How the texts speak of a person: "the person" and "they". About four in ten detected victims are men and boys."""

from __future__ import annotations

import ast
import gettext
import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "src" / "palermo" / "web" / "locale" / "ar" / "LC_MESSAGES" / "django.mo"
AS_RECORDED = {
    *("Show who she is", "Who she is", "Who may be told what about her"),
    *("Show who he is", "Who he is", "Who may be told what about him"),
}
"""Texts for a person whose gender is recorded."""
ONE_GENDER = re.compile(r"\b(?:she|hers?|herself|he|him|his|himself)\b", flags=re.IGNORECASE)


def docstrings_and_comments(path: Path) -> str:
    """Return what a module tells its reader, and nothing that it shows or computes."""
    code = path.read_text(encoding="utf-8")
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type == tokenize.COMMENT
    ]
    # A string that stands alone is a docstring, also below a constant.
    told = [
        node.value.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return "\n".join([*comments, *told])


def test_documents_docstrings_and_comments_speak_of_a_person_as_the_person() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")}
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"):
        texts[ROOT / name] = (ROOT / name).read_text(encoding="utf-8")
    for folder in ("src", "bench"):
        texts |= {path: docstrings_and_comments(path) for path in (ROOT / folder).rglob("*.py")}
    assert len(texts) > 500
    found = {
        (path.relative_to(ROOT).as_posix(), word.lower())
        for path, text in texts.items()
        for word in ONE_GENDER.findall(text)
    }
    assert found == set()


def test_pages_speak_of_a_person_as_the_person_or_as_recorded() -> None:
    with CATALOGUE.open("rb") as compiled:
        known = vars(gettext.GNUTranslations(compiled))["_catalog"]
    texts = {key if isinstance(key, str) else key[0] for key in known}
    assert {text for text in texts if ONE_GENDER.search(text)} == AS_RECORDED
