"""The list of cases: its order, its pages, its filters, what it costs, and how a person is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Cast, signed_in
from tests.support.today import said

from palermo.protection.cases.codes import CaseState, CloseReason, Stage
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import CHILDREN, NOBODY, CaseFilters, CaseSort, case_list
from palermo.protection.cases.services.cases import assign_case, close_case, open_case
from palermo.protection.cases.services.drawing import draw_word
from palermo.protection.cases.services.known_as import call_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.file.today_needs import needs_due_tonight
from palermo.protection.need_to_know.queries.search import find_cases
from palermo.trust.actor import Actor, Staff
from palermo.trust.ids import uuid7
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.names import VERSION

OPEN = CaseFilters()


def with_need(actor: Actor, urgency: str, kind: str = "health") -> Case:
    with unit_of_work(actor):
        case = open_case(actor)
        if urgency:
            record_need(actor, case_id=case.pk, kind=kind, urgency=urgency)
    return case


def pages(actor: Actor, filters: CaseFilters, size: int) -> Iterator[list[UUID]]:
    after = ""
    while True:
        with unit_of_work(actor):
            page = case_list(actor, filters, after=after, size=size)
        yield [line.case.pk for line in page.rows]
        if not (after := page.next_key):
            return


def test_the_newest_trouble_stands_first_over_all_pages(cast: Cast) -> None:
    actor = cast.owner[Role.COORDINATOR]
    made = {urgency: [with_need(actor, urgency).pk for _ in range(3)] for urgency in ("", "weeks", "tonight")}
    expected = [*reversed(made["tonight"]), *reversed(made["weeks"]), *reversed(made[""])]
    for size in (2, 3, 20):
        assert [pk for page in pages(actor, OPEN, size) for pk in page] == expected


def test_a_key_that_cannot_be_read_begins_at_the_first_page(cast: Cast) -> None:
    actor = cast.owner[Role.COORDINATOR]
    case = with_need(actor, "days")
    with unit_of_work(actor):
        for key in ("9.x", "2", "'; --", f"2.{case.pk}x"):
            assert [line.case for line in case_list(actor, OPEN, after=key).rows] == [case]


def test_filters_narrow_by_state_unmet_need_and_colleague(cast: Cast) -> None:
    leads, works = cast.owner[Role.COORDINATOR], cast.owner[Role.CASEWORKER]
    legal, health = with_need(works, "days", "legal"), with_need(leads, "days")
    closed = with_need(leads, "tonight")
    nobodys = with_need(cast.owner.system, "")
    with unit_of_work(leads):
        close_case(leads, case_id=closed.pk, reason=CloseReason.HELP_COMPLETED)

        def shown(**filters: object) -> set[Case]:
            return {line.case for line in case_list(leads, CaseFilters(**filters)).rows}  # type: ignore[arg-type]

        assert shown(state=CaseState.CLOSED) == {closed}
        assert shown(need="legal") == {legal}
        assert shown(assigned=str(leads.user_id)) == {health}
        assert shown(assigned=NOBODY) == {nobodys}


def sorted_by(actor: Actor, sort: CaseSort, size: int) -> list[UUID]:
    return [pk for page in pages(actor, CaseFilters(sort=sort), size) for pk in page]


@pytest.mark.parametrize("size", [1, 3, 20])
def test_each_order_pages_through_every_case_once(cast: Cast, size: int) -> None:
    actor = cast.owner[Role.COORDINATOR]
    made = []
    with unit_of_work(actor):
        for day, word in ((3, "Heron"), (1, "Teal"), (3, "Oak"), (2, "Heron"), (5, "Elm")):
            case = open_case(actor, opened_on=date(2026, 11, day))
            call_case(actor, case_id=case.pk, word=word)
            made.append(Case.objects.get(pk=case.pk))
    by_word = sorted(made, key=lambda case: (case.known_as, case.pk))
    by_day = sorted(made, key=lambda case: (case.opened_on, case.pk))
    expected = {
        CaseSort.KNOWN: by_word,
        CaseSort.KNOWN_BACK: by_word[::-1],
        CaseSort.OLDEST: by_day,
        CaseSort.NEWEST: by_day[::-1],
    }
    for sort, cases in expected.items():
        assert sorted_by(actor, sort, size) == [case.pk for case in cases], sort


def test_filters_narrow_by_urgency_age_stage_and_day(cast: Cast) -> None:
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        child = open_case(leads, age_band="12_17", opened_on=date(2026, 11, 1))
        grown = open_case(leads, age_band="18_25", opened_on=date(2026, 11, 9))
        record_need(leads, case_id=grown.pk, kind="legal", urgency="tonight")
        set_stage(child, Stage.PRESUMED)

        def shown(**filters: object) -> set[Case]:
            return {line.case for line in case_list(leads, CaseFilters(**filters)).rows}  # type: ignore[arg-type]

        assert shown(age=CHILDREN) == shown(age="12_17") == shown(stage=Stage.PRESUMED) == {child}
        assert shown(trouble=3) == shown(age="18_25") == {grown}
        assert shown(trouble=0) == shown(until=date(2026, 11, 1)) == {child}
        assert shown(since=date(2026, 11, 2)) == shown(since=date(2026, 11, 9)) == {grown}
        assert shown(age=CHILDREN, trouble=3) == set()
        close_case(leads, case_id=child.pk, reason=CloseReason.MOVED)
        today = timezone.now().date()
        assert shown(state=CaseState.CLOSED, since=today) == {child}
        assert shown(state=CaseState.CLOSED, until=date(2026, 11, 1)) == set()


def test_a_case_left_behind_by_who_lost_the_role_is_nobodys(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    leads, works = cast.owner[Role.COORDINATOR], cast.owner[Role.CASEWORKER]
    left, shared = with_need(works, "days"), with_need(works, "days")
    with unit_of_work(leads):
        assign_case(leads, case_id=shared.pk, user_id=leads.user_id)
        assert not case_list(leads, CaseFilters(assigned=NOBODY)).rows
    owner_connection.execute(
        "UPDATE people_role_assignment SET revoked_at = now() WHERE user_id = %s", [works.user_id]
    )
    with unit_of_work(leads):
        assert [line.case for line in case_list(leads, CaseFilters(assigned=NOBODY)).rows] == [left]


def test_no_word_stands_in_an_address(browser: Client, works: Staff) -> None:
    for _ in range(26):
        with_need(works, "")
    page = browser.get(reverse("protection:cases"), {"sort": "known"}).content.decode()
    (address,) = re.findall(r'rel="next" href="([^"]+)"', page)
    with unit_of_work(works):
        words = set(Case.objects.values_list("known_as", flat=True))
    assert not any(word in address for word in words)
    assert "sort=known" in address
    after = browser.get(reverse("protection:cases") + address.replace("&amp;", "&")).content.decode()
    assert after.count("<tr role") == 2


def test_heads_sort_in_the_address_and_say_how_the_list_is_sorted(browser: Client, works: Staff) -> None:
    with_need(works, "tonight")
    url = reverse("protection:cases")
    page = browser.get(url, {"need": "health"}).content.decode()
    assert (
        '<th role="columnheader" scope="col" aria-sort="descending"><a href="?need=health&amp;sort=trouble">'
        in page
    )
    again = browser.get(url, {"sort": "known", "need": "health"}).content.decode()
    assert 'aria-sort="ascending"><a href="?sort=known_back&amp;need=health">' in again
    assert again.count("aria-sort") == 1
    assert 'role="table"' in again


def test_who_does_not_lead_is_offered_no_list_of_colleagues(
    browser: Client, works: Staff, cast: Cast
) -> None:
    with_need(works, "days")
    assert "Owner coordinator" not in browser.get(reverse("protection:cases")).content.decode()
    page = signed_in(cast.owner[Role.COORDINATOR]).get(reverse("protection:cases")).content.decode()
    assert f'<option value="{works.user_id}">' in page


def test_a_filter_that_cannot_be_read_is_named_and_filters_nothing(browser: Client, works: Staff) -> None:
    case = with_need(works, "days")
    page = browser.get(
        reverse("protection:cases"), {"since": "yesterday", "sort": "x", "age": "9"}
    ).content.decode()
    assert "Error:" in page
    assert case.code in page


def test_a_need_of_tonight_that_is_over_says_for_how_long(
    browser: Client, works: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    with_need(works, "tonight")
    url = reverse("protection:cases")
    assert '<span class="tag tag-danger">Tonight</span> health care' in browser.get(url).content.decode()
    owner_connection.execute("UPDATE protection_need SET asked_at = now() - interval '3 days 12 hours'")
    found = re.search(
        r'<span class="tag tag-danger">for (\d) nights</span> health care', browser.get(url).content.decode()
    )
    assert found is not None
    assert found[1] in "34", "by the hour of the day the third night is over, or the fourth too"


def test_a_line_says_unmet_needs_by_urgency_and_who_works_on_it(cast: Cast) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    case = with_need(works, "weeks", "legal")
    with unit_of_work(works):
        record_need(works, case_id=case.pk, kind="accommodation", urgency="tonight")
    with unit_of_work(leads):
        assign_case(leads, case_id=case.pk, user_id=leads.user_id)
        (line,) = case_list(leads, OPEN).rows
    assert [need.kind for need in line.needs] == ["accommodation", "legal"]
    assert line.colleagues == ("Owner caseworker", "Owner coordinator")


def test_today_shows_what_is_needed_tonight_to_those_who_work_on_it(cast: Cast) -> None:
    works, other = cast.owner[Role.CASEWORKER], cast.owner[Role.FOCAL_POINT]
    case = with_need(works, "tonight")
    with_need(works, "days")
    for actor, codes in ((works, [case.code]), (other, []), (cast.owner[Role.ANALYST], [])):
        with unit_of_work(actor):
            titles = [said(item) for item in read(needs_due_tonight(actor, timezone.now()))]
        assert titles == [f"Health care: {code}" for code in codes]


def test_who_works_on_no_case_has_no_list(cast: Cast) -> None:
    for role in (Role.POLICE_OFFICER, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR):
        actor = cast.owner[role]
        with unit_of_work(actor), pytest.raises(Refused):
            case_list(actor, OPEN)
        with unit_of_work(actor), pytest.raises(Refused):
            find_cases(actor, "CCCC-3333")


def named(actor: Actor, name: str, other_names: str = "") -> Case:
    with unit_of_work(actor):
        case = open_case(actor)
        record_identity(actor, person_id=case.person_id, name=name, other_names=other_names)
    return case


@pytest.mark.parametrize(
    "typed",
    ["Amina Dembélé", "dembele ameena", "Ammina  Dembele", "Амина Дембеле", "Amina Aisha Dembele"],
)
def test_a_person_is_found_by_name_in_any_spelling_or_script(cast: Cast, typed: str) -> None:
    actor = cast.owner[Role.CASEWORKER]
    case = named(actor, "Amina Dembele")
    named(actor, "Mira Olden")
    with unit_of_work(actor):
        assert [line.case for line in find_cases(actor, typed)] == [case]


def test_a_person_is_found_by_other_names_and_by_either_code(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    case = named(actor, "Amina Dembele", "Mira Olden\nStella")
    with unit_of_work(actor):
        for typed in (
            "Mira Olden",
            "stella",
            case.code,
            case.code.lower().replace("-", " "),
            case.person.code,
        ):
            assert [line.case for line in find_cases(actor, typed)] == [case], typed


def test_a_new_name_takes_the_place_of_the_old_one(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    case = named(actor, "Amina Dembele")
    with unit_of_work(actor):
        record_identity(actor, person_id=case.person_id, name="Mira Olden")
        assert find_cases(actor, "Amina Dembele") == []
        assert len(find_cases(actor, "Mira Olden")) == 1


def test_a_search_finds_only_what_one_works_on_and_leaves_no_name_in_the_ledger(cast: Cast) -> None:
    works, other = cast.owner[Role.CASEWORKER], cast.owner[Role.FOCAL_POINT]
    named(works, "Amina Dembele")
    for actor, found in ((works, 1), (other, 0), (cast.stranger[Role.COORDINATOR], 0)):
        with unit_of_work(actor):
            assert len(find_cases(actor, "Amina Dembele")) == found
        with unit_of_work(actor):
            event = LedgerEvent.objects.filter(verb="case.searched").order_by("-sequence")[0]
            assert event.codes == {"by": "name", "found": found}


def test_a_decision_maker_does_not_search_by_name(cast: Cast) -> None:
    actor = cast.owner[Role.DECISION_MAKER]
    with unit_of_work(actor), pytest.raises(Refused) as refused:
        find_cases(actor, "Amina Dembele")
    assert refused.value.reason == "role_missing"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CASEWORKER])
def test_the_list_costs_the_same_for_two_cases_and_for_twenty(cast: Cast, role: Role) -> None:
    actor = cast.owner[role]

    def cost() -> int:
        with unit_of_work(actor), CaptureQueriesContext(connection) as queries:
            case_list(actor, OPEN)
        return len(queries)

    for _ in range(2):
        with_need(actor, "days")
    few = cost()
    for _ in range(18):
        with_need(actor, "days")
    assert cost() == few <= 4


_COLUMNS = "id, organisation_id, purpose, retention_rule, profile_version, created_at"
_COMMON = ("assistance", "rule", "1", "2026-11-23T00:00Z")


def copy_in(
    owner: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[object, ...]]
) -> None:
    with (
        owner.cursor() as cursor,
        cursor.copy(f"COPY {table} ({_COLUMNS}, {columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((row[0], row[1], *_COMMON, *row[2:]))


def fill(owner: psycopg.Connection[Any], cast: Cast, works: Staff, count: int) -> None:
    """Many cases, most in another office, each with a need, every fiftieth assigned to `works`."""
    for office, share in ((cast.owner.id, count), (cast.stranger.id, 4 * count)):
        ids = [(uuid7(), uuid7(), number) for number in range(share)]
        copy_in(
            owner,
            "protection_person",
            "code, name, other_names, birth, contact, safe_contact, age_band, gender, nationality, languages",
            ((p, office, f"P{n}", "", "", "", "", "", *["not_asked"] * 3, "[]") for p, _c, n in ids),
        )
        copy_in(
            owner,
            "protection_case",
            "person_id, code, state, narrative, opened_on, closed_reason, trouble, known_as, hands",
            (
                (
                    c,
                    office,
                    p,
                    f"C{n}",
                    "open",
                    "",
                    f"2026-{n % 10 + 1:02}-23",
                    "",
                    n % 4,
                    f"Word {n % 300}",
                    1,
                )
                for p, c, n in ids
            ),
        )
        copy_in(
            owner,
            "protection_case_assignment",
            "case_id, user_id, assigned_by_id",
            ((uuid7(), office, c, uuid7() if n % 50 else works.user_id, works.user_id) for _p, c, n in ids),
        )
        copy_in(
            owner,
            "protection_need",
            "case_id, person_id, kind, urgency, wanted_by_person, state",
            ((uuid7(), office, c, p, "health", "days", "yes", "open") for p, c, _n in ids),
        )
        copy_in(
            owner,
            "protection_name_token",
            "person_id, token, version",
            ((uuid7(), office, p, p.bytes, VERSION) for p, _c, _n in ids),
        )
    owner.execute("ANALYZE")


def plans_of(actor: Actor, act: Callable[[], object]) -> list[str]:
    plans = []
    with unit_of_work(actor):
        with CaptureQueriesContext(connection) as queries:
            act()
        for query in list(queries):
            if query["sql"].startswith("SELECT"):
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
                    plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


FILTERS_AND_SORTS = [
    OPEN,
    *(CaseFilters(sort=sort) for sort in CaseSort),
    *(CaseFilters(state=CaseState.CLOSED, sort=sort) for sort in CaseSort),
    CaseFilters(need="health"),
    CaseFilters(need="legal"),
    CaseFilters(trouble=3),
    CaseFilters(stage=Stage.PRESUMED),
    CaseFilters(age=CHILDREN),
    CaseFilters(age="18_25"),
    CaseFilters(since=date(2026, 11, 1), until=date(2026, 11, 2), sort=CaseSort.NEWEST),
    CaseFilters(assigned=NOBODY),
]


def test_no_listed_query_scans_or_sorts_a_whole_table(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    fill(owner_connection, cast, works, 5000)
    (a_case,) = owner_connection.execute(
        "SELECT id FROM protection_case WHERE organisation_id = %s LIMIT 1", [cast.owner.id]
    ).fetchone() or ("",)
    for actor in (leads, works):
        for filters in FILTERS_AND_SORTS:
            if filters.assigned == NOBODY and actor is works:
                continue
            for after in ("", f"2.{a_case}"):
                plans = plans_of(actor, partial(case_list, actor, filters, after=after))
                assert plans
                for plan in plans:
                    assert "Seq Scan on protection_" not in plan, plan
                # A coordinator's list comes out of its index in order; a colleague's own few may be sorted, and so
                # may what a filter of another table leaves.
                if actor is leads and not filters.assigned and not filters.need and not filters.age:
                    assert not re.search(r"\bSort\b", plans[0]), plans[0]
    for plan in plans_of(leads, partial(draw_word, cast.owner.id)):
        assert "Seq Scan on protection_" not in plan, plan
    for plan in plans_of(leads, partial(find_cases, leads, "Amina Dembele")):
        assert "Seq Scan on protection_" not in plan, plan
