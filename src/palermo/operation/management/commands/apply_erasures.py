"""Repeat every erasure of the journal on restored data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.ends import end_former_keys
from palermo.trust.people.queries import offices
from palermo.trust.people.services.invitations import lapse_after_restore
from palermo.trust.switches.services import suspend_after_restore
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.erasure import apply_journal
from palermo.trust.vault.journal import BadJournal, read_journal
from palermo.trust.verbs import LedgerVerb


class Command(BaseCommand):
    """`palermo manage apply_erasures`, run by `palermo restore` as the owner."""

    help = "Make everybody in the journal of erasures unreadable again, after a restore."
    requires_system_checks = ()  # must work when pages do not

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --only-read and --made-before-signing."""
        parser.add_argument("--only-read", action="store_true", help="Read the journal and change nothing.")
        parser.add_argument(
            "--made-before-signing", action="store_true", help="Record that nobody can vouch for the backup."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError when the journal is missing or altered."""
        try:
            if options["only_read"]:
                self.stdout.write(
                    f"Erasures in the journal: {len(read_journal(settings.PALERMO_ERASURES_FILE))}."
                )
                return
            destroyed = apply_journal(settings.PALERMO_ERASURES_FILE)
        except BadJournal as error:
            raise CommandError(str(error)) from None
        actor = System(organisation_id=INSTALLATION_ID, reason="restore")
        with unit_of_work(actor):
            record(
                actor,
                verb=LedgerVerb.INSTALLATION_RESTORED,
                codes={"keys_destroyed": destroyed, "signed_backup": not options["made_before_signing"]},
            )
        self.stdout.write(f"Keys destroyed again: {destroyed}.")
        self._take_back()

    def _take_back(self) -> None:
        """What was decided since the backup is not known: what it had open or on by a promise is not so any more."""
        with machinery():
            ids = list(offices().values_list("pk", flat=True))
        end_former_keys(ids)
        switches = invitations = 0
        for office_id in ids:
            actor = System(organisation_id=office_id, reason="restore")
            with unit_of_work(actor):
                switches += suspend_after_restore(actor)
                invitations += lapse_after_restore(actor)
        if switches:
            self.stdout.write(f"Switches turned off, because a restore turns nothing on: {switches}.")
        if invitations:
            self.stdout.write(f"Invitations that waited have lapsed; send them anew: {invitations}.")
