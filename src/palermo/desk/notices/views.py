"""Pages of mails without content: the own choice, and how an office's mails look."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.desk.notices.codes import NoticeMode
from palermo.desk.notices.forms import LookForm, NoticeForm
from palermo.desk.notices.models import NoticeChoice
from palermo.desk.notices.policies import NOTICES, NoticeAction
from palermo.desk.notices.queries import look_of, own_choice
from palermo.desk.notices.registry import kinds
from palermo.desk.notices.services import choose_notices, set_look
from palermo.kit.cldr import zone_words
from palermo.kit.layout import Link
from palermo.trust.people.mail import mail_is_configured
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import User
from palermo.trust.people.queries import zone_of
from palermo.trust.people.views.common import attempt

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@_PAGE
def notices(request: ActingRequest) -> HttpResponse:
    """How the reader is told, in the office acted for, that something waits."""
    row = own_choice(request.actor)
    sent = request.POST if request.method == "POST" else None
    form = NoticeForm(sent, kinds=kinds(), initial=_chosen_before(row))
    if form.is_valid():
        # None is what is chosen where nothing is told any more, so what was done is told apart by a word.
        done = attempt(form, lambda: (choose_notices(request.actor, **form.chosen), True))
        if done is not None:
            return redirect(f"{request.path}?saved=1")
    user = request.user
    context = {
        "form": form,
        "saved": "saved" in request.GET,
        "mail": mail_is_configured(),
        "told": row is not None,
        "email": user.email if isinstance(user, User) else "",
        "zone": zone_words(zone_of(request.actor.organisation_id)),
        "look_url": reverse("desk:look") if NOTICES.may(request.actor, NoticeAction.SET_LOOK) else "",
        "trail": [Link(_("Account"), reverse("people:account"))],
    }
    return render(request, "desk/notices.html", context)


def _chosen_before(row: NoticeChoice | None) -> dict[str, object]:
    if row is None:
        return {"mode": NoticeMode.OFF.value, "kinds": [kind.value for kind in kinds()]}
    return {
        "mode": row.mode,
        "kinds": row.kinds or [kind.value for kind in kinds()],
        **{
            name: "" if (hour := getattr(row, name)) is None else str(hour)
            for name in ("beat_hour", "quiet_from", "quiet_until")
        },
    }


@_PAGE
def look(request: ActingRequest) -> HttpResponse:
    """Sender and title of the office's mails, for its administrator."""
    NOTICES.require(request.actor, NoticeAction.SET_LOOK)
    row = look_of(request.actor.organisation_id)
    initial = {"sender": row.sender, "title": row.title}
    form = LookForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: set_look(request.actor, sender=said["sender"], title=said["title"]),
        )
        if done is not None:
            return redirect(f"{request.path}?saved=1")
    context = {
        "form": form,
        "saved": "saved" in request.GET,
        "mail": mail_is_configured(),
        "trail": [Link(_("Colleagues"), reverse("people:colleagues"))],
    }
    return render(request, "desk/look.html", context)
