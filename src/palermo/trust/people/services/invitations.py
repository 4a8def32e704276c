"""A role offered: what the office does. Nothing here looks whether the address has an account elsewhere.

The same is written and shown for an address that has an account and for one that has none; what waits is a row of the
office (`Invitation`), and no role, until its holder accepts it (`acceptance`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.background import enqueue
from palermo.trust.current import record
from palermo.trust.mandates import Held, Mandate, Role, assignment_refusal
from palermo.trust.people.lookalikes import address_refusal, canonical, looks_like
from palermo.trust.people.mail_invitations import mail_invitation
from palermo.trust.people.models import Invitation, InvitationAnswer, RoleAssignment, Unit, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import as_held
from palermo.trust.people.services.colleagues import assign_role
from palermo.trust.people.services.lapsing import administers_until
from palermo.trust.people.standing import may_be_given_at_once, not_over, stands_here
from palermo.trust.people.tokens import LINK_WORKS_FOR, account_id_of, code_digest, new_code
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb

KEPT_AFTER = timedelta(days=90)
"""How long an invitation that is over is kept: so long an administrator may ask what became of it."""


class Way(StrEnum):
    """How an invitation reaches its holder, and for how long it waits: a code is worth more the longer it works."""

    MAIL = "mail"
    CODE = "code"
    CODE_AWAY = "code_away"
    CODE_FAR = "code_far"
    HERE = "here"


WAITS: dict[Way, timedelta] = {
    Way.MAIL: timedelta(days=7),
    Way.CODE: LINK_WORKS_FOR,
    Way.CODE_AWAY: timedelta(days=7),
    Way.CODE_FAR: timedelta(days=7),
    Way.HERE: timedelta(days=7),
}
BY_CODE = frozenset({Way.CODE, Way.CODE_AWAY, Way.CODE_FAR})


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What was offered; `code` is to be handed over, shown now and never again, and empty where none is needed."""

    invitation: Invitation
    code: str


@service
def invite_colleague(
    actor: Actor,
    *,
    email: str,
    full_name: str,
    unit_id: UUID,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
    way: Way,
) -> Offered:
    """Offer a role in the acting office to whoever has this address, with an account or without.

    Raises Refused for an address that passes for another, for a colleague of the office, and for what can never be.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    email = canonical(email)
    reason = address_refusal(email)
    if reason is None and looks_like(email, _addresses_here(actor)):
        reason = "address_like_a_colleague"
    if reason is not None:
        raise Refused(reason, verb=PeopleAsked.ACCOUNT_INVITE)
    known = User.objects.with_address(email).values_list("pk", flat=True).first()
    account_id = known or account_id_of(email)
    if stands_here(account_id, actor.organisation_id):
        raise Refused(
            "colleague_already", verb=PeopleAsked.ACCOUNT_INVITE, object_type="account", object_id=account_id
        )
    return _offer(
        actor,
        account_id=account_id,
        email=email,
        full_name=full_name,
        unit_id=unit_id,
        role=role,
        days=(valid_from, valid_until),
        way=way,
    )


@service
def give_role(
    actor: Actor,
    *,
    user_id: UUID,
    unit_id: UUID,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
) -> bool:
    """Give a colleague one more role: at once, or offered to an account that is not of this office alone.

    Returns whether it was given at once. Raises Refused as `assign_role` does, and for somebody without a role here
    now: whoever left is invited anew, as a stranger is.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    user = User.objects.filter(pk=user_id).first()
    if user is None or not stands_here(user_id, actor.organisation_id):
        raise Refused("invite_again", verb=PeopleAsked.ROLE_ASSIGN, object_type="account", object_id=user_id)
    if may_be_given_at_once(actor, user):
        assign_role(
            actor,
            user_id=user_id,
            unit_id=unit_id,
            role=role,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        return True
    _offer(
        actor,
        account_id=user.pk,
        email=user.email,
        full_name=user.full_name,
        unit_id=unit_id,
        role=role,
        days=(valid_from, valid_until),
        way=Way.HERE,
    )
    return False


def _offer(
    actor: Actor,
    *,
    account_id: UUID,
    email: str,
    full_name: str,
    unit_id: UUID,
    role: Role,
    days: tuple[date, date | None],
    way: Way,
) -> Offered:
    unit = own_row(actor, Unit, unit_id, verb=PeopleAsked.ROLE_ASSIGN, object_type="unit", lock=False)
    if reason := _never(actor, account_id, unit, role, days):
        raise Refused(reason, verb=PeopleAsked.ACCOUNT_INVITE, object_type="unit", object_id=unit.pk)
    now = timezone.now()
    invitation = Invitation(
        organisation_id=unit.organisation_id,
        unit=unit,
        account_id=account_id,
        email=email,
        full_name=full_name,
        role=role,
        valid_from=days[0],
        valid_until=days[1],
        invited_by_id=actor.user_id,
    )
    code = _prepare(invitation, way=way, now=now)
    invitation.save(force_insert=True)
    _told(actor, invitation, way=way, verb=PeopleVerb.ACCOUNT_INVITED)
    return Offered(invitation=invitation, code=code)


def _never(
    actor: Actor, account_id: UUID, unit: Unit, role: Role, days: tuple[date, date | None]
) -> str | None:
    """What the office can know to be impossible; whatever the account holds elsewhere is left to its acceptance."""
    if days[1] is not None and days[1] < days[0]:
        return "dates_out_of_order"
    new = Held(
        organisation_id=unit.organisation_id, unit_id=unit.pk, mandate=Mandate(unit.mandate), role=role
    )
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=account_id)
    held = as_held(own.filter(not_over(days[0])).select_related("unit"))
    if new in held:
        return "role_held_already"
    if reason := assignment_refusal(held, new):
        return reason
    waiting = Invitation.objects.filter(
        open_at(timezone.now()), organisation_id=actor.organisation_id, account_id=account_id
    )
    return "invited_already" if waiting.filter(unit=unit, role=role).exists() else None


