"""The search finds what its reader may open and nothing else, and stays quick where there are many rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.authorisation.costs import NOT_COUNTED, Look, grow, plans, settled
from tests.authorisation.reading import ROLES, read_matrix
from tests.authorisation.world import World, canaries_in
from tests.support import place
from tests.support.cast import Cast, Office

from palermo.exchange.models import Envelope
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.known_as import call_case
from palermo.protection.first_contact.models.events import Event
from palermo.protection.first_contact.models.information import Interpreting
from palermo.protection.referral.models.referrals import Referral
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.web.search_pages import pages

LINK = re.compile(r'<a href="(/[^"]*)"')
UNKNOWN = "W9YM-C9DP"
WHO_SEE = (Role.COORDINATOR, Role.CASEWORKER, Role.DECISION_MAKER)


@dataclass(frozen=True)
class Codes:
    """What people of the first office say on the telephone about the planted file."""

    case: str
    person: str
    referral: str
    event: str
    interpreter: str
    package: str

    @property
    def all(self) -> str:
        return f"{self.case}, {self.person}, {self.referral}, {self.event}, {self.interpreter}"


@pytest.fixture(scope="module")
def codes(world: World) -> Codes:
    with unit_of_work(world.cast.owner[Role.COORDINATOR]):
        case = Case.objects.select_related("person").get(pk=world.subjects["case"][0])
        return Codes(
            case=case.code,
            person=case.person.code,
            referral=Referral.objects.get(pk=world.subjects["referral"][0]).code,
            event=Event.objects.get(pk=world.subjects["event"][0]).code,
            interpreter=Interpreting.objects.get(pk=world.subjects["case-interpreter"][1]).code,
            package=Envelope.objects.get(pk=world.subjects["package"][0]).pk.hex[:8],
        )


def searched(browser: Client, typed: str, **more: str) -> HttpResponse:
    return browser.post(reverse("web:search"), {"q": typed, **more})


def content(answer: HttpResponse) -> str:
    """The page between its bar and its foot."""
    return re.findall(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]


def offices(cast: Cast) -> list[Office]:
    return [cast.owner, cast.partner, cast.stranger]


def test_one_code_of_any_kind_leads_straight_to_its_page(world: World, codes: Codes) -> None:
    owner, partner = world.cast.owner, world.cast.partner
    pages = {
        (owner[Role.CASEWORKER], codes.case): reverse("protection:case", args=world.subjects["case"]),
        (owner[Role.CASEWORKER], codes.person): reverse("protection:case", args=world.subjects["case"]),
        (owner[Role.CASEWORKER], codes.referral): reverse(
            "protection:referral", args=world.subjects["referral"]
        ),
        (partner[Role.FOCAL_POINT], codes.referral): reverse(
            "protection:enquiry", args=world.subjects["enquiry"]
        ),
        (owner[Role.CASEWORKER], codes.event): reverse("protection:event", args=world.subjects["event"]),
        (owner[Role.CASEWORKER], codes.interpreter): reverse("protection:talk", args=world.subjects["case"]),
        (owner[Role.COORDINATOR], f"palermo-{codes.package}.json"): reverse(
            "exchange:package", args=world.subjects["package"]
        ),
    }
    for (actor, typed), page in pages.items():
        for written in (typed, f"the file {typed.lower()}, please", f"\u2067{typed}\u2069."):
            with world.undone():
                answer = searched(world.browser(actor), written)
            assert (answer.status_code, answer.get("Location")) == (302, page), (str(actor.roles), written)
            assert typed not in page, "an address says no code"


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_found_may_be_opened_and_shows_nothing_sealed(
    world: World, codes: Codes, role: Role
) -> None:
    for office in offices(world.cast):
        browser = world.browser(office[role])
        for typed in (codes.all, f"palermo-{codes.package}", "harbour", "shelter", "protocol", "albania"):
            with world.undone():
                answer = searched(browser, typed)
            assert answer.status_code in {200, 302}
            if answer.status_code == 302:
                links = [answer["Location"]]
            else:
                assert canaries_in(answer) == []
                links = LINK.findall(content(answer))
            for link in links:
                with world.undone():
                    assert browser.get(link.partition("#")[0]).status_code == 200, (office.name, role, link)


def test_what_stands_beside_a_file_is_found_by_its_code(world: World, codes: Codes) -> None:
    lead = world.browser(world.cast.owner[Role.COORDINATOR])
    with world.undone():
        found = content(searched(lead, f"{codes.case} and {UNKNOWN}"))
    for name, subject in (
        ("protection:case", "case"),
        ("protection:referral", "referral"),
        ("protection:authority_request", "request"),
        ("protection:complaint", "complaint"),
    ):
        assert reverse(name, args=world.subjects[subject]) in found, name
    with world.undone():
        narrowed = content(searched(lead, codes.case, within="protection.requests"))
    assert LINK.findall(narrowed) == [reverse("protection:authority_request", args=world.subjects["request"])]


@pytest.mark.parametrize("kind", ["case", "person", "referral", "event", "interpreter", "package"])
def test_a_code_of_another_office_is_answered_as_one_that_nobody_has(
    world: World, codes: Codes, kind: str
) -> None:
    typed = f"palermo-{codes.package}" if kind == "package" else str(getattr(codes, kind))
    nobodys = typed.translate(str.maketrans("ae013", "ea104")) if kind == "package" else UNKNOWN
    if nobodys == typed:
        nobodys = typed[:-1] + ("2" if typed[-1] != "2" else "5")
    for role in (Role.COORDINATOR, Role.POLICE_OFFICER):
        browser = world.browser(world.cast.stranger[role])
        with world.undone():
            one, other = (content(searched(browser, text)) for text in (typed, nobodys))
        marks = re.compile(r'name="once" value="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
        one, other = (marks.sub("", page) for page in (one, other))
        assert one.replace(typed, "") == other.replace(nobodys, "")


def test_what_looks_like_a_code_is_no_search_by_name(world: World, codes: Codes) -> None:
    works = world.cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        before = LedgerEvent.objects.filter(verb="case.searched").count()
    browser = world.browser(works)
    for typed in (f"case {UNKNOWN}", "K7MC-4XR0", "K7MC-4XR", "4XRD"):
        assert searched(browser, typed).status_code == 200
    with unit_of_work(works):
        rows = LedgerEvent.objects.filter(verb="case.searched").order_by("sequence")[before:]
        assert {row.codes["by"] for row in rows} <= {"code"}
    assert "A code has eight signs" in content(searched(browser, "K7MC-4XR0"))


def test_the_page_says_what_may_be_tried_when_nothing_is_found(world: World) -> None:
    browser = world.browser(world.cast.owner[Role.ANALYST])
    page = content(searched(browser, "zzyzx"))
    assert "Nothing that you may see has this code or these words." in page
    assert "What you may try" in page
    assert content(searched(browser, "   ")).count("What can be found") == 1


def test_nobody_searches_without_signing_in_and_no_address_takes_a_question(
    world: World, codes: Codes
) -> None:
    assert world.nobody.post(reverse("web:search"), {"q": codes.case}).status_code == 302
    browser = world.browser(world.cast.owner[Role.CASEWORKER])
    answer = browser.get(reverse("web:search"), {"q": codes.case})
    assert codes.case not in content(answer)


def test_only_pages_that_the_matrix_opens_are_found(world: World) -> None:
    rows = {row.name: row for row in read_matrix() if row.method == "GET"}
    for office, signs in ((world.cast.owner, 0), (world.cast.stranger, 2)):
        for at, role in enumerate(ROLES):
            found = {section.url_name for _room, section in pages() if section.is_open(office[role])}
            assert {name for name in found if rows[name].offices[signs][at] != "+"} == set(), role
            assert {"web:today", "web:help", "people:account", "partnership:states"} <= found


def test_pages_and_guides_of_the_own_role_come_first(world: World) -> None:
    with world.undone():
        page = content(searched(world.browser(world.cast.owner[Role.FOCAL_POINT]), "enquiry comes"))
    links = [link for link in LINK.findall(page) if link.startswith("/help/")]
    assert links[0] == reverse("web:guide", args=["focal-point"]) + "#an-enquiry-comes"


def test_a_case_is_found_by_the_beginning_of_its_word_by_those_who_may_see_it(world: World) -> None:
    case_id = world.subjects["case"][0]
    page = reverse("protection:case", args=[case_id])
    with unit_of_work(world.cast.owner[Role.CASEWORKER]) as work:
        call_case(work.actor, case_id=case_id, word="Étourneau Gris")
    for office in offices(world.cast):
        for role in (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT, Role.DECISION_MAKER, Role.ANALYST):
            for typed in ("etourn", "ÉTOURNEAU  gris", "\u200fétourneau"):
                with world.undone():
                    found = content(searched(world.browser(office[role]), typed))
                sees = office is world.cast.owner and role in WHO_SEE
                assert (page in LINK.findall(found)) is sees, (office.name, role, typed)
                assert ("Étourneau Gris" in found) is sees
    with world.undone():
        found = content(searched(world.browser(world.cast.owner[Role.CASEWORKER]), "etourneau"))
    assert reverse("protection:referral", args=world.subjects["referral"]) in LINK.findall(found)


def test_too_many_searches_by_name_stop_names_and_nothing_else(world: World) -> None:
    browser = world.browser(world.cast.partner[Role.CASEWORKER])
    for _number in range(30):
        assert "30 times" not in content(searched(browser, "Somebody Unheard Of"))
    page = content(searched(browser, "services"))
    assert "30 times within 10 minutes" in page
    assert f'href="{reverse("services:directory")}"' in page


@pytest.fixture(scope="module")
def grown(world: World, world_database: place.Database, codes: Codes) -> Any:
    """Statements of each search with few rows and with thousands, and their plans then. Last: nothing is sure after."""
    if world_database.superuser is None:
        pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
    asked = {
        "code": (world.cast.owner[Role.CASEWORKER], codes.case.replace("-", "") + f" {UNKNOWN}"),
        "lead's code": (world.cast.owner[Role.COORDINATOR], codes.all),
        "enquiry": (world.cast.partner[Role.COORDINATOR], f"{codes.referral} {UNKNOWN}"),
        "package": (world.cast.owner[Role.COORDINATOR], f"{codes.package} {codes.package[::-1]}0"),
        "word": (world.cast.owner[Role.DECISION_MAKER], "unheardof"),
    }
    few = {what: statements(world, actor, typed) for what, (actor, typed) in asked.items()}
    with psycopg.connect(world_database.superuser, autocommit=True) as superuser:
        grow(superuser)
    found = {}
    for what, (actor, typed) in asked.items():
        many = statements(world, actor, typed)
        look = Look(read_matrix()[0], "", actor)
        found[what] = (few[what], many, plans(look, [one for one in many if "case.searched" not in one]))
    return found


def statements(world: World, actor: Staff, typed: str) -> list[str]:
    browser = settled(world, actor)
    connection.queries_log.clear()
    with world.undone(), CaptureQueriesContext(connection) as queries:
        assert searched(browser, typed).status_code in {200, 302}
    return [query["sql"] for query in queries if not NOT_COUNTED.search(query["sql"])]


def test_a_search_asks_no_more_where_there_are_thousands_of_rows(grown: Any) -> None:
    assert {
        what: (len(few), len(many)) for what, (few, many, _plans) in grown.items() if len(many) > len(few)
    } == {}
    assert {what: len(many) for what, (_few, many, _plans) in grown.items() if len(many) > 16} == {}


def test_a_search_by_code_reads_no_table_from_end_to_end(grown: Any) -> None:
    tables = "protection_(?:case|person|referral|enquiry|event)|exchange_envelope"
    read = {
        (what, table)
        for what, (_few, _many, plans_) in grown.items()
        for plan in plans_
        for table in re.findall(rf"Seq Scan on ({tables}) ", plan)
    }
    assert read == set()


def test_the_word_of_a_case_is_looked_up_in_its_index(grown: Any) -> None:
    assert any("protection_case_said" in plan for plan in grown["word"][2])
