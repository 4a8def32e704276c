"""Put off a thing of Today with a day and a reason; what was put off, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from palermo.desk.codes import PutOffReason
from palermo.desk.policies import PUT_OFFS, PutOffAction
from palermo.desk.put_off import put_off, take_back, thing_on_today, things_put_off
from palermo.desk.words import PUT_OFF_REASONS
from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField
from palermo.kit.forms import KitForm
from palermo.kit.layout import Link, Rail, RailEntry
from palermo.kit.office_time import day_begins, local_day
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.rows import probed

DAYS = (1, 2, 3, 7, 14)
"""After how many days a thing may come back; never later than it is due."""


class PutOffForm(KitForm):
    """Until which day, and why."""

    days = CodedChoiceField(label=gettext_lazy("When should it come back?"), choices=(), unsaid=())
    reason = CodedChoiceField(
        label=gettext_lazy("Why can it wait?"),
        choices=[(str(c), w) for c, w in PUT_OFF_REASONS.items()],
        unsaid=(),
    )

    def __init__(self, data: QueryDict | None, *, now: datetime) -> None:
        super().__init__(data)
        self.fields["days"] = CodedChoiceField(
            label=gettext_lazy("When should it come back?"),
            choices=[_day(now, days) for days in DAYS],
            unsaid=(),
        )


def _day(now: datetime, days: int) -> Choice:
    day = formats.date_format(_comes_back(now, days), "l j F")
    if days == 1:
        return str(days), _("Tomorrow, %(day)s") % {"day": day}
    words = ngettext("In %(number)s day, %(day)s", "In %(number)s days, %(day)s", days)
    return str(days), words % {"number": days, "day": day}


def _comes_back(now: datetime, days: int) -> datetime:
    """The first moment of a day, in the time zone that is active."""
    return day_begins(local_day(now) + timedelta(days=days))


@require_http_methods(["GET", "POST"])
def put_off_thing(request: ActingRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Ask until which day, and why. Raises Http404 (a probe) for what does not stand on the reader's Today."""
    PUT_OFFS.require(request.actor, PutOffAction.KEEP)
    now = timezone.now()
    item = thing_on_today(request.actor, kind=kind, subject_id=subject_id, now=now)
    if item is None:
        raise probed(request.actor, object_type="thing", object_id=subject_id)
    form = PutOffForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_bound and form.is_valid():
        put_off(
            request.actor,
            kind=kind,
            subject_id=subject_id,
            until=_comes_back(now, int(form.cleaned_data["days"])),
            reason=PutOffReason(form.cleaned_data["reason"]),
        )
        return redirect(f"{reverse('web:today')}?done=put_off")
    context = {"form": form, "item": item, "trail": [Link(_("Today"), reverse("web:today"))]}
    return render(request, "web/put_off.html", context)


@require_http_methods(["GET", "POST"])
def put_off_list(request: ActingRequest) -> HttpResponse:
    """What the reader put off, with the day on which it comes back; one press brings it back now."""
    PUT_OFFS.require(request.actor, PutOffAction.SEE)
    things = things_put_off(request.actor, now=timezone.now())
    back = request.POST.get("back", "")
    if request.method == "POST":
        known = {str(thing.row.pk): thing.row.pk for thing in things}
        if back in known:
            take_back(request.actor, put_off_id=known[back])
        return redirect("web:put_off_list")
    context = {
        "things": [(thing, PUT_OFF_REASONS[thing.row.reason]) for thing in things],
        "rail": [
            Rail(
                _("Your day"),
                (
                    RailEntry(_("Today"), reverse("web:today")),
                    RailEntry(_("Put off"), reverse("web:put_off_list"), current=True, count=len(things)),
                ),
            )
        ],
    }
    return render(request, "web/put_off_list.html", context)
