"""The seat of an office that was called: what it was told, its answer, its tasks, dissent, leaving."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.duties.words import DUTIES
from palermo.exchange.components import caveat_words
from palermo.exchange.queries import handling_of
from palermo.kit.components import Fact
from palermo.kit.layout import Link
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.conference.codes import Coming, ConferenceState, DecisionState, Dissent
from palermo.protection.conference.components import frame_facts, seats_table, told_facts
from palermo.protection.conference.forms import AnswerForm, SeatDissentForm
from palermo.protection.conference.policies import SEATS, SeatAction
from palermo.protection.conference.queries import at_seat, seat_of
from palermo.protection.conference.queries import seats as seats_in_sight
from palermo.protection.conference.services.answering import answer_call, dissent, leave, say_decision
from palermo.protection.conference.words import COMING, DECISION_STATES, DISSENT, STATES
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.vault.vault import reveal, unseal

_DONE = {
    "answered": gettext_lazy("The office that called is told what you said."),
    "said": gettext_lazy("The office that called is told how it stands."),
    "dissent": gettext_lazy("The office that called is told that yours does not agree."),
    "left": gettext_lazy("Your office has left. What it was told is erased here."),
}
_SAYS = {
    "done": DecisionState.DONE,
    "undone": DecisionState.OPEN,
    "cannot": DecisionState.CANNOT,
}


@require_safe
def seats(request: ActingRequest) -> HttpResponse:
    """Conferences of other offices at which this office has a seat."""
    SEATS.require(request.actor, SeatAction.SEE)
    context = {
        "table": seats_table(list(seats_in_sight(request.actor)[:100])),
        "done": _DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "protection/conference/seats.html", context)


@require_http_methods(READ_AND_WRITE)
def seat(request: ActingRequest, seat_id: UUID) -> HttpResponse:
    """One seat. Opening what was told is recorded as a look."""
    actor = request.actor
    row = seat_of(actor, seat_id)
    act = request.POST.get("act", "")
    found, colleagues = at_seat(actor, row)
    answer = AnswerForm(request.POST if act == "answer" else None, colleagues=colleagues)
    against = SeatDissentForm(
        request.POST if act == "dissent" else None,
        decisions=[
            (str(one.number), f"{one.number}: {DUTIES[one.what]}, {one.office_name}") for one in found
        ],
    )
    if answer.is_valid():
        said = answer.cleaned_data
        who = UUID(said["colleague"]) if said["colleague"] else None
        coming = Coming(said["coming"])
        if attempt(answer, lambda: answer_call(actor, seat_id=row.pk, coming=coming, who_id=who)) is not None:
            return HttpResponseRedirect(_page(row.pk, "answered"))
    if against.is_valid():
        which, why = int(against.cleaned_data["number"]), Dissent(against.cleaned_data["why"])
        if attempt(against, lambda: dissent(actor, seat_id=row.pk, number=which, why=why)) is not None:
            return HttpResponseRedirect(_page(row.pk, "dissent"))
    number = request.POST.get("number", "")
    if act in _SAYS and number.isascii() and number.isdigit() and len(number) < 3:
        say_decision(actor, seat_id=row.pk, number=int(number), state=_SAYS[act])
        still = seats_in_sight(actor).filter(pk=row.pk).exists()
        return HttpResponseRedirect(
            _page(row.pk, "said") if still else reverse("protection:seats") + "?done=said"
        )
    texts = reveal(actor, row, "told", "place", "words", object_type="conference_seat")
    handling = handling_of(actor, row.thread_id)
    context = {
        "row": row,
        "state": STATES[row.state],
        "facts": [
            Fact(_("Called by"), row.office),
            Fact(_("Code"), row.code),
            *frame_facts(row, place=texts["place"], words=texts["words"]),
            Fact(_("Your answer"), COMING[row.coming]),
        ],
        "told": [
            *told_facts(json.loads(texts["told"]) if texts["told"] else {}),
            Fact(_("Seen here until"), row.until),
            Fact(_("Restrictions of the sender"), caveat_words(handling.caveats if handling else ())),
        ],
        "decisions": [
            {
                "number": one.number,
                "what": DUTIES[one.what],
                "words": unseal(one, "words")["words"],
                "office": one.office_name,
                "due_on": one.due_on,
                "is_own": one.is_own and one.state != DecisionState.DROPPED,
                "is_open": one.state == DecisionState.OPEN,
                "state": DECISION_STATES[one.state]
                if one.is_own or one.state == DecisionState.DROPPED
                else "",
                "dissent": DISSENT.get(one.dissent, ""),
            }
            for one in found
        ],
        "answer": answer,
        "against": against if found else None,
        "forms": [answer, against],
        "is_called": row.state == ConferenceState.CALLED,
        "done": _DONE.get(request.GET.get("done", ""), ""),
        "trail": [Link(_("Conferences of other offices"), reverse("protection:seats"))],
    }
    return render(request, "protection/conference/seat.html", context)


@require_http_methods(READ_AND_WRITE)
def leave_seat(request: ActingRequest, seat_id: UUID) -> HttpResponse:
    """Leave a conference: sight ends at once."""
    row = seat_of(request.actor, seat_id)
    if request.method == "POST":
        leave(request.actor, seat_id=row.pk)
        return HttpResponseRedirect(reverse("protection:seats") + "?done=left")
    context = {"row": row, "trail": [Link(_("Conference"), _page(row.pk))]}
    return render(request, "protection/conference/leave.html", context)


def _page(seat_id: UUID, done: str = "") -> str:
    return reverse("protection:seat", args=[seat_id]) + (f"?done={done}" if done else "")
