"""An erased person is unreadable, whatever is restored; and she is told what remains elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, Office, signed_in
from tests.support.kept_pages import marker

from palermo.desk.drafts import save_draft
from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.services import keep_page
from palermo.desk.models import Draft, KeptPage
from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.cases.codes import CaseState, HoldReason
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.services.cases import open_case, reopen_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import (
    erase_person,
    place_hold,
    record_coded,
    record_identity,
    release_hold,
)
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.need_to_know.queries.search import find_cases
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, ProcessingPurpose
from palermo.trust.basis.services import record_consent
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.erasure import Remains, apply_journal
from palermo.trust.vault.vault import unseal

NAME = "Amina Olivewing"


def told_everything(office: Office) -> Case:
    actor = office[Role.COORDINATOR]
    with unit_of_work(actor):
        case = open_case(
            actor,
            age_band="12_17",
            gender="woman",
            nationality="XA",
            languages=["am", "en"],
            narrative="She came from Olivewing.",
        )
        record_identity(
            actor,
            person_id=case.person_id,
            name=NAME,
            other_names="Stella",
            birth="2009-05",
            contact="Olivewing street",
            safe_contact="Only in the morning, code word heron",
        )
        record_need(actor, case_id=case.pk, kind="health", urgency="tonight")
        record_assistance(
            actor,
            case_id=case.pk,
            kind="health",
            given_on=PartialDate.of(timezone.now().date()),
            note="Doctor Olivewing",
        )
    return case


def sent_to_partner(cast: Cast, case: Case, **other: Any) -> Referral:
    actor, now = cast.owner[Role.COORDINATOR], timezone.now()
    with unit_of_work(actor):
        record_consent(
            actor,
            room="protection",
            subject_id=case.person_id,
            subject_is_child=False,
            recipient_id=cast.partner.id,
            purpose=ProcessingPurpose.ASSISTANCE,
            data_classes=[DataClass.NAME],
            given_by=GivenBy.SELF,
            form=ConsentMeans.SPOKEN,
            language="am",
            text_version="1",
            alternative_existed=True,
            told_limits=True,
            valid_until=now.date() + timedelta(days=40),
        )
        return Referral.objects.create(
            organisation_id=cast.owner.id,
            case=case,
            person_id=case.person_id,
            need=Need.objects.get(case=case),
            recipient_id=cast.partner.id,
            code="X",
            thread_id=uuid7(),
            sent_at=now,
            due_at=now,
            disclosed_at=now,
            enquiry={"age_band": "12_17"},
            **other,
        )


def erase(office: Office, person_id: UUID, reason: str = "person_asked") -> list[Remains]:
    actor = office[Role.COORDINATOR]
    with unit_of_work(actor):
        return erase_person(actor, person_id=person_id, reason=reason)


def keys_of(owner: psycopg.Connection[Any], subject_id: UUID) -> list[tuple[Any, ...]]:
    return owner.execute("SELECT * FROM keys.subject_key WHERE subject_id = %s", [subject_id]).fetchall()


def test_tokens_free_text_and_fine_codes_are_gone_and_coarse_ones_stay(cast: Cast) -> None:
    case = told_everything(cast.owner)
    actor = cast.owner[Role.COORDINATOR]
    erase(cast.owner, case.person_id)
    with unit_of_work(actor):
        person, file = Person.objects.get(), Case.objects.get()
        assert person.erased_at is not None
        assert not any(bytes(getattr(person, column)) for column in Person.sealed_columns())
        assert (person.age_band, person.gender, person.nationality, person.languages) == (
            "child",
            "woman",
            "not_kept",
            [],
        )
        assert not NameToken.objects.exists()
        assert bytes(file.narrative) == b""
        assert (file.state, file.closed_reason, file.trouble) == (CaseState.CLOSED, "erased", 0)
        help_given = Assistance.objects.get()
        assert bytes(help_given.note) == b""
        assert len(help_given.given_on) == len("2026-11")
        assert find_cases(actor, NAME) == []


def test_every_draft_about_her_goes_with_its_key_and_those_about_others_stay(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    case, other = told_everything(cast.owner), told_everything(cast.owner)
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        need = Need.objects.get(case=case)
    about = {"identity": case.pk, "enquiry": need.pk, "person": case.person_id, "other": other.pk}
    for author in (works, leads):
        with unit_of_work(author):
            for flow, object_id in about.items():
                save_draft(
                    author,
                    room="protection",
                    flow=flow,
                    object_id=object_id,
                    answers={"who": {"name": [NAME]}},
                )
    with unit_of_work(leads):
        hers = list(Draft.objects.exclude(flow="other").values_list("pk", flat=True))
    erase(cast.owner, case.person_id)
    with unit_of_work(leads):
        assert set(Draft.objects.values_list("flow", flat=True)) == {"other"}
    assert len(hers) == 2 * 3
    for pk in hers:
        (wrapped,) = owner_connection.execute(
            "SELECT wrapped FROM keys.subject_key WHERE subject_id = %s", [pk]
        ).fetchall()
        assert wrapped == (None,)


def test_what_somebody_typed_on_a_page_about_her_goes_and_what_is_about_others_stays(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    case, other = told_everything(cast.owner), told_everything(cast.owner)
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        help_given = Assistance.objects.get(case=case)
        today = timezone.now().date()
        complaint = record_complaint(
            leads,
            case_id=case.pk,
            about=ComplaintAbout.OUR_OFFICE,
            words="x",
            received_on=today,
            answer_due=today,
        )
    pages = {"case": case.pk, "help": help_given.pk, "complaint": complaint.pk, "other": other.pk}
    for author in (works, leads):
        for title, about in pages.items():
            with unit_of_work(author):
                keep_page(
                    author,
                    marker=marker(author, title=title, about=(uuid4(), about)),
                    fields={"note": [NAME]},
                    how=How.PAUSED,
                )
    with unit_of_work(leads):
        hers = list(KeptPage.objects.exclude(title="other").values_list("pk", flat=True))
    erase(cast.owner, case.person_id)
    with unit_of_work(leads):
        assert set(KeptPage.objects.values_list("title", flat=True)) == {"other"}
    assert len(hers) == 2 * 3
    for pk in hers:
        (wrapped,) = owner_connection.execute(
            "SELECT wrapped FROM keys.subject_key WHERE subject_id = %s", [pk]
        ).fetchall()
        assert wrapped == (None,)


def test_an_erased_person_takes_nothing_new(cast: Cast) -> None:
    case = told_everything(cast.owner)
    actor = cast.owner[Role.COORDINATOR]
    erase(cast.owner, case.person_id)
    day = PartialDate.of(timezone.now().date())
    acts = [
        lambda: record_identity(actor, person_id=case.person_id, name="Mira"),
        lambda: record_coded(
            actor, person_id=case.person_id, age_band="18_25", gender="man", nationality="XB", languages=[]
        ),
        lambda: record_need(actor, case_id=case.pk, kind="health", urgency="days"),
        lambda: record_assistance(actor, case_id=case.pk, kind="health", given_on=day),
        lambda: reopen_case(actor, case_id=case.pk),
    ]
    for act in acts:
        with unit_of_work(actor), pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason == "erased"


def test_yesterdays_data_and_keys_put_back_stay_unreadable_once_the_journal_is_applied(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    case = told_everything(cast.owner)
    tables = ("protection_person", "protection_case", "protection_assistance", "protection_name_token")
    for table in tables:
        owner_connection.execute(f"CREATE TABLE yesterday_{table} AS SELECT * FROM {table}")  # type: ignore[arg-type]
    owner_connection.execute("CREATE TABLE yesterday_keys AS SELECT * FROM keys.subject_key")
    erase(cast.owner, case.person_id)
    restore(owner_connection, tables)

    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        assert unseal(Person.objects.get(), "name") == {"name": NAME}, "the restore was one"
    assert as_the_owner(owner_connection) >= 1
    with unit_of_work(actor):
        person = Person.objects.get()
        assert bytes(person.name) == b""
        assert not NameToken.objects.exists()
        restored = owner_connection.execute("SELECT name FROM yesterday_protection_person").fetchone()
        assert restored is not None
        person.name = restored[0]
        with pytest.raises(Unreadable):
            unseal(person, "name")
    assert as_the_owner(owner_connection) == 0, "applying it again destroys nothing more"


def restore(owner: psycopg.Connection[Any], tables: tuple[str, ...]) -> None:
    """Put yesterday's rows back, as a restore does; what the database works out itself it works out again."""
    for table in tables:
        columns = owner.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
            [table],
        ).fetchone()
        assert columns is not None
        owner.execute(
            f"UPDATE {table} t SET ({columns[0]}) ="  # type: ignore[arg-type]
            f" (SELECT {columns[0]} FROM yesterday_{table} y WHERE y.id = t.id)"
        )
        owner.execute(
            f"INSERT INTO {table} (id, {columns[0]})"  # type: ignore[arg-type]
            f" SELECT id, {columns[0]} FROM yesterday_{table} y"
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = y.id)"
        )
    owner.execute(
        "UPDATE keys.subject_key k SET wrapped = y.wrapped, destroyed_at = NULL FROM yesterday_keys y"
        " WHERE y.id = k.id"
    )


