"""The answers of a form as facts, for a page on which they are checked before anything leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from palermo.kit.components import Cell, Fact
from palermo.kit.language_field import LanguageField, LanguagesField
from palermo.kit.languages import LANGUAGES
from palermo.kit.layout import Link
from palermo.kit.problems import target_of


def facts_of(form: forms.BaseForm, *, change_url: str = "", leave_out: Iterable[str] = ()) -> list[Fact]:
    """The answers of a valid form in its order, each with a link to where it can be changed.

    Hidden fields and those named in `leave_out` are not shown. Raises ValueError for a form with errors.
    """
    if not form.is_valid():
        raise ValueError("only a valid form has answers to show")
    without = set(leave_out)
    facts = []
    for field in form:
        if field.is_hidden or field.name in without:
            continue
        label = str(field.label)
        change = Link(label, f"{change_url}#{target_of(field)}") if change_url else None
        facts.append(Fact(label, shown(field.field, form.cleaned_data.get(field.name)), change))
    return facts


def shown(field: forms.Field, value: Any) -> Cell:
    """The cleaned value of a field as a reader says it: labels for codes, the name of a file."""
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flat(field.choices))
        if isinstance(value, list | tuple | set | frozenset):
            return [labels.get(str(code), str(code)) for code in value]
        return labels.get(str(value), str(value)) if value else None
    if isinstance(field, LanguageField):
        return field.words(value) if value else None
    if isinstance(field, LanguagesField):
        return [LANGUAGES.get(code, code) for code in value]
    if isinstance(value, UploadedFile):
        return str(value.name)
    return value  # type: ignore[no-any-return]


def _flat(choices: Any) -> Iterable[tuple[str, str]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(code), str(label)
