"""The Arabic catalogue is whole: each text of the program stands in it, compiled, with its blanks to fill."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2] / "src" / "palermo"
CATALOGUE = SOURCE / "web" / "locale" / "ar" / "LC_MESSAGES" / "django.mo"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
BLANKS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def translations() -> dict[str | tuple[str, int], str]:
    with CATALOGUE.open("rb") as compiled:
        return dict(vars(gettext.GNUTranslations(compiled))["_catalog"])


def written() -> dict[str, str]:
    """Return each text that is asked for in code or in a page, and where."""
    texts = {}
    for path in SOURCE.rglob("*.py"):
        texts |= dict.fromkeys(asked(path.read_text("utf-8")), path.name)
    for path in [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]:
        # What Django makes of a page for extraction is calls, one after another, between dots and dashes.
        calls = re.findall(
            r"n?p?gettext\((?:[^()'\"]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*\)|_\((?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\)",
            templatize(path.read_text("utf-8")),
        )
        for call in calls:
            texts |= dict.fromkeys(asked(call), path.name)
    return texts


def asked(code: str) -> list[str]:
    """Return the texts that this code asks the catalogue for, a context before its text as compiled."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            values = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if values and "pgettext" in node.func.id:
                found.append("\x04".join(values[:2]))
            elif values:
                found.append(values[0])
    return found


def test_each_text_of_the_program_is_in_the_catalogue() -> None:
    known = {key if isinstance(key, str) else key[0] for key in translations()}
    texts = written()
    assert {text: where for text, where in texts.items() if text not in known} == {}
    assert known - texts.keys() == {""}, "make catalogue takes out what the program no longer says"


def test_no_translation_loses_or_adds_a_blank_to_fill() -> None:
    for key, text in translations().items():
        # A text with plural forms may say its number in one form and not in another.
        if isinstance(key, str) and key:
            assert sorted(BLANKS.findall(text)) == sorted(BLANKS.findall(key)), key
