"""One unit of work around each request, who acts in it, and what holds before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from palermo.trust.actor import Actor, Anonymous, Staff
from palermo.trust.current import Mark, current
from palermo.trust.ledger.last_change import last_change
from palermo.trust.people.models import User
from palermo.trust.people.queries import ActingUnit, acting_units, staff_of
from palermo.trust.people.refused_forms import kept
from palermo.trust.people.sessions import ends_at, stay_signed_in
from palermo.trust.reasons import explain, has_moved_on, way_on
from palermo.trust.service import Refused, record_refusal
from palermo.trust.switches.registry import covering
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import LedgerVerb, PeopleAsked

SESSION_UNIT = "acting_unit"
WHILE_OWING_SECOND_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "account_logout",
        "account_reauthenticate",
        "set_language",
        "web:leave",
        "web:locked",
    }
)
ASKED_BY_PAGES = frozenset({"web:count"})
"""What an open page asks by itself: it keeps nobody signed in."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ANSWERED_IN_WORDS = (Refused, Http404, PermissionDenied, SuspiciousOperation, BadRequest)
KEPT = frozenset({LedgerVerb.REFUSED, LedgerVerb.PROBED})
GetResponse = Callable[[HttpRequest], HttpResponse]


class ActingRequest(HttpRequest):
    """A request whose actor is known."""

    actor: Actor
    acting_units: list[ActingUnit]
    acting_unit: ActingUnit | None
    acting_unit_lost: bool
    before_view: tuple[str, Mark]


def unit_of_work_middleware(get_response: GetResponse) -> GetResponse:
    """Open the request's unit of work; a response of 500 and above commits nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with unit_of_work(Anonymous()) as work:
            response = get_response(request)
            if response.status_code >= 500 or response.streaming:
                work.fail()
        return response

    return middleware


class ActorMiddleware:
    """Who acts, and four rules before every view. A session past its end is nobody's.

    1. The actor comes from today's assignments, so a changed role counts from the next request on.
    2. Whoever is not signed in sees the addresses of `settings.PALERMO_PUBLIC` and is sent to sign in elsewhere.
    3. Whoever owes a second factor sets it up first.
    4. What a switch of the acting office keeps off is answered 404.
    5. A view that raises leaves nothing behind but its refusals and the probes it counted.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponse:
        """Resolve the actor."""
        request.acting_units, request.acting_unit, request.acting_unit_lost = [], None, False
        request.actor = current().actor
        if isinstance(request.user, User) and ends_at(request.session) <= timezone.now():
            request.session.flush()
            request.user = AnonymousUser()
        if isinstance(user := request.user, User):
            current().act_as(Anonymous(user_id=user.pk))
            request.acting_units = acting_units(user.pk)
            self._choose_unit(request)
            unit = request.acting_unit
            request.actor = staff_of(user.pk, unit) if unit else Anonymous(user_id=user.pk)
            current().act_as(request.actor)
        return self.get_response(request)

    def process_view(
        self,
        request: ActingRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - Django's signature
        args: list[Any],  # noqa: ARG002
        kwargs: dict[str, Any],  # noqa: ARG002
    ) -> HttpResponse | None:
        """Send away whoever may not be here; otherwise remember where to come back to if the view raises."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if not isinstance(request.user, User):
            if not is_public(name):
                return _sign_in_first(request)
        else:
            if name not in ASKED_BY_PAGES:
                stay_signed_in(request)
            if name not in WHILE_OWING_SECOND_FACTOR and owes_second_factor(request):
                return redirect("mfa_activate_totp")
        if isinstance(request.actor, Staff) and request.actor.off & covering(name):
            raise Http404
        request.before_view = (transaction.savepoint(), current().mark())
        if request.acting_unit_lost and request.method not in SAFE_METHODS:
            return self.process_exception(
                request, Refused("not_the_acting_one", verb=PeopleAsked.ACTING_GO_ON)
            )
        return None

    def process_exception(self, request: ActingRequest, error: Exception) -> HttpResponse | None:
        """Undo what the view did; answer a refusal with its reason, which is kept."""
        if isinstance(error, ImmediateHttpResponse) or not isinstance(error, ANSWERED_IN_WORDS):
            return None  # allauth's way of answering, or a 500, which commits nothing at all
        savepoint, mark = request.before_view
        transaction.savepoint_rollback(savepoint)
        current().back_to(mark, keep=KEPT)
        if not isinstance(error, Refused):
            return None
        if not error.recorded:
            record_refusal(error)
        if has_moved_on(error.reason):
            return _changed_meanwhile(request, error)
        context = {"explanation": explain(error.reason), "way_on": way_on(error.reason)}
        return render(request, "403.html", context, status=403)

    @staticmethod
    def _choose_unit(request: ActingRequest) -> None:
        """The unit chosen before, if it is still held. Whoever lost it reads on elsewhere but sends nothing there.

        Whoever has no unit left acts for nobody: there is no other office for which a form could be sent, and they
        still sign out, choose a language and set up their second step.
        """
        units = {str(unit.unit_id): unit for unit in request.acting_units}
        chosen = request.session.get(SESSION_UNIT, "")
        if chosen in units:
            request.acting_unit = units[chosen]
            return
        if request.acting_units:
            request.acting_unit_lost = bool(chosen)
            act_for(request, request.acting_units[0])


def _changed_meanwhile(request: ActingRequest, refused: Refused) -> HttpResponse:
    """Say who was there first, and lead to the page that shows how it stands now."""
    context = {
        "explanation": explain(refused.reason),
        "change": last_change(refused),
        "back": refused.back or request.path,
    }
    return render(request, "kit/changed_meanwhile.html", context, status=403)


def _sign_in_first(request: ActingRequest) -> HttpResponse:
    """To the sign-in page, and back afterwards; whoever sent a form is told whether it was kept."""
    if request.method in SAFE_METHODS:
        return redirect_to_login(request.get_full_path())
    return kept(request) or redirect(f"{reverse('account_login')}?{urlencode({'unsaved': 1})}")


def act_for(request: ActingRequest, unit: ActingUnit) -> None:
    """Make `unit` the acting one from now on. Forms opened before belong to the old one and are not accepted."""
    if request.session.get(SESSION_UNIT):
        rotate_token(request)
    request.session[SESSION_UNIT] = str(unit.unit_id)
    request.acting_unit = unit


def is_public(view_name: str) -> bool:
    """True for an address that needs no sign-in: named in settings.PALERMO_PUBLIC, by itself or by its room."""
    room, separator, _name = view_name.partition(":")
    public: frozenset[str] = settings.PALERMO_PUBLIC
    return view_name in public or (bool(separator) and f"{room}:*" in public)


def owes_second_factor(request: ActingRequest) -> bool:
    """True for everybody who signed in and has no second factor set up, whatever their roles."""
    if not isinstance(request.user, User):
        return False
    # The backend asks for it together with the account; one that came another way is taken to owe it.
    return not getattr(request.user, "has_second_factor", False)


def unit_of(request: ActingRequest, unit_id: str) -> ActingUnit | None:
    """The unit with this id, if the account may act for it today."""
    try:
        wanted = UUID(unit_id)
    except ValueError:
        return None
    return next((unit for unit in request.acting_units if unit.unit_id == wanted), None)
