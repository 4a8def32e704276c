"""A new way in for an account that no single office may open: it works for several, or has no office any more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.people.links import default_site
from palermo.trust.people.models import User
from palermo.trust.people.services import renew_access
from palermo.trust.unit_of_work import unit_of_work


class Command(BaseCommand):
    """`palermo manage new_way_in ada@lantern.example`; the installation's chain records it."""

    help = "Take an account's password away and print the link that sets a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose account, and whether the second step is lost too."""
        parser.add_argument("email")
        parser.add_argument("--second-factor", action="store_true", help="take the second step away too")
        parser.add_argument("--site", default=default_site(), help="how people reach this installation")

    def handle(self, *args: Any, email: str, second_factor: bool, site: str, **options: Any) -> None:
        """Raise CommandError when there is no such account."""
        actor = System(organisation_id=INSTALLATION_ID, reason="new_way_in")
        with unit_of_work(actor):
            user = User.objects.with_address(email).first()
            if user is None:
                raise CommandError(f"There is no account {email}.")
            path = renew_access(actor, user_id=user.pk, second_factor=second_factor)
        self.stdout.write("Every session of the account has ended. Hand over this link; it works once:")
        self.stdout.write(f"{site.rstrip('/')}{path}")
