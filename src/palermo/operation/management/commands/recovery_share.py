"""An office's recovery share: made and shown once, or used after the root key was lost."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from palermo.trust.actor import System
from palermo.trust.ledger.ends import end_former_keys
from palermo.trust.people.models import Organisation
from palermo.trust.people.queries import office_names
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.slots import BadRecoveryShare, make_recovery_share, recover


class Command(BaseCommand):
    """`palermo keys recovery OFFICE` and `palermo keys recover OFFICE`."""

    help = "Make a recovery share of an office, or with --use read one from standard input."
    requires_system_checks = ()  # must work when pages do not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The office's id, and whether a share is used."""
        parser.add_argument("office", type=UUID)
        parser.add_argument("--use", action="store_true")

    def handle(self, *args: Any, office: UUID, use: bool, **options: Any) -> None:
        """Raise CommandError when the office is unknown, its key does not open or the share is wrong."""
        with unit_of_work(System(organisation_id=office, reason="keys")):
            if not Organisation.objects.filter(pk=office).exists():
                raise CommandError(f"There is no office {office}; palermo keys show lists them.")
            try:
                if use:
                    recover(office, sys.stdin.readline().strip())
                    self.stdout.write("The office's key is open again, under the present root key.")
                else:
                    self.stdout.write(make_recovery_share(office))
            except (BadRecoveryShare, Unreadable) as error:
                raise CommandError(str(error)) from None
        if use:
            with machinery():
                ids = sorted(office_names())
            end_former_keys(ids)
