"""Roles that were offered to the signed-in account, and the doors through which a new account is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from palermo.kit.layout import Link
from palermo.trust.actor import Anonymous
from palermo.trust.current import current
from palermo.trust.people import invitation_components as drawn
from palermo.trust.people import services
from palermo.trust.people.fresh import ask_second_step, second_step_is_fresh
from palermo.trust.people.going_on import Act
from palermo.trust.people.invitation_forms import CodeForm, OpenForm, PasswordForm
from palermo.trust.people.invited import waiting_for
from palermo.trust.people.lookalikes import canonical
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import Invitation, User
from palermo.trust.people.services.acceptance import must_begin_anew, needs_a_code
from palermo.trust.people.services.opening import Opened, account_of, by_link
from palermo.trust.people.throttle import digest
from palermo.trust.people.tokens import handle_of
from palermo.trust.people.views.common import get_or_post, uuid_of
from palermo.trust.reasons import explain
from palermo.trust.rows import row_or_404
from palermo.trust.service import Refused

if TYPE_CHECKING:
    from allauth.core.internal.ratelimit import RateLimitUsage

ENTERED, LINK = "invitation_entered", "invitation_link"


@get_or_post
def own_invitations(request: ActingRequest) -> HttpResponse:
    """What offices offered to the account, and where a code that was handed over is entered."""
    user = _signed_in(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (attempt := _begin_try(request, form, str(user.pk))):
        _as_nobody(user)
        found = services.enter_code(current().actor, user_id=user.pk, code=form.cleaned_data["code"])
        if found is not None:
            attempt.rollback()
            request.session[ENTERED] = [str(found.pk), found.sent_at.isoformat()]
            return redirect("people:answer_invitation", found.pk)
        form.add_error("code", explain("code_not_right"))
    rows = list(waiting_for(user.pk, entered=_entered(request)))
    context = {"form": form, "table": drawn.own_table(rows)}
    return render(request, "people/own_invitations.html", context)


@get_or_post
def answer_invitation(request: ActingRequest, invitation_id: UUID) -> HttpResponse:
    """One offered role: accept it or say no. What it does to roles in other offices stands here before the act."""
    user = _signed_in(request)
    entered = _entered(request)
    rows = waiting_for(user.pk, entered=entered)
    row = row_or_404(request.actor, rows, invitation_id, object_type="invitation")
    by_code, anew = needs_a_code(user, row), must_begin_anew(user, row)
    accepts = request.method == "POST" and request.POST.get("answer") != "no"
    form: forms.Form | None = None
    if anew:
        user.names_beside = (row.organisation.name, row.unit.name)
        form = PasswordForm(request.POST if accepts else None, user=user)
    others = sorted(
        {
            unit.organisation_name
            for unit in request.acting_units
            if unit.organisation_id != row.organisation_id
        }
    )
    context = {
        "facts": drawn.own_facts(row),
        "form": form,
        "rest": others if by_code and row.invited_by_id else [],
        "new_rests": anew and row.invited_by_id is not None,
        "needs_code": by_code and entered != row.pk,
        "trail": [*_trail(), Link(_("Invitations"), reverse("people:own_invitations"))],
    }
    if request.method == "POST" and (not accepts or form is None or form.is_valid()):
        if not second_step_is_fresh(request):
            return ask_second_step(request, Act.ACCEPT_ROLE if accepts else Act.DECLINE_ROLE)
        actor = _as_nobody(user)
        try:
            if not accepts:
                services.decline_invitation(actor, invitation_id=row.pk)
            else:
                services.accept_invitation(
                    actor,
                    invitation_id=row.pk,
                    code_entered=entered == row.pk,
                    password=form.cleaned_data["password1"] if form is not None else None,
                )
        except Refused as refused:
            return render(request, "people/answer.html", {**context, "problem": explain(refused.reason)})
        request.session.pop(ENTERED, None)
        if accepts and form is not None:
            update_session_auth_hash(request, User.objects.get(pk=user.pk))
        return redirect("people:account")
    return render(request, "people/answer.html", context)


@login_not_required
@sensitive_post_parameters()
@get_or_post
def open_account(request: ActingRequest) -> HttpResponse:
    """Open a new account with a code. Whoever has one already is told the same, and signs in."""
    form = OpenForm(request.POST if request.method == "POST" else None, user=User())
    if form.is_valid():
        email = canonical(form.cleaned_data["email"])
        if attempt := _begin_try(request, form, email):
            current().act_as(Anonymous())
            opened = services.open_with_code(
                current().actor,
                account_id=account_of(email),
                code=form.cleaned_data["code"],
                password=form.cleaned_data["password1"],
            )
            if opened is Opened.READY:
                attempt.rollback()
                return redirect(f"{reverse('people:open_account')}?done=1")
            form.add_error("code", explain("code_not_right"))
    context = {"form": form, "done": "done" in request.GET, "by_link": request.GET.get("done") == "link"}
    return render(request, "people/open_account.html", context)


@login_not_required
@require_safe
def invitation_link(request: ActingRequest, key: str) -> HttpResponse:
    """The link of a mail: leads to sign-in, or to choosing a password where that has to come first."""
    row = by_link(key)
    if row is None:
        return render(request, "people/link_over.html")
    if isinstance(request.user, User) and request.user.pk != row.account_id:
        return render(request, "people/link_over.html", {"other": True})
    user = User.objects.filter(pk=row.account_id).first()
    if user is not None and user.address_proved_at is not None:
        return redirect("people:answer_invitation", row.pk)
    # The key leaves the address before a page is drawn, so that no page can pass it on.
    request.session[LINK] = key
    return redirect("people:choose_password")


@login_not_required
@sensitive_post_parameters()
@get_or_post
def choose_password(request: ActingRequest) -> HttpResponse:
    """A password for the account of a mailed invitation."""
    key = str(request.session.get(LINK, ""))
    row = by_link(key)
    if row is None:
        return render(request, "people/link_over.html")
    user = User(email=row.email, full_name=row.full_name)
    user.names_beside = (row.organisation.name, row.unit.name)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        current().act_as(Anonymous())
        opened = services.open_with_link(current().actor, key=key, password=form.cleaned_data["password1"])
        request.session.pop(LINK, None)
        if opened is Opened.READY:
            return redirect(f"{reverse('people:open_account')}?done=link")
        return render(request, "people/link_over.html")
    return render(request, "people/choose_password.html", {"form": form, "email": row.email})


def _signed_in(request: ActingRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the middleware lets nobody else here
    return request.user


def _as_nobody(user: User) -> Anonymous:
    """Go on as the account in no office: what is refused here is no office's to read."""
    actor = Anonymous(user_id=user.pk)
    current().act_as(actor)
    return actor


def _entered(request: ActingRequest) -> UUID | None:
    """The invitation whose code was entered in this session, unless another code was made since."""
    invited, sent_at = request.session.get(ENTERED, ["", ""])
    invitation_id = uuid_of(invited)
    rows = Invitation.objects.filter(pk=invitation_id) if invitation_id else Invitation.objects.none()
    row = rows.first()
    return invitation_id if row is not None and row.sent_at.isoformat() == sent_at else None


def _begin_try(request: ActingRequest, form: forms.Form, whose: str) -> RateLimitUsage | None:
    """Count a try of a code that begins; take it back with `rollback()` when it was right. None: one too many.

    By whom it is for and the code's beginning, which only its holder knows: who knows an address keeps nobody out.
    """
    attempt = ratelimit.consume(
        request,
        app="allauth.account",
        action="invitation_code",
        key=digest(f"invitation:{whose}:{handle_of(form.cleaned_data['code'])}"),
    )
    if attempt is None:
        form.add_error("code", _("Too many wrong tries. Wait five minutes, then try again."))
    return attempt


def _trail() -> list[Link]:
    return [Link(_("Account"), reverse("people:account"))]
