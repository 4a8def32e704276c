"""First contact in a real browser: forty people met at one farm, and somebody who wants a bed and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for
from tests.browser.flow_variants import FlowVariant
from tests.browser.in_thread import in_thread
from tests.browser.look import look_at
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import assign_case, unassign_case
from palermo.protection.first_contact.models.events import EventPerson
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import holds_text, unseal

pytestmark = pytest.mark.browser

FARM = "A row of huts behind the orchard"
EVERYTHING = (
    "Saying who they are",
    "Being identified formally as a victim of a crime",
    "Contact with the police",
    "An interview",
    "Help of other offices",
    "A medical examination",
)


class Windows:
    """Windows of colleagues, each page of the first contact looked at once where scripts run."""

    def __init__(self, browser: Browser, live: Live, stack: ExitStack, variant: FlowVariant) -> None:
        self._browser, self._live, self._stack, self._variant = browser, live, stack, variant
        self.all: list[Window] = []

    def of(self, actor: object) -> Window:
        """A window in which the colleague is signed in."""
        context = context_for(self._browser, self._live.url, actor, **self._variant.options)  # type: ignore[arg-type]
        self._stack.callback(context.close)
        window = Window(context.new_page(), self._live.url)
        self.all.append(window)
        return window

    def look(self, window: Window, *, rules: bool = False) -> None:
        """The page fits, and keeps the rules: asked in the drill, where test_every_page.py asks it in every run.

        Pages with scripts are asked, the markup is the same.
        """
        if self._variant.scripts:
            look_at(window.page, *([self._variant.size] if rules or self._variant.in_drill else []))


@pytest.fixture
def windows(browser: Browser, live: Live, variant: FlowVariant) -> Iterator[Windows]:
    with ExitStack() as stack:
        made = Windows(browser, live, stack, variant)
        yield made
        assert [window.said for window in made.all] == [[] for _window in made.all]


def codes_of(window: Window) -> list[str]:
    """The codes of the people met, each after the word the case is known by."""
    return [words.split()[-1] for words in window.page.locator("main tbody th a").all_inner_texts()]


@in_thread
def hear_apart(cast: Cast, code: str) -> str:
    """The coordinator gives one person of the group to the focal point alone; the id of her case."""
    leads, hears = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    with unit_of_work(leads):
        case = Case.objects.get(code=code)
        assign_case(leads, case_id=case.pk, user_id=hears.user_id)
        unassign_case(leads, case_id=case.pk, user_id=cast.owner[Role.CASEWORKER].user_id)
    return str(case.pk)


@in_thread
def numbers(cast: Cast) -> tuple[int, int]:
    """How many people of the group were heard, and how many tables' rows the other office has of them."""
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        heard = EventPerson.objects.filter(interview="held").count()
    with unit_of_work(cast.partner[Role.COORDINATOR]):
        return heard, EventPerson.objects.count() + Case.objects.count()


