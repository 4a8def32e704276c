"""The tables of protection as version 0.1.0 had them: its six migrations in one.

Where all six are recorded as applied, Django takes this one for applied.
"""

from django.db import migrations, models

from palermo.trust.ids import uuid7
from palermo.trust.owned import OwnedForeignKey
from palermo.trust.vault.vault import SealedField


def _owned() -> list[tuple[str, models.Field]]:
    """What each owned table begins with."""
    return [
        ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
        ("purpose", models.CharField(default="assistance", max_length=40)),
        ("retention_rule", models.CharField(default="case_closed_plus_profile_years", max_length=40)),
        ("profile_version", models.CharField(default="example-state-1", max_length=40)),
        ("created_at", models.DateTimeField(auto_now_add=True)),
        ("organisation", _office()),
    ]


def _office(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        "people.organisation", models.DO_NOTHING, related_name="+", db_index=False, null=null
    )


def _codes(text: str) -> list[tuple[str, str]]:
    """Choices of a coded column; the words for its codes stand elsewhere."""
    return [(code, code) for code in text.split()]


class Migration(migrations.Migration):
    replaces = [
        ("protection", "0001_initial"),
        ("protection", "0002_contact"),
        ("protection", "0003_identification"),
        ("protection", "0004_services"),
        ("protection", "0005_knowing"),
        ("protection", "0006_name_token_version"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="Case",
            fields=[
                *_owned(),
                ("code", models.CharField(max_length=12)),
                ("state", models.CharField(choices=_codes("open closed"), default="open", max_length=20)),
                ("narrative", SealedField(blank=True, default=b"")),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                (
                    "closed_reason",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "help_completed person_wished with_another_office contact_lost moved office_cannot_go_on "
                            "person_died opened_in_error erased"
                        ),
                        max_length=40,
                    ),
                ),
                ("trouble", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "protection_case",
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                *_owned(),
                ("code", models.CharField(max_length=12)),
                ("thread_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=_codes(
                            "enquiry_sent declined accepted_in_principle not_pursued identity_sent in_service "
                            "completed withdrawn withdrawal_answered waitlisted"
                        ),
                        default="enquiry_sent",
                        max_length=40,
                    ),
                ),
                (
                    "need_kind",
                    models.CharField(
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                ("details", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
                ("accepted_by_id", models.UUIDField(null=True)),
                ("due_at", models.DateTimeField()),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "no_room not_our_service outside_area not_safe_here no_staff no_papers will_not_cooperate "
                            "nationality"
                        ),
                        max_length=40,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=_codes("need_met partly_met person_ended_it service_ended"),
                        max_length=40,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawal_answer",
                    models.CharField(
                        blank=True, choices=_codes("erased kept_her_agreement kept_legal_duty"), max_length=40
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("place_told_at", models.DateTimeField(null=True)),
                ("service_id", models.UUIDField(null=True)),
                ("waitlist_position", models.PositiveSmallIntegerField(null=True)),
                ("waitlist_until", models.DateTimeField(null=True)),
                ("case", OwnedForeignKey(null=True, related_name="+", to="protection.case")),
                ("sender", _office()),
            ],
            options={
                "db_table": "protection_enquiry",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                *_owned(),
                ("code", models.CharField(max_length=12)),
                (
                    "zone",
                    models.CharField(
                        choices=_codes("capital city town countryside border coast not_known not_asked"),
                        default="not_asked",
                        max_length=40,
                    ),
                ),
                ("month", models.CharField(max_length=7)),
                (
                    "route",
                    models.CharField(
                        choices=_codes(
                            "outreach walk_in hotline inspection border police_operation health_care asylum detention "
                            "online referral other not_known not_asked"
                        ),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=_codes(
                            "agriculture fishing manufacturing construction trade transport hospitality cleaning care "
                            "domestic_work sexual_exploitation begging online_fraud other_crime other not_known"
                        ),
                        default="not_known",
                        max_length=40,
                    ),
                ),
                ("note", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
            ],
            options={
                "db_table": "protection_event",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                *_owned(),
                ("code", models.CharField(max_length=12)),
                ("name", SealedField(blank=True, default=b"")),
                ("other_names", SealedField(blank=True, default=b"")),
                ("birth", SealedField(blank=True, default=b"")),
                ("contact", SealedField(blank=True, default=b"")),
                ("safe_contact", SealedField(blank=True, default=b"")),
                (
                    "age_band",
                    models.CharField(
                        choices=_codes(
                            "under_12 12_17 in_doubt 18_25 26_40 over_40 child adult not_known not_asked not_said"
                        ),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        choices=_codes("woman man other not_known not_asked not_said"),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                ("nationality", models.CharField(default="not_asked", max_length=20)),
                ("languages", models.JSONField(default=list)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "protection_person",
            },
        ),
        migrations.CreateModel(
            name="NeverShare",
            fields=[
                *_owned(),
                ("kind", models.CharField(choices=_codes("office official place"), max_length=20)),
                ("words", SealedField(blank=True, default=b"")),
                ("reason", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_id", models.UUIDField(null=True)),
                ("office", _office(null=True)),
                ("person", OwnedForeignKey(related_name="never_share", to="protection.person")),
            ],
            options={
                "db_table": "protection_never_share",
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                *_owned(),
                (
                    "kind",
                    models.CharField(
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                ("urgency", models.CharField(choices=_codes("tonight days weeks"), max_length=20)),
                (
                    "wanted_by_person",
                    models.CharField(
                        choices=_codes("yes no not_known not_asked not_said"),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=_codes("open in_referral met no_longer"), default="open", max_length=20
                    ),
                ),
                ("case", OwnedForeignKey(related_name="needs", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_need",
            },
        ),
        migrations.CreateModel(
            name="NameToken",
            fields=[
                *_owned(),
                ("token", models.BinaryField(max_length=16)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("person", OwnedForeignKey(related_name="tokens", to="protection.person")),
            ],
            options={
                "db_table": "protection_name_token",
            },
        ),
        migrations.CreateModel(
            name="Interpreting",
            fields=[
                *_owned(),
                ("code", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=20)),
                ("presence", models.CharField(choices=_codes("room telephone video"), max_length=20)),
                (
                    "independent",
                    models.CharField(choices=_codes("yes no not_known not_asked"), max_length=20),
                ),
                ("as_wished", models.CharField(choices=_codes("yes no not_asked"), max_length=20)),
                (
                    "check_result",
                    models.CharField(
                        choices=_codes("not_checked none_found found"), default="not_checked", max_length=20
                    ),
                ),
                ("checked_by_id", models.UUIDField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("another_wanted_at", models.DateTimeField(null=True)),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="interpreters", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_interpreting",
            },
        ),
        migrations.CreateModel(
            name="Information",
            fields=[
                *_owned(),
                ("card", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField()),
                ("form", models.CharField(choices=_codes("read_aloud on_paper on_screen"), max_length=20)),
                (
                    "understood",
                    models.CharField(
                        choices=_codes("explained_back partly not_yet not_asked"),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                ("words", SealedField(blank=True, default=b"")),
                ("given_on", models.CharField(max_length=10)),
                ("given_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="information", to="protection.case")),
                ("interpreting", OwnedForeignKey(null=True, related_name="+", to="protection.interpreting")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_information",
            },
        ),
        migrations.CreateModel(
            name="GuardianRequest",
            fields=[
                *_owned(),
                ("requested_on", models.DateField()),
                ("requested_of", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="guardian_requests", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_guardian_request",
            },
        ),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                *_owned(),
                ("guardian_name", SealedField(blank=True, default=b"")),
                ("guardian_contact", SealedField(blank=True, default=b"")),
                (
                    "relation",
                    models.CharField(
                        choices=_codes("appointed parent relative institution other not_known"), max_length=20
                    ),
                ),
                (
                    "mandate",
                    models.CharField(
                        choices=_codes("court_order authority_order private_paper says_so"), max_length=40
                    ),
                ),
                ("mandate_until", models.DateField(null=True)),
                ("verified_on", models.DateField(null=True)),
                ("verified_by_id", models.UUIDField(null=True)),
                (
                    "conflict",
                    models.CharField(blank=True, choices=_codes("none_found found in_doubt"), max_length=20),
                ),
                ("conflict_checked_on", models.DateField(null=True)),
                ("conflict_checked_by_id", models.UUIDField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True,
                        choices=_codes("mandate_ended replaced conflict child_asked of_age erased"),
                        max_length=40,
                    ),
                ),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="guardians", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_guardian",
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                *_owned(),
                (
                    "area",
                    models.CharField(
                        choices=_codes(
                            "home health family learning work money papers justice going_home safety people "
                            "something_else"
                        ),
                        max_length=30,
                    ),
                ),
                ("words", SealedField(blank=True, default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=_codes("wants under_way reached given_up_by_her"),
                        default="wants",
                        max_length=30,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="goals", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_goal",
            },
        ),
        migrations.CreateModel(
            name="FirstContact",
            fields=[
                *_owned(),
                (
                    "came_by",
                    models.CharField(
                        choices=_codes("own_detection self referred not_known"),
                        default="not_known",
                        max_length=20,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=_codes(
                            "outreach walk_in hotline inspection border police_operation health_care asylum detention "
                            "online referral other not_known not_asked"
                        ),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                ("came_on", models.CharField(max_length=10)),
                (
                    "referrer_kind",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "ngo public_service health_service labour_inspectorate police border_guard "
                            "migration_office court_or_prosecution embassy trade_union faith_group school "
                            "family_or_friend other_person not_known"
                        ),
                        max_length=40,
                    ),
                ),
                (
                    "interviewer_wish",
                    models.CharField(
                        choices=_codes("woman man either not_asked not_said"),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                (
                    "interpreter_wish",
                    models.CharField(
                        choices=_codes("woman man either not_asked not_said"),
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                ("recorded_by_id", models.UUIDField(null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("case", OwnedForeignKey(related_name="first_contacts", to="protection.case")),
                ("enquiry", OwnedForeignKey(null=True, related_name="+", to="protection.enquiry")),
                ("referrer", _office(null=True)),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_first_contact",
            },
        ),
        migrations.CreateModel(
            name="EventPerson",
            fields=[
                *_owned(),
                ("seen_as", models.JSONField(default=list)),
                (
                    "interview",
                    models.CharField(
                        choices=_codes("waiting held declined"), default="waiting", max_length=20
                    ),
                ),
                ("case", OwnedForeignKey(related_name="met_at", to="protection.case")),
                ("event", OwnedForeignKey(related_name="persons", to="protection.event")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_event_person",
            },
        ),
        migrations.AddField(
            model_name="enquiry",
            name="person",
            field=OwnedForeignKey(null=True, related_name="+", to="protection.person"),
        ),
        migrations.CreateModel(
            name="Decline",
            fields=[
                *_owned(),
                (
                    "thing",
                    models.CharField(
                        choices=_codes(
                            "identity identification police_contact interview other_offices interpreter "
                            "medical_examination service"
                        ),
                        max_length=40,
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                ("recorded_by_id", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("case", OwnedForeignKey(related_name="declines", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_decline",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                *_owned(),
                ("outcome", models.CharField(choices=_codes("positive negative not_yet"), max_length=20)),
                (
                    "threshold",
                    models.CharField(
                        choices=_codes("reasonable_grounds balance_of_probabilities sure"), max_length=40
                    ),
                ),
                ("decided_on", models.DateField()),
                ("reasons", SealedField(blank=True, default=b"")),
                ("before_minimum", models.BooleanField(default=False)),
                (
                    "early_reason",
                    models.CharField(
                        blank=True, choices=_codes("person_asked safety legal_duty"), max_length=40
                    ),
                ),
                ("early_why", SealedField(blank=True, default=b"")),
                ("decided_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="decisions", to="protection.case")),
                ("reconsiders", OwnedForeignKey(null=True, related_name="+", to="protection.decision")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_decision",
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                *_owned(),
                ("closed_on", models.DateField()),
                (
                    "reason",
                    models.CharField(
                        choices=_codes(
                            "help_completed person_wished with_another_office contact_lost moved office_cannot_go_on "
                            "person_died opened_in_error erased"
                        ),
                        max_length=40,
                    ),
                ),
                ("continues", models.JSONField(default=list)),
                ("summary", SealedField(blank=True, default=b"")),
                ("closed_by_id", models.UUIDField()),
                ("reopened_on", models.DateField(null=True)),
                (
                    "reopen_reason",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "person_came_back new_need service_ended_early another_office_asked closed_in_error"
                        ),
                        max_length=40,
                    ),
                ),
                ("case", OwnedForeignKey(related_name="closings", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_closing",
            },
        ),
        migrations.CreateModel(
            name="ChildView",
            fields=[
                *_owned(),
                (
                    "topic",
                    models.CharField(
                        choices=_codes("guardian place_to_live referral return contact other"), max_length=40
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        choices=_codes("wants does_not_want undecided not_asked not_said"), max_length=20
                    ),
                ),
                ("heard_on", models.CharField(max_length=10)),
                ("own_words", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="views", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_child_view",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="person",
            field=OwnedForeignKey(related_name="cases", to="protection.person"),
        ),
        migrations.CreateModel(
            name="Assistance",
            fields=[
                *_owned(),
                (
                    "kind",
                    models.CharField(
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                ("given_on", models.CharField(max_length=10)),
                ("units", models.PositiveIntegerField(default=1)),
                ("note", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                ("cost", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("case", OwnedForeignKey(related_name="assistance", to="protection.case")),
                ("enquiry", OwnedForeignKey(null=True, related_name="assistance", to="protection.enquiry")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_assistance",
            },
        ),
        migrations.CreateModel(
            name="AgeDecision",
            fields=[
                *_owned(),
                (
                    "age_band",
                    models.CharField(
                        choices=_codes(
                            "under_12 12_17 in_doubt 18_25 26_40 over_40 child adult not_known not_asked not_said"
                        ),
                        max_length=20,
                    ),
                ),
                ("age_reasons", SealedField(blank=True, default=b"")),
                ("proposed_by_id", models.UUIDField()),
                ("by_function", models.CharField(blank=True, max_length=40)),
                ("answered_by_id", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                ("case", OwnedForeignKey(related_name="age_decisions", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_age_decision",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                *_owned(),
                ("standing", models.CharField(choices=_codes("first further correction"), max_length=20)),
                ("told_on", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=12)),
                ("account", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                ("corrects", OwnedForeignKey(null=True, related_name="+", to="protection.account")),
                ("case", OwnedForeignKey(related_name="accounts", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_account",
            },
        ),
        migrations.CreateModel(
            name="Presumption",
            fields=[
                *_owned(),
                ("presumed_on", models.DateField()),
                ("responder_kind", models.CharField(max_length=40)),
                ("who", SealedField(blank=True, default=b"")),
                (
                    "threshold",
                    models.CharField(
                        choices=_codes("reasonable_grounds balance_of_probabilities sure"), max_length=40
                    ),
                ),
                ("told", models.JSONField(default=list)),
                ("language", models.CharField(max_length=12)),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="presumptions", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_presumption",
            },
        ),
        migrations.CreateModel(
            name="Reconsideration",
            fields=[
                *_owned(),
                ("asked_on", models.DateField()),
                (
                    "asked_by",
                    models.CharField(choices=_codes("person guardian lawyer office"), max_length=20),
                ),
                ("grounds", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                ("answer", OwnedForeignKey(null=True, related_name="+", to="protection.decision")),
                ("case", OwnedForeignKey(related_name="reconsiderations", to="protection.case")),
                ("decision", OwnedForeignKey(related_name="+", to="protection.decision")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_reconsideration",
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                *_owned(),
                ("code", models.CharField(max_length=12)),
                ("thread_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=_codes(
                            "enquiry_sent declined accepted_in_principle not_pursued identity_sent in_service "
                            "completed withdrawn withdrawal_answered waitlisted"
                        ),
                        default="enquiry_sent",
                        max_length=40,
                    ),
                ),
                ("enquiry", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "no_room not_our_service outside_area not_safe_here no_staff no_papers will_not_cooperate "
                            "nationality"
                        ),
                        max_length=40,
                    ),
                ),
                ("disclosed_classes", models.JSONField(default=list)),
                ("disclosed_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=_codes("need_met partly_met person_ended_it service_ended"),
                        max_length=40,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawal_answer",
                    models.CharField(
                        blank=True, choices=_codes("erased kept_her_agreement kept_legal_duty"), max_length=40
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("service_id", models.UUIDField(null=True)),
                ("waitlist_until", models.DateTimeField(null=True)),
                ("zone", models.CharField(blank=True, max_length=20)),
                ("case", OwnedForeignKey(related_name="referrals", to="protection.case")),
                ("need", OwnedForeignKey(related_name="referrals", to="protection.need")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
                ("recipient", _office()),
            ],
            options={
                "db_table": "protection_referral",
            },
        ),
        migrations.CreateModel(
            name="PlaceTold",
            fields=[
                *_owned(),
                ("address", SealedField(blank=True, default=b"")),
                ("staff", SealedField(blank=True, default=b"")),
                ("security", SealedField(blank=True, default=b"")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
                ("referral", OwnedForeignKey(related_name="+", to="protection.referral")),
            ],
            options={
                "db_table": "protection_place_told",
            },
        ),
        migrations.CreateModel(
            name="Reflection",
            fields=[
                *_owned(),
                ("started_on", models.DateField()),
                ("minimum_until", models.DateField()),
                ("until", models.DateField()),
                ("pauses", models.JSONField(default=list)),
                ("extensions", models.JSONField(default=list)),
                ("ended_on", models.DateField(null=True)),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True,
                        choices=_codes(
                            "time_over person_wished left_voluntarily contact_lost person_died presumed_in_error "
                            "erased"
                        ),
                        max_length=40,
                    ),
                ),
                ("case", OwnedForeignKey(related_name="reflections", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
                ("presumption", OwnedForeignKey(related_name="+", to="protection.presumption")),
            ],
            options={
                "db_table": "protection_reflection",
            },
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                *_owned(),
                ("scheme", models.CharField(max_length=40)),
                ("answers", models.JSONField(default=dict)),
                ("acts", models.JSONField(default=list)),
                ("means", models.JSONField(default=list)),
                ("purposes", models.JSONField(default=list)),
                ("stopped", models.BooleanField(default=False)),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="screenings", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_screening",
            },
        ),
        migrations.CreateModel(
            name="SearchHit",
            fields=[
                *_owned(),
                ("searched_by_id", models.UUIDField()),
                ("found_by", models.CharField(choices=_codes("code name opening"), max_length=20)),
                ("case", OwnedForeignKey(related_name="+", to="protection.case")),
            ],
            options={
                "db_table": "protection_search_hit",
            },
        ),
        migrations.CreateModel(
            name="ServiceJudgement",
            fields=[
                *_owned(),
                (
                    "service",
                    models.CharField(
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=_codes("helped partly did_not_help made_worse not_asked not_said"),
                        max_length=20,
                    ),
                ),
                ("words", SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                ("case", OwnedForeignKey(related_name="judgements", to="protection.case")),
                ("person", OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_judgement",
            },
        ),
        migrations.CreateModel(
            name="UnmetNeed",
            fields=[
                *_owned(),
                (
                    "kind",
                    models.CharField(
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                ("zone", models.CharField(blank=True, max_length=20)),
                (
                    "reason",
                    models.CharField(
                        choices=_codes(
                            "no_such_service no_room too_far not_for_her not_safe no_agreement all_declined"
                        ),
                        max_length=40,
                    ),
                ),
                ("recorded_by_id", models.UUIDField()),
                ("need", OwnedForeignKey(null=True, related_name="+", to="protection.need")),
            ],
            options={
                "db_table": "protection_unmet_need",
            },
        ),
        migrations.CreateModel(
            name="AuthorityRequest",
            fields=[
                *_owned(),
                (
                    "asked_by",
                    models.CharField(
                        choices=_codes("police prosecution court defence immigration border other_authority"),
                        max_length=30,
                    ),
                ),
                ("asker", SealedField(blank=True, default=b"")),
                (
                    "claimed_basis",
                    models.CharField(
                        choices=_codes("court_order warrant statute duty_to_assist consent_shown none_named"),
                        max_length=30,
                    ),
                ),
                ("asked_for", models.JSONField(default=list)),
                ("asked", SealedField(blank=True, default=b"")),
                ("received_on", models.DateField()),
                ("answer_due", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=_codes("received advised answered"), default="received", max_length=20
                    ),
                ),
                ("recorded_by_id", models.UUIDField()),
                ("adviser", SealedField(blank=True, default=b"")),
                ("advice", SealedField(blank=True, default=b"")),
                ("advised_on", models.DateField(null=True)),
                ("advice_recorded_by_id", models.UUIDField(null=True)),
                (
                    "answer",
                    models.CharField(
                        choices=_codes("not_disclosed objected without_consent person_asked taken_back"),
                        default="not_disclosed",
                        max_length=30,
                    ),
                ),
                ("answer_words", SealedField(blank=True, default=b"")),
                ("decided_by_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("office", _office(null=True)),
                ("case", OwnedForeignKey(null=True, related_name="+", to="protection.case")),
            ],
            options={
                "db_table": "protection_authority_request",
                "indexes": [
                    models.Index(fields=["organisation", "state", "-id"], name="protection_request_list"),
                    models.Index(fields=["organisation", "case"], name="protection_request_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAssignment",
            fields=[
                *_owned(),
                ("user_id", models.UUIDField()),
                ("assigned_by_id", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("case", OwnedForeignKey(related_name="assignments", to="protection.case")),
            ],
            options={
                "db_table": "protection_case_assignment",
                "indexes": [
                    models.Index(fields=["organisation", "user_id"], name="protection_assignment_user")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organisation", "case", "user_id"),
                        name="protection_case_assignment_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                *_owned(),
                (
                    "about",
                    models.CharField(
                        choices=_codes("our_office service referral another_office"), max_length=30
                    ),
                ),
                ("about_user_id", models.UUIDField(null=True)),
                ("words", SealedField(blank=True, default=b"")),
                ("wish", SealedField(blank=True, default=b"")),
                ("received_on", models.DateField()),
                ("answer_due", models.DateField()),
                ("recorded_by_id", models.UUIDField()),
                ("handled_by_id", models.UUIDField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=_codes("put_right partly_put_right explained passed_on taken_back"),
                        max_length=30,
                    ),
                ),
                ("answer", SealedField(blank=True, default=b"")),
                ("answered_by_id", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("case", OwnedForeignKey(null=True, related_name="+", to="protection.case")),
                ("office", _office(null=True)),
            ],
            options={
                "db_table": "protection_complaint",
                "indexes": [
                    models.Index(fields=["organisation", "outcome", "-id"], name="protection_complaint_list"),
                    models.Index(fields=["organisation", "case"], name="protection_complaint_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountedHelp",
            fields=[
                *_owned(),
                (
                    "kind",
                    models.CharField(
                        choices=_codes(
                            "accommodation health psychosocial legal interpretation material education employment "
                            "child_care documents safety other"
                        ),
                        max_length=40,
                    ),
                ),
                ("units", models.PositiveIntegerField()),
                ("given_on", models.CharField(max_length=10)),
                (
                    "zone",
                    models.CharField(
                        choices=_codes("capital city town countryside border coast not_known not_asked"),
                        default="not_asked",
                        max_length=40,
                    ),
                ),
                ("recorded_by_id", models.UUIDField()),
            ],
            options={
                "db_table": "protection_counted_help",
                "indexes": [
                    models.Index(fields=["organisation", "-id"], name="protection_counted_help_list")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["organisation", "-id"], name="protection_event_list"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="protection_event_code"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["organisation", "age_band"], name="protection_person_age"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("organisation", "code"), name="protection_person_code"
            ),
        ),
        migrations.AddIndex(
            model_name="nevershare",
            index=models.Index(fields=["organisation", "person"], name="protection_never_share_person"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["organisation", "case"], name="protection_need_case"),
        ),
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(fields=["organisation", "token"], name="protection_name_token_find"),
        ),
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(fields=["organisation", "person"], name="protection_name_token_person"),
        ),
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(fields=["organisation", "version"], name="protection_name_token_version"),
        ),
        migrations.AddIndex(
            model_name="interpreting",
            index=models.Index(fields=["organisation", "case"], name="protection_interpreting_case"),
        ),
        migrations.AddIndex(
            model_name="interpreting",
            index=models.Index(fields=["organisation", "person"], name="protection_interpreting_who"),
        ),
        migrations.AddIndex(
            model_name="information",
            index=models.Index(fields=["organisation", "case"], name="protection_information_case"),
        ),
        migrations.AddIndex(
            model_name="information",
            index=models.Index(fields=["organisation", "person"], name="protection_information_who"),
        ),
        migrations.AddIndex(
            model_name="guardianrequest",
            index=models.Index(fields=["organisation", "case"], name="protection_guardian_asked"),
        ),
        migrations.AddIndex(
            model_name="guardian",
            index=models.Index(fields=["organisation", "case"], name="protection_guardian_case"),
        ),
        migrations.AddIndex(
            model_name="guardian",
            index=models.Index(fields=["organisation", "person"], name="protection_guardian_person"),
        ),
        migrations.AddIndex(
            model_name="goal",
            index=models.Index(fields=["organisation", "case"], name="protection_goal_case"),
        ),
        migrations.AddIndex(
            model_name="firstcontact",
            index=models.Index(fields=["organisation", "person"], name="protection_first_contact_who"),
        ),
        migrations.AddConstraint(
            model_name="firstcontact",
            constraint=models.UniqueConstraint(
                fields=("organisation", "case"), name="protection_first_contact_case"
            ),
        ),
        migrations.AddIndex(
            model_name="eventperson",
            index=models.Index(fields=["organisation", "event", "id"], name="protection_event_person_list"),
        ),
        migrations.AddIndex(
            model_name="eventperson",
            index=models.Index(fields=["organisation", "person"], name="protection_event_person_who"),
        ),
        migrations.AddIndex(
            model_name="eventperson",
            index=models.Index(
                fields=["organisation", "interview", "id"], name="protection_event_person_wait"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventperson",
            constraint=models.UniqueConstraint(
                fields=("organisation", "case"), name="protection_event_person_case"
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["organisation", "state", "-id"], name="protection_enquiry_list"),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["organisation", "person"], name="protection_enquiry_person"),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.UniqueConstraint(
                fields=("organisation", "thread_id"), name="protection_enquiry_thread"
            ),
        ),
        migrations.AddIndex(
            model_name="decline",
            index=models.Index(fields=["organisation", "case"], name="protection_decline_case"),
        ),
        migrations.AddIndex(
            model_name="decline",
            index=models.Index(fields=["organisation", "person"], name="protection_decline_person"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["organisation", "case"], name="protection_decision_case"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("before_minimum", False), ("early_reason", "")),
                    models.Q(
                        ("before_minimum", True),
                        ("early_reason__in", ["person_asked", "safety", "legal_duty"]),
                    ),
                    _connector="OR",
                ),
                name="protection_decision_early",
            ),
        ),
        migrations.AddIndex(
            model_name="closing",
            index=models.Index(fields=["organisation", "case", "-id"], name="protection_closing_case"),
        ),
        migrations.AddIndex(
            model_name="childview",
            index=models.Index(fields=["organisation", "case"], name="protection_child_view_case"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "state", "-trouble", "-id"], name="protection_case_list"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "person"], name="protection_case_person"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="protection_case_code"),
        ),
        migrations.AddIndex(
            model_name="assistance",
            index=models.Index(fields=["organisation", "case"], name="protection_assistance_case"),
        ),
        migrations.AddIndex(
            model_name="agedecision",
            index=models.Index(fields=["organisation", "case"], name="protection_age_decision_case"),
        ),
        migrations.AddConstraint(
            model_name="agedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by_id__isnull", True),
                    models.Q(("answered_by_id", models.F("proposed_by_id")), _negated=True),
                    models.Q(("by_function", ""), _negated=True),
                    _connector="OR",
                ),
                name="protection_age_decision_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="agedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("organisation", "case"),
                name="protection_age_decision_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["organisation", "case"], name="protection_account_case"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", "first")),
                fields=("organisation", "case"),
                name="protection_account_one_first",
            ),
        ),
        migrations.AddIndex(
            model_name="presumption",
            index=models.Index(fields=["organisation", "case"], name="protection_presumption_case"),
        ),
        migrations.AddIndex(
            model_name="reconsideration",
            index=models.Index(fields=["organisation", "case"], name="protection_reconsider_case"),
        ),
        migrations.AddConstraint(
            model_name="reconsideration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer__isnull", True)),
                fields=("organisation", "case"),
                name="protection_reconsideration_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["organisation", "state", "-id"], name="protection_referral_list"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["organisation", "case"], name="protection_referral_case"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["organisation", "person"], name="protection_referral_person"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["organisation", "need"], name="protection_referral_need"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                fields=("organisation", "thread_id"), name="protection_referral_thread"
            ),
        ),
        migrations.AddIndex(
            model_name="placetold",
            index=models.Index(fields=["organisation", "person"], name="protection_place_told_person"),
        ),
        migrations.AddConstraint(
            model_name="placetold",
            constraint=models.UniqueConstraint(
                fields=("organisation", "referral"), name="protection_place_told_one"
            ),
        ),
        migrations.AddIndex(
            model_name="reflection",
            index=models.Index(fields=["organisation", "case"], name="protection_reflection_case"),
        ),
        migrations.AddConstraint(
            model_name="reflection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", True), ("ended_reason", "")),
                    models.Q(
                        ("ended_on__isnull", False),
                        (
                            "ended_reason__in",
                            [
                                "time_over",
                                "person_wished",
                                "left_voluntarily",
                                "contact_lost",
                                "person_died",
                                "presumed_in_error",
                                "erased",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="protection_reflection_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reflection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum_until__gte", models.F("started_on")), ("until__gte", models.F("minimum_until"))
                ),
                name="protection_reflection_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="reflection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("organisation", "case"),
                name="protection_reflection_one_runs",
            ),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(fields=["organisation", "case"], name="protection_screening_case"),
        ),
        migrations.AddIndex(
            model_name="searchhit",
            index=models.Index(fields=["organisation", "case", "-id"], name="protection_search_hit_case"),
        ),
        migrations.AddIndex(
            model_name="searchhit",
            index=models.Index(fields=["organisation", "created_at"], name="protection_search_hit_new"),
        ),
        migrations.AddIndex(
            model_name="servicejudgement",
            index=models.Index(fields=["organisation", "case"], name="protection_judgement_case"),
        ),
        migrations.AddIndex(
            model_name="unmetneed",
            index=models.Index(fields=["organisation", "kind", "zone"], name="protection_unmet_need_count"),
        ),
        migrations.AddConstraint(
            model_name="unmetneed",
            constraint=models.UniqueConstraint(
                fields=("organisation", "need"), name="protection_unmet_need_one"
            ),
        ),
    ]
