"""A form that came too late: after the end of the sign-in, after another one, or while acting for another office.

Nothing of it is done. What was typed is kept for its author, where all of this holds: the request comes from a page of
this site; the form brings the mark of a page that was opened by this account (`marker`); the browser's cookie names the
session in which it was opened, and that session is this one or ended less than an hour ago, under the password the
account still has (`people.past`); the account has a role today in the unit for which the page was opened. Whoever has
only one of the two, cookie or mark, is answered as if there were no such account.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.marker import ACT, Marker, marker_in, typed
from palermo.desk.kept_pages.middleware import again
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.services import keep_page
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import User
from palermo.trust.people.past import Past, Place
from palermo.trust.people.reachable import is_reachable
from palermo.trust.people.refused_forms import act_as_author
from palermo.trust.people.sessions import name_of
from palermo.trust.people.throttle import digest
from palermo.trust.service import Refused

RATE: Final = {"late_page": "60/h/key"}
"""How often a page of one author is kept so."""


class LateRequest(ActingRequest):
    """A request that knows which sessions of its browser ended."""

    past: Past


def keep_unsigned(request: LateRequest) -> HttpResponse | None:
    """The answer to a form that nobody signed in sent: to the sign-in, and back. None where nothing is kept."""
    marker = _marker(request)
    if marker is None:
        return None
    user = User.objects.filter(pk=marker.user_id, is_active=True).first()
    if user is None or not is_reachable(user) or not request.past.names(user, marker.session):
        return None
    how = How.LOCKED if ACT in request.POST else How.SIGNED_OUT
    row = _keep(request, act_as_author(user, str(marker.unit_id)), marker, how)
    if row is None:
        return None
    _remember(request, marker, row)
    asked = urlencode({"next": reverse("desk:back"), "kept": 1})
    return redirect(f"{reverse('account_login')}?{asked}")


def keep_refused(request: LateRequest) -> HttpResponse | None:
    """The answer to a form whose token is not the browser's any more. None where nothing is kept."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return keep_unsigned(request)
    marker = _marker(request)
    if marker is None or marker.user_id != user.pk:
        return None
    here = marker.session == name_of(request.session)
    if not here and not request.past.names(user, marker.session):
        return None
    if marker.is_of(request.actor):
        row = _keep(request, request.actor, marker, How.TOO_OLD if here else How.SIGNED_IN_AGAIN)
        return redirect(again(marker.path, row)) if row is not None else None
    row = _keep(request, act_as_author(user, str(marker.unit_id)), marker, How.OTHER_OFFICE)
    if row is None:
        return None
    _remember(request, marker, row)
    return redirect("desk:back")


def _marker(request: LateRequest) -> Marker | None:
    return marker_in(request) if _is_from_here(request) else None


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent the form. A browser that says nothing of where from is not believed."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    came = urlsplit(said)
    own = f"{request.scheme}://{request.get_host()}"
    return f"{came.scheme}://{came.netloc}" in {own, *settings.CSRF_TRUSTED_ORIGINS}


def _keep(request: HttpRequest, actor: Actor | None, marker: Marker, how: How) -> KeptPage | None:
    if actor is None:
        return None
    who = digest(f"late-page:{marker.user_id}")
    if not ratelimit.consume(request, app="palermo.desk", action="late_page", key=who, config=RATE):
        return None
    try:
        return keep_page(actor, marker=marker, fields=typed(request.POST), how=how)
    except Refused:
        return None


def _remember(request: LateRequest, marker: Marker, row: KeptPage) -> None:
    place = Place(
        user_id=str(marker.user_id), unit_id=str(marker.unit_id), path=marker.path, page=str(row.pk)
    )
    request.past = request.past.at(place)
