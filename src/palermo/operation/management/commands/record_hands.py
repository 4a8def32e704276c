"""Record in the installation's ledger that its data folder changed hands."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import LedgerVerb


class Command(BaseCommand):
    """`palermo run` does it at the start that follows the change."""

    help = "Record in the installation's ledger that its data folder changed hands."

    def handle(self, *args: Any, **options: Any) -> None:
        """Record each change that is noted in the folder, and take the notes away."""
        notes = settings.PALERMO_DATA / "hands.jsonl"
        if not notes.is_file():
            return
        changes = [json.loads(line) for line in notes.read_text(encoding="ascii").splitlines()]
        actor = System(organisation_id=INSTALLATION_ID, reason="start")
        with unit_of_work(actor):
            for change in changes:
                codes = {"uid_before": change["from"], "uid_after": change["to"], "at": change["at"]}
                record(actor, verb=LedgerVerb.FOLDER_CHANGED_HANDS, codes=codes)
        notes.unlink()
