"""The page of free places, made for a telephone held in one hand: one touch changes, one touch takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.directory.offers.capacity import count_of, set_places, touch, undo
from palermo.directory.offers.codes import Room, Tap
from palermo.directory.offers.forms import PlacesForm
from palermo.directory.offers.models import ServiceCapacity
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.offers.queries import own_capacities, room_of
from palermo.directory.offers.rules import fresh_for
from palermo.directory.offers.views.browse import back_to, found_own, trail
from palermo.directory.offers.words import ROOMS
from palermo.directory.verbs import DirectoryAsked
from palermo.kit.choices import Text
from palermo.kit.components import State
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.service import Refused, record_refusal

TAPS: dict[Tap, Text] = {
    Tap.TAKEN: gettext_lazy("A place is taken"),
    Tap.FREED: gettext_lazy("A place is free again"),
    Tap.FULL: gettext_lazy("We are full"),
    Tap.YES: gettext_lazy("There is room"),
    Tap.ASK: gettext_lazy("Ask us first"),
    Tap.NO: gettext_lazy("No room"),
    Tap.CONFIRM: gettext_lazy("Still right"),
}
_MENDED_BY_LOOKING = frozenset({"count_other_now", "nothing_to_undo"})


@dataclass(frozen=True, kw_only=True)
class RoomLine:
    """One service on the page of free places."""

    row: ServiceCapacity
    now: Text
    others: State
    stale: bool
    taps: list[tuple[str, Text]]
    undo: Text
    said: bool


@require_safe
def rooms(request: ActingRequest) -> HttpResponse:
    """Every service of the office with its free places and large buttons."""
    SERVICES.require(request.actor, ServiceAction.KEEP)
    now = timezone.now()
    lines = [_line(row, now, said=request.GET.get("said", "")) for row in own_capacities(request.actor)]
    problem = request.GET.get("problem", "")
    context = {
        "lines": lines,
        "problem": explain(problem) if problem in _MENDED_BY_LOOKING else "",
    }
    return render(request, "directory/services/rooms.html", context)


def _line(row: ServiceCapacity, now: datetime, *, said: str) -> RoomLine:
    count = count_of(row)
    others = room_of(row.service, now=now)
    return RoomLine(
        row=row,
        now=_number(row.free, row.places) if row.places is not None else "",
        others=ROOMS[others],
        stale=others is Room.UNKNOWN,
        taps=[(tap.value, words) for tap, words in TAPS.items() if count.allows(tap)],
        undo=_undo_words(row),
        said=said == str(row.service_id),
    )


def _number(free: int, places: int) -> str:
    return _("%(free)s of %(places)s free") % {"free": free, "places": places}


def _undo_words(row: ServiceCapacity) -> str:
    if not row.before:
        return ""
    if row.places is not None:
        return _("Undo: %(before)s again") % {"before": _number(row.before["free"], row.places)}
    return _("Undo: %(before)s again") % {"before": ROOMS[row.before["room"]].label}


@require_POST
def say_room(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """One touch."""
    row = found_own(request, service_id, action=ServiceAction.KEEP)
    asked = request.POST.get("tap", "")
    if asked not in set(Tap):
        raise Refused(
            "not_a_code", verb=DirectoryAsked.SERVICE_SAY_ROOM, object_type="service", object_id=row.pk
        )
    try:
        touch(request.actor, service_id=row.pk, tap=Tap(asked))
    except Refused as refused:
        return _look_again(refused)
    return _to_rooms(row.pk)


@require_POST
def take_back(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """The touch before, taken back."""
    row = found_own(request, service_id, action=ServiceAction.KEEP)
    turn = request.POST.get("turn", "")
    try:
        undo(request.actor, service_id=row.pk, turn=int(turn) if turn.isdecimal() and len(turn) < 10 else -1)
    except Refused as refused:
        return _look_again(refused)
    return _to_rooms(row.pk)


def _to_rooms(service_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('services:rooms')}?said={service_id}#service-{service_id}")


def _look_again(refused: Refused) -> HttpResponse:
    """Two colleagues pressed at the same moment: say so on the page, where the number now stands."""
    if refused.reason not in _MENDED_BY_LOOKING:
        raise refused
    if not refused.recorded:
        record_refusal(refused)
    return redirect(f"{reverse('services:rooms')}?problem={refused.reason}")


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """How many places there are, how many are free, and what others read."""
    row = found_own(request, service_id, action=ServiceAction.KEEP)
    capacity = next(one for one in own_capacities(request.actor) if one.service_id == row.pk)
    initial = {"places": capacity.places, "free": capacity.free, "ask_at_most": capacity.ask_at_most}
    form = PlacesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        set_places(
            request.actor,
            service_id=row.pk,
            places=said["places"],
            free=said["free"] or 0,
            ask_at_most=said["ask_at_most"],
        )
        return back_to(row, "places")
    hours = int(fresh_for(row.kind).total_seconds() // 3600)
    context = {"form": form, "service": row, "hours": hours, "trail": trail(row)}
    return render(request, "directory/services/places.html", context)
