"""What waits around roles in several offices: an invitation to answer, a colleague to confirm, one to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.trust.actor import Actor, Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.invited import waiting_for
from palermo.trust.people.models import Invitation, RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.standing import resting
from palermo.trust.people.today import MOST, SHOWN_FOR
from palermo.trust.people.words import role_words
from palermo.trust.today import Group, TodayItem, Waiting, own
from palermo.trust.verbs import PeopleVerb

UNUSED_SOON = timedelta(days=2)
"""How long before it lapses an invitation that nobody answered is shown."""


def own_invitations(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - a handler's signature
    """Roles that were offered to the acting account."""
    if not isinstance(actor, Staff):
        return

    def item(row: Invitation) -> TodayItem:
        return TodayItem(
            title=_("Answer an invitation: %(role)s") % {"role": role_words(row.role)},
            url=reverse("people:answer_invitation", args=[row.pk]),
            group=Group.CAME_IN,
            subject=row.pk,
            since=row.sent_at,
            whose=(row.account_id,),
            end=_("until %(moment)s") % {"moment": day_text(row.lapses_at)},
        )

    yield Waiting(
        waiting_for(actor.user_id).select_related(None),
        lambda found: map(item, found),
        waits=True,
        narrow=own,
    )


def roles_that_rest(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - a handler's signature
    """Colleagues whose roles have no effect until an administrator says that it is them."""
    if not PEOPLE.may(actor, PeopleAction.ADMINISTER):
        return
    name = Coalesce(NullIf(F("user__full_name"), Value("")), F("user__email"), output_field=CharField())
    own = resting(RoleAssignment.objects.filter(organisation_id=actor.organisation_id))
    rows = own.annotate(name=name).order_by("user_id").distinct("user_id")

    def item(row: Any) -> TodayItem:
        return TodayItem(
            title=_("Confirm that it is %(name)s: their roles here rest") % {"name": row.name},
            url=reverse("people:confirm", args=[row.user_id]),
            group=Group.CAME_IN,
            subject=row.user_id,
            since=row.created_at,
        )

    yield Waiting(rows, lambda found: map(item, found), waits=True)


def invitations_unused(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For the administrator: invitations nobody answered that lapse within two days, or did in the last 14."""
    if not PEOPLE.may(actor, PeopleAction.ADMINISTER):
        return
    rows = Invitation.objects.filter(
        organisation_id=actor.organisation_id,
        answer="",
        lapses_at__gte=now - SHOWN_FOR,
        lapses_at__lte=now + UNUSED_SOON,
    )

    def item(row: Invitation) -> TodayItem:
        return TodayItem(
            title=_("Invite again, or leave it: %(name)s did not answer")
            % {"name": row.full_name or row.email},
            url=reverse("people:invitation", args=[row.pk]),
            subject=row.pk,
            facts=(role_words(row.role),),
            since=row.sent_at,
            end=_("lapsed") if row.lapses_at < now else "",
            due=None if row.lapses_at < now else row.lapses_at,
        )

    yield Waiting(
        rows.order_by("lapses_at", "pk"),
        lambda found: map(item, found),
        kind="invitation_unused",
        all_of_it=Link(_("All colleagues"), reverse("people:colleagues")),
    )


def roles_elsewhere(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Colleagues who accepted a role in another office in the last 14 days, all; which one is theirs to tell."""
    if not PEOPLE.may(actor, PeopleAction.ADMINISTER):
        return
    account = User.objects.filter(pk=OuterRef("object_id"))
    name = Coalesce(NullIf(F("full_name"), Value("")), F("email"), output_field=CharField())
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
    # By the accounts, because the ledger has an index by what an event is about and none by its verb.
    told = LedgerEvent.objects.filter(
        organisation_id=actor.organisation_id,
        object_id__in=own.values("user_id"),
        verb=PeopleVerb.ROLE_ELSEWHERE_ACCEPTED,
        at__gte=now - SHOWN_FOR,
    )
    rows = told.annotate(name=Subquery(account.annotate(name=name).values("name")[:1])).order_by("-sequence")

    def item(row: Any) -> TodayItem:
        return TodayItem(
            title=_("Know that %(name)s accepted a role in another office") % {"name": row.name},
            url=reverse("people:colleague", args=[row.object_id]),
            subject=row.pk,
            since=row.at,
        )

    yield Waiting(rows, lambda found: map(item, found), most=MOST)
