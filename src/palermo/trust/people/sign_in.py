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
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import url_str_to_user_pk
from allauth.core import context
from allauth.core.ratelimit import respond_429
from allauth.mfa.base import views as factors
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from palermo.reference.spoken_codes import plain_signs
from palermo.trust.current import current, record
from palermo.trust.people.begun_in import forget_begun_elsewhere
from palermo.trust.people.going_on import forget_unnamed, goes_on
from palermo.trust.people.known_browser import ask_to_remember, remember, value_for
from palermo.trust.people.mail import ask_for_link, mail_is_configured
from palermo.trust.people.models import User
from palermo.trust.people.recovery_codes import spend_code
from palermo.trust.people.services import prove_address
from palermo.trust.people.sessions import end_sessions
from palermo.trust.people.throttle import Step, begin_attempt
from palermo.trust.people.tokens import LINKS
from palermo.trust.people.tries import count_failure, count_locked
from palermo.trust.people.views import recovery_codes
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
        if user_id and before != after:
            end_sessions(user_id, but=request.session.session_key)
        for found, added in ((after - before, True), (before - after, False)):
            for _pk, kind in sorted(found):
                if verb := _CHANGES.get((kind, added)):
                    record(current().actor, verb=verb, object_type="account", object_id=user_id)
        return response

    return run


def kept_known(view: View) -> View:
    """The page; a browser known before it changes what the account signs in with stays known, others do not."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        was_known = request.method == "POST" and isinstance(user, User) and value_for(request, user.email)
        response = view(request, *args, **kwargs)
        if was_known and isinstance(user, User) and not value_for(request, user.email):
            remember(request, response, user)
        return response

    return run


def renewed(view: View) -> View:
    """The page; whoever proved by it that it is they goes on in the same session under a new key.

    A form that waits for it goes on in the unit it was begun in alone.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forget_begun_elsewhere(request)
        user = request.user if isinstance(request.user, User) else None
        before = len(get_authentication_records(request, user))
        response = view(request, *args, **kwargs)
        if len(get_authentication_records(request, user)) > before:
            request.session.cycle_key()
        return response

    return run


def cleared(view: View) -> View:
    """The page; once somebody was signed out by it the browser forgets what it keeps, but for cookies.

    Of these the session's is deleted; the known browser's and the language stay for the next colleague.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        was_here = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_here and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return run


class LoginForm(AllauthLoginForm):
    """Address and password, and on a wide page whether this is the office's computer.

    A telephone is carried about and lost; its page does not offer the tick (palermo.css, `.wide-only`). Nothing hangs
    on that: what the tick gives opens nothing.
    """

    office_computer = forms.BooleanField(
        label=_("This is the office’s computer"),
        help_text=_("Strangers who try passwords for your address then cannot keep you out of it here."),
        required=False,
    )

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        """Go on with the sign-in, and remember what was ticked until it is complete."""
        ask_to_remember(request, asked=self.cleaned_data["office_computer"])
        response: HttpResponseBase = super().login(request, redirect_url)
        return response


class _CountedCode:
    """A code of the second step; a wrong one is counted in the budget of whoever tries, and recorded."""

    user: User
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, if it is right and not one try too many."""
        request = context.request
        attempt = begin_attempt(request, email=self.user.email, step=Step.SECOND)
        if attempt is None:
            count_locked(email=self.user.email, step=Step.SECOND)
            raise account_adapter().validation_error("too_many_login_attempts")
        try:
            code = self._right_code()
        except ValidationError:
            count_failure(self.user.email)
            record(current().actor, verb=PeopleVerb.SIGNIN_FAILED, codes={"step": str(Step.SECOND)})
            raise
        attempt.rollback()
        return code

    def _right_code(self) -> str:
        """The code; a recovery code works no more. Raises ValidationError for a wrong one."""
        code = self.cleaned_data["code"] = plain_signs(str(self.cleaned_data["code"]))
        if row := spend_code(self.user.pk, code):
            row.user, self.authenticator = self.user, row
            return code
        return str(super().clean_code())  # type: ignore[misc]


class SecondStepForm(_CountedCode, AuthenticateForm):
    """The second step of a sign-in."""


class ConfirmForm(_CountedCode, ReauthenticateForm):
    """The second step as a confirmation by whoever is signed in."""


class _NamesTheAct:
    """A page of confirmation that says what goes on afterwards; nothing else does."""

    request: HttpRequest

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Go on with what the page named."""
        forget_unnamed(self.request)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's values, with what goes on."""
        return {**super().get_context_data(**kwargs), "goes_on": goes_on(self.request)}  # type: ignore[misc]


class _ConfirmByPassword(_NamesTheAct, account.ReauthenticateView):
    pass


class _ConfirmByCode(_NamesTheAct, factors.ReauthenticateView):
    pass


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link by mail; where no mail is sent, whom to ask instead."""
    if not mail_is_configured():
        return render(request, "account/password_reset_by_hand.html")
    return _ask_for_link(request)


class _AskForLink(account.PasswordResetView):
    """allauth's page, counted as a sign-in is: a stranger uses up the limit of no known browser."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Queue the link, if it is not asked for too often."""
        if not begin_attempt(self.request, email=form.cleaned_data["email"], step=Step.LINK):
            return respond_429(self.request)
        form.save(self.request)  # type: ignore[attr-defined]
        return redirect(self.get_success_url())


_ask_for_link = _AskForLink.as_view()


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
        self.users = list(User.objects.with_address(email).filter(is_active=True))
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002 - allauth's signature
        """Queue the mail; the page says nothing about whether one will be sent."""
        email = str(self.cleaned_data["email"])
        ask_for_link([user.pk for user in self.users])
        return email


login = account.login
logout = cleared(account.logout)
reauthenticate = renewed(_ConfirmByPassword.as_view())
password_change = kept_known(account.password_change)
password_reset_done = account.password_reset_done
password_reset_from_key_done = account.password_reset_from_key_done
authenticate = login_not_required(factors.authenticate)
factor_index = recovery_codes.FactorIndex.as_view()
factor_reauthenticate = renewed(_ConfirmByCode.as_view())
activate_totp = kept_known(recorded(recovery_codes.ActivateSecondStep.as_view()))
generate_recovery_codes = kept_known(recorded(recovery_codes.generate_recovery_codes))
