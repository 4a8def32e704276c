"""Sealed texts are brought to the padded form now, those too that only the tables' owner may rewrite."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from palermo.trust.actor import Anonymous, System
from palermo.trust.mandates import ALL_ROOMS
from palermo.trust.people.models import Organisation
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.rotation.progress import Work
from palermo.trust.vault.rotation.texts import reseal_texts

TELL_SECONDS = 2.0


class Command(BaseCommand):
    """`palermo keys seal`, as the owner."""

    help = "Seal texts of before anew, padded; begun again, it goes on where it ended."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """Work through every office; progress is told every two seconds."""
        with unit_of_work(Anonymous()):
            offices = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
        total, told = 0, time.monotonic()
        for organisation_id in offices:
            actor = System(organisation_id=organisation_id, reason="keys", rooms=ALL_ROOMS)
            for work in (Work.TEXTS, Work.FIXED_TEXTS):
                while True:
                    with unit_of_work(actor):
                        done = reseal_texts(actor, work=work)
                    if not done:
                        break
                    total += done
                    if time.monotonic() - told > TELL_SECONDS:
                        told = time.monotonic()
                        self.stdout.write(f"  {total} rows looked at …")
                        self.stdout.flush()
        self.stdout.write(f"Every sealed text is padded: {total} rows looked at.")
