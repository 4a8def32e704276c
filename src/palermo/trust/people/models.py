"""Accounts, offices, units and who does what where."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from palermo.trust.ids import uuid7
from palermo.trust.mandates import Mandate, OrganisationKind, Role
from palermo.trust.owned import OwnedForeignKey
from palermo.trust.people.lookalikes import comparable

ZONE_LENGTH = 64


class UserManager(BaseUserManager["User"]):
    """Finds accounts by e-mail address."""

    def with_address(self, typed: str) -> models.QuerySet[User]:
        """The one account with this address, or none: the only way in which anything here finds one by an address.

        What was typed is brought into the form that is kept, then compared letter by letter: a database's own rules
        for large and small letters are not those of the unique index.
        """
        return self.filter(email=comparable(typed))

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this e-mail address. Raises User.DoesNotExist."""
        return self.with_address(username or "").get()


class User(AbstractBaseUser):
    """A colleague's account. It signs in by e-mail address and belongs to no office by itself.

    Three columns say whose word its password stands on. `vouched_by` is the office on whose page the link or code
    stood by which the password was set, so that its administrator could have set it; null when that was the host or
    the mailbox. `address_proved_at` is when whoever set the password showed that they read the mailbox; null when the
    password was set by something handed over since. `doubted_at` is when a role of another office was accepted with
    a code: roles confirmed before then rest (`RoleAssignment.confirmed_at`).

    `failed_tries` counts failed sign-ins with its address since its owner was last here; `locked_at` is when the
    address was last locked since then.

    `names_beside` is not kept: names, beside its own and its offices', that a password chosen now is not made of.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en-gb")
    is_active = models.BooleanField(default=True)
    vouched_by = models.UUIDField(null=True)
    address_proved_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    failed_tries = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    names_beside: tuple[str, ...] = ()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        db_table = "people_user"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_user_email"),
            models.UniqueConstraint(fields=["email"], name="people_user_address"),  # by it accounts are found
        ]

    def get_session_auth_hash(self) -> str:
        """Changes with the password, and not with the root key: it stands in sealed sessions and nowhere else."""
        return hashlib.sha256(f"palermo-session-of:{self.password}".encode()).hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """None: no key is in it that could have been another one before."""
        return iter(())


class Organisation(models.Model):
    """An office: the unit that answers for a file, with its own key, chain and wall. It may have a parent.

    `zone` is the time zone its administrator chose; empty while it is its State's. `card_line` is the telephone number
    that its administrator puts on the rights cards its colleagues print, `card_hours` when it answers, by language.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.DO_NOTHING, related_name="+")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    country = models.CharField(max_length=2, blank=True)
    contact_point = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=ZONE_LENGTH, blank=True)
    card_line = models.CharField(max_length=30, blank=True, db_default="")
    card_hours = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "people_organisation"
        ordering = ["name"]


class Unit(models.Model):
    """A part of an office with one mandate; the mandate decides which rooms its people may enter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="units")
    name = models.CharField(max_length=120)
    mandate = models.CharField(max_length=40, choices=[(mandate.value, mandate.value) for mandate in Mandate])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "people_unit"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="people_unit_owned"),
            models.UniqueConstraint(fields=["organisation", "name"], name="people_unit_name"),
        ]


class RoleAssignment(models.Model):
    """A role of an account in a unit, from a day until a day (inclusive; open when `valid_until` is null).

    `revoked_at` ends it at once, whatever its days say. `confirmed_at` is when its office last stood by whoever holds
    the account; a role confirmed never, or before the account was doubted, rests: it is held and has no effect.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    unit = OwnedForeignKey(Unit, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="assignments")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "people_role_assignment"
        indexes = [
            models.Index(fields=["organisation", "user"], name="people_assignment_office"),
            models.Index(fields=["user"], name="people_assignment_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="people_assignment_dates",
            ),
        ]


class InvitationAnswer(StrEnum):
    """How an invitation ended; one that lapsed has no answer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Invitation(models.Model):
    """A role that waits for its holder's yes. Until then it is no role: nothing but this row says that it was offered.

    `account_id` is that of the address's account, or of the one it will get: no reference, because the office must not
    learn whether there is one. `code_digest` is of the code that was handed over, empty where a mail was sent or no
    proof is needed; a mailed link works for a day from `sent_at`. `invited_by_id` is empty where the host did it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    unit = OwnedForeignKey(Unit, related_name="+")
    account_id = models.UUIDField()
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    invited_by_id = models.UUIDField(null=True)
    handle = models.CharField(max_length=12, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.CharField(
        max_length=12, blank=True, choices=[(answer.value, answer.value) for answer in InvitationAnswer]
    )
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "people_invitation"
        indexes = [
            models.Index(fields=["organisation", "lapses_at"], name="people_invitation_office"),
            models.Index(fields=["account_id"], name="people_invitation_account"),
        ]


class SignedIn(models.Model):
    """Whose a session is: its key in the table of sessions, and the account; nothing else. It ends with the session.

    A sign-in that waits for its second step is listed too.
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        db_table = "people_signed_in"
