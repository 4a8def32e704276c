"""The owner of an account is told what others tried: how often sign-in failed since they were last here.

The count stands beside the account and is taken at its next sign-in into the session, which shows it. When the address
was locked, and mail is configured, a mail says so at once, at most one a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from palermo.trust.current import current, record
from palermo.trust.people.lookalikes import canonical
from palermo.trust.people.mail import mail_is_configured, tell_of_lock
from palermo.trust.people.models import User
from palermo.trust.people.throttle import Step, digest
from palermo.trust.verbs import PeopleVerb

SHOWN_FROM: Final = 3
"""Failed tries below which the first page keeps quiet: most are a slip of the owner's own hand."""
MAIL_EVERY_SECONDS: Final = 24 * 60 * 60
_SESSION = "before"


@dataclass(frozen=True, kw_only=True)
class Before:
    """What happened with an account between its sign-in before and this one."""

    failed: int
    locked: bool
    last_here: datetime | None

    @property
    def is_news(self) -> bool:
        """Whether the first page says it."""
        return self.locked or self.failed >= SHOWN_FROM


def count_failure(email: str) -> None:
    """One more failed try for whoever has the address; the same question whether anybody has it or not."""
    User.objects.with_address(email).update(failed_tries=F("failed_tries") + 1)


def count_locked(*, email: str, step: Step) -> None:
    """A try that was refused unread, being one too many: recorded without saying for whom, told to the owner."""
    record(current().actor, verb=PeopleVerb.SIGNIN_LOCKED, codes={"step": str(step)})
    User.objects.with_address(email).update(failed_tries=F("failed_tries") + 1, locked_at=timezone.now())
    if mail_is_configured() and cache.add(_mailed(email, step), "", MAIL_EVERY_SECONDS):
        accounts = User.objects.with_address(email).filter(is_active=True).values_list("pk", flat=True)
        tell_of_lock(list(accounts), step=str(step))


def tries_of(user: AbstractBaseUser) -> Before:
    """What was tried since the account's last sign-in, asked before this one is written."""
    row = User.objects.filter(pk=user.pk).values_list("failed_tries", "locked_at", "last_login").get()
    failed, locked_at, last_here = row
    return Before(failed=failed, locked=locked_at is not None, last_here=last_here)


def take_tries(request: HttpRequest, user: AbstractBaseUser, found: Before) -> None:
    """Keep in the session what happened before its sign-in; counting begins anew."""
    request.session[_SESSION] = {
        "failed": found.failed,
        "locked": found.locked,
        "last_here": found.last_here.isoformat() if found.last_here else "",
    }
    if found.failed or found.locked:
        User.objects.filter(pk=user.pk).update(failed_tries=0, locked_at=None)


def before(request: HttpRequest) -> Before | None:
    """What happened before this session's sign-in; None for a session that began before it was counted."""
    kept: dict[str, Any] | None = request.session.get(_SESSION)
    if kept is None:
        return None
    last_here = datetime.fromisoformat(kept["last_here"]) if kept["last_here"] else None
    return Before(failed=kept["failed"], locked=kept["locked"], last_here=last_here)


def _mailed(email: str, step: Step) -> str:
    return f"lock-mailed:{digest(f'{step}:{canonical(email)}')}"
