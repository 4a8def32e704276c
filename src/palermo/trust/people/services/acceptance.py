"""A role offered: what its holder does.

A role of one office never opens another. So what proves the holder decides what the yes does:

* the mailbox, or a role that the account has in the inviting office already: the role counts at once.
* a code that the inviting office handed over: it opens a new account. With an account that exists it also makes every
  role in other offices rest, until an administrator of each confirms the person there, because nothing shows them that
  whoever had the code is the one they know. Where the password could have been set by yet another office, it is chosen
  anew, the second step is set up anew, and the new role rests too.

Whether the role fits beside what is held elsewhere is asked, refused and recorded outside the inviting office: it
learns neither that something is held nor what.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from palermo.trust.actor import Actor, Anonymous, System
from palermo.trust.background import enqueue
from palermo.trust.current import current, record
from palermo.trust.locks import one_at_a_time
from palermo.trust.mandates import Held, Mandate, Role
from palermo.trust.people.models import Invitation, InvitationAnswer, RoleAssignment, User
from palermo.trust.people.queries import in_force
from palermo.trust.people.services.access import prove_address
from palermo.trust.people.services.colleagues import role_refusal
from palermo.trust.people.services.confirming import tell_of_a_role_elsewhere
from palermo.trust.people.services.invitations import open_at
from palermo.trust.people.standing import other_offices, stands_here
from palermo.trust.people.tokens import (
    LINK_WORKS_FOR,
    MOST_TRIES,
    account_id_of,
    code_digest,
    handle_of,
    mailed_key,
    same,
)
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


class Opened(StrEnum):
    """What came of a code or a link: the account can be signed in with, or nothing opened."""

    READY = "ready"
    NOT_RIGHT = "not_right"


def needs_a_code(user: User, invitation: Invitation) -> bool:
    """True when nothing but a code shows that whoever is signed in is whom the office means."""
    return user.address_proved_at is None and not stands_here(user.pk, invitation.organisation_id)


def must_begin_anew(user: User, invitation: Invitation) -> bool:
    """True when an administrator of another office could have set the password that the code would be used with."""
    return needs_a_code(user, invitation) and user.vouched_by not in (None, invitation.organisation_id)


@service
def enter_code(actor: Actor, *, user_id: UUID, code: str) -> Invitation | None:  # noqa: ARG001 - a service's signature
    """The invitation that waits for this account and has this code; None for a wrong one, which is counted.

    The inviting office's ledger keeps a wrong try of one of its codes. `actor` is nobody of an office.
    """
    invitation = _by_handle(user_id, code)
    if invitation is None:
        return None
    if same(invitation.code_digest, code_digest(invitation.pk, code)):
        return invitation
    at_the_door = _at_the_door(user_id, invitation)
    invitation.tries += 1
    invitation.save(update_fields=["tries"])
    record(
        at_the_door, verb=PeopleVerb.INVITATION_CODE_WRONG, object_type="invitation", object_id=invitation.pk
    )
    return None


def _by_handle(account_id: UUID, code: str) -> Invitation | None:
    if not (handle := handle_of(code)):
        return None
    with current().seen_by(account_id):
        waiting = Invitation.objects.filter(open_at(timezone.now()), account_id=account_id, handle=handle)
        return waiting.exclude(code_digest="").filter(tries__lt=MOST_TRIES).select_related("unit").first()


def _at_the_door(user_id: UUID, invitation: Invitation) -> Anonymous:
    """Go on in the inviting office's chain, as somebody who holds no role there."""
    actor = Anonymous(user_id=user_id, organisation_id=invitation.organisation_id)
    current().act_as(actor)
    return actor


