"""The own account, and the office one acts for."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palermo.kit.components import Cell, Column, State, Table, Tone
from palermo.trust.current import current
from palermo.trust.people.authentication import speak
from palermo.trust.people.forms import AccountForm
from palermo.trust.people.invited import waiting_for
from palermo.trust.people.middleware import ActingRequest, act_for, unit_of
from palermo.trust.people.models import User
from palermo.trust.people.queries import ActingUnit, staff_of
from palermo.trust.people.services import begin_acting, change_account
from palermo.trust.people.tries import before
from palermo.trust.people.views.common import attempt, uuid_of
from palermo.trust.people.words import mandate_words, role_words
from palermo.trust.rows import probed


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: ActingRequest) -> HttpResponse:
    """Name, language, ways in, and the offices one may act for."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the middleware lets nobody else here
    initial = {"full_name": user.full_name, "language": user.language}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _changed(request, form):
        response = redirect(f"{request.path}?saved=1")
        speak(response, form.cleaned_data["language"])
        return response
    context = {
        "form": form,
        "saved": "saved" in request.GET,
        "email": user.email,
        "table": _offices(request),
        "others": [unit for unit in request.acting_units if unit != request.acting_unit],
        "before": before(request),
        "waiting": waiting_for(user.pk).count(),
    }
    return render(request, "people/account.html", context)


def _changed(request: ActingRequest, form: AccountForm) -> bool:
    """Change the account as the form says; False where it is refused, which the form then says."""
    said = form.cleaned_data
    act = partial(change_account, request.actor, full_name=said["full_name"], language=said["language"])
    return attempt(form, act) is not None


def _offices(request: ActingRequest) -> Table:
    rows: list[list[Cell]] = [
        [
            unit.organisation_name,
            unit.unit_name,
            mandate_words(unit.mandate),
            [role_words(role) for role in sorted(unit.roles)],
            State(_("Acting now"), Tone.SEA) if unit == request.acting_unit else None,
        ]
        for unit in request.acting_units
    ]
    columns = [
        Column(_("Office")),
        Column(_("Unit")),
        Column(_("Mandate")),
        Column(_("Roles")),
        Column(_("State")),
    ]
    return Table(
        caption=_("Your offices"),
        columns=columns,
        rows=rows,
        empty=_("No office gives you a role today. Ask the administrator of your office."),
    )


@require_POST
def switch(request: ActingRequest) -> HttpResponse:
    """Act for another unit from now on; recorded by the office one begins to act for."""
    wanted = request.POST.get("office", "")
    unit = unit_of(request, wanted)
    if unit is None or not isinstance(request.user, User):
        if id_ := uuid_of(wanted):
            raise probed(request.actor, object_type="unit", object_id=id_)
        raise Http404
    if unit != request.acting_unit:
        act_for_from_now(request, unit)
    return redirect("web:today")


def act_for_from_now(request: ActingRequest, unit: ActingUnit) -> None:
    """Go on for another unit of whoever is signed in, in this request too."""
    assert isinstance(request.user, User)  # noqa: S101 - the middleware lets nobody else here
    act_for(request, unit)
    request.actor = staff_of(request.user.pk, unit)
    current().act_as(request.actor)
    begin_acting(request.actor, unit_id=unit.unit_id)
