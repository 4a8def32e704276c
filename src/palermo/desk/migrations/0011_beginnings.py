import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids


class Migration(migrations.Migration):
    """A draft for each beginning of a flow, and where its act led. Those there are stay, each a beginning of its own."""

    dependencies = [
        ("desk", "0010_working_day"),
        ("people", "0004_exact_addresses"),
    ]

    operations = [
        migrations.RunSQL(
            migrations.RunSQL.noop
        ),  # no way back: two drafts of one flow have no place in what was
        migrations.AddField(
            model_name="draft",
            name="label",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.AddField(model_name="draft", name="beginning", field=models.UUIDField(null=True)),
        migrations.RunSQL("UPDATE desk_draft SET beginning = id"),
        migrations.AlterField(model_name="draft", name="beginning", field=models.UUIDField()),
        migrations.RemoveConstraint(model_name="draft", name="desk_draft_one"),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("organisation", "author_id", "flow", "object_id", "beginning"),
                name="desk_draft_beginning",
            ),
        ),
        migrations.CreateModel(
            name="BegunAndDone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retention_rule", models.CharField(default="until_done", max_length=40)),
                ("room", models.CharField(max_length=20)),
                ("author_id", models.UUIDField()),
                ("flow", models.CharField(max_length=40)),
                ("object_id", models.UUIDField()),
                ("beginning", models.UUIDField()),
                ("led_to", models.CharField(max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "desk_begun_and_done",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "author_id", "flow", "object_id", "beginning"),
                        name="desk_begun_and_done_once",
                    )
                ],
            },
        ),
    ]
