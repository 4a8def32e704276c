"""The page on which a colleague throws a draft of theirs away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.desk.drafts import throw_draft
from palermo.desk.models import Draft
from palermo.desk.paused import begun, title_of
from palermo.desk.policies import DRAFTS, DraftAction
from palermo.kit.layout import Link
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def throw(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """Say which draft it is, then throw it away. What was typed in it is not shown."""
    DRAFTS.require(request.actor, DraftAction.KEEP)
    row = get_or_404(request.actor, DRAFTS, Draft.objects.defer("answers"), draft_id)
    if request.method == "POST":
        throw_draft(request.actor, draft_id=row.pk)
        return redirect(f"{reverse('web:today')}?done=thrown")
    context = {
        "what": title_of(row.flow),
        "draft": next(iter(begun([row])), None),
        "since": row.created_at,
        "trail": [Link(_("Today"), reverse("web:today"))],
    }
    return render(request, "desk/throw.html", context)
