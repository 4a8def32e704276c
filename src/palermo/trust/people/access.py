"""Changes in who can read identities in an office: roles given, second steps taken away."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import IDENTITY_ROLES
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.verbs import PeopleVerb


def roles_given(actor: Actor, *, since: datetime) -> QuerySet[RoleAssignment]:
    """Roles that read identities, given in the acting office since a moment, newest first, each with a `name`.

    A role that was ended meanwhile is among them: it was held. The acting account's own are not, it knows them.
    Raises Refused for whoever may not see them.
    """
    PEOPLE.require(actor, PeopleAction.SEE_ACCESS_CHANGES)
    rows = RoleAssignment.objects.filter(
        organisation_id=actor.organisation_id, role__in=sorted(IDENTITY_ROLES), created_at__gte=since
    )
    if actor.user_id is not None:
        rows = rows.exclude(user_id=actor.user_id)
    name = Coalesce(NullIf(F("user__full_name"), Value("")), F("user__email"), output_field=CharField())
    return rows.annotate(name=name).order_by("-created_at")


def second_steps_taken_away(actor: Actor, *, since: datetime) -> QuerySet[LedgerEvent]:
    """Second steps of colleagues taken away since a moment, newest first, each with a `name`.

    Raises Refused for whoever may not see them.
    """
    PEOPLE.require(actor, PeopleAction.SEE_ACCESS_CHANGES)
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
    account = User.objects.filter(pk=OuterRef("object_id"))
    name = Coalesce(NullIf(F("full_name"), Value("")), F("email"), output_field=CharField())
    # By the accounts, because the ledger has an index by what an event is about and none by its verb.
    rows = LedgerEvent.objects.filter(
        organisation_id=actor.organisation_id,
        object_id__in=own.values("user_id"),
        verb=PeopleVerb.SECOND_FACTOR_RESET,
        at__gte=since,
    )
    return rows.annotate(name=Subquery(account.annotate(name=name).values("name")[:1])).order_by("-sequence")
