"""An account opened by what an office handed over or mailed: a code, or a link."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.current import current, record
from palermo.trust.locks import one_at_a_time
from palermo.trust.people.lookalikes import canonical
from palermo.trust.people.models import Invitation, User
from palermo.trust.people.services.acceptance import step_to_the_door, take_up
from palermo.trust.people.services.access import prove_address
from palermo.trust.people.services.invitations import open_at
from palermo.trust.people.tokens import (
    LINK_WORKS_FOR,
    MOST_TRIES,
    account_id_of,
    code_digest,
    handle_of,
    mailed_key,
    same,
)
from palermo.trust.service import service
from palermo.trust.verbs import PeopleVerb


class Opened(StrEnum):
    """What came of a code or a link: the account can be signed in with, or nothing opened."""

    READY = "ready"
    NOT_RIGHT = "not_right"


@service
def enter_code(actor: Actor, *, user_id: UUID, code: str) -> Invitation | None:
    """The invitation that waits for this account and has this code; None for a wrong one, which is counted.

    The inviting office's ledger keeps a wrong try of one of its codes. `actor` is nobody of an office.
    """
    one_at_a_time(f"roles:{user_id}")
    invitation = _by_handle(user_id, code)
    if invitation is None:
        return None
    if same(invitation.code_digest, code_digest(invitation.pk, code)):
        return invitation
    at_the_door = step_to_the_door(actor, None, invitation)
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


def account_of(email: str) -> UUID:
    """The id of the account with this address, or the one it would get: both are found with the same work."""
    known = User.objects.with_address(email).values_list("pk", flat=True).first()
    return known or account_id_of(canonical(email))


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
    _open(actor, account_id, invitation, hashed, vouched_by=by, proved=False)
    return Opened.READY


def by_link(key: str) -> Invitation | None:
    """The invitation that a mailed link is of, if it still works: for a day, until it is answered or mailed again.

    `key` says whose it is, which one, and proves it.
    """
    try:
        account_id, invitation_id, proof = map(str, key.split("-"))
        ids = UUID(account_id), UUID(invitation_id)
    except ValueError:
        return None
    now = timezone.now()
    with current().seen_by(ids[0]):
        waiting = Invitation.objects.filter(open_at(now), pk=ids[1], account_id=ids[0], code_digest="")
        invitation = waiting.filter(sent_at__gt=now - LINK_WORKS_FOR).select_related("unit").first()
    if invitation is None or not same(proof, mailed_key(invitation.pk, invitation.email, invitation.sent_at)):
        return None
    return invitation


@service
def open_with_link(actor: Actor, *, key: str, password: str) -> Opened:
    """Choose a password with a mailed link, which proves the address: a new account has its role at once.

    An account whose address was not proved until now gets a new password and keeps its second step; whoever had the
    old password is signed out. Its holder signs in and answers there.
    """
    if (found := by_link(key)) is None:
        return Opened.NOT_RIGHT
    account_id = found.account_id
    one_at_a_time(f"roles:{account_id}")
    if (invitation := by_link(key)) is None:
        return Opened.NOT_RIGHT
    user = User.objects.select_for_update().filter(pk=account_id).first()
    if user is None:
        _open(actor, account_id, invitation, make_password(password), vouched_by=None, proved=True)
        return Opened.READY
    if user.address_proved_at is not None or not user.is_active:
        return Opened.NOT_RIGHT
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor, verb=PeopleVerb.PASSWORD_CHANGED, object_type="account", object_id=user.pk)
    prove_address(actor, user_id=user.pk)
    return Opened.READY


def _open(
    actor: Actor,
    account_id: UUID,
    invitation: Invitation,
    hashed: str,
    *,
    vouched_by: UUID | None,
    proved: bool,
) -> None:
    at_the_door = step_to_the_door(actor, account_id, invitation)
    user = User(id=account_id, email=invitation.email, full_name=invitation.full_name, password=hashed)
    user.vouched_by, user.address_proved_at = vouched_by, timezone.now() if proved else None
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=proved, primary=True)
    record(at_the_door, verb=PeopleVerb.ACCOUNT_OPENED, object_type="account", object_id=user.pk)
    take_up(at_the_door, user, invitation, confirmed=True)
