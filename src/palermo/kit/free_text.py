"""Which fields of a form take free text: what is lost with them has to be told again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

_NEVER = (forms.PasswordInput, forms.FileInput)


def free_text(form: forms.BaseForm) -> list[str]:
    """Names of the fields in which somebody writes; none for a form that asks for a password or a file.

    A field of a kind of its own (a code, an address of mail) takes no free text unless it has several lines.
    """
    if any(isinstance(field.widget, _NEVER) for field in form.fields.values()):
        return []
    return [name for name, field in form.fields.items() if _is_free(field)]


def fill_in(form: forms.BaseForm, typed: dict[str, list[str]]) -> None:
    """Put what was typed into a form that nobody sent yet, as initial values: it is judged when it is sent."""
    data: MultiValueDict[str, str] = MultiValueDict(typed)
    for name, field in form.fields.items():
        form.initial[name] = field.widget.value_from_datadict(data, MultiValueDict(), form.add_prefix(name))


def _is_free(field: Any) -> bool:
    widget = field.widget
    return isinstance(widget, forms.Textarea) or (
        type(field) is forms.CharField and type(widget) is forms.TextInput
    )
