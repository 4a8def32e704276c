"""One unit of work around each request, and who acts in it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from palermo.trust.actor import Actor, Anonymous
from palermo.trust.current import current
from palermo.trust.people.queries import ActingUnit, acting_units, staff_of
from palermo.trust.people.rules import MFA_ROLES
from palermo.trust.reasons import explain
from palermo.trust.service import Refused, record_refusal
from palermo.trust.unit_of_work import unit_of_work

SESSION_UNIT = "acting_unit"
GetResponse = Callable[[HttpRequest], HttpResponse]


class ActingRequest(HttpRequest):
    """A request whose actor is known."""

    actor: Actor
    acting_units: list[ActingUnit]
    acting_unit: ActingUnit | None


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
    """Set `request.actor` from today's assignments, so a changed role counts from the next request on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponse:
        """Resolve the actor; send those who still owe a second factor to set it up."""
        request.acting_units, request.acting_unit = [], None
        request.actor = current().actor
        user = request.user
        if user.is_authenticated:
            current().act_as(Anonymous(user_id=user.pk))
            request.acting_units = acting_units(user.pk)
            request.acting_unit = _chosen(request)
            unit = request.acting_unit
            request.actor = staff_of(user.pk, unit) if unit else Anonymous(user_id=user.pk)
            current().act_as(request.actor)
            if self._owes_second_factor(request):
                return redirect("mfa_activate_totp")
        return self.get_response(request)

    def process_exception(self, request: ActingRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal with its reason; the refusal is kept, nothing else of the request's services is."""
        if not isinstance(error, Refused):
            return None
        if not error.recorded:
            record_refusal(error)
        return render(request, "403.html", {"explanation": explain(error.reason)}, status=403)

    @staticmethod
    def _owes_second_factor(request: ActingRequest) -> bool:
        roles = {role for unit in request.acting_units for role in unit.roles}
        free = (reverse("mfa_activate_totp"), reverse("account_logout"), reverse("account_reauthenticate"))
        if not roles & MFA_ROLES or request.path in free:
            return False
        return not get_adapter().is_mfa_enabled(request.user)


def _chosen(request: ActingRequest) -> ActingUnit | None:
    units = {unit.unit_id: unit for unit in request.acting_units}
    chosen = request.session.get(SESSION_UNIT)
    if chosen and UUID(chosen) in units:
        return units[UUID(chosen)]
    return request.acting_units[0] if request.acting_units else None
