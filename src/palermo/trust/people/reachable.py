"""Accounts that no address reaches: kept before addresses were compared in one way, and not told from another since.

Nobody signs in with such an account, no session of it goes on, and no link is sent to it. Its offices end its roles;
the person is invited under another address.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from palermo.trust.people.lookalikes import comparable
from palermo.trust.people.models import User


def is_reachable(user: User) -> bool:
    """Whether whoever types the account's address finds this account."""
    return comparable(user.email) == user.email


def perhaps_unreachable() -> QuerySet[User]:
    """The few accounts to look at more closely: letters beyond ASCII, capitals, a domain as it travels."""
    return User.objects.filter(email__regex=r"[^ -~]|[A-Z]|xn--").order_by("pk")


def unreachable(among: Iterable[User]) -> list[UUID]:
    """Those of the accounts that no address reaches."""
    return [user.pk for user in among if not is_reachable(user)]


def unreachable_words(user_id: UUID) -> str:
    """What the operator is told of one; no address stands in it."""
    return _(
        "The address of account %(account)s passes for another one, so nobody signs in with it. Ask its offices to"
        " end its roles and to invite the person under another address."
    ) % {"account": user_id}