def test_forty_people_of_one_farm_are_opened_by_code_heard_apart_and_one_is_referred_alone(
    windows: Windows, cast: Cast
) -> None:
    works = windows.of(cast.owner[Role.CASEWORKER])
    works.go("/protection/open/")
    works.follow("Many people at once")
    works.page.get_by_label("What kind of place?").select_option(label="The countryside")
    works.page.get_by_label("How did it come about?").select_option(label="A labour inspection")
    works.page.get_by_label("What did people do there?").select_option(label="Farms, forests")
    works.write("Note (optional)", FARM)
    windows.look(works)
    works.press("Record the event")
    event = works.path
    works.follow("Open cases")
    works.write("How many people?", "40")
    works.choose("How did your office come to know them?", "Our office found the person itself")
    windows.look(works)
    works.press("Open these cases")
    codes = codes_of(works)
    assert len(set(codes)) == 40
    windows.look(works, rules=True)

    works.follow("Write short lines")
    for number, code in enumerate(codes[:10]):
        line = works.group(code)
        line.get_by_label("Age", exact=True).select_option(label="18 to 25")
        line.get_by_label("Language", exact=True).fill("Bangla")
        if number < 2:
            line.get_by_label("Bed", exact=True).check()
            line.get_by_label("Presumed to have been exploited", exact=True).check()
        if number == 0:
            line.get_by_label("Suspected of something by the authorities", exact=True).check()
    windows.look(works)
    works.press("Keep these and go on")
    assert works.group(codes[10]).is_visible()
    works.go(event)
    row = works.page.locator("main tbody tr").filter(has_text=codes[0])
    for words in ("Presumed to have been exploited", "Suspected of something by the authorities", "Bed"):
        assert words in row.inner_text()

    case_of_second = hear_apart(cast, codes[1])
    hears = windows.of(cast.owner[Role.FOCAL_POINT])
    hears.go("/today/")
    row = hears.page.locator("main tbody tr").filter(has_text=codes[1])
    hears.follow("Speak with the person alone", within=row)
    windows.look(hears)
    hears.press(re.compile("Spoken with alone"))
    hears.follow("The event at which the person was met")
    assert codes_of(hears) == [codes[1]]
    assert not [code for code in (codes[0], codes[2], FARM) if code in hears.text]

    works.go(event)
    assert codes[1] not in works.text
    works.follow(re.compile(f"{codes[0]}$"))
    works.press(re.compile("Spoken with alone"))
    works.follow(re.compile(f"{codes[0]}$"), within=works.page.locator("main .trail"))
    leaves = referral_steps.prepare_enquiry(works, cast.partner)
    assert not [word for word in (*codes, FARM, "event", "suspected") if word.lower() in str(leaves).lower()]
    referral_steps.send_enquiry(works, cast.partner)

    helps = windows.of(cast.partner[Role.FOCAL_POINT])
    helps.go("/today/")
    enquiry = referral_steps.find_enquiry(helps)
    assert enquiry
    assert not [word for word in (*codes, FARM, "uspected", "nspection") if word in helps.text]
    for address in (event, f"{event}lines/", f"{event}note/", f"/protection/cases/{case_of_second}/talk/"):
        assert helps.go(address).status == 404
    assert numbers(cast) == (2, 0)


@in_thread
def what_is_known(cast: Cast, code: str) -> tuple[bool, list[tuple[str, str]]]:
    """Whether anything sealed stands in the person's file, and her needs."""
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        case = Case.objects.select_related("person").get(code=code)
        sealed = any(unseal(case.person, *Person.sealed_columns()).values())
        needs = Need.objects.filter(case=case).order_by("id")
        return sealed or holds_text(case, "narrative"), [(need.kind, need.state) for need in needs]


def test_who_refuses_everything_but_a_bed_gets_the_bed_and_no_further_question(
    windows: Windows, cast: Cast
) -> None:
    works = windows.of(cast.owner[Role.CASEWORKER])
    works.go("/protection/")
    works.follow("Open a case")
    windows.look(works)
    works.choose("What is needed right now?", "A bed tonight")
    works.choose("How did your office come to know the person?", "The person came by themselves")
    works.press("Open the case now")
    code = works.heading.split()[-1]
    case = works.path
    windows.look(works)

    works.follow("Interview")
    windows.look(works)
    works.follow("Record a no")
    works.choose("What does the person not want?", *EVERYTHING)
    windows.look(works)
    works.press("Record it")
    assert "It is recorded. Help goes on as before." in works.page.inner_text("main")
    works.follow(re.compile(f"{code}$"), within=works.page.locator("main .trail"))
    declined = works.facts("Speaking with the person")["Does not want"].splitlines()
    assert sorted(declined) == sorted(EVERYTHING)
    works.follow("Record help given")
    works.choose("What help was given?", referral_steps.NEED)
    works.press("Record this help")
    works.unfold("More for this need")
    works.press(re.compile("^It is met"))
    assert works.path == case
    main = works.page.inner_text("main")
    assert "Help given: Safe place to stay" in main
    assert "No unmet need is recorded." in main
    assert what_is_known(cast, code) == (False, [("accommodation", "met")])


def test_a_card_is_found_from_the_first_page_and_printed_without_a_letterhead(windows: Windows) -> None:
    reads = windows.of(None)
    reads.go("/")
    windows.look(reads)
    reads.follow("العربيّة")
    assert reads.page.locator("html").get_attribute("dir") == "rtl"
    windows.look(reads, rules=True)
    reads.follow("لورق صغير (A5)")
    reads.page.emulate_media(media="print")
    for hidden in (".bar", ".tongues", ".trail", ".button", ".paper-hint"):
        assert not reads.page.locator(hidden).first.is_visible(), hidden
    paper = reads.page.inner_text("body")
    assert "Palermo" not in paper
    assert reads.page.locator("article h1").is_visible()
    assert len(reads.page.pdf(prefer_css_page_size=True)) > 1000