@service
def accept_invitation(
    actor: Actor, *, invitation_id: UUID, code_entered: bool, password: str | None = None
) -> bool:
    """Accept a role for the signed-in account; True when roles in other offices rest from now on.

    `actor` is the account in no office (`Anonymous`), so that a refusal stays outside the inviting one.
    `password` is a new one, where `must_begin_anew`. Raises Refused where the proof is missing, where the role may not
    be held beside others, and where nobody in another office could confirm the person.
    """
    user, invitation = _waiting(actor, invitation_id)
    by_code, anew = needs_a_code(user, invitation), must_begin_anew(user, invitation)
    if by_code and not (code_entered and invitation.code_digest):
        raise _refused("code_needed", invitation)
    if anew and password is None:
        raise _refused("new_password_needed", invitation)
    if reason := role_refusal(user.pk, _held(invitation), invitation.valid_from, invitation.valid_until):
        raise _refused(reason, invitation)
    elsewhere = other_offices(user.pk, than=invitation.organisation_id)
    # What the host hands over at the server is the word of somebody who rules every office already.
    rests = bool(by_code and elsewhere and invitation.invited_by_id)
    if rests:
        _require_others_who_confirm(actor, user, elsewhere, invitation)
    now = timezone.now()
    at_the_door = _at_the_door(user.pk, invitation)
    if rests or (anew and invitation.invited_by_id):
        user.doubted_at = now
    if anew and password is not None:
        user.set_password(password)
        user.vouched_by = invitation.organisation_id if invitation.invited_by_id else None
        Authenticator.objects.filter(user=user).delete()
        record(at_the_door, verb=PeopleVerb.PASSWORD_CHANGED, object_type="account", object_id=user.pk)
        record(at_the_door, verb=PeopleVerb.SECOND_FACTOR_REMOVED, object_type="account", object_id=user.pk)
    user.save(update_fields=["password", "vouched_by", "doubted_at"])
    _take_up(at_the_door, user, invitation, confirmed=not (anew and invitation.invited_by_id))
    for organisation_id in elsewhere:
        enqueue(
            tell_of_a_role_elsewhere,
            organisation_id=organisation_id,
            account_id=user.pk,
            rests="yes" if rests else "no",
        )
    return rests


@service
def decline_invitation(actor: Actor, *, invitation_id: UUID) -> None:
    """Say no to a role that was offered; the office reads that it was not accepted."""
    user, invitation = _waiting(actor, invitation_id)
    at_the_door = _at_the_door(user.pk, invitation)
    invitation.answer, invitation.answered_at = InvitationAnswer.DECLINED, timezone.now()
    invitation.save(update_fields=["answer", "answered_at"])
    record(
        at_the_door, verb=PeopleVerb.INVITATION_DECLINED, object_type="invitation", object_id=invitation.pk
    )


def _waiting(actor: Actor, invitation_id: UUID) -> tuple[User, Invitation]:
    user = invitation = None
    if actor.user_id is not None:
        one_at_a_time(f"roles:{actor.user_id}")
        user = User.objects.select_for_update().filter(pk=actor.user_id).first()
        waiting = Invitation.objects.filter(open_at(timezone.now()), account_id=actor.user_id)
        invitation = waiting.filter(pk=invitation_id).select_related("unit").first()
    if user is None or invitation is None:
        raise Refused(
            NOT_FOUND, verb=PeopleAsked.ROLE_ACCEPT, object_type="invitation", object_id=invitation_id
        )
    return user, invitation


def _refused(reason: str, invitation: Invitation) -> Refused:
    return Refused(reason, verb=PeopleAsked.ROLE_ACCEPT, object_type="invitation", object_id=invitation.pk)


def _held(invitation: Invitation) -> Held:
    return Held(
        organisation_id=invitation.organisation_id,
        unit_id=invitation.unit_id,
        mandate=Mandate(invitation.unit.mandate),
        role=Role(invitation.role),
    )


def _require_others_who_confirm(
    actor: Actor, user: User, offices: list[UUID], invitation: Invitation
) -> None:
    """Each of the offices has an administrator other than this account, or Refused: nobody could confirm the person."""
    for organisation_id in offices:
        current().act_as(System(organisation_id=organisation_id, reason="who_confirms"))
        administrators = RoleAssignment.objects.filter(
            in_force(timezone.now().date()), organisation_id=organisation_id, role=Role.ADMINISTRATOR
        )
        somebody = administrators.exclude(user_id=user.pk).exists()
        current().act_as(actor)
        if not somebody:
            raise _refused("nobody_could_confirm", invitation)