def as_the_owner(owner: psycopg.Connection[Any]) -> int:
    """`apply_journal` through a connection of the owner, as the restore runs it."""
    from django.db import connections
    from django.test import override_settings
    from psycopg.conninfo import conninfo_to_dict

    connection = connections["default"]
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict["USER"] = conninfo_to_dict(owner.info.dsn)["user"]
    try:
        with override_settings(PALERMO_DATABASE_ROLE="owner"):
            connection.execute_wrappers.clear()
            return apply_journal(settings.PALERMO_ERASURES_FILE)
    finally:
        connection.close()
        connection.settings_dict.update(before)


def test_a_legal_hold_stops_it_until_it_is_released(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    case = told_everything(cast.owner)
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        hold = place_hold(actor, person_id=case.person_id, reason=HoldReason.COURT_ORDER)
    keys = keys_of(owner_connection, case.person_id)
    with pytest.raises(Refused) as refused:
        erase(cast.owner, case.person_id)
    assert refused.value.reason == "legal_hold"
    assert keys_of(owner_connection, case.person_id) == keys
    assert not settings.PALERMO_ERASURES_FILE.exists() or not settings.PALERMO_ERASURES_FILE.read_text()
    with unit_of_work(actor):
        assert unseal(Person.objects.get(), "name") == {"name": NAME}
        release_hold(actor, hold_id=hold.pk)
        with pytest.raises(Refused):
            release_hold(actor, hold_id=hold.pk)
    erase(cast.owner, case.person_id)


def test_only_who_leads_erases_but_a_focal_point_answers_a_withdrawal(cast: Cast) -> None:
    case = told_everything(cast.owner)
    focal = cast.owner[Role.FOCAL_POINT]
    for role, actor in cast.owner.staff.items():
        if role is Role.COORDINATOR:
            continue
        with unit_of_work(actor), pytest.raises(Refused):
            erase_person(actor, person_id=case.person_id, reason="person_asked")
    with unit_of_work(focal):
        erase_person(focal, person_id=case.person_id, reason="consent_withdrawn")


def test_the_statement_names_who_received_her_identity_and_until_when(cast: Cast) -> None:
    case = told_everything(cast.owner)
    referral = sent_to_partner(cast, case)
    remains = erase(cast.owner, case.person_id)
    today = timezone.now().date()
    assert remains == [
        Remains("identity_received", cast.partner.id, today + timedelta(days=40)),
        Remains("key_backups", None, today + timedelta(days=30)),
    ]
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        assert Referral.objects.get(pk=referral.pk).enquiry == {}
        assert Consent.objects.get().withdrawn_at is not None


def test_a_recipient_that_erased_her_too_is_not_named(cast: Cast) -> None:
    case = told_everything(cast.owner)
    sent_to_partner(cast, case, withdrawal_answer="erased")
    assert [left.what for left in erase(cast.owner, case.person_id)] == ["key_backups"]


def test_the_office_that_referred_her_is_named(cast: Cast) -> None:
    case = told_everything(cast.owner)
    now = timezone.now()
    with unit_of_work(cast.owner.system):
        from palermo.trust.current import record

        Enquiry.objects.create(
            organisation_id=cast.owner.id,
            sender_id=cast.partner.id,
            code="Y",
            thread_id=uuid7(),
            need_kind="health",
            details={"age_band": "12_17"},
            received_at=now,
            due_at=now,
            person_id=case.person_id,
            case=case,
        )
        record(cast.owner.system, verb="test.made")
    remains = erase(cast.owner, case.person_id)
    assert Remains("own_file_of_sender", cast.partner.id, None) in remains
    assert Remains("package_backups", None, None) in remains
    statement = text_of(signed_in(cast.owner[Role.COORDINATOR]).get(url("erased", case.pk)))
    for words in ("Backups of data", "Your office could open it.", "Until these backups are deleted"):
        assert words in statement
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        assert Enquiry.objects.get().details == {}


def test_a_ciphertext_does_not_open_in_another_row_column_person_or_office(cast: Cast) -> None:
    ours, also_ours, theirs = (told_everything(office) for office in (cast.owner, cast.owner, cast.stranger))
    with unit_of_work(cast.stranger[Role.COORDINATOR]):
        foreign = bytes(Person.objects.get(pk=theirs.person_id).name)
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        person, other = Person.objects.get(pk=ours.person_id), Person.objects.get(pk=also_ours.person_id)
        case = Case.objects.get(pk=ours.pk)
        help_given = Assistance.objects.get(case=ours)
        moved: list[tuple[Any, str, bytes]] = [
            (person, "name", bytes(other.name)),
            (person, "name", bytes(person.contact)),
            (person, "name", foreign),
            (person, "name", bytes(case.narrative)),
            (case, "narrative", bytes(person.name)),
            (help_given, "note", bytes(case.narrative)),
        ]
        assert unseal(person, "name", "contact")["name"] == NAME
        for row, column, ciphertext in moved:
            setattr(row, column, ciphertext)
            with pytest.raises(Unreadable):
                unseal(row, column)
        person.refresh_from_db()
        person.organisation_id = cast.stranger.id
        with pytest.raises(Unreadable):
            unseal(person, "name")
