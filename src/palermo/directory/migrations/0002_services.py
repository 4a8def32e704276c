import uuid

import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned
import palermo.trust.vault.vault


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("night_shelter", "night_shelter"),
                            ("longer_stay", "longer_stay"),
                            ("childrens_home", "childrens_home"),
                            ("health_care", "health_care"),
                            ("counselling", "counselling"),
                            ("legal_aid", "legal_aid"),
                            ("interpreting", "interpreting"),
                            ("material_help", "material_help"),
                            ("schooling", "schooling"),
                            ("work_support", "work_support"),
                            ("child_care", "child_care"),
                            ("papers", "papers"),
                            ("protection", "protection"),
                            ("other", "other"),
                        ],
                        max_length=40,
                    ),
                ),
                ("zone", models.CharField(max_length=20)),
                ("contact_point", models.CharField(max_length=200)),
                ("hours", models.CharField(blank=True, max_length=200)),
                ("languages", models.JSONField(default=list)),
                ("ages", models.JSONField(default=list)),
                ("sexes", models.JSONField(default=list)),
                (
                    "with_children",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("ask", "ask")], default="ask", max_length=10
                    ),
                ),
                ("access", models.JSONField(default=list)),
                ("exploitation", models.JSONField(default=list)),
                ("standings", models.JSONField(default=list)),
                (
                    "room",
                    models.CharField(
                        choices=[("yes", "yes"), ("ask", "ask"), ("no", "no"), ("unknown", "unknown")],
                        default="ask",
                        max_length=10,
                    ),
                ),
                ("room_at", models.DateTimeField(null=True)),
                (
                    "vetted_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("competent_authority", "competent_authority"),
                            ("inspectorate", "inspectorate"),
                            ("network", "network"),
                            ("own_office", "own_office"),
                        ],
                        max_length=40,
                    ),
                ),
                ("vetted_until", models.DateField(null=True)),
                ("funded_from", models.DateField(null=True)),
                ("funded_until", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                "db_table": "directory_service",
            },
        ),
        migrations.CreateModel(
            name="ServiceCapacity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("retention_rule", models.CharField(default="case_closed_plus_profile_years", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("places", models.PositiveSmallIntegerField(null=True)),
                ("free", models.PositiveSmallIntegerField(default=0)),
                ("ask_at_most", models.PositiveSmallIntegerField(default=1)),
                ("before", models.JSONField(default=dict)),
                ("turn", models.PositiveIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("service", palermo.trust.owned.OwnedForeignKey(related_name="+", to="directory.service")),
            ],
            options={
                "db_table": "directory_service_capacity",
            },
        ),
        migrations.CreateModel(
            name="ServicePlace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("retention_rule", models.CharField(default="case_closed_plus_profile_years", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("address", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("staff", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("security", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("service", palermo.trust.owned.OwnedForeignKey(related_name="+", to="directory.service")),
            ],
            options={
                "db_table": "directory_service_place",
            },
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["organisation", "name"], name="directory_service_own"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["kind", "name"], name="directory_service_kind"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("organisation", "id"), name="directory_service_owned"),
        ),
        migrations.AddConstraint(
            model_name="servicecapacity",
            constraint=models.UniqueConstraint(
                fields=("organisation", "service"), name="directory_service_capacity_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceplace",
            constraint=models.UniqueConstraint(
                fields=("organisation", "service"), name="directory_service_place_one"
            ),
        ),
    ]
