"""Between the form and its view: a page kept for later, one that comes again, one that was sent and is done.

What is refused before a view runs is in `late`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.keeper import Keeper
from palermo.desk.kept_pages.marker import ACT, LANGUAGE, Marker, has_new_text, marker_in, typed
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.queries import kept_page, typed_on
from palermo.desk.kept_pages.services import forget_page, keep_page
from palermo.trust.actor import Staff
from palermo.trust.people.authentication import speak
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.rows import probed
from palermo.trust.service import Refused

AGAIN: Final = "kept"
"""The name in the address of the page that is asked for again: the id of a row, never a word of it."""


class KeptRequest(ActingRequest):
    """A request whose page can be kept."""

    keeper: Keeper | None
    keeps: Marker | None


class KeepPages:
    """Middleware, inside that of the actor."""

    def __init__(self, get_response: Callable[[KeptRequest], HttpResponse]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: KeptRequest) -> HttpResponse:
        """Answer the request; what a page had kept is forgotten once the page was sent and led on."""
        request.keeper = request.keeps = None
        response = self.get_response(request)
        sent, actor = request.keeps, request.actor
        if sent is not None and isinstance(actor, Staff) and isinstance(response, HttpResponseRedirect):
            forget_page(actor, mark=sent.mark)
        return response

    def process_view(
        self, request: KeptRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Keep the page if that is asked; fill it with what was kept if that is asked."""
        actor = request.actor
        if not isinstance(actor, Staff):
            return None
        sent = marker_in(request)
        sent = sent if sent is not None and sent.is_of(actor) else None
        request.keeper = Keeper(request, actor, sent=sent)
        if request.method == "POST" and (ACT in request.POST or LANGUAGE in request.POST):
            # What asks to keep a page never does what the page would do, whatever it brought.
            return _kept(request, actor, sent) if sent is not None else redirect(request.path)
        request.keeps = sent
        if request.method == "GET" and AGAIN in request.GET:
            _fill(request.keeper, actor, request)
        return None


def _kept(request: ActingRequest, actor: Staff, sent: Marker) -> HttpResponse:
    fields, language, how = typed(request.POST), request.POST.get(LANGUAGE, ""), _how(request)
    row: KeptPage | None = None
    if how is How.PAUSED or has_new_text(sent, fields):
        try:
            row = keep_page(actor, marker=sent, fields=fields, how=how)
        except Refused as refused:
            return render(request, "403.html", {"explanation": explain(refused.reason)}, status=403)
    if how is How.LOCKED:
        return HttpResponse(status=204)
    response = redirect("web:today") if how is How.PAUSED else redirect(again(sent.path, row))
    if language in dict(settings.LANGUAGES):
        speak(response, language)
    return response


def _how(request: ActingRequest) -> How:
    if LANGUAGE in request.POST:
        return How.LANGUAGE
    return How.LOCKED if request.POST[ACT] == How.LOCKED else How.PAUSED


def _fill(keeper: Keeper, actor: Staff, request: ActingRequest) -> None:
    """Raises Http404 (a probe) for a page of somebody else, or of another address; what is no id is none."""
    try:
        asked = UUID(request.GET[AGAIN])
    except ValueError:
        return
    row = kept_page(actor, asked)
    if row.path != request.path:
        raise probed(actor, object_type="kept_page", object_id=row.pk)
    keeper.row, keeper.typed = row, typed_on(actor, row)


def again(path: str, row: KeptPage | None) -> str:
    """The address of the page with what was kept of it."""
    return f"{path}?{urlencode({AGAIN: row.pk})}" if row is not None else path
