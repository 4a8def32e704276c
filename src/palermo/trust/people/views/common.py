"""What the pages of an office share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.trust.reasons import explain
from palermo.trust.service import Refused

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
"""A page with a form."""

R = TypeVar("R")
PAGE_SIZE = 50
_NOT_A_MISTAKE = frozenset({"role_missing", "not_found", "not_the_acting_one", "not_signed_in"})


def attempt(form: forms.Form, act: Callable[[], R]) -> R | None:
    """Do `act`; a refusal that other answers can mend becomes a problem of the form, and None.

    Raises Refused for what no answer mends.
    """
    try:
        return act()
    except Refused as refused:
        if refused.reason in _NOT_A_MISTAKE:
            raise
        form.add_error(None, explain(refused.reason))
        return None


def uuid_of(text: str) -> UUID | None:
    """The id in the text, None when there is none."""
    with suppress(ValueError):
        return UUID(text)
    return None


def short(id_: UUID) -> str:
    """The end of an id, enough to tell it from its neighbours: its beginning is only the time."""
    return _("…%(end)s") % {"end": str(id_)[-8:]}
