"""Letting somebody else answer a complaint."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.protection.accountability.forms import HandlerForm
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.policies import COMPLAINTS, ComplaintAction
from palermo.protection.accountability.services.complaints import hand_over_complaint
from palermo.protection.accountability.views.complaints import handlers, page_of_complaint, up
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.shown import state_shown


@require_http_methods(READ_AND_WRITE)
def hand_over(request: ActingRequest, complaint_id: UUID) -> HttpResponse:
    """Let somebody else answer a complaint: who was chosen is ill, has left, or stands too near."""
    row = get_or_404(request.actor, COMPLAINTS, Complaint.objects.all(), complaint_id)
    COMPLAINTS.require(request.actor, ComplaintAction.ANSWER, row)
    if row.outcome and request.method != "POST":
        return redirect(page_of_complaint(row))
    able = [choice for choice in handlers(request.actor) if choice[0] != str(row.about_user_id)]
    form = HandlerForm(request.POST or None, handlers=able, initial={"handler": row.handled_by_id})
    if request.method == "POST" and form.is_valid():
        handler = form.cleaned_data["handler"]
        changed = attempt(
            form,
            lambda: hand_over_complaint(
                request.actor,
                complaint_id=row.pk,
                handled_by_id=handler,
                shown=request.POST.get(FIELD),
            ),
        )
        if changed is not None:
            seen = COMPLAINTS.may(request.actor, ComplaintAction.SEE, changed)
            return redirect(page_of_complaint(row) if seen else reverse("protection:complaints"))
    trail = [*up(), Link(_("Complaint"), page_of_complaint(row))]
    shown = state_shown(request.actor, str(row.handled_by_id), of="complaint_handler", object_id=row.pk)
    context = {"form": form, "shown": shown, "trail": trail}
    return render(request, "protection/accountability/complaint_handler.html", context)
