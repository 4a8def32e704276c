"""Load the fictional alliance into an empty installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from palermo.demo.load import load_alliance
from palermo.trust.actor import Anonymous
from palermo.trust.people.queries import offices
from palermo.trust.unit_of_work import unit_of_work


class Command(BaseCommand):
    """`palermo manage load_demo`."""

    help = "Load the fictional alliance; refused where an office exists already."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many cases the year before has."""
        parser.add_argument("--cases", type=int, default=0, help="Cases of a fictional year (0: only a few).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError where the installation is not empty."""
        with unit_of_work(Anonymous()):
            if offices().exists():
                raise CommandError(
                    "This installation has offices already; the demo needs an empty data folder."
                )
        load_alliance(self.stdout.write, cases=options["cases"])
