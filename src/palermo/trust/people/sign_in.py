"""allauth's pages as Palermo offers them: what they change is recorded, and a new password is asked for by mail
only where mail is configured.

allauth tells of a change after the commit, when nothing can be recorded any more; so the second factors are
compared before and after the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from palermo.trust.current import current, record
from palermo.trust.people.mail import ask_for_link, mail_is_configured
from palermo.trust.people.models import User
from palermo.trust.people.services import prove_address
from palermo.trust.people.tokens import LINKS
from palermo.trust.verbs import PeopleVerb

View = Callable[..., HttpResponseBase]
_CHANGES = {
    (Authenticator.Type.TOTP.value, True): PeopleVerb.SECOND_FACTOR_ADDED,
    (Authenticator.Type.RECOVERY_CODES.value, True): PeopleVerb.RECOVERY_CODES_MADE,
}


_WITHOUT_KEY = account.PasswordResetFromKeyView.reset_url_key


def _factors_of(user_id: UUID | None) -> set[tuple[int, str]]:
    return set(Authenticator.objects.filter(user=user_id).values_list("pk", "type")) if user_id else set()


def recorded(view: View) -> View:
    """The page, with every second factor it adds or takes away recorded."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        user_id = request.user.pk
        before = _factors_of(user_id)
        response = view(request, *args, **kwargs)
        after = _factors_of(user_id)
        for found, added in ((after - before, True), (before - after, False)):
            for _pk, kind in sorted(found):
                if verb := _CHANGES.get((kind, added)):
                    record(current().actor, verb=verb, object_type="account", object_id=user_id)
        return response

    return run


@login_not_required
def authenticate(request: HttpRequest) -> HttpResponseBase:
    """The second step of a sign-in; a wrong code is recorded without saying for whom."""
    response = factors.authenticate(request)
    if request.method == "POST" and response.status_code == 200:
        record(current().actor, verb=PeopleVerb.SIGNIN_FAILED, codes={"step": "second"})
    return response


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link by mail; where no mail is sent, whom to ask instead."""
    if not mail_is_configured():
        return render(request, "account/password_reset_by_hand.html")
    return account.password_reset(request)


@login_not_required
def password_reset_from_key(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """Choose a password with a link; one that was mailed proves the address."""
    mailed_to = _mailed_to(request, uidb36) if request.method == "POST" and key == _WITHOUT_KEY else None
    response = account.password_reset_from_key(request, uidb36=uidb36, key=key)
    if mailed_to is not None and response.status_code == 302:
        prove_address(current().actor, user_id=mailed_to)
    return response


def _mailed_to(request: HttpRequest, uidb36: str) -> UUID | None:
    """Whose password the link that was opened sets, if it was mailed."""
    try:
        user = User.objects.get(pk=url_str_to_user_pk(uidb36))  # type: ignore[no-untyped-call]
    except (ValueError, ValidationError, User.DoesNotExist):
        return None
    key = str(request.session.get(account.INTERNAL_RESET_SESSION_KEY, ""))
    return user.pk if LINKS.was_mailed(user, key) else None


def deactivate_totp(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """Where allauth leads who has a second step and asks for another: nobody takes it off."""
    return redirect("mfa_index")


class ResetPasswordForm(AllauthResetPasswordForm):
    """Asks for a link, in the same way whether an account has the address or not."""

    def clean_email(self) -> str:
        """The address; one question to the database, whatever the answer."""
        email = str(self.cleaned_data["email"])
        self.users = list(User.objects.filter(email__iexact=email, is_active=True))
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002 - allauth's signature
        """Queue the mail; the page says nothing about whether one will be sent."""
        email = str(self.cleaned_data["email"])
        ask_for_link(request, [user.pk for user in self.users])
        return email


login = account.login
logout = account.logout
reauthenticate = account.reauthenticate
password_change = account.password_change
password_reset_done = account.password_reset_done
password_reset_from_key_done = account.password_reset_from_key_done
factor_index = factors.index
factor_reauthenticate = factors.reauthenticate
activate_totp = recorded(totp.activate_totp)
view_recovery_codes = recovery_codes.view_recovery_codes
generate_recovery_codes = recorded(recovery_codes.generate_recovery_codes)
download_recovery_codes = recovery_codes.download_recovery_codes
