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

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor, Anonymous, System
from palermo.trust.background import enqueue
from palermo.trust.current import current, record
from palermo.trust.locks import one_at_a_time
from palermo.trust.mandates import Held, Mandate, Role
from palermo.trust.people.models import Invitation, InvitationAnswer, RoleAssignment, User
from palermo.trust.people.queries import in_force
from palermo.trust.people.services.colleagues import role_refusal
from palermo.trust.people.services.confirming import tell_of_a_role_elsewhere
from palermo.trust.people.services.invitations import open_at
from palermo.trust.people.standing import other_offices, stands_here
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


def needs_a_code(user: User, invitation: Invitation) -> bool:
    """True when nothing but a code shows that whoever is signed in is whom the office means."""
    return user.address_proved_at is None and not stands_here(user.pk, invitation.organisation_id)


def must_begin_anew(user: User, invitation: Invitation) -> bool:
    """True when an administrator of another office could have set the password that the code would be used with."""
    return needs_a_code(user, invitation) and user.vouched_by not in (None, invitation.organisation_id)


def step_to_the_door(actor: Actor, user_id: UUID | None, invitation: Invitation) -> Anonymous:
    """Go on in the inviting office's chain, as somebody who holds no role there, with the invitation locked.

    Without `user_id` the office's ledger does not learn which account it was, nor that there is one. Nothing may have
    been written yet. Raises Refused, still as `actor`, when the invitation was answered meanwhile.
    """
    at_the_door = Anonymous(user_id=user_id, organisation_id=invitation.organisation_id)
    current().act_as(at_the_door)
    rows = Invitation.objects.select_for_update(of=("self",)).filter(
        open_at(timezone.now()), pk=invitation.pk
    )
    if not rows.exists():
        current().act_as(actor)
        raise _refused("invitation_over", invitation)
    return at_the_door


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
    at_the_door = step_to_the_door(actor, user.pk, invitation)
    if rests or (anew and invitation.invited_by_id):
        user.doubted_at = timezone.now()
    if anew and password is not None:
        user.set_password(password)
        user.vouched_by = invitation.organisation_id if invitation.invited_by_id else None
        Authenticator.objects.filter(user=user).delete()
        record(at_the_door, verb=PeopleVerb.PASSWORD_CHANGED, object_type="account", object_id=user.pk)
        record(at_the_door, verb=PeopleVerb.SECOND_FACTOR_REMOVED, object_type="account", object_id=user.pk)
    user.save(update_fields=["password", "vouched_by", "doubted_at"])
    take_up(at_the_door, user, invitation, confirmed=not (anew and invitation.invited_by_id))
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
    _user, invitation = _waiting(actor, invitation_id)
    at_the_door = step_to_the_door(actor, None, invitation)
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
            in_force(office_today()), organisation_id=organisation_id, role=Role.ADMINISTRATOR
        )
        somebody = administrators.exclude(user_id=user.pk).exists()
        current().act_as(actor)
        if not somebody:
            raise _refused("nobody_could_confirm", invitation)


def take_up(at_the_door: Anonymous, user: User, invitation: Invitation, *, confirmed: bool) -> None:
    """Give the account the role that was offered; `confirmed` says that it counts at once."""
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
