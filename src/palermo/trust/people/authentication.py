"""Sign-in: allauth's pages and methods with Palermo's rules on invitation, second factor and the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from palermo.trust.current import current
from palermo.trust.ledger.events import record
from palermo.trust.people.models import User
from palermo.trust.people.queries import acting_units
from palermo.trust.people.rules import MFA_ROLES
from palermo.trust.vault.aead import decrypt, encrypt
from palermo.trust.vault.root import derive, root_key


class Backend(AuthenticationBackend):
    """E-mail address and password; no permissions of Django's own, policies decide."""

    def get_user(self, user_id: Any) -> User | None:
        """The active account of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def needs_second_factor(user_id: UUID) -> bool:
    """True when any role the account holds today makes a second factor obligatory."""
    return any(unit.roles & MFA_ROLES for unit in acting_units(user_id))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation; the installation's chain records every sign-in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Store a new password; the application's role may write that column alone."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a failed sign-in without saying for whom."""
        super().authentication_failed(request, **credentials)
        record(current().actor, verb="signin.failed")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Record who signed in."""
        record(current().actor, verb="signin.done", object_type="account", object_id=user.pk)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        """Record who signed out."""
        if request.user.is_authenticated:
            record(current().actor, verb="signout.done", object_type="account", object_id=request.user.pk)
        super().logout(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Security notices name no person and no case; they go only where e-mail is configured."""
        super().send_notification_mail(*args, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are stored encrypted under a key that the database does not hold."""

    _PLACE = "mfa_authenticator"

    def encrypt(self, text: str) -> str:
        """Ciphertext of a seed, as hexadecimal text."""
        return encrypt(derive(root_key(), "mfa"), text.encode(), place=self._PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed. Raises Unreadable under another root key."""
        return decrypt(derive(root_key(), "mfa"), bytes.fromhex(encrypted_text), place=self._PLACE).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whoever must have a second factor cannot take it off."""
        return not needs_second_factor(authenticator.user_id)
