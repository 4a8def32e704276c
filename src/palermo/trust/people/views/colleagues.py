"""Pages of the administrator: colleagues, their roles and their way in, units."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from palermo.kit.components import page_of
from palermo.kit.layout import Link
from palermo.trust.mandates import Mandate, OrganisationKind, Role
from palermo.trust.open_work import open_work
from palermo.trust.people import components, services
from palermo.trust.people import invitation_components as invited
from palermo.trust.people.forms import RoleForm, UnitForm
from palermo.trust.people.fresh import ask_second_step, second_step_is_fresh
from palermo.trust.people.going_on import Act
from palermo.trust.people.invited import invitations
from palermo.trust.people.links import default_site
from palermo.trust.people.mail import mail_is_configured, send_link
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import Organisation, RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import Colleague, colleagues, own_units
from palermo.trust.people.queries import colleague as find_colleague
from palermo.trust.people.views.common import PAGE_SIZE, attempt, get_or_post, uuid_of
from palermo.trust.people.views.leaving import open_work_table
from palermo.trust.people.views.roles import looked_twice, second_look
from palermo.trust.policy import get_or_404
from palermo.trust.reasons import explain
from palermo.trust.service import Refused


@require_safe
def colleague_list(request: ActingRequest) -> HttpResponse:
    """Who works here, with roles and days; on request those who did."""
    former = request.GET.get("former") == "1"
    rows = colleagues(
        request.actor, after=uuid_of(request.GET.get("after", "")), former=former, limit=PAGE_SIZE + 1
    )
    page = page_of(rows, size=PAGE_SIZE, key=lambda row: str(row.user.pk))
    context = {
        "table": components.colleagues_table(page.rows, former=former, next_key=page.next_key),
        "former": former,
        "invitations": None if former else invited.office_table(invitations(request.actor)),
        "may_administer": bool(PEOPLE.may(request.actor, PeopleAction.ADMINISTER)),
    }
    return render(request, "people/colleague_list.html", context)


@sensitive_variables("path")
def _link_page(request: ActingRequest, user: User, path: str) -> HttpResponse:
    link = f"{default_site()}{path}"
    mailed = mail_is_configured()
    if mailed:
        send_link(address=user.email, language=user.language, link=link)
    # What was mailed is not shown too: whoever can read the link can take the account.
    context = {"colleague": user, "link": "" if mailed else link, "mailed": mailed, "trail": _trail()}
    return render(request, "people/link.html", context)


@require_safe
def colleague(request: ActingRequest, user_id: UUID) -> HttpResponse:
    """One colleague: roles here, past ones too, and what can be done about them."""
    found = find_colleague(request.actor, user_id)
    may = bool(PEOPLE.may(request.actor, PeopleAction.ADMINISTER))
    context = {
        "colleague": found.user,
        "facts": components.colleague_facts(found),
        "table": components.roles_table(found, may_end=may),
        "may_administer": may,
        "rests": any(components.is_resting(role) for role in found.roles),
        "trail": _trail(),
    }
    return render(request, "people/colleague.html", context)


@get_or_post
def assign(request: ActingRequest, user_id: UUID) -> HttpResponse:
    """Give a colleague one more role."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    found = find_colleague(request.actor, user_id)
    form = RoleForm(request.POST if request.method == "POST" else None, units=own_units(request.actor))
    if form.is_valid():
        if form.chosen["role"] is Role.ADMINISTRATOR:
            if not looked_twice(request):
                name = components.name_of(found.user)
                return second_look(request, form, form.chosen_post, name=name, trail=_trail(found))
            if not second_step_is_fresh(request):
                return ask_second_step(request, Act.MAKE_ADMINISTRATOR)
        done = attempt(form, lambda: services.give_role(request.actor, user_id=user_id, **form.chosen))
        if done is not None:
            return redirect("people:colleague", user_id)
    context = {"form": form, "colleague": found.user, "trail": _trail(found)}
    return render(request, "people/assign.html", context)


@get_or_post
def end(request: ActingRequest, assignment_id: UUID) -> HttpResponse:
    """End a role now."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    rows = RoleAssignment.objects.select_related("unit", "user")
    row = get_or_404(request.actor, PEOPLE, rows, assignment_id)
    problem = ""
    if request.method == "POST":
        try:
            services.end_role(request.actor, assignment_id=row.pk)
        except Refused as refused:
            problem = explain(refused.reason)
        else:
            return redirect("people:colleague", row.user_id)
    context = {
        "colleague": row.user,
        "facts": components.role_facts(row),
        "open_table": open_work_table(open_work(request.actor, row.user_id)),
        "problem": problem,
        "trail": [
            *_trail(),
            Link(components.name_of(row.user), reverse("people:colleague", args=[row.user_id])),
        ],
    }
    return render(request, "people/end_role.html", context)


@get_or_post
def renew(request: ActingRequest, user_id: UUID) -> HttpResponse:
    """A new way in for a colleague who lost the password, or password and telephone."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    found = find_colleague(request.actor, user_id)
    problem = ""
    if request.method == "POST":
        if not second_step_is_fresh(request):
            return ask_second_step(request, Act.RENEW_WAY_IN)
        try:
            path = services.renew_access(
                request.actor,
                user_id=user_id,
                second_factor=request.POST.get("second_factor") == "on",
                mailed=mail_is_configured(),
            )
        except Refused as refused:
            problem = explain(refused.reason)
        else:
            return _link_page(request, found.user, path)
    context = {
        "colleague": found.user,
        "second_factor": found.second_factor,
        "problem": problem,
        "trail": _trail(found),
    }
    return render(request, "people/renew.html", context)


@require_safe
def units(request: ActingRequest) -> HttpResponse:
    """The office's units."""
    table = components.units_table(own_units(request.actor))
    may = bool(PEOPLE.may(request.actor, PeopleAction.ADMINISTER))
    return render(request, "people/units.html", {"table": table, "may_administer": may})


@get_or_post
def add_unit(request: ActingRequest) -> HttpResponse:
    """A new unit with its mandate."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    office = Organisation.objects.get(pk=request.actor.organisation_id)
    form = UnitForm(request.POST if request.method == "POST" else None, kind=OrganisationKind(office.kind))
    if form.is_valid():
        mandate = Mandate(form.cleaned_data["mandate"])
        name = form.cleaned_data["name"]
        if attempt(form, lambda: services.create_unit(request.actor, name=name, mandate=mandate)) is not None:
            return redirect("people:units")
    trail = [*_trail(), Link(_("Units"), reverse("people:units"))]
    return render(request, "people/add_unit.html", {"form": form, "trail": trail})


def _trail(colleague: Colleague | None = None) -> list[Link]:
    links = [Link(_("Colleagues"), reverse("people:colleagues"))]
    if colleague is not None:
        links.append(
            Link(components.name_of(colleague.user), reverse("people:colleague", args=[colleague.user.pk]))
        )
    return links
