"""Two flows of identification in a real browser: a lone adult inside one country, and a child without a guardian.

With scripts every page of identification that is met is looked at as it comes; in the drill once more mirrored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import DESK, TELEPHONE, Window, context_for
from tests.browser.flow_variants import FlowVariant
from tests.browser.in_thread import in_thread
from tests.browser.look import CODE
from tests.protection import flow
from tests.support.axe import violations
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.cases.services.cases import assign_case, open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.referral.models.referrals import Referral
from palermo.reference.persons import AgeBand
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

pytestmark = pytest.mark.browser

TODAY = timezone.now().date()
TOLD = "They said it would be a week in the orchard"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NEW = re.compile(
    "/identification/|/screening/[0-9a-f-]{36}/(movement|act|check)|/accounts/|/presum|/reflection/|/deci[ds]|/child/"
)
"""What test_every_page.py does not look at; the pages of a screening are alike."""
BEGUN_THEN = re.compile(r"(/(?:screening|presume|decide)/)[0-9a-f-]{36}/")


@dataclass
class Looker:
    """Looks at each new page once, and knows where each was and who met it."""

    seen: dict[str, tuple[str, Window]] = field(default_factory=dict)

    def __call__(self, window: Window) -> None:
        """No violation, nothing to scroll sideways, a neutral title; once for each address and state of it."""
        title = window.page.title()
        assert not CODE.search(title)
        assert not [word for word in (TOLD, "ictim", "raffick") if word in title]
        kind = f"{ID.sub('id', window.path)} {title}"
        if kind not in self.seen and NEW.search(window.path):
            self.seen[kind] = (window.path, window)
            self._look(window)

    def mirrored(self) -> None:
        """Look at every page of identification that was met from right to left."""
        for path, window in dict(self.seen.values()).items():
            window.arrived = lambda _window: None
            window.page.context.add_cookies([{"name": "django_language", "value": "ar", "url": window.url}])
            # What was begun then is done.
            answer = window.go(BEGUN_THEN.sub(r"\1", path))
            if answer.status == 200:
                assert window.page.locator("html").get_attribute("dir") == "rtl"
                self._look(window)

    @staticmethod
    def _look(window: Window) -> None:
        before = window.page.viewport_size or DESK
        for size in (DESK, TELEPHONE):
            window.page.set_viewport_size(size)
            wider = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{window.path}: {wider} px too wide at {size['width']}"
        window.page.set_viewport_size(before)
        assert violations(window.page) == [], window.path


@pytest.fixture
def looker() -> Looker:
    return Looker()


@pytest.fixture
def windows(
    browser: Browser, live: Live, cast: Cast, looker: Looker, variant: FlowVariant
) -> Iterator[dict[Role, Window]]:
    """Windows of the caseworker, the coordinator and the decision-maker of one office."""
    with ExitStack() as stack:
        made = {}
        for role in (Role.CASEWORKER, Role.COORDINATOR, Role.DECISION_MAKER):
            context = context_for(browser, live.url, cast.owner[role], **variant.options)
            stack.callback(context.close)
            made[role] = Window(context.new_page(), live.url)
            if variant.scripts:
                made[role].arrived = looker
        yield made
        assert [window.said for window in made.values()] == [[], [], []]


def assigned_to_decide(cast: Cast, case_id: UUID) -> None:
    lead, decides = cast.owner[Role.COORDINATOR], cast.owner[Role.DECISION_MAKER]
    with unit_of_work(lead):
        assign_case(lead, case_id=case_id, user_id=decides.user_id)


def go_on(window: Window, *headings: str) -> None:
    """Leave the pages with these headings as they are."""
    for heading in headings:
        assert window.heading == heading
        window.press("Continue")


def test_a_lone_adult_is_helped_screened_presumed_and_decided_about(
    windows: dict[Role, Window], cast: Cast, looker: Looker, variant: FlowVariant
) -> None:
    works, decides = windows[Role.CASEWORKER], windows[Role.DECISION_MAKER]
    works.go("/protection/")
    works.follow("Open a case")
    works.press("Open the case now")
    case, code = works.path, works.heading.split()[-1]
    referral_steps.record_identity(works)
    assert all(line in works.text for line in referral_steps.REACHED.splitlines())
    referral_steps.record_need(works)

    works.follow("Identification")
    works.follow("Begin a screening")
    assert works.heading == "Freedom to come and go"
    answers = works.page.locator(".matrix .field").first.locator("input").all()
    places = [box["y"] for box in (answer.bounding_box() for answer in answers) if box is not None]
    in_one_row = (works.page.viewport_size or {"width": 0})["width"] >= 1000
    assert len(places) == 4 and (max(places) - min(places) < 4) is in_one_row
    works.choose("Somebody else decides where they go and when", "Observed")
    works.press("Continue")
    works.choose("Shows fear or anxiety", "Does not want to say")
    works.press("Save and come back later")
    works.follow("Go on where you stopped")
    go_on(works, "Fear and pressure", "Contact with others", "Work", "What was done")
    works.choose("By what means", "Deception")
    works.press("Continue")
    go_on(works, "For what purpose")
    works.press("Save this screening")
    assert works.facts("Screening")["Observed"] == "Somebody else decides where they go and when"
    assert works.facts("Screening")["Does not want to say"] == "Shows fear or anxiety"

    works.follow("Write down what was told")
    works.write("What the person told, in their own words", TOLD)
    works.press("Seal this account")
    assert TOLD not in works.text

    works.follow("Record a presumption")
    works.write("Who there, so that one can ask (optional)", "The duty officer")
    works.press("Continue")
    works.choose("What was the person told?", "That nobody has to speak with police or a court for it")
    works.press("Continue")
    works.press("Record the presumption")
    assert works.facts("Presumption")["Threshold"] == "Reasonable grounds"
    works.follow("Whom to ask about it")
    assert "The duty officer" in works.text
    works.follow("Identification")
    works.follow("Give more time")
    works.write_date("Until which day does it last?", TODAY + timedelta(days=50))
    works.choose("Why?", "Health")
    works.press("Give more time")
    works.follow("End the period")
    works.choose("Why does it end?", "The time is over")
    works.press("End the period")
    assert "The minimum days are not over." in works.text
    works.follow("Identification")
    works.follow("First account")
    assert TOLD in works.text

    in_thread(assigned_to_decide)(cast, UUID(case.split("/")[3]))
    decides.go("/today/")
    row = decides.page.locator("main tbody tr").filter(has_text=code)
    decides.follow("Decide whether the person is a victim", within=row)
    assert flow.NAME not in decides.text
    decides.follow("Decide")
    decides.choose("What do you decide?", "Not identified")
    decides.press("Continue")
    assert decides.heading == "The minimum days are not over"
    decides.choose("Why is it decided before the minimum days are over?", "The person asked for it")
    decides.write("Say why in your own words", "Asked on two days")
    decides.press("Continue")
    decides.press("Continue")
    assert decides.page.title().startswith("Error:")
    decides.write("Reasons", "The letters were found to be genuine")
    decides.press("Continue")
    decides.press("Record the decision")
    decides.go("/protection/decisions/")
    assert code not in decides.text

    works.go(f"{case}identification/")
    works.follow("Not identified")
    works.follow("Somebody asks to have it looked at again")
    works.choose("Who asks?", "The person")
    works.press("Let it wait for the decision-maker")
    decides.go("/protection/decisions/")
    assert code in decides.text

    works.go(case)
    assert "Closed" not in works.states()
    referral_steps.record_help(works)
    if variant.in_drill and variant.scripts:
        looker.mirrored()


def accepted_for_a_child(cast: Cast) -> Referral:
    """An office would help somebody whose age is in doubt; the person has not been asked."""
    works, helps = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    with unit_of_work(works):
        case = open_case(works, age_band="in_doubt")
        record_identity(works, person_id=case.person_id, name=flow.NAME, safe_contact=flow.SAFE)
        need = record_need(works, case_id=case.pk, kind="accommodation", urgency="tonight")
        record_need(works, case_id=case.pk, kind="education", urgency="weeks")
    as_child = replace(flow.ANSWERS, age_band=AgeBand.IN_DOUBT)
    referral = flow.enquire(works, need, cast.partner.id, answers=as_child)
    referral_steps.wait_for_enquiry(cast, referral, "enquiry_sent")
    flow.accepted(helps, referral)
    referral_steps.wait_for_referral(cast, referral, "accepted_in_principle")
    return referral


def say_yes_as(window: Window, who: str, *, guardian: str = "") -> None:
    window.page.get_by_label("I told the person all of this before asking").check()
    window.choose("Could the person say no and still be helped?", "Yes")
    window.choose("Who said yes?", who)
    if guardian:
        window.choose("Which guardian?", guardian)
    window.choose("How?", "Spoken")
    window.page.get_by_label("In which language?").fill("French")
    window.choose("What may this office know?", "Name and gender")
    window.choose("Until when?", "Until a day I choose")
    window.write_date("Which day? Only if you chose a day", TODAY + timedelta(days=30))
    window.press("Continue")


def test_for_a_child_without_a_guardian_only_safety_measures_go_on_until_one_counts(
    windows: dict[Role, Window], cast: Cast, looker: Looker, variant: FlowVariant
) -> None:
    works, leads = windows[Role.CASEWORKER], windows[Role.COORDINATOR]
    referral = in_thread(accepted_for_a_child)(cast)
    case = f"/protection/cases/{referral.case_id}/"

    works.go(f"{case}identification/")
    assert not works.page.get_by_role("link", name="Begin a screening").count()
    works.follow("Child and guardian", within=works.page.locator("main .notice"))
    assert "Only safety measures go on:" in works.text
    works.follow("Ask for a guardian")
    works.choose("Who is asked for a guardian?", "Court")
    works.press("Record the request")
    assert works.page.get_by_role("status").inner_text().startswith("The request is recorded")

    works.go(f"/protection/referrals/{referral.pk}/answer/start/")
    works.choose("What does the person say?", "Yes: this office may know who I am")
    works.press("Continue")
    say_yes_as(works, "The guardian")
    assert works.page.title().startswith("Error:")
    assert "once the mandate is verified" in works.text
    consent = works.path

    works.go(f"{case}child/")
    works.follow("Record who says they are the guardian")
    works.write("Name of the guardian", "Oona Thistledown")
    works.choose("What are they to the child?", "Relative")
    works.choose("What did they show?", "Order of a court")
    works.press("Record this")
    works.follow("Look for a conflict of interest")
    works.choose("Is there a conflict of interest?", "Looked for, none found")
    works.press("Record what was found")
    assert works.page.get_by_role("heading", name="Does not count yet: the mandate is not verified").count()
    works.follow("Verify the mandate")
    works.press("The mandate is verified")
    assert works.page.get_by_role("heading", name="Counts: mandate verified").count()
    works.follow("Write down what the child says")
    works.choose("What is it about?", "Another office that is to help")
    works.choose("What does the child want?", "Wants it")
    works.write("In the child’s own words (optional)", "If my sister can come")
    works.press("Keep the child’s view")
    assert "my sister" not in works.text
    works.follow("Another office that is to help")
    assert "my sister" in works.text

    works.go(consent)
    say_yes_as(works, "The guardian", guardian="Oona Thistledown (Relative)")
    works.press("Record the answer")
    assert works.heading == "What does this office need to know?"

    works.go(f"{case}child/")
    works.follow("Propose what the age is")
    works.choose("What do you propose?", "12 to 17")
    works.write("What it rests on", "A vaccination card")
    works.press("Propose this")
    assert not works.page.get_by_role("link", name="Answer as the second person").count()
    leads.go(f"{case}child/")
    leads.follow("Answer as the second person")
    leads.choose("Do you agree?", "Yes")
    leads.press("Record my answer")
    assert (
        leads.page.locator("section", has=leads.page.get_by_role("heading", name="Age"))
        .get_by_text("12 to 17")
        .count()
    )
    if variant.in_drill and variant.scripts:
        looker.mirrored()
