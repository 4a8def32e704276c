"""What was typed on the pages of a flow, as a draft keeps it (`kit.wizard`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from palermo.kit.draft_store import Draft
from palermo.kit.forms import KitForm

UNANSWERED = " "
"""No step is called so: under it stand the steps at which the reader stopped without answering them."""

ANSWER = "answer."
"""Begins the name of each answer that a last page showed."""


def parts_of(forms: Mapping[str, KitForm]) -> dict[str, object]:
    """The answers as they were typed, by the name of each input."""
    return {f"{ANSWER}{step}.{entry.name}": entry.value() for step, form in forms.items() for entry in form}


def kept(draft: Draft, step: str, typed: dict[str, list[str]], *, answered: bool) -> Draft:
    """The draft with what was typed on one page, which counts as answered only once somebody said "continue"."""
    stopped = {name: typed for name, typed in draft.get(UNANSWERED, {}).items() if name != step}
    if not answered:
        stopped[step] = []
    whole = {name: given for name, given in draft.items() if name != UNANSWERED} | {step: typed}
    return whole | ({UNANSWERED: stopped} if stopped else {})


def typed_on(form: type[KitForm], request: HttpRequest) -> dict[str, list[str]]:
    """What was typed into the inputs of the form and nothing else that was sent."""
    names = tuple(form.base_fields)
    return {
        key: [str(value) for value in request.POST.getlist(key)]
        for key in request.POST
        if key in names or key.rpartition("_")[0] in names
    }


def initial_of(form: type[KitForm], typed: Mapping[str, list[str]]) -> dict[str, Any]:
    """What was typed as initial values: kept on the page without being judged before it is sent."""
    if not typed:
        return {}
    data: MultiValueDict[str, str] = MultiValueDict(dict(typed))
    return {
        name: entry.widget.value_from_datadict(data, MultiValueDict(), name)
        for name, entry in form.base_fields.items()
    }
