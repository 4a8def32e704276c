"""The link that sets a password: a path that works once, and the site it belongs to."""

from __future__ import annotations

import os

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from palermo.trust.people.models import User


def link_for(user: User) -> str:
    """The path that sets the account's password, once; a new password or a new link makes it useless."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=parts)


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
