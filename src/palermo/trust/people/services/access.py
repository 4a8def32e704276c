"""How a colleague gets in: the link that sets a password, a lost second factor, and the account's own details.

An account may work for several offices, and whoever can set its password can act as it. So an administrator
opens a new way in only for accounts that work for their own office alone; for others the host does it, at the
server (`palermo manage new_way_in`), and the installation's chain records it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator

from palermo.trust.actor import INSTALLATION_ID, Actor, System
from palermo.trust.current import current, record
from palermo.trust.locks import one_at_a_time
from palermo.trust.people.links import link_for
from palermo.trust.people.lookalikes import shape_of_name
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import held_roles
from palermo.trust.people.sessions import end_sessions
from palermo.trust.people.standing import other_offices, stands_on_the_mailbox, stands_on_what_was_shown
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


@service
def renew_access(actor: Actor, *, user_id: UUID, second_factor: bool, mailed: bool = False) -> str:
    """Take an account's password away, and its second factor if that is lost; the path that sets a new password.

    `mailed` says that the path goes to the mailbox alone. One that is shown could be used by whoever shows it, and the
    account is marked so. Every session of the account ends with its password.
    Raises Refused for an account of other offices too.
    """
    # An office whose role is being accepted at this moment is seen, or that acceptance is seen to be too late.
    one_at_a_time(f"roles:{user_id}")
    user = _own_colleague(actor, user_id)
    if not mailed:
        stands_on_what_was_shown(user, by=actor.organisation_id)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user_id)
    record(actor, verb=PeopleVerb.PASSWORD_LINK_MADE, object_type="account", object_id=user_id)
    if second_factor:
        Authenticator.objects.filter(user=user).delete()
        record(actor, verb=PeopleVerb.SECOND_FACTOR_RESET, object_type="account", object_id=user_id)
    return link_for(user, mailed=mailed)


@service
def begin_acting(actor: Actor, *, unit_id: UUID) -> None:
    """Record that a colleague acts for another unit from now on; the office one begins to act for keeps it."""
    record(actor, verb=PeopleVerb.ACTING_BEGAN, object_type="unit", object_id=unit_id)


def _own_colleague(actor: Actor, user_id: UUID) -> User:
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    user = User.objects.filter(pk=user_id).first()
    reason = NOT_FOUND if user is None else _renewal_refusal(actor, user_id)
    if user is None or reason is not None:
        raise Refused(
            reason or NOT_FOUND, verb=PeopleAsked.ACCESS_RENEW, object_type="account", object_id=user_id
        )
    return user


def _renewal_refusal(actor: Actor, user_id: UUID) -> str | None:
    if isinstance(actor, System) and actor.organisation_id == INSTALLATION_ID:
        return None
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=user_id)
    if not own.exists():
        return NOT_FOUND
    elsewhere = any(held.organisation_id != actor.organisation_id for held in held_roles(user_id))
    return "account_of_other_offices" if elsewhere else None


@service
def change_account(actor: Actor, *, full_name: str, language: str) -> User:
    """Change the name colleagues see and the language of the pages, for the acting account itself.

    Raises Refused for a name that looks like that of a colleague in an office the account works for.
    """
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    if user is None:
        raise Refused("not_signed_in", verb=PeopleAsked.ACCOUNT_CHANGE)
    shape = shape_of_name(full_name)
    if shape != shape_of_name(user.full_name) and shape in _shapes_of_colleagues(actor, user):
        raise Refused(
            "name_like_a_colleague",
            verb=PeopleAsked.ACCOUNT_CHANGE,
            object_type="account",
            object_id=user.pk,
        )
    user.full_name, user.language = full_name, language
    user.save(update_fields=["full_name", "language"])
    record(actor, verb=PeopleVerb.ACCOUNT_CHANGED, object_type="account", object_id=user.pk)
    return user


def _shapes_of_colleagues(actor: Actor, user: User) -> set[str]:
    """What the names look like of everybody else who has or had a role where the account works, in any office."""
    shapes: set[str] = set()
    for organisation_id in other_offices(user.pk, than=INSTALLATION_ID):
        current().act_as(System(organisation_id=organisation_id, reason="names"))
        own = RoleAssignment.objects.filter(organisation_id=organisation_id).exclude(user_id=user.pk)
        for name, email in User.objects.filter(pk__in=own.values("user_id")).values_list(
            "full_name", "email"
        ):
            shapes.add(shape_of_name(name or email))
        current().act_as(actor)
    return shapes


@service
def prove_address(actor: Actor, *, user_id: UUID) -> None:
    """Keep that a mailed link was used to set the account's password: whoever knows it reads the mailbox."""
    stands_on_the_mailbox(User.objects.get(pk=user_id))
    record(actor, verb=PeopleVerb.ADDRESS_PROVED, object_type="account", object_id=user_id)


@service
def end_own_sessions(actor: Actor, *, keys: Iterable[str] | None = None, but: str | None = None) -> int:
    """End sessions of the acting account by their keys in the table, or all but that of the cookie `but`; how many.

    All of them are those that wait for their second step too, which no list shows.
    """
    if actor.user_id is None:
        raise Refused("not_signed_in", verb=PeopleAsked.ACCOUNT_CHANGE)
    ended = end_sessions(actor.user_id, keys=keys, but=but)
    record(actor, verb=PeopleVerb.SESSIONS_ENDED, codes={"number": ended})
    return ended
