"""How much waits on Today, for a page that stays open."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palermo.trust.actor import Staff
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.today import count_waiting


@require_safe
def count(request: ActingRequest) -> HttpResponse:
    """The number in the bar, asked by the open page itself about once a minute.

    Nobody touches anything by it: the session ends as it would have without, and so does the page (palermo.js).
    """
    acts = isinstance(request.actor, Staff)
    answer = JsonResponse({"waiting": count_waiting(request.actor, timezone.now()) if acts else 0})
    # Not even the office acted for is noted by it: what is written counts the session's time anew.
    request.session.modified = False
    return answer
