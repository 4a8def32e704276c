import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned
import palermo.trust.vault.vault


class Migration(migrations.Migration):
    """Case conferences: who was called, what was decided, and the seat of an office that was called."""

    dependencies = [
        ("people", "0005_zone"),
        ("protection", "0020_notifying"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="Conference",
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
                ("code", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("called", "called"),
                            ("held", "held"),
                            ("closed", "closed"),
                            ("called_off", "called_off"),
                        ],
                        default="called",
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("hour", models.TimeField()),
                ("zone", models.CharField(max_length=64)),
                (
                    "place_kind",
                    models.CharField(
                        choices=[
                            ("with_the_caller", "with_the_caller"),
                            ("elsewhere", "elsewhere"),
                            ("telephone", "telephone"),
                            ("video", "video"),
                        ],
                        max_length=20,
                    ),
                ),
                ("place", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("points", models.JSONField(default=list)),
                ("words", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("note", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                (
                    "person_part",
                    models.CharField(
                        choices=[
                            ("not_asked_yet", "not_asked_yet"),
                            ("takes_part", "takes_part"),
                            ("sends_lawyer", "sends_lawyer"),
                            ("sends_guardian", "sends_guardian"),
                            ("sends_somebody", "sends_somebody"),
                            ("does_not_wish", "does_not_wish"),
                        ],
                        default="not_asked_yet",
                        max_length=20,
                    ),
                ),
                ("person_asked_on", models.DateField(null=True)),
                ("called_by_id", models.UUIDField()),
                ("held_on", models.DateField(null=True)),
                ("moves", models.PositiveIntegerField(default=0)),
                (
                    "case",
                    palermo.trust.owned.OwnedForeignKey(related_name="conferences", to="protection.case"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("person", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_conference",
            },
        ),
        migrations.CreateModel(
            name="ConferenceDecision",
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
                ("number", models.PositiveSmallIntegerField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("ring", "ring"),
                            ("speak", "speak"),
                            ("go_along", "go_along"),
                            ("visit", "visit"),
                            ("write", "write"),
                            ("ask_office", "ask_office"),
                            ("papers", "papers"),
                            ("bring", "bring"),
                            ("other_duty", "other_duty"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("due_on", models.DateField()),
                ("task_id", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("decided", "decided"),
                            ("done", "done"),
                            ("not_possible", "not_possible"),
                            ("dropped", "dropped"),
                        ],
                        default="decided",
                        max_length=20,
                    ),
                ),
                ("state_at", models.DateTimeField(null=True)),
                ("dissent", models.JSONField(default=dict)),
                ("recorded_by_id", models.UUIDField()),
                (
                    "conference",
                    palermo.trust.owned.OwnedForeignKey(related_name="decisions", to="protection.conference"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("person", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_conference_decision",
            },
        ),
        migrations.CreateModel(
            name="Member",
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
                ("thread_id", models.UUIDField(null=True)),
                ("consent_id", models.UUIDField()),
                ("classes", models.JSONField(default=list)),
                (
                    "coming",
                    models.CharField(
                        choices=[
                            ("no_answer", "no_answer"),
                            ("comes", "comes"),
                            ("sends_somebody_else", "sends_somebody_else"),
                            ("cannot_come", "cannot_come"),
                        ],
                        default="no_answer",
                        max_length=24,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "left"),
                            ("taken_out", "taken_out"),
                            ("yes_withdrawn", "yes_withdrawn"),
                            ("no_agreement", "no_agreement"),
                            ("called_off", "called_off"),
                            ("over", "over"),
                            ("erased", "erased"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "conference",
                    palermo.trust.owned.OwnedForeignKey(related_name="members", to="protection.conference"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("person", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_conference_member",
            },
        ),
        migrations.CreateModel(
            name="Seat",
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
                ("retention_rule", models.CharField(default="until_sight_of_conference_ends", max_length=40)),
                ("code", models.CharField(max_length=12)),
                ("thread_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("called", "called"),
                            ("held", "held"),
                            ("closed", "closed"),
                            ("called_off", "called_off"),
                        ],
                        default="called",
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("hour", models.TimeField()),
                ("zone", models.CharField(max_length=64)),
                (
                    "place_kind",
                    models.CharField(
                        choices=[
                            ("with_the_caller", "with_the_caller"),
                            ("elsewhere", "elsewhere"),
                            ("telephone", "telephone"),
                            ("video", "video"),
                        ],
                        max_length=20,
                    ),
                ),
                ("place", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("points", models.JSONField(default=list)),
                ("words", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("told", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("classes", models.JSONField(default=list)),
                ("until", models.DateField()),
                (
                    "coming",
                    models.CharField(
                        choices=[
                            ("no_answer", "no_answer"),
                            ("comes", "comes"),
                            ("sends_somebody_else", "sends_somebody_else"),
                            ("cannot_come", "cannot_come"),
                        ],
                        default="no_answer",
                        max_length=24,
                    ),
                ),
                ("who_id", models.UUIDField(null=True)),
                ("received_at", models.DateTimeField()),
                ("last_list", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "left"),
                            ("taken_out", "taken_out"),
                            ("yes_withdrawn", "yes_withdrawn"),
                            ("no_agreement", "no_agreement"),
                            ("called_off", "called_off"),
                            ("over", "over"),
                            ("erased", "erased"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "protection_conference_seat",
            },
        ),
        migrations.CreateModel(
            name="SeatDecision",
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
                ("retention_rule", models.CharField(default="until_sight_of_conference_ends", max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                ("is_own", models.BooleanField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("ring", "ring"),
                            ("speak", "speak"),
                            ("go_along", "go_along"),
                            ("visit", "visit"),
                            ("write", "write"),
                            ("ask_office", "ask_office"),
                            ("papers", "papers"),
                            ("bring", "bring"),
                            ("other_duty", "other_duty"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("decided", "decided"),
                            ("done", "done"),
                            ("not_possible", "not_possible"),
                            ("dropped", "dropped"),
                        ],
                        default="decided",
                        max_length=20,
                    ),
                ),
                ("dissent", models.CharField(blank=True, max_length=24)),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("seat", palermo.trust.owned.OwnedForeignKey(related_name="decisions", to="protection.seat")),
            ],
            options={
                "db_table": "protection_conference_task",
            },
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(fields=["organisation", "case"], name="protection_conference_case"),
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(fields=["organisation", "person"], name="protection_conference_pers"),
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(fields=["organisation", "state", "day"], name="protection_conference_day"),
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(fields=["organisation", "code"], name="protection_conference_code"),
        ),
        migrations.AddIndex(
            model_name="conferencedecision",
            index=models.Index(fields=["organisation", "person"], name="protection_conference_dper"),
        ),
        migrations.AddConstraint(
            model_name="conferencedecision",
            constraint=models.UniqueConstraint(
                fields=("organisation", "conference", "number"), name="protection_conference_number"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["organisation", "conference"], name="protection_conference_memb"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["organisation", "person"], name="protection_conference_mper"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["organisation", "thread_id"], name="protection_conference_thr"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("organisation", "conference", "office"),
                name="protection_conference_member1",
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["organisation", "ended_at", "day"], name="protection_conference_sday"),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["organisation", "code"], name="protection_conference_scod"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                fields=("organisation", "thread_id"), name="protection_conference_seat_thr"
            ),
        ),
        migrations.AddIndex(
            model_name="seatdecision",
            index=models.Index(
                condition=models.Q(("is_own", True), ("state", "decided")),
                fields=["organisation", "due_on"],
                name="protection_conference_todo",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatdecision",
            constraint=models.UniqueConstraint(
                fields=("organisation", "seat", "number"), name="protection_conference_tnum"
            ),
        ),
    ]
