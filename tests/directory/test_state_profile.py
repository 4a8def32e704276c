"""The State's profile: written by one person, signed by another, and what is open keeps the version it began with."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Cast, Office, another, signed_in
from tests.support.last_page import held

from palermo.directory.profiles import known_versions, profile_of
from palermo.directory.states.models import StateProfile, StateProfileDraft
from palermo.directory.states.queries import country_of, state_today, version_in_force
from palermo.directory.states.services import (
    ask_for_signature,
    begin_draft,
    digest_of,
    sign_draft,
    write_draft,
)
from palermo.directory.states.words import CODED, LABELS, PARTS, REASONS, value_words
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import open_case
from palermo.protection.identification.models import Presumption, Reflection
from palermo.protection.identification.services.presumption import presume
from palermo.reference.profiles import PATHS
from palermo.reference.time_zones import zone_of_state
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.services import set_zone
from palermo.trust.reasons import known_reasons
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

THREE_WEEKS = {"count": 21, "kind": "calendar"}


@pytest.fixture
def writer(cast: Cast) -> Staff:
    return cast.owner[Role.COORDINATOR]


@pytest.fixture
def second(cast: Cast) -> Staff:
    return cast.owner[Role.ADMINISTRATOR]


def page(browser: Client, name: str, *arguments: object) -> str:
    response = browser.get(reverse(f"profile:{name}", args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def signed(
    writer: Staff, second: Staff, values: dict[str, Any], valid_from: date | None = None
) -> StateProfile:
    with unit_of_work(writer):
        begin_draft(writer)
        write_draft(writer, values=values, sources=dict.fromkeys(values, "Act 12 of 2020 (invented)"))
        row = ask_for_signature(writer, valid_from=valid_from or timezone.now().date())
    with unit_of_work(second):
        return sign_draft(second, digest=digest_of(row.body))


def test_a_version_is_written_part_by_part_signed_by_a_second_person_and_then_holds(
    writer: Staff, second: Staff
) -> None:
    browser, other = signed_in(writer), signed_in(second)
    assert "26 values are invented" in page(browser, "profile")
    browser.post(reverse("profile:begin"))
    form = browser.get(reverse("profile:part", args=["days"])).context["form"]
    said = {name: field.initial for name, field in form.fields.items()}
    said |= {
        "calendar__holidays": "01-01\n2027-04-05",
        "source__calendar__holidays": "Act 1",
        "time_zone": "Nowhere/X",
    }
    wrong = browser.post(reverse("profile:part", args=["days"]), said)
    assert "There is no time zone of that name" in wrong.content.decode()
    said["time_zone"] = "Europe/Rome"
    assert browser.post(reverse("profile:part", args=["days"]), said).status_code == 302
    ready = page(browser, "ready")
    assert "Owner administrator" in ready and "2027-04-05" in ready
    today = timezone.now().date()
    day = {"valid_from_day": today.day, "valid_from_month": today.month, "valid_from_year": today.year}
    assert browser.post(reverse("profile:ready"), day).status_code == 302
    assert "Sign the State" in other.get(reverse("web:today")).content.decode()
    assert browser.get(reverse("profile:sign")).status_code == 302, "who wrote it signed it"
    assert other.post(reverse("profile:sign"), held(page(other, "sign"))).status_code == 302
    after = page(browser, "profile")
    assert "25 values are invented" in after and "Source: Act 1" in after
    with unit_of_work(writer):
        row = StateProfile.objects.get()
        assert not StateProfileDraft.objects.exists()
        assert profile_of(row.version).time_zone == "Europe/Rome"
        assert row.version in known_versions()
    assert "Europe/Rome" in page(other, "version", row.pk)


def test_a_version_holds_for_every_office_of_the_state_from_one_moment_on(
    cast: Cast, writer: Staff, second: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(writer):
        country = country_of(writer.organisation_id)
        day = state_today(country) + timedelta(days=2)
    assert signed(writer, second, {"reflection.minimum": THREE_WEEKS}, day).valid_from == day
    offices = (cast.owner, cast.stranger)
    for office, zone in zip(offices, ("Pacific/Kiritimati", "Pacific/Pago_Pago"), strict=True):
        with unit_of_work(office[Role.ADMINISTRATOR]) as work:
            set_zone(work.actor, zone=zone)
    begins = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone_of_state(country)))
    for hours in range(-26, 26):
        now = begins + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        for office in offices:
            with unit_of_work(office[Role.ADMINISTRATOR]):
                assert (version_in_force(country) is not None) == (hours >= 0), (office, hours)


def test_an_open_case_keeps_the_version_it_began_with_and_a_new_one_has_the_new(
    cast: Cast, writer: Staff, second: Staff
) -> None:
    works, today = cast.owner[Role.CASEWORKER], timezone.now().date()
    with unit_of_work(works):
        before = open_case(works)
    row = signed(writer, second, {"reflection.minimum": THREE_WEEKS})
    told = {"responder_kind": "ngo", "told": []}
    with unit_of_work(works):
        after = open_case(works)
        for case in (before, after):
            presume(works, case_id=case.pk, presumed_on=today, **told)
        old, new = Reflection.objects.get(case=before), Reflection.objects.get(case=after)
        versions = {one.pk: one.profile_version for one in Case.objects.all()}
        kept = Presumption.objects.get(case=before).profile_version
    assert (old.minimum_until, new.minimum_until) == (today + timedelta(days=30), today + timedelta(days=21))
    assert versions == {before.pk: "example-state-1", after.pk: row.version}
    assert kept == "example-state-1"


def moved(owner: psycopg.Connection[Any], office: Office, **columns: str) -> None:
    """Another kind of office, or another State, than the cast's."""
    for column, value in columns.items():
        owner.execute(f"UPDATE people_organisation SET {column} = %s WHERE id = %s", [value, office.id])


