"""Certify a key of earlier heads by hand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palermo.reference.spoken_codes import plain_signs
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.ends import end_former_keys
from palermo.trust.people.queries import office_names
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.head_key_file import certify_head_keys, fingerprint, uncertified_head_keys
from palermo.trust.vault.head_keys import head_keys_file
from palermo.trust.vault.root import root_key
from palermo.trust.verbs import LedgerVerb


class Command(BaseCommand):
    """`palermo keys certify FINGERPRINT`."""

    help = "Certify a key of earlier heads, by the fingerprint that keys show prints, under the root key."
    requires_system_checks = ()  # must work when pages do not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The key's fingerprint."""
        parser.add_argument("fingerprint")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError when no uncertified key has this fingerprint."""
        asked = plain_signs(options["fingerprint"])
        found = [line.public for line in uncertified_head_keys(root_key(), head_keys_file()) if line.public]
        chosen = [public for public in found if plain_signs(fingerprint(public)) == asked]
        if not chosen:
            raise CommandError("No uncertified key of heads has this fingerprint; see palermo keys show.")
        actor = System(organisation_id=INSTALLATION_ID, reason="keys")
        with unit_of_work(actor):
            record(actor, verb=LedgerVerb.HEAD_KEY_CERTIFIED, codes={"fingerprint": fingerprint(chosen[0])})
        certify_head_keys(chosen, key=root_key(), path=head_keys_file())
        with machinery():
            ids = sorted(office_names())
        end_former_keys(ids)
        self.stdout.write("Certified: heads it signed until now are this installation's.")
