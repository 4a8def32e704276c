"""The links that lead in: paths that work once, and the site they belong to."""

from __future__ import annotations

import os

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from palermo.trust.people.models import Invitation, User
from palermo.trust.people.tokens import LINKS, mailed_key


def link_for(user: User, *, mailed: bool) -> str:
    """The path that sets the account's password, once; a new password or a new link makes it useless.

    `mailed` says that it goes to the account's mailbox and is shown to nobody: its use proves the address.
    """
    key = LINKS.make_mailed(user) if mailed else LINKS.make_token(user)
    parts = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=parts)


def invitation_link(invitation: Invitation) -> str:
    """The path that is mailed with an invitation."""
    proof = mailed_key(invitation.pk, invitation.email, invitation.sent_at)
    key = f"{invitation.account_id.hex}-{invitation.pk.hex}-{proof}"
    return reverse("people:invitation_link", args=[key])


def default_site() -> str:
    """Scheme and host of every link to here, such as https://palermo.example; no request and no row chooses it.

    The first of PALERMO_ORIGINS; else, behind TLS, the first of PALERMO_HOSTS; else the address that `palermo run`
    printed, or would print on this machine.
    """
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if "*" not in origin:
            return str(origin).rstrip("/")
    if settings.HTTPS:
        return f"https://{settings.ALLOWED_HOSTS[0].lstrip('.')}"
    return settings.PALERMO_PRINTED_ADDRESS or f"http://localhost:{os.environ.get('PALERMO_PORT', '8000')}"
