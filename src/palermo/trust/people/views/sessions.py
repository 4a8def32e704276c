"""Where the own account is signed in, and how to end it there."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Cell, Column, State, Table, Tone
from palermo.trust.people.authentication import confirmed_lately
from palermo.trust.people.browsers import browser_words
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import User
from palermo.trust.people.services import end_own_sessions
from palermo.trust.people.sessions import OwnSession, sessions_of, stored_key

OTHERS = "others"


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: ActingRequest) -> HttpResponse:
    """The sessions of the own account; ends one or all others, for whoever proved lately that it is they."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the middleware lets nobody else here
    here = stored_key(request.session.session_key)
    found = sessions_of(user)
    others = {one.key: one for one in found if one.key != here}
    if request.method == "POST":
        wanted = request.POST.get("end", "")
        if not confirmed_lately(request):
            return redirect_to_login(request.path, login_url=reverse("account_reauthenticate"))
        if wanted == OTHERS:
            end_own_sessions(request.actor, but=request.session.session_key)
        else:
            # One that ended by itself meanwhile is not among them any more.
            end_own_sessions(request.actor, keys=[key for key in others if key == wanted])
        return redirect(f"{request.path}?ended=1")
    context = {
        "table": _table(found, here=here),
        "others": [
            {"key": one.key, "words": browser_words(one.browser), "began": one.began}
            for one in others.values()
        ],
        "ended": "ended" in request.GET,
    }
    return render(request, "people/sessions.html", context)


def _table(found: list[OwnSession], *, here: str) -> Table:
    rows: list[list[Cell]] = [
        [
            browser_words(one.browser),
            one.began,
            one.last_used,
            State(_("Here"), Tone.SEA) if one.key == here else None,
        ]
        for one in found
    ]
    columns = [Column(_("Browser")), Column(_("Signed in")), Column(_("Last used")), Column(_("State"))]
    return Table(caption=_("Your sign-ins now"), columns=columns, rows=rows, empty="")
