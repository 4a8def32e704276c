"""Every field that takes a code reads it as people write and paste it; none reads it by rules of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import palermo
from palermo.kit.code_field import SecretCodeField, SpokenCodeField
from palermo.kit.forms import KitForm
from palermo.kit.problems import problems_of
from palermo.protection.first_contact.forms.events import AddCaseForm
from palermo.protection.first_contact.forms.interview import InterpreterForm
from palermo.trust.people.invitation_forms import CodeForm

SOURCE = Path(palermo.__file__).parent
READER = "reference/spoken_codes.py"
TURNED = "\u2067case K7MC\u20114XRD.\u2069"


@pytest.mark.parametrize("form", [AddCaseForm, InterpreterForm])
def test_a_code_pasted_with_what_stands_around_it_is_taken(form: type[KitForm]) -> None:
    filled = form({"code": TURNED})
    filled.full_clean()
    assert filled.cleaned_data["code"] == "K7MC-4XRD"


def test_what_is_no_code_is_kept_as_it_was_typed() -> None:
    filled = AddCaseForm({"code": "Amina"})
    assert filled.is_valid() and filled.cleaned_data["code"] == "Amina"
    long = AddCaseForm({"code": "no code " * 20})
    assert not long.is_valid() and problems_of(long)


def test_a_code_that_proves_something_is_taken_in_any_figures() -> None:
    filled = CodeForm({"code": "\u202aａbc\u2013٢٣４.\u202c"})
    assert filled.is_valid() and filled.cleaned_data["code"] == "ABC234"


def fields() -> list[tuple[str, str]]:
    """Every form field named code, with the call that makes it."""
    return [
        (path.relative_to(SOURCE).as_posix(), ast.unparse(node.value.func))
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if any(isinstance(target, ast.Name) and target.id == "code" for target in node.targets)
        if ast.unparse(node.value.func).endswith("Field") and "models." not in ast.unparse(node.value.func)
    ]


def test_each_field_of_a_code_is_one_that_reads_codes() -> None:
    found = fields()
    assert len(found) >= 3
    kinds = {SpokenCodeField.__name__, SecretCodeField.__name__}
    assert {(where, kind) for where, kind in found if kind not in kinds} == set()


def test_no_other_module_takes_codes_apart() -> None:
    apart = re.compile(r'replace\("[- ]", ""\)|\[\\s-\]|isalnum\(\)')
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if apart.search(path.read_text(encoding="utf-8")) and "evidence" not in path.parts
    }
    assert READER in found
    assert found - {READER} <= KNOWN


KNOWN = {"trust/people/passwords.py"}
"""It asks which signs a password has; a password is no code."""
