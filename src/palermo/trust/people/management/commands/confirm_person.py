"""Confirm that an account is in the right hands, for an office whose own administrators cannot."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from palermo.trust.actor import System
from palermo.trust.people.models import Organisation, User
from palermo.trust.people.services import confirm_person
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


class Command(BaseCommand):
    """`palermo manage confirm_person bram@lantern.example --office ID`; the office's chain records it."""

    help = "Let an account's roles in an office count again that rest until the person is confirmed there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose account, and in which office."""
        parser.add_argument("email")
        parser.add_argument("--office", required=True, metavar="ID", help="as create_office printed it")

    def handle(self, *args: Any, email: str, office: str, **options: Any) -> None:
        """Raise CommandError when there is no such account or office, or nothing rests."""
        try:
            actor = System(organisation_id=UUID(office), reason="confirm_person")
        except ValueError:
            raise CommandError(f"{office} is no id of an office.") from None
        refused: Refused | None = None
        with unit_of_work(actor):
            user = User.objects.with_address(email).first()
            if user is None or not Organisation.objects.filter(pk=actor.organisation_id).exists():
                raise CommandError("There is no such account, or no such office.")
            try:
                confirm_person(actor, user_id=user.pk)
            except Refused as error:
                refused = error
        if refused is not None and refused.reason == "way_in_of_another":
            raise CommandError(
                "Another office could know this account's password. Make a new way in first:"
                " palermo manage new_way_in"
            )
        if refused is not None:
            raise CommandError("No role of this account rests in this office.")
        self.stdout.write("Confirmed: the account's roles in this office count again.")
