"""`migrate`, run by the owner: Django's migrations, the cache's table, then the walls; never one without another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from palermo.trust.cache import TABLE
from palermo.trust.walls.build import UnregisteredTable, build_walls

OLDEST = "0.1.0"
"""The oldest version an update begins from: each squashed migration is what it, or a later one, left."""


class Command(Migrate):
    """Migrate the database and build its walls."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate all apps to their newest migration.

        Raises CommandError in one line when only one app is named, when the database was left half-way, or when it
        disagrees with the register.
        """
        if options["app_label"]:  # the walls are of all tables together, as the newest migrations leave them
            raise CommandError("A database is migrated as a whole and never back: name no app.")
        if left_half_way():
            raise CommandError(
                f"This database was left half-way before {OLDEST}; start it once with {OLDEST}."
            )
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS keys")
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in TABLE:
                    cursor.execute(statement)
                build_walls(cursor, app_role=settings.PALERMO_APP_ROLE)
        except UnregisteredTable as error:
            raise CommandError(str(error)) from None


def left_half_way() -> bool:
    """Whether some but not all of the steps of a squashed migration are applied, and the others are gone.

    Django takes such a migration out of its plan without a word, and what the missing steps make stays away.
    A step that is still a file is left to Django, which applies it by itself.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    applied = MigrationRecorder(connection).applied_migrations().keys()
    for migration in loader.disk_migrations.values():
        steps = set(migration.replaces)
        if steps & applied and steps - applied - loader.disk_migrations.keys():
            return True
    return False
