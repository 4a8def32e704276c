"""The page of the search over all rooms. What is typed is posted and answered at once: it stands in no address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.kit.forms import KitForm
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.reference.spoken_codes import SIGNS, looks_like_code
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.search import MOST_LETTERS, parts_for, read_question, search


class TypedField(forms.CharField):
    """What is looked for, without the signs that nobody sees."""

    def to_python(self, value: Any) -> str:
        """The text as it is searched."""
        return read_question(super().to_python(value) or "").text


class SearchForm(KitForm):
    """What is looked for, and in what; everything unless chosen."""

    q = TypedField(
        label=gettext_lazy("Look for"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "translate": "no",
                "size": "28",
            }
        ),
    )
    within = forms.ChoiceField(label=gettext_lazy("in"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [(part.name, part.label) for part in parts_for(actor)]
        choices = [("", _("everything you may see")), *parts]
        self.fields["within"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: ActingRequest) -> HttpResponse:
    """Search everything the reader may see; the one thing whose whole code was typed is opened straight away."""
    if not isinstance(request.actor, Staff):
        return redirect("web:today")
    form = SearchForm(request.POST if request.method == "POST" else None, actor=request.actor)
    context: dict[str, Any] = {
        "form": form,
        "signs": " ".join(SIGNS),
        "finds_files": CASES.may(request.actor, CaseAction.SEE).allowed,
    }
    if form.is_bound and form.is_valid() and form.cleaned_data["q"]:
        question = read_question(form.cleaned_data["q"])
        found = search(request.actor, question, within=form.cleaned_data["within"])
        if page := found.leads_to(question):
            return HttpResponseRedirect(page)
        context |= {
            "asked": question.text,
            "groups": found.groups,
            "looks_like_code": looks_like_code(question.text),
            "within": form.cleaned_data["within"],
        }
    return render(request, "web/search.html", context)
