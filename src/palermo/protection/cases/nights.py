"""Which night "tonight" was: plain moments in, plain answers and words out, in the time zone that is active."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from palermo.kit.office_time import local_day

_NEXT_NIGHT_FROM = time(6)
"""What is asked for "tonight" from this hour on is asked for the night that comes."""
_OVER_AT = time(8)
"""When a night is over."""


def night_over(asked: datetime) -> datetime:
    """When the night is over for which something was needed that was asked for at that moment "tonight"."""
    local = timezone.localtime(asked)
    day = local_day(asked) + timedelta(days=local.time() >= _NEXT_NIGHT_FROM)
    return datetime.combine(day, _OVER_AT, tzinfo=local.tzinfo)


def asked_from(now: datetime) -> datetime:
    """From when on something was asked for whose night is not over: all that was asked before it is late."""
    local = timezone.localtime(now)
    over = local_day(now) + timedelta(days=local.time() >= _OVER_AT)
    return datetime.combine(over - timedelta(days=1), _NEXT_NIGHT_FROM, tzinfo=local.tzinfo)


def nights(asked: datetime, now: datetime) -> int:
    """How many nights have passed over what was needed "tonight"; 0 while its night is not over."""
    return max(0, (now - night_over(asked)).days + 1)


def nights_text(passed: int) -> str:
    """Since when a need was not met, by the nights that have passed over it; "" while its night is not over."""
    if not passed:
        return ""
    return ngettext("since last night", "for %(number)d nights", passed) % {"number": passed}
