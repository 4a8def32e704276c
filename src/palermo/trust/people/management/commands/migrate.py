"""`migrate`, run by the owner: Django's migrations, the throttle's table, then the walls; never one without another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction

from palermo.trust.walls.build import UnregisteredTable, build_walls


class Command(Migrate):
    """Migrate the database and build its walls."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError in one line when register and database disagree."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS keys")
        super().handle(*args, **options)
        if options["app_label"] or options["plan"] or options["check_unapplied"]:
            return
        call_command("createcachetable", verbosity=0)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                build_walls(cursor, app_role=settings.PALERMO_APP_ROLE)
        except UnregisteredTable as error:
            raise CommandError(str(error)) from None
