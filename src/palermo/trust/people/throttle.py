"""How often a sign-in may fail: only failures are counted, each in one budget.

1. Whoever brings the mark of a known browser for this account (`known_browser`) fails in that browser's own budget.
2. Whoever is signed in and confirms that it is they fails in the account's own budget: nobody outside reaches it.
3. Everybody else shares one budget by network address and one by the address typed, whether an account has it or not.

So a stranger can use up the third and lock nobody out of the first two. An attempt counts when it begins and is taken
back when it succeeds; two at once cannot share the last try. Counts lie in the cache under keyed digests.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

from palermo.trust.people.known_browser import value_for
from palermo.trust.people.lookalikes import canonical
from palermo.trust.vault.root import derive, root_key

if TYPE_CHECKING:
    from allauth.core.internal.ratelimit import RateLimitUsage


class Step(StrEnum):
    """What was tried: the password, the code of the second step, or to be sent a link for a new password."""

    PASSWORD = "password"  # noqa: S105 - a code
    SECOND = "second"
    LINK = "link"


class _Budget(StrEnum):
    SHARED = "shared"
    KNOWN = "known"
    SIGNED_IN = "signed_in"


def begin_attempt(request: HttpRequest, *, email: str, step: Step) -> RateLimitUsage | None:
    """Count an attempt that begins; take it back with `rollback()` when it succeeds. None: one too many.

    A link is no failure: each that is asked for counts, by rates of its own.
    """
    budget, whose = _budget(request, email)
    what = "link_asked" if step is Step.LINK else "login_failed"
    return ratelimit.consume(
        request,
        app="allauth.account",
        action=f"{what}_{budget}",
        key=digest(f"{step}:{whose}"),
        config=settings.PALERMO_SIGN_IN_LIMITS,
    )


def digest(text: str) -> str:
    """A keyed digest, for keys of counts: a plain address has no place in a table."""
    return hmac.new(derive(root_key(), "throttle"), text.encode(), hashlib.sha256).hexdigest()


def _budget(request: HttpRequest, email: str) -> tuple[_Budget, str]:
    if request.user.is_authenticated:
        return _Budget.SIGNED_IN, str(request.user.pk)
    if value := value_for(request, email):
        return _Budget.KNOWN, value.hex()
    return _Budget.SHARED, canonical(email)
