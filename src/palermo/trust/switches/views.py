"""One page for all switches of an office, and one for each: ask, sign, turn off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.kit.components import Cell, Column, Fact, State, Table
from palermo.kit.layout import Link
from palermo.kit.office_time import office_today
from palermo.kit.shown import FIELD
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names, colleagues_now
from palermo.trust.people.views.common import attempt
from palermo.trust.reasons import explain
from palermo.trust.service import Refused
from palermo.trust.shown import shown_to
from palermo.trust.switches import services
from palermo.trust.switches.codes import SwitchState
from palermo.trust.switches.forms import AskForm
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.policies import SWITCHES, SwitchAction
from palermo.trust.switches.queries import is_busy, offered, open_rows, state_of
from palermo.trust.switches.registry import Switch
from palermo.trust.switches.words import ENDED, FAILING, KINDS, STATES


@require_safe
def switch_list(request: ActingRequest) -> HttpResponse:
    """Every switch that the office may turn, and how it stands."""
    SWITCHES.require(request.actor, SwitchAction.SEE)
    rows = open_rows(request.actor.organisation_id)
    table = Table(
        caption=_("Switches of your office"),
        columns=[Column(_("Switch")), Column(_("Why it has one")), Column(_("State"))],
        rows=[
            [
                Link(str(switch.name), reverse("switches:switch", args=[switch.code])),
                KINDS[switch.kind],
                _state(rows.get(switch.code)),
            ]
            for switch in offered(request.actor.organisation_id)
        ],
        empty=_("No unit of your office has a mandate that needs a switch."),
    )
    return render(request, "switches/list.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: ActingRequest, code: str) -> HttpResponse:
    """One switch: what it is for, what must hold, who answers for it; asking for it."""
    SWITCHES.require(request.actor, SwitchAction.SEE)
    declared = _declared(request, code)
    row = open_rows(request.actor.organisation_id).get(code)
    may_ask = bool(SWITCHES.may(request.actor, SwitchAction.TURN)) and (row is None or row.carried_over)
    form = None
    if request.method == "POST" or may_ask:
        SWITCHES.require(request.actor, SwitchAction.TURN)
        form = AskForm(
            request.POST if request.method == "POST" else None, colleagues=colleagues_now(request.actor)
        )
        if form.is_valid():
            chosen = form.chosen
            done = attempt(form, lambda: services.ask_for_switch(request.actor, code=declared.code, **chosen))
            if done is not None:
                return redirect("switches:switch", code)
    return _page(request, declared, row, form=form)


@require_POST
def sign(request: ActingRequest, code: str) -> HttpResponse:
    """Sign as the second person."""
    return _turn(request, code, partial(services.sign_switch, shown=request.POST.get(FIELD, "")))


@require_POST
def end(request: ActingRequest, code: str) -> HttpResponse:
    """Turn it off, or take the asking back."""
    return _turn(request, code, services.end_switch)


def _turn(request: ActingRequest, code: str, act: Callable[..., object]) -> HttpResponse:
    SWITCHES.require(request.actor, SwitchAction.TURN)
    declared = _declared(request, code)
    row = open_rows(request.actor.organisation_id).get(code)
    if row is None:
        return redirect("switches:switch", code)
    try:
        act(request.actor, switch_id=row.pk)
    except Refused as refused:
        return _page(request, declared, row, problem=explain(refused.reason))
    return redirect("switches:switch", code)


def _declared(request: ActingRequest, code: str) -> Switch:
    found = next((one for one in offered(request.actor.organisation_id) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: ActingRequest,
    declared: Switch,
    row: SwitchedOn | None,
    *,
    form: AskForm | None = None,
    problem: str = "",
) -> HttpResponse:
    office = request.actor.organisation_id
    may = bool(SWITCHES.may(request.actor, SwitchAction.TURN))
    is_asked = row is not None and row.signed_at is None
    busy = row is not None and is_busy(declared, office)
    past = SwitchedOn.objects.filter(organisation_id=office, code=declared.code, ended_at__isnull=False)
    context = {
        "switch": declared,
        "facts": _facts(request, declared, row),
        "conditions": _conditions(declared, office),
        "past": Table(
            caption=_("Before"),
            columns=[Column(_("From")), Column(_("Until")), Column(_("Why it ended"))],
            rows=[
                [one.from_day, one.ended_at, ENDED[one.end_reason]] for one in past.order_by("-ended_at")[:20]
            ],
            empty=_("It was never on before."),
        ),
        "form": form,
        "problem": problem,
        "shown": shown_to(request.actor, services.what_is_signed(row), of=services.SHOWN_OF, object_id=row.pk)
        if row is not None
        else "",
        "may_sign": may and row is not None and services.waits_for_signature(row),
        "is_mine": row is not None and row.asked_by_id == request.actor.user_id,
        "is_asked": is_asked,
        "may_end": may and row is not None and (is_asked or not busy),
        "busy": declared.busy_words if busy else "",
        "trail": [Link(_("Switches"), reverse("switches:list"))],
    }
    return render(request, "switches/switch.html", context)


def _state(row: SwitchedOn | None) -> State:
    if row is not None and row.failing_since is not None:
        return FAILING
    return STATES[state_of(row, day=office_today())]


def _facts(request: ActingRequest, declared: Switch, row: SwitchedOn | None) -> list[Fact]:
    facts = [Fact(_("Why it has one"), KINDS[declared.kind]), Fact(_("State"), _state(row))]
    if row is None:
        return facts
    ids = {id_ for id_ in (row.responsible_id, row.deputy_id, row.asked_by_id, row.signed_by_id) if id_}
    names = colleague_names(request.actor, ids)

    def named(id_: UUID | None) -> Cell:
        return names.get(id_) if id_ else None

    facts += [
        Fact(_("From"), row.from_day),
        Fact(_("Answers for it"), named(row.responsible_id)),
        Fact(_("When they are away"), named(row.deputy_id)),
        Fact(_("Asked for by"), named(row.asked_by_id)),
        Fact(_("Second signature"), [named(row.signed_by_id), row.signed_at] if row.signed_by_id else None),
    ]
    if row.failing_since is not None:
        facts.append(Fact(_("Goes off unless put right by"), row.failing_since + services.GRACE))
    return facts


def _conditions(declared: Switch, office: UUID) -> Table:
    holding = [
        [
            condition.words,
            State(_("Yes"), STATES[SwitchState.ON].tone)
            if condition.holds(office)
            else State(_("Not now"), STATES[SwitchState.ASKED].tone),
        ]
        for condition in declared.conditions
    ]
    return Table(
        caption=_("What must hold"),
        columns=[Column(_("Condition")), Column(_("Holds"))],
        rows=holding,
        empty=_("Two colleagues answer for it, and a second person signs. Nothing else."),
    )
