"""Pages of the second step of one's own account, and its recovery codes: shown where they are made, never again."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from palermo.trust.people.models import User
from palermo.trust.people.recovery_codes import codes_left, codes_left_in, make_codes
from palermo.trust.people.views.common import get_or_post


class FactorIndex(IndexView):
    """What the account signs in with."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's values, with how many codes still work."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = context["authenticators"].get("recovery_codes")
        return {**context, "codes_left": codes_left_in(found.instance) if found else None}


class ActivateSecondStep(ActivateTOTPView):
    """A second step is set up; the first recovery codes are made with it."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Set it up, and show the codes."""
        led: HttpResponse = super().form_valid(form)
        return led if codes_left(_user(self.request).pk) is not None else _show_new_codes(self.request)


@get_or_post
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def generate_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new codes in the place of those there are."""
    if request.method == "POST":
        return _show_new_codes(request)
    return render(request, "mfa/recovery_codes/generate.html", {"left": codes_left(_user(request).pk)})


@sensitive_variables("codes")
def _show_new_codes(request: HttpRequest) -> HttpResponse:
    codes = make_codes(_user(request))
    return render(request, "mfa/recovery_codes/made.html", {"codes": codes})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the middleware lets nobody else here
    return request.user
