"""One event, many persons: opened by code at once, heard apart, and never said to belong together outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.protection import contact, flow
from tests.protection.pages import questions, text_of, url
from tests.support.cast import Cast, signed_in
from tests.support.refusals import refusal
from tests.support.today import said

from palermo.exchange import services as exchange
from palermo.protection.cases.codes.arrival import CameBy
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.services.cases import assign_case, open_case, unassign_case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.file.erasing import erase_rows
from palermo.protection.first_contact.codes import Interview, SeenAs, UrgentNeed
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.queries.contact import counted_help
from palermo.protection.first_contact.queries.events import event_list, event_view
from palermo.protection.first_contact.services.events import (
    Line,
    open_cases,
    set_interview,
    take_out,
    write_lines,
)
from palermo.protection.first_contact.services.information import want_another_interpreter
from palermo.protection.first_contact.today import (
    group_members_without_interviewer,
    interpreters_to_replace,
    interviews_waiting,
)
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.vault import unseal


def line_of(case: Case, **said: Any) -> Line:
    plain: dict[str, Any] = {
        "age_band": "18_25",
        "gender": "man",
        "languages": ["bn"],
        "urgent": [],
        "seen_as": [],
    }
    return Line(case_id=case.pk, **{**plain, **said})


def test_forty_people_have_a_case_and_a_code_each_in_one_act(works: Staff) -> None:
    with unit_of_work(works):
        event, cases = contact.a_group(works, 40)
        assert len({case.code for case in cases}) == 40
        assert EventPerson.objects.filter(event=event).count() == 40
        assert CaseAssignment.objects.filter(user_id=works.user_id).count() == 40
        rows = FirstContact.objects.values_list("came_by", "route", "came_on").distinct()
        assert list(rows) == [("own_detection", "inspection", "2026-11")]
        for number in (0, 61):
            with pytest.raises(Refused) as refused:
                open_cases(works, event_id=event.pk, number=number, came_by=CameBy.SELF)
            assert refused.value.reason == "number_out_of_range"


def test_whoever_interviews_one_sees_nobody_else_of_the_group(cast: Cast, works: Staff) -> None:
    leads, hears = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    with unit_of_work(works):
        event, (one, other, third) = contact.a_group(works, 3)
    with unit_of_work(leads):
        assign_case(leads, case_id=one.pk, user_id=hears.user_id)
        unassign_case(leads, case_id=third.pk, user_id=works.user_id)
    seen = {actor: text_of(signed_in(actor).get(url("event", event.pk))) for actor in (leads, works, hears)}
    codes = {actor: [case.code in page for case in (one, other, third)] for actor, page in seen.items()}
    assert codes == {leads: [True] * 3, works: [True, True, False], hears: [True, False, False]}
    lines = text_of(signed_in(hears).get(url("event_lines", event.pk)))
    assert one.code in lines and other.code not in lines
    with unit_of_work(hears), pytest.raises(Refused) as refused:
        write_lines(hears, event_id=event.pk, lines=[line_of(other)])
    assert refused.value.reason == "not_assigned"
    assert signed_in(hears).get(url("event_note", event.pk)).status_code == 403


def test_a_person_may_be_presumed_a_victim_and_suspected_at_once_and_is_helped(works: Staff) -> None:
    both = [SeenAs.SUSPECTED, SeenAs.PRESUMED_VICTIM]
    with unit_of_work(works):
        event, (case,) = contact.a_group(works, 1)
        for _time in range(2):
            lines = [line_of(case, seen_as=both, urgent=[UrgentNeed.SHELTER, UrgentNeed.FOOD])]
            write_lines(works, event_id=event.pk, lines=lines)
        (met,) = event_view(works, event.pk).persons
        assert met.row.seen_as == ["presumed_victim", "suspected"]
        assert met.urgent == {UrgentNeed.SHELTER, UrgentNeed.FOOD}
        assert sorted(Need.objects.values_list("kind", flat=True)) == ["accommodation", "material"]


def test_somebody_who_has_a_case_already_belongs_to_one_event_and_can_be_taken_out(works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works)
    event = contact_event(works)
    page = signed_in(works).post(url("event_add_case", event.pk), {"code": case.code.lower()}, follow=True)
    assert case.code in text_of(page)
    again = signed_in(works).post(url("event_add_case", event.pk), {"code": case.code})
    assert "belongs to an event already" in text_of(again)
    unknown = signed_in(works).post(url("event_add_case", event.pk), {"code": "CCCC-3333"})
    assert "No case that you work on has this code" in text_of(unknown)
    with unit_of_work(works):
        take_out(works, case_id=case.pk)
        assert event_view(works, event.pk).persons == ()
    assert refusal(works, take_out, case_id=case.pk) == "in_no_event"
    assert refusal(works, set_interview, case_id=case.pk, state=Interview.HELD) == "in_no_event"


def contact_event(actor: Staff) -> Event:
    with unit_of_work(actor):
        return contact.an_event(actor)


def test_no_enquiry_and_no_package_says_that_people_were_met_together(
    cast: Cast, works: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[str] = []
    store = exchange._store

    def listening(actor: Actor, header: Any, payload: Mapping[str, Any]) -> Any:
        left.append(json.dumps([str(header), payload], default=str))
        return store(actor, header, payload)

    monkeypatch.setattr(exchange, "_store", listening)
    flow.agree(cast)
    flow.have_basis(cast)
    file = flow.open_file(works)
    with unit_of_work(works):
        told = contact.met_and_told(works, file.case)
        others = open_cases(works, event_id=told.event.pk, number=2, came_by=CameBy.SELF)
        both = [SeenAs.SUSPECTED, SeenAs.PRESUMED_VICTIM]
        write_lines(
            works,
            event_id=told.event.pk,
            lines=[line_of(case, seen_as=both) for case in (file.case, *others)],
        )
    referral = flow.enquire(works, file.need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    flow.consent(works, referral)
    with unit_of_work(works):
        send_identity_slice(works, referral_id=referral.pk, data_classes=flow.AGREED)
    flow.work_off()
    assert len(left) == 2
    hidden = [
        told.event.code,
        str(told.event.pk),
        contact.NOTE,
        "Marlowick",
        "suspected",
        "presumed",
        "inspection",
    ]
    for case in (file.case, *others):
        hidden += [case.code, str(case.pk), str(case.person_id)]
    for text in left:
        assert [word for word in hidden if word in text] == []
    helper = cast.partner[Role.COORDINATOR]
    with unit_of_work(helper):
        assert not Event.objects.exists() and not EventPerson.objects.exists()
        assert Case.objects.count() == 1


def test_an_erasure_unlinks_her_takes_the_note_and_leaves_the_others(cast: Cast, works: Staff) -> None:
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(works):
        case = open_case(works)
        told = contact.met_and_told(works, case)
        (other,) = open_cases(works, event_id=told.event.pk, number=1, came_by=CameBy.SELF)
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason="person_asked")
        assert [row.case_id for row in EventPerson.objects.all()] == [other.pk]
        event, given = Event.objects.get(), Information.objects.get()
        assert bytes(event.note) == bytes(given.words) == b""
        assert (given.language, given.given_on) == ("not_kept", "2026-11")
        interpreting, came = Interpreting.objects.get(), FirstContact.objects.get(case=case)
        assert (interpreting.code, interpreting.language) == ("", "not_kept")
        assert (len(came.came_on), came.referrer_id) == (7, None)
        with pytest.raises(Unreadable):
            unseal(told.event, "note")
        erase_rows(cast.owner.id, case.person_id)
        assert EventPerson.objects.count() == 1
    browser = signed_in(leads)
    assert "Not kept: erased" in text_of(browser.get(url("talk", case.pk)))
    assert browser.get(url("event", told.event.pk)).status_code == 200


def test_today_says_whom_to_speak_with_and_whom_nobody_speaks_with(cast: Cast, works: Staff) -> None:
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(works):
        event, (one, other, third) = contact.a_group(works, 3)
        set_interview(works, case_id=other.pk, state=Interview.HELD)
        interpreting = contact.an_interpreter(works, one)
    with unit_of_work(leads):
        unassign_case(leads, case_id=third.pk, user_id=works.user_id)

    def shown(actor: Staff, handle: Callable[..., Any]) -> list[tuple[str, int]]:
        with unit_of_work(actor):
            return [(said(item), item.count) for item in read(handle(actor, timezone.now()))]

    assert shown(works, interviews_waiting) == [(f"Speak with the person alone: {one.code}", 1)]
    assert shown(leads, interviews_waiting) == []
    (item,) = shown(leads, group_members_without_interviewer)
    assert item == (f"Find somebody to speak with each person of the event: {event.code}", 1)
    assert shown(works, group_members_without_interviewer) == []
    assert shown(works, interpreters_to_replace) == []
    with unit_of_work(works):
        want_another_interpreter(works, case_id=one.pk, interpreting_id=interpreting.pk)
    assert shown(works, interpreters_to_replace) == [
        (f"Find another interpreter: the person wants one: {one.code}", 1)
    ]
    with unit_of_work(works):
        contact.an_interpreter(works, one)
    assert shown(works, interpreters_to_replace) == []


def test_the_pages_of_an_event_ask_the_same_for_two_people_and_for_twelve(cast: Cast) -> None:
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        event, cases = contact.a_group(actor, 2)
    browser = signed_in(actor)

    def costs() -> dict[str, int]:
        addresses = [
            *(url(name, event.pk) for name in ("event", "event_lines")),
            url("events"),
            url("counts"),
        ]
        return {
            address: len(questions(browser, address)) for address in (*addresses, url("talk", cases[0].pk))
        }

    few = costs()
    with unit_of_work(actor):
        open_cases(actor, event_id=event.pk, number=10, came_by=CameBy.SELF)
        for _number in range(3):
            contact.an_event(actor)
            contact.an_interpreter(actor, cases[0])
        contact.met_and_told(actor, open_case(actor))
    assert costs() == few
    assert max(few.values()) <= 10, few


def test_no_list_of_events_or_counts_scans_a_whole_table(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    with unit_of_work(works):
        event, _cases = contact.a_group(works, 2)
    fill(owner_connection, cast, works)
    acts: list[Callable[[Actor], object]] = [
        event_list,
        counted_help,
        lambda actor: event_view(actor, event.pk),
        lambda actor: read(interviews_waiting(actor, timezone.now())),
    ]
    for actor in (leads, works):
        for act in acts:
            with unit_of_work(actor):
                with CaptureQueriesContext(connection) as queries:
                    act(actor)
                for query in list(queries):
                    if query["sql"].startswith("SELECT"):
                        with connection.cursor() as cursor:
                            cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
                            plan = "\n".join(row[0] for row in cursor.fetchall())
                        assert "Seq Scan on protection_" not in plan, plan


def fill(owner: psycopg.Connection[Any], cast: Cast, works: Staff) -> None:
    """Many rows in two offices: one event in fifty with a person, and counts."""
    common = "organisation_id, purpose, retention_rule, profile_version, created_at, id"
    for office in (cast.owner.id, cast.stranger.id):
        start = f"SELECT '{office}', 'assistance', 'rule', '1', now(), gen_random_uuid()"
        many, who = "FROM generate_series(1, 5000) AS n", f"'{works.user_id}'"
        owner.execute(
            f"INSERT INTO protection_event ({common}, code, zone, month, route, sector, note, recorded_by_id)"
            f" {start}, 'E' || n, 'city', '2026-01', 'border', 'other', '', gen_random_uuid() {many}"
        )
        owner.execute(
            f"INSERT INTO protection_counted_help ({common}, kind, units, given_on, zone, recorded_by_id)"
            f" {start}, 'health', 1, '2026', 'city', {who} {many}"
        )
        owner.execute(
            f"INSERT INTO protection_person ({common}, code, name, other_names, birth, contact, safe_contact,"
            " age_band, gender, nationality, languages)"
            f" {start}, 'P' || n, '', '', '', '', '', 'not_asked', 'not_asked', 'not_asked', '[]' {many}"
        )
        owner.execute(
            f"INSERT INTO protection_case ({common}, person_id, code, state, narrative, opened_on, closed_reason,"
            " trouble)"
            " SELECT organisation_id, purpose, retention_rule, profile_version, created_at, gen_random_uuid(), id,"
            " 'C' || code, 'open', '', current_date, '', 0"
            f" FROM protection_person WHERE organisation_id = '{office}' AND code LIKE 'P%'"
        )
        owner.execute(
            f"INSERT INTO protection_event_person ({common}, event_id, case_id, person_id, seen_as, interview)"
            " SELECT c.organisation_id, c.purpose, c.retention_rule, c.profile_version, now(), gen_random_uuid(),"
            " e.id, c.id, c.person_id, '[]', 'held'"
            " FROM protection_case c JOIN protection_event e"
            " ON e.organisation_id = c.organisation_id AND e.code = 'E' || substr(c.code, 3)"
            f" WHERE c.organisation_id = '{office}'"
        )
        owner.execute(
            f"INSERT INTO protection_need ({common}, case_id, person_id, kind, urgency, wanted_by_person, state)"
            " SELECT organisation_id, purpose, retention_rule, profile_version, created_at, gen_random_uuid(),"
            " id, person_id, 'health', 'days', 'yes', 'open'"
            f" FROM protection_case WHERE organisation_id = '{office}'"
        )
        owner.execute(
            f"INSERT INTO protection_case_assignment ({common}, case_id, user_id, assigned_by_id)"
            " SELECT organisation_id, purpose, retention_rule, profile_version, created_at, gen_random_uuid(),"
            " id, gen_random_uuid(), gen_random_uuid()"
            f" FROM protection_case WHERE organisation_id = '{office}'"
        )
    owner.execute("ANALYZE")
