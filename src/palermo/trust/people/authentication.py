"""Sign-in: allauth's methods with Palermo's rules on invitation, second factor and the ledger."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from palermo.trust.current import current, record
from palermo.trust.people.known_browser import remember_where_asked
from palermo.trust.people.models import User
from palermo.trust.people.proxies import client_address
from palermo.trust.people.reachable import is_reachable
from palermo.trust.people.sessions import end_sessions, stay_signed_in
from palermo.trust.people.throttle import Step, begin_attempt
from palermo.trust.people.tries import count_failure, count_locked, take_tries, tries_of
from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_keys_to_write
from palermo.trust.verbs import PeopleVerb


class Backend(AuthenticationBackend):
    """E-mail address and password; no permissions of Django's own, policies decide."""

    def get_user(self, user_id: Any) -> User | None:
        """The active account of a session; `has_second_factor` says whether a second step is set up."""
        totp = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP)
        accounts = User.objects.annotate(has_second_factor=Exists(totp))
        user = accounts.filter(pk=user_id, is_active=True).first()
        return user if user is not None and is_reachable(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        """As allauth does it, with our own comparison of addresses: its two find what is another address here."""
        user = User.objects.with_address(email).first()
        return self._check_password(user, password)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation; the installation's chain records every sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
        "email_password_mismatch": _(
            "This address and this password do not belong together. Check both; your administrator can send a new link."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up by themselves."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:  # noqa: ARG002
        """An account that was switched off is told nothing a stranger is not told."""
        return redirect("account_login")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Store a new password; the application's role may write that column alone. Other sessions end."""
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user.pk, but=self.request.session.session_key if self.request else None)
        record(current().actor, verb=PeopleVerb.PASSWORD_CHANGED, object_type="account", object_id=user.pk)

    def get_login_stages(self) -> list[str]:
        """allauth's, between what a sign-in began with and whether that still holds."""
        own = "palermo.trust.people.pending"
        return [f"{own}.PasswordGiven", *super().get_login_stages(), f"{own}.PasswordUnchanged"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, as far as the proxies of PALERMO_PROXIES can be believed."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; one too many is recorded without saying for whom, and refused with words."""
        email = str(credentials.get("email", ""))
        # allauth takes it back under this name when the password was right.
        self._login_failed_rl_usage = begin_attempt(request, email=email, step=Step.PASSWORD)
        if not self._login_failed_rl_usage:
            count_locked(email=email, step=Step.PASSWORD)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a failed sign-in without saying for whom; its owner is told how many there were."""
        super().authentication_failed(request, **credentials)
        count_failure(str(credentials.get("email", "")))
        record(current().actor, verb=PeopleVerb.SIGNIN_FAILED, codes={"step": str(Step.PASSWORD)})

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in; what was tried before is taken over into the session."""
        before = tries_of(user)
        super().login(request, user)
        stay_signed_in(request)
        take_tries(request, user, before)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Record who signed in, and by what; the pages speak the account's language from here on."""
        used = {str(one.get("type", one["method"])) for one in get_authentication_records(request, user)}
        record(
            current().actor,
            verb=PeopleVerb.SIGNIN_DONE,
            object_type="account",
            object_id=user.pk,
            codes={"by": "+".join(sorted(used))},
        )
        response = super().post_login(request, user, **kwargs)
        if isinstance(user, User):
            remember_where_asked(request, response, user)
            if user.language in dict(settings.LANGUAGES):
                speak(response, user.language)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the password is asked for again: not around a first second step right after signing in with it.

        allauth counts a confirmation only, never the sign-in itself.
        """
        required = super().is_reauthentication_required(app=app, **kwargs)
        if (
            not required
            or app != "allauth.mfa"
            or self.request is None
            or not self.request.user.is_authenticated
        ):
            return required
        if not confirmed_lately(self.request):
            return True
        used = get_authentication_records(self.request, self.request.user)
        # A second step older than this sign-in is asked for; one just set up leads on to its recovery codes.
        signed_in = datetime.fromtimestamp(used[-1]["at"], tz=UTC)
        return Authenticator.objects.filter(user=self.request.user, created_at__lt=signed_in).exists()

    def logout(self, request: HttpRequest) -> None:
        """Record who signed out."""
        if request.user.is_authenticated:
            record(
                current().actor,
                verb=PeopleVerb.SIGNOUT_DONE,
                object_type="account",
                object_id=request.user.pk,
            )
        super().logout(request)


def confirmed_lately(request: HttpRequest) -> bool:
    """Whether whoever is signed in gave a password or a code in the last quarter of an hour."""
    if not request.user.is_authenticated:
        return False
    used = get_authentication_records(request, request.user)
    return bool(used) and time.time() - used[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def speak(response: HttpResponse, language: str) -> None:
    """Have the browser ask for this language from the next page on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


class MFAAdapter(DefaultMFAAdapter):
    """Seeds, and hashes of recovery codes, are stored encrypted under a key that the database does not hold."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Enter the one your device shows now; each works once."),
    }

    _PLACE = "mfa_authenticator"

    def encrypt(self, text: str) -> str:
        """Ciphertext of a seed or of hashes, as hexadecimal text: one for each root key in use, a point between."""
        keys = [derive(key, "mfa") for key in root_keys_to_write()]
        return ".".join(encrypt(key, text.encode(), place=self._PLACE).hex() for key in keys)

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted. Raises Unreadable under another root key."""
        for sealed in encrypted_text.split("."):
            with suppress(Unreadable):
                return decrypt_derived("mfa", bytes.fromhex(sealed), place=self._PLACE).decode()
        raise Unreadable("The seed does not open with a root key of this installation.")

    def can_delete_authenticator(self, authenticator: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody takes the second factor off: whoever signs in has one."""
        return False
