"""Pages of the administrator about roles that were offered, and about colleagues whose roles rest."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from palermo.kit.layout import Link
from palermo.trust.mandates import Role
from palermo.trust.open_work import open_work
from palermo.trust.people import components, services
from palermo.trust.people import invitation_components as drawn
from palermo.trust.people.fresh import ask_second_step, second_step_is_fresh
from palermo.trust.people.going_on import Act
from palermo.trust.people.invitation_forms import InviteForm, WayForm
from palermo.trust.people.invited import office_invitation
from palermo.trust.people.mail import mail_is_configured
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import InvitationAnswer, RoleAssignment
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import colleague as find_colleague
from palermo.trust.people.queries import own_units
from palermo.trust.people.services.confirming import accepted_elsewhere, stands_elsewhere
from palermo.trust.people.services.invitations import Offered, Way
from palermo.trust.people.standing import resting, stands_here
from palermo.trust.people.views.common import attempt, get_or_post
from palermo.trust.people.views.leaving import open_work_table
from palermo.trust.people.views.roles import looked_twice, second_look


@get_or_post
def invite(request: ActingRequest) -> HttpResponse:
    """Invite a colleague with a first role; a link is mailed, or a code shown once to be handed over."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    sent = request.POST if request.method == "POST" else None
    form = InviteForm(sent, units=own_units(request.actor), mailed=mail_is_configured())
    if form.is_valid():
        if form.chosen["role"] is Role.ADMINISTRATOR:
            if not looked_twice(request):
                return second_look(
                    request, form, form.chosen_post, name=form.cleaned_data["full_name"], trail=_trail()
                )
            if not second_step_is_fresh(request):
                return ask_second_step(request, Act.MAKE_ADMINISTRATOR)
        offered = attempt(
            form,
            lambda: services.invite_colleague(
                request.actor,
                email=form.cleaned_data["email"],
                full_name=form.cleaned_data["full_name"],
                way=form.chosen_way,
                **form.chosen,
            ),
        )
        if offered is not None:
            return _offered_page(request, offered)
    return render(
        request, "people/invite.html", {"form": form, "mailed": mail_is_configured(), "trail": _trail()}
    )


@sensitive_variables("offered")
def _offered_page(request: ActingRequest, offered: Offered) -> HttpResponse:
    context = {"invitation": offered.invitation, "code": offered.code, "trail": _trail()}
    return render(request, "people/offered.html", context)


@require_http_methods(["GET", "HEAD"])
def invitation(request: ActingRequest, invitation_id: UUID) -> HttpResponse:
    """One invitation: what was offered, whether it was accepted, and what can be done about it."""
    row = office_invitation(request.actor, invitation_id)
    by_mail = mail_is_configured() or stands_here(row.account_id, row.organisation_id)
    context = {
        "invitation": row,
        "facts": drawn.office_facts(row),
        "is_over": row.answer in (InvitationAnswer.ACCEPTED, InvitationAnswer.WITHDRAWN),
        "form": WayForm(mailed=by_mail),
        "mailed": by_mail,
        "trail": _trail(),
    }
    return render(request, "people/invitation.html", context)


@require_POST
def invite_again(request: ActingRequest, invitation_id: UUID) -> HttpResponse:
    """A new code, or another mail; what was handed over before works no more."""
    row = office_invitation(request.actor, invitation_id)
    here = stands_here(row.account_id, row.organisation_id)
    form = WayForm(request.POST, mailed=mail_is_configured() or here)
    if not form.is_valid():
        return redirect("people:invitation", invitation_id)
    if row.role == Role.ADMINISTRATOR and not second_step_is_fresh(request):
        return ask_second_step(request, Act.MAKE_ADMINISTRATOR)
    way = Way.HERE if here else form.chosen_way
    return _offered_page(request, services.offer_again(request.actor, invitation_id=invitation_id, way=way))


@require_POST
def withdraw(request: ActingRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    services.withdraw_invitation(
        request.actor, invitation_id=office_invitation(request.actor, invitation_id).pk
    )
    return redirect("people:colleagues")


@get_or_post
def confirm(request: ActingRequest, user_id: UUID) -> HttpResponse:
    """A colleague whose roles rest: confirm that they are whom the office knows, or end the roles."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    found = find_colleague(request.actor, user_id)
    own = RoleAssignment.objects.filter(organisation_id=request.actor.organisation_id, user_id=user_id)
    rows = list(resting(own).select_related("unit"))
    if request.method == "POST" and rows:
        ends = request.POST.get("answer") == "end"
        if not second_step_is_fresh(request):
            return ask_second_step(request, Act.END_RESTING_ROLES if ends else Act.CONFIRM_COLLEAGUE)
        act = services.end_resting_roles if ends else services.confirm_person
        act(request.actor, user_id=user_id)
        return redirect("people:colleague", user_id)
    elsewhere = bool(rows) and accepted_elsewhere(request.actor, found.user)
    context = {
        "colleague": found.user,
        "table": drawn.resting_table(rows),
        "open_table": open_work_table(open_work(request.actor, user_id)) if rows else None,
        "rests": bool(rows),
        "opened_elsewhere": any(row.confirmed_at is None for row in rows),
        "accepted_elsewhere": elsewhere,
        "stands_elsewhere": bool(rows) and not elsewhere and stands_elsewhere(request.actor, found.user),
        "trail": [
            *_trail(),
            Link(components.name_of(found.user), reverse("people:colleague", args=[user_id])),
        ],
    }
    return render(request, "people/confirm.html", context)


def _trail() -> list[Link]:
    return [Link(_("Colleagues"), reverse("people:colleagues"))]
