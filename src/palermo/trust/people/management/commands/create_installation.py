"""Create the installation's own organisation; repeating it changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.people.models import Organisation
from palermo.trust.people.services import create_installation
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_keys import remember_head_key


class Command(BaseCommand):
    """`palermo manage create_installation`; `palermo run` does it at the first start."""

    help = "Create the installation's own organisation, whose ledger takes what belongs to no office."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or say that it is there."""
        # Beside the root key, so that the ledger stays verifiable should the root key be lost and replaced.
        remember_head_key()
        actor = System(organisation_id=INSTALLATION_ID, reason="first_start")
        with unit_of_work(actor):
            if Organisation.objects.filter(pk=INSTALLATION_ID).exists():
                self.stdout.write("The installation is there already.")
                return
            create_installation(actor)
        self.stdout.write("The installation is created.")