def _prepare(invitation: Invitation, *, way: Way, now: datetime) -> str:
    invitation.handle, code = new_code() if way in BY_CODE else ("", "")
    invitation.code_digest = code_digest(invitation.pk, code) if code else ""
    invitation.tries, invitation.sent_at = 0, now
    ends = administers_until(invitation.invited_by_id, invitation.organisation_id)
    invitation.lapses_at = now + WAITS[way] if ends is None else min(now + WAITS[way], ends)
    return code


def _told(actor: Actor, invitation: Invitation, *, way: Way, verb: PeopleVerb) -> None:
    if way is Way.MAIL:
        enqueue(mail_invitation, organisation_id=actor.organisation_id, invitation_id=invitation.pk)
    record(
        actor,
        verb=verb,
        object_type="invitation",
        object_id=invitation.pk,
        codes={"role": invitation.role, "unit": str(invitation.unit_id), "way": way.value},
    )


def open_at(now: datetime) -> Q:
    """Invitations that wait for an answer."""
    return Q(answer="", lapses_at__gt=now)


def _addresses_here(actor: Actor) -> list[str]:
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
    waiting = Invitation.objects.filter(open_at(timezone.now()), organisation_id=actor.organisation_id)
    colleagues = User.objects.filter(pk__in=own.values("user_id"))
    return [*colleagues.values_list("email", flat=True), *waiting.values_list("email", flat=True)]


@service
def offer_again(actor: Actor, *, invitation_id: UUID, way: Way) -> Offered:
    """Make a new code or send a new mail for an invitation that waits, or lapsed; the one before works no more.

    From now on it is the word of whoever renewed it: of the host where that is the host, and of nobody before.
    Raises Refused for one that is answered.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    invitation = _own(actor, invitation_id)
    invitation.invited_by_id = actor.user_id
    code = _prepare(invitation, way=way, now=timezone.now())
    invitation.answer, invitation.answered_at = "", None
    invitation.save(
        update_fields=[
            *("invited_by_id", "handle", "code_digest", "tries"),
            *("sent_at", "lapses_at", "answer", "answered_at"),
        ]
    )
    _told(actor, invitation, way=way, verb=PeopleVerb.INVITATION_RENEWED)
    return Offered(invitation=invitation, code=code)


@service
def withdraw_invitation(actor: Actor, *, invitation_id: UUID) -> None:
    """Take an invitation back. Raises Refused for one that is answered."""
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    invitation = _own(actor, invitation_id)
    invitation.answer, invitation.answered_at = InvitationAnswer.WITHDRAWN, timezone.now()
    invitation.save(update_fields=["answer", "answered_at"])
    record(actor, verb=PeopleVerb.INVITATION_WITHDRAWN, object_type="invitation", object_id=invitation.pk)


def _own(actor: Actor, invitation_id: UUID) -> Invitation:
    invitation = own_row(
        actor, Invitation, invitation_id, verb=PeopleAsked.ACCOUNT_INVITE, object_type="invitation"
    )
    # Whether it was declined is the holder's affair: it is over as one that lapsed is, and may be offered again.
    if invitation.answer in (InvitationAnswer.ACCEPTED, InvitationAnswer.WITHDRAWN):
        raise Refused(
            "invitation_over",
            verb=PeopleAsked.ACCOUNT_INVITE,
            object_type="invitation",
            object_id=invitation_id,
        )
    return invitation


def forget_old_invitations(actor: Actor) -> None:
    """Delete the office's invitations that were over 90 days ago; a chore of each office."""
    old = Invitation.objects.filter(
        organisation_id=actor.organisation_id, lapses_at__lt=timezone.now() - KEPT_AFTER
    )
    if old.exists():
        gone, _by_table = old.delete()
        record(actor, verb=PeopleVerb.INVITATIONS_FORGOTTEN, codes={"number": gone})


def lapse_after_restore(actor: Actor) -> int:
    """Let every invitation that waits lapse now: whether it was answered since the backup is not known. How many."""
    waiting = Invitation.objects.filter(open_at(timezone.now()), organisation_id=actor.organisation_id)
    lapsed = waiting.update(lapses_at=timezone.now())
    if lapsed:
        record(actor, verb=PeopleVerb.INVITATION_LAPSED, codes={"invitations": lapsed})
    return lapsed