def _take_up(at_the_door: Anonymous, user: User, invitation: Invitation, *, confirmed: bool) -> None:
    now = timezone.now()
    invitation.answer, invitation.answered_at = InvitationAnswer.ACCEPTED, now
    invitation.save(update_fields=["answer", "answered_at"])
    RoleAssignment.objects.create(
        organisation_id=invitation.organisation_id,
        unit_id=invitation.unit_id,
        user=user,
        role=invitation.role,
        valid_from=invitation.valid_from,
        valid_until=invitation.valid_until,
        confirmed_at=now if confirmed else None,
    )
    record(
        at_the_door, verb=PeopleVerb.INVITATION_ACCEPTED, object_type="invitation", object_id=invitation.pk
    )
    record(
        at_the_door,
        verb=PeopleVerb.ROLE_ASSIGNED,
        object_type="account",
        object_id=user.pk,
        codes={"role": invitation.role, "unit": str(invitation.unit_id)},
    )


# --- an account opened by a code or a link -------------------------------------------------------------------


def account_of(email: str) -> UUID:
    """The id of the account with this address, or the one it would get: both are found with the same work."""
    known = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    return known or account_id_of(email)


@service
def open_with_code(actor: Actor, *, account_id: UUID, code: str, password: str) -> Opened:
    """Open a new account with a code and a first password, and accept the role.

    READY for an account that exists already too, where nothing is done: its holder signs in and enters the code there.
    """
    hashed = make_password(password)  # also where it is not used: the time it takes tells nothing
    invitation = enter_code(actor, user_id=account_id, code=code)
    if invitation is None:
        return Opened.NOT_RIGHT
    if User.objects.filter(pk=account_id).exists():
        return Opened.READY
    by = invitation.organisation_id if invitation.invited_by_id else None
    _open(account_id, invitation, hashed, vouched_by=by, proved=False)
    return Opened.READY


def by_link(account_id: UUID, invitation_id: UUID, key: str) -> Invitation | None:
    """The invitation that a mailed link is of, if it still works: for a day, until it is answered or mailed again."""
    now = timezone.now()
    with current().seen_by(account_id):
        waiting = Invitation.objects.filter(open_at(now), pk=invitation_id, account_id=account_id)
        invitation = waiting.filter(sent_at__gt=now - LINK_WORKS_FOR).select_related("unit").first()
    if invitation is None or not same(key, mailed_key(invitation.pk, invitation.email, invitation.sent_at)):
        return None
    return invitation


@service
def open_with_link(actor: Actor, *, account_id: UUID, invitation_id: UUID, key: str, password: str) -> Opened:
    """Choose a password with a mailed link, which proves the address: a new account has its role at once.

    An account whose address was not proved until now gets a new password and keeps its second step; whoever had the
    old password is signed out. Its holder signs in and answers there.
    """
    invitation = by_link(account_id, invitation_id, key)
    if invitation is None:
        return Opened.NOT_RIGHT
    user = User.objects.select_for_update().filter(pk=account_id).first()
    if user is None:
        _open(account_id, invitation, make_password(password), vouched_by=None, proved=True)
        return Opened.READY
    if user.address_proved_at is not None or not user.is_active:
        return Opened.NOT_RIGHT
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor, verb=PeopleVerb.PASSWORD_CHANGED, object_type="account", object_id=user.pk)
    prove_address(actor, user_id=user.pk)
    return Opened.READY


def _open(
    account_id: UUID, invitation: Invitation, hashed: str, *, vouched_by: UUID | None, proved: bool
) -> None:
    at_the_door = _at_the_door(account_id, invitation)
    user = User(id=account_id, email=invitation.email, full_name=invitation.full_name, password=hashed)
    user.vouched_by, user.address_proved_at = vouched_by, timezone.now() if proved else None
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=proved, primary=True)
    record(at_the_door, verb=PeopleVerb.ACCOUNT_OPENED, object_type="account", object_id=user.pk)
    _take_up(at_the_door, user, invitation, confirmed=True)
