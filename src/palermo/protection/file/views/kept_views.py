"""Views of the list of cases that a reader kept: in the rail, for themselves alone."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.desk.kept.models import LONGEST_NAME, KeptView
from palermo.desk.kept.policies import KEPT_VIEWS
from palermo.desk.kept.queries import kept_views
from palermo.desk.kept.services import delete_view, keep_view, rename_view
from palermo.kit.forms import KitForm
from palermo.kit.layout import Rail, RailEntry
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.forms.lists import CaseFilterForm
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, list_link
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404

LIST = "protection:cases"


class ViewNameForm(KitForm):
    """What a view is called in the rail."""

    name = forms.CharField(
        label=gettext_lazy("What is this view called?"),
        help_text=gettext_lazy("It stands beside your list. Never the name of a person."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def query_of(form: CaseFilterForm) -> str:
    """The filters in use as they stand in an address, in one order; what could not be read is left out."""
    chosen = {name: str(value) for name, value in form.chosen.items()}
    return urlencode(sorted(chosen.items()))


def kept_rail(actor: Actor, query: str) -> tuple[tuple[Rail, ...], KeptView | None]:
    """The rail of the reader's views, and the one that the list shows now; one query."""
    views = kept_views(actor, LIST)
    url = reverse(LIST)
    entries = tuple(RailEntry(row.name, f"{url}?{row.query}", current=row.query == query) for row in views)
    here = next((row for row in views if row.query == query), None)
    return ((Rail(_("Views kept"), entries),) if entries else ()), here


@require_http_methods(READ_AND_WRITE)
def keep(request: ActingRequest) -> HttpResponse:
    """Name what the list shows now. The filters come in the address and are read as the list reads them."""
    CASES.require(request.actor, CaseAction.SEE)
    filters = CaseFilterForm(request.GET, colleagues=named_in(request.GET))
    query = query_of(filters)
    form = ViewNameForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        kept = attempt(
            form, lambda: keep_view(request.actor, room=ROOM, page=LIST, name=name, query=query), field="name"
        )
        if kept is not None:
            return redirect(f"{reverse(LIST)}?{query}")
    return render(request, "protection/file/keep_view.html", {"form": form, "trail": [list_link()]})


@require_http_methods(READ_AND_WRITE)
def kept_view(request: ActingRequest, view_id: UUID) -> HttpResponse:
    """Rename or delete one of the reader's own views."""
    row = get_or_404(request.actor, KEPT_VIEWS, KeptView.objects.all(), view_id)
    CASES.require(request.actor, CaseAction.SEE)
    if request.POST.get("act") == "delete":
        delete_view(request.actor, view_id=row.pk)
        return redirect(LIST)
    form = ViewNameForm(request.POST or None, initial={"name": row.name})
    if form.is_valid():
        name = form.cleaned_data["name"]
        if attempt(form, lambda: rename_view(request.actor, view_id=row.pk, name=name), field="name"):
            return redirect(f"{reverse(LIST)}?{row.query}")
    context = {"form": form, "kept": row, "trail": [list_link()]}
    return render(request, "protection/file/keep_view.html", context)


def named_in(data: QueryDict) -> list[tuple[str, str]]:
    """The colleague that the address names, unread: who may list nobody else's cases sees none by such a view."""
    named = data.get("assigned", "")
    try:
        return [(named, "")] if named == "nobody" or UUID(named) else []
    except ValueError:
        return []
