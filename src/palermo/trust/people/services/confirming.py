"""Whether the person is the one the office knows: asked when a role elsewhere was accepted with a code."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.trust.actor import Actor, System
from palermo.trust.background import office_task
from palermo.trust.current import current, record
from palermo.trust.people.models import Invitation, InvitationAnswer, RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.services.lapsing import lapse_invitations_of
from palermo.trust.people.standing import resting
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


@office_task(reason="role_elsewhere")
def tell_of_a_role_elsewhere(actor: System, *, account_id: UUID, rests: str) -> None:
    """Keep in an office's ledger that its colleague accepted a role in another office, and whether roles here rest.

    Which office, and what it does, is not told.
    """
    verb = PeopleVerb.ROLES_REST if rests == "yes" else PeopleVerb.ROLE_ELSEWHERE_ACCEPTED
    record(actor, verb=verb, object_type="account", object_id=account_id)


@service
def confirm_person(actor: Actor, *, user_id: UUID) -> None:
    """The office stands by whoever holds the account: their roles here count again.

    Raises Refused where no role of the office rests, for one's own account, and where another office could know the
    password: the person begins anew first, with a code of this office or by the mailbox.
    """
    rows = _resting_here(actor, user_id)
    if actor.user_id == user_id:
        raise Refused(
            "confirm_another", verb=PeopleAsked.PERSON_CONFIRM, object_type="account", object_id=user_id
        )
    if stands_elsewhere(actor, User.objects.get(pk=user_id)):
        raise Refused(
            "way_in_of_another", verb=PeopleAsked.PERSON_CONFIRM, object_type="account", object_id=user_id
        )
    rows.update(confirmed_at=timezone.now())
    record(actor, verb=PeopleVerb.PERSON_CONFIRMED, object_type="account", object_id=user_id)


def stands_elsewhere(actor: Actor, user: User) -> bool:
    """True when another office could have set the password, and nobody accepted anything with it since it is doubted.

    So it is after the update that began to doubt: whoever made the account could still sign in with it.
    """
    return user.vouched_by not in (None, actor.organisation_id) and not accepted_elsewhere(actor, user)


def accepted_elsewhere(actor: Actor, user: User) -> bool:
    """True when a code of another office is why the account's roles rest: the person can be asked about it."""
    with current().seen_by(user.pk):
        accepted = Invitation.objects.filter(
            account_id=user.pk, answer=InvitationAnswer.ACCEPTED, answered_at__gte=user.doubted_at
        ).exclude(code_digest="")
        return accepted.exclude(organisation_id=actor.organisation_id).exists()


@service
def end_resting_roles(actor: Actor, *, user_id: UUID) -> None:
    """The office does not stand by whoever holds the account: its roles that rest end now, and what it invited to."""
    rows = _resting_here(actor, user_id)
    for role in rows.values_list("role", flat=True):
        record(
            actor, verb=PeopleVerb.ROLE_ENDED, object_type="account", object_id=user_id, codes={"role": role}
        )
    rows.update(revoked_at=timezone.now())
    lapse_invitations_of(actor, user_id)


def _resting_here(actor: Actor, user_id: UUID) -> QuerySet[RoleAssignment]:
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    ids = resting(RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=user_id))
    rows = RoleAssignment.objects.filter(pk__in=list(ids.values_list("pk", flat=True)))
    if not rows.exists():
        raise Refused(NOT_FOUND, verb=PeopleAsked.PERSON_CONFIRM, object_type="account", object_id=user_id)
    return rows
