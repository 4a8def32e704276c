from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations

from palermo.desk.clocks_moved import in_other_zone
from palermo.kit.office_time import zone_named
from palermo.reference.time_zones import zone_of_office

UTC = ZoneInfo("UTC")


def take_the_zone_along(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's signature
    """What an administrator chose for mails is the office's zone; UTC was nobody's choice."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_organisation AS office SET zone = look.zone FROM desk_notice_look AS look"
            " WHERE look.organisation_id = office.id AND look.zone <> 'UTC' AND office.zone = ''"
        )


def keep_days(apps: Any, schema_editor: Any) -> None:
    """A running clock that ended with a day in UTC ends with the same day in its office."""
    offices = apps.get_model("people", "Organisation")
    zones = {
        office.pk: zone_named(zone_of_office(chosen=office.zone, country=office.country))
        for office in offices.objects.using(schema_editor.connection.alias)
    }
    rows = apps.get_model("desk", "Clock").objects.using(schema_editor.connection.alias)
    for row in rows.filter(done_at__isnull=True).iterator():
        zone = zones[row.organisation_id]
        row.started_at = in_other_zone(row.started_at, before=UTC, after=zone)
        row.due_at = in_other_zone(row.due_at, before=UTC, after=zone)
        row.paused = [
            [
                in_other_zone(datetime.fromisoformat(text), before=UTC, after=zone).isoformat()
                if text
                else None
                for text in span
            ]
            for span in row.paused
        ]
        row.save(update_fields=["started_at", "due_at", "paused"])


class Migration(migrations.Migration):
    """The zone of an office's mails becomes the office's, and what is due on a day stays due on it."""

    dependencies = [("desk", "0007_kept_views"), ("people", "0005_zone")]

    operations = [
        migrations.RunPython(take_the_zone_along),
        migrations.RunPython(keep_days),
        migrations.RemoveField(model_name="noticelook", name="zone"),
    ]
