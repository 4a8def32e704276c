"""How far each change of keys and sealed texts has come."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from palermo.trust.unit_of_work import machinery
from palermo.trust.vault.rotation.progress import under_way
from palermo.trust.vault.rotation.root import is_under_way
from palermo.trust.vault.rotation.words import WORK


class Command(BaseCommand):
    """`palermo keys progress`."""

    help = "Say what is being changed, how many rows are done and how many are left."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each change that is not done."""
        if is_under_way():
            self.stdout.write("Root key: being changed; palermo keys rotate root goes on with it.")
        with machinery():
            rows = list(under_way())
        for work, offices, done, left in rows:
            self.stdout.write(f"{WORK[work]}: {offices} offices, {done} rows done, about {left} left.")
        if not rows and not is_under_way():
            self.stdout.write("Nothing is being changed.")
