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
    """How people reach this installation, for links a command prints: PALERMO_ORIGINS, else this machine."""
    origins: list[str] = settings.CSRF_TRUSTED_ORIGINS
    return origins[0] if origins else f"http://localhost:{os.environ.get('PALERMO_PORT', '8000')}"