def test_a_version_holds_from_its_day_and_in_its_state_alone(
    cast: Cast, writer: Staff, second: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    moved(owner_connection, cast.partner, country="XB")
    row = signed(writer, second, {"reflection.minimum": THREE_WEEKS})
    signed(writer, second, {"time_zone": "Europe/Rome"}, timezone.now().date() + timedelta(days=3))
    found = {}
    for office in (cast.owner, cast.stranger, cast.partner):
        works = office[Role.CASEWORKER]
        with unit_of_work(works):
            found[office.name] = open_case(works).profile_version
    assert found == {"Owner": row.version, "Stranger": row.version, "Partner": "example-state-1"}


def test_nobody_signs_what_they_wrote_nor_what_changed_since_they_read_it(
    cast: Cast, writer: Staff, second: Staff
) -> None:
    third = another(cast.owner, Role.COORDINATOR, "Third")
    with unit_of_work(writer):
        begin_draft(writer)
    with unit_of_work(third):
        write_draft(third, values={"reflection.minimum": THREE_WEEKS}, sources={})
        row = ask_for_signature(third, valid_from=timezone.now().date())
    for actor in (writer, third):
        with pytest.raises(Refused, match="second_person_needed"), unit_of_work(actor):
            sign_draft(actor, digest=digest_of(row.body))
    with pytest.raises(Refused, match="changed_since_shown"), unit_of_work(second):
        sign_draft(second, digest="0")
    with unit_of_work(writer):
        write_draft(writer, values={"time_zone": "Europe/Rome"}, sources={})
    with pytest.raises(Refused, match="profile_not_asked"), unit_of_work(second):
        sign_draft(second, digest=digest_of(row.body))


def test_only_a_competent_authority_writes_and_nonsense_is_refused(
    cast: Cast, writer: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    helps = cast.partner[Role.COORDINATOR]
    moved(owner_connection, cast.partner, kind="ngo")
    with pytest.raises(Refused, match="profile_of_the_authority"), unit_of_work(helps):
        begin_draft(helps)
    with unit_of_work(writer):
        begin_draft(writer)
    with pytest.raises(Refused, match="profile_not_right"), unit_of_work(writer):
        write_draft(writer, values={"reflection.minimum": {"count": 0, "kind": "calendar"}}, sources={})
    with pytest.raises(Refused, match="profile_day_over"), unit_of_work(writer):
        ask_for_signature(writer, valid_from=timezone.now().date() - timedelta(days=1))
    assert "Begin a new version" not in page(signed_in(helps), "profile")


def test_a_signed_version_is_changed_by_nobody(
    owner_connection: psycopg.Connection[Any], writer: Staff, second: Staff
) -> None:
    row = signed(writer, second, {"reflection.minimum": THREE_WEEKS})
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner_connection.execute(
            "UPDATE directory_state_profile SET valid_from = '2000-01-01' WHERE id = %s", [row.pk]
        )


def test_every_value_has_its_words_and_its_place_on_the_page(writer: Staff) -> None:
    assert (
        sorted(path for _words, paths in PARTS.values() for path in paths) == sorted(PATHS) == sorted(LABELS)
    )
    assert set(REASONS) <= known_reasons()
    assert all(value_words(path, list(codes)) for path, codes in CODED.items())
