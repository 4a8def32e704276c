"""What a colleague has open, handed over to others in one act."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.components import Cell, Column, State, Table, Tone
from palermo.kit.layout import Link
from palermo.trust.mandates import Role
from palermo.trust.open_work import Found, open_work
from palermo.trust.people import services
from palermo.trust.people.components import name_of
from palermo.trust.people.leaving import Receiver, leaving_colleague, receivers, with_role
from palermo.trust.people.leaving_forms import HandOverForm
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.services.leaving import HandedOver
from palermo.trust.people.views.common import get_or_post
from palermo.trust.reasons import explain


@get_or_post
def colleague_open_work(request: ActingRequest, user_id: UUID) -> HttpResponse:
    """What a colleague has open, by kind; who leads hands it over. The colleague sees their own."""
    user = leaving_colleague(request.actor, user_id)
    found = open_work(request.actor, user_id)
    others = receivers(request.actor, but=user_id)
    may = bool(PEOPLE.may(request.actor, PeopleAction.HAND_OVER))
    offered = {
        one.work.code: (one, with_role(others, one.work.roles)) for one in found if may and one.may_hand_over
    }
    form = HandOverForm(
        request.POST if request.method == "POST" else None, offered=list(offered.values()), everybody=others
    )
    done: list[HandedOver] = []
    if request.method == "POST":
        PEOPLE.require(request.actor, PeopleAction.HAND_OVER)
        if form.is_valid():
            done = services.hand_over(request.actor, user_id=user_id, receivers=form.receivers)
            return _result(request, user_id, name_of(user), done, others)
    context = {
        "colleague": user,
        "own": user_id == request.actor.user_id,
        "name": name_of(user),
        "sections": [_section(one, form) for one in found],
        "form": form,
        "may_hand_over": bool(offered),
        "leads": [one.name for one in others if Role.COORDINATOR in one.roles],
        "trail": _trail(request),
    }
    return render(request, "people/open_work.html", context)


def _section(found: Found, form: HandOverForm) -> dict[str, object]:
    name = HandOverForm.field_of(found.work.code)
    return {
        "words": found.work.words,
        "number": found.number,
        "is_more": found.is_more,
        "things": found.things,
        "unseen": 0 if found.is_more else found.number - len(found.things),
        "counted_only": found.work.thing is None,
        "says": found.work.says,
        "field": form[name] if name in form.fields else None,
    }


def _result(
    request: ActingRequest, user_id: UUID, name: str, done: Sequence[HandedOver], others: Sequence[Receiver]
) -> HttpResponse:
    names = {one.user_id: one.name for one in others}
    left = [one for one in done if one.left_for]
    context = {
        "name": name,
        "moved": len(done) - len(left),
        "left": len(left),
        "moved_table": _table(
            _("Handed over"),
            [[one.thing.shown, one.kind, names.get(one.to_id)] for one in done if not one.left_for],
            last=_("To"),
        ),
        "left_table": _table(
            _("Left where it is"),
            [[one.thing.shown, one.kind, explain(one.left_for)] for one in left],
            last=_("Why"),
        ),
        "back": reverse("people:open_work", args=[user_id]),
        "trail": _trail(request),
    }
    return render(request, "people/handed_over.html", context)


def _table(caption: str, rows: list[list[Cell]], *, last: str) -> Table:
    return Table(
        caption=caption, columns=[Column(_("What")), Column(_("Kind")), Column(last)], rows=rows, empty=""
    )


def open_work_table(found: Sequence[Found]) -> Table:
    """What a colleague has open, as numbers by kind, for the page that ends a role."""
    return Table(
        caption=_("Open now"),
        columns=[Column(_("Kind")), Column(_("Number"), figures=True)],
        rows=[[str(one.work.words), _more(one)] for one in found],
        empty=_("Nothing of this colleague is open."),
    )


def _more(found: Found) -> Cell:
    if found.is_more:
        return State(_("more than %(number)s") % {"number": found.number - 1}, Tone.PLAIN)
    return found.number


def _trail(request: ActingRequest) -> list[Link]:
    if PEOPLE.may(request.actor, PeopleAction.SEE):
        return [Link(_("Colleagues"), reverse("people:colleagues"))]
    return [Link(_("Today"), reverse("web:today"))]
