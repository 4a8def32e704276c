"""The steps of a referral as people take them in two browser windows. Everything in it is invented."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

from django.utils import timezone
from tests.browser.browser_page import Window
from tests.browser.in_thread import in_thread
from tests.protection import flow
from tests.support.background import until
from tests.support.cast import Cast, Office, make_office

from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

WITHHELD = "+999 555 0177"
"""A telephone number she does not want the other office to have."""
REACHED = f"{flow.SAFE}\nTell nobody else."
"""How she may be reached, in two lines as people write it."""
PLANTED = (*flow.CANARIES, WITHHELD)
NEED = "Safe place to stay"
NUMBERS = count(1)
"""Of the offices: the modules of one run share an installation."""


@in_thread
def two_offices() -> Cast:
    """Two invented offices that may exchange, and a stranger; each with every role, and a name nobody else has."""
    number = next(NUMBERS)
    cast = Cast(*(make_office(f"{name}{number}") for name in ("Lantern", "Harbour", "Orchard")))
    flow.agree(cast)
    flow.have_basis(cast)
    return cast


def open_case(window: Window) -> str:
    """A case with a code only; its address."""
    window.follow("Protection")
    window.follow("Open a case")
    window.press("Open the case now")
    assert window.page.get_by_role("status").inner_text().startswith("The case is open.")
    return window.path


def record_identity(window: Window) -> None:
    """Safe contact, what is known in coarse answers, who she is: three pages, and a look at them all."""
    window.follow("Record how to reach the person safely")
    window.write("How may the person be reached safely, and who may be told what? (optional)", REACHED)
    window.press("Continue")
    window.choose("Age", "18 to 25")
    window.choose("Gender", "Woman or girl")
    window.page.get_by_label("Language spoken best").fill("French")
    window.press("Continue")
    window.write("Name (optional)", flow.NAME)
    window.group("Date of birth").get_by_label("Month", exact=True).fill("7")
    window.group("Date of birth").get_by_label("Year", exact=True).fill("2001")
    window.write("Telephone or address (optional)", WITHHELD)
    window.press("Continue")
    window.press("Keep these answers")


def record_need(window: Window) -> None:
    """She needs a place tonight."""
    window.follow("Record a need")
    window.choose("What is needed?", NEED)
    window.choose("How soon?", "Tonight")
    window.press("Record this need")


def prepare_enquiry(window: Window, office: Office) -> dict[str, str]:
    """Everything up to the page that shows what leaves; what it shows, label by label."""
    window.unfold(f"More for this need: {NEED}")
    window.follow(re.compile(f"^Ask another office ?: {NEED}$"))
    window.choose("Which office?", f"{office.name} (Competent authority)")
    window.press("Continue")
    window.choose("Children who come along", "One")
    window.choose("When do you need an answer?", "Within 4 hours")
    window.press("Continue")
    assert window.heading == "Check what leaves your office"
    return window.facts()


def send_enquiry(window: Window, office: Office) -> str:
    """Let the enquiry leave; the address of the referral."""
    window.press("Send the enquiry")
    assert window.heading == f"Enquiry sent to {office.name}"
    return window.path.removesuffix("sent/")


def find_enquiry(window: Window) -> str:
    """Find the newest enquiry on Today; its address."""
    window.follow(re.compile("^Today"), within=window.page.locator(".places"))
    window.reload_until(lambda page: page.get_by_role("link", name=re.compile("^Answer the enquiry")))
    window.follow(re.compile("^Answer the enquiry"))
    return window.path


def accept(window: Window) -> None:
    """We could help."""
    window.press("Accept in principle")
    assert window.states() == ["Accepted in principle"]


def record_yes(window: Window) -> None:
    """Ask her, and record her yes."""
    answer_yes(window)
    window.press("Record the answer")


def answer_yes(window: Window) -> None:
    """Up to the page that shows her yes: her name, her birth and her needs may be known, for a month."""
    window.follow("Ask the person, record the answer")
    window.choose("What does the person say?", "Yes: this office may know who I am")
    window.press("Continue")
    window.page.get_by_label("I told the person all of this before asking").check()
    window.choose("Could the person say no and still be helped?", "Yes")
    window.choose("Who said yes?", "The person")
    window.choose("How?", "Spoken")
    window.page.get_by_label("In which language?").fill("French")
    window.choose("What may this office know?", "Name and gender", "Date of birth and age", "What is needed")
    window.choose("Until when?", "Until a day I choose")
    window.write_date("Which day? Only if you chose a day", (timezone.now() + timedelta(days=30)).date())
    window.press("Continue")


def preview_slice(window: Window) -> dict[str, str]:
    """Choose what the office needs; exactly what would leave, label by label."""
    window.choose("What goes to this office?", "Name and gender", "Date of birth and age", "What is needed")
    window.press("Continue")
    assert window.heading == "Exactly this leaves your office"
    return {**window.facts("Goes to"), **window.facts("How it may be used")}


def send_slice(window: Window, office: Office) -> None:
    """Let the identity leave."""
    window.press(f"Send this to {office.name}")
    assert window.states() == ["Identity sent"]


def open_file(window: Window) -> str:
    """The receiver's own file, once the identity has arrived; its address."""
    window.reload_until(lambda page: page.get_by_role("link", name=re.compile("^Open your file")))
    window.follow(re.compile("^Open your file"))
    return window.path


def record_help(window: Window) -> None:
    """A night in the house."""
    window.follow("Record help given")
    window.choose("What help was given?", NEED)
    window.write_date("When?", timezone.now().date())
    window.press("Record this help")


def complete(window: Window) -> None:
    """It has ended well."""
    window.follow("Complete it")
    window.choose("How did it end?", "The need is met")
    window.press("Complete it and tell the other office")


@in_thread
def sent(cast: Cast) -> Referral:
    """A referral whose enquiry has arrived."""
    asker = cast.owner[Role.CASEWORKER]
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    wait_for_enquiry(cast, referral, "enquiry_sent")
    return referral


@in_thread
def disclosed(cast: Cast) -> Referral:
    """A referral whose identity slice has arrived."""
    asker, referral = cast.owner[Role.CASEWORKER], sent(cast)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    wait_for_referral(cast, referral, "accepted_in_principle")
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    wait_for_enquiry(cast, referral, "identity_sent")
    return referral


def wait_for_referral(cast: Cast, referral: Referral, state: str) -> None:
    """Wait until the sender's row is brought there, by the installation's worker or by that of this process."""
    until(lambda: flow.now_at(cast.owner[Role.CASEWORKER], referral).state == state)


def wait_for_enquiry(cast: Cast, referral: Referral, state: str) -> None:
    """Wait until the receiver's row is brought there."""

    def is_there() -> bool:
        with unit_of_work(cast.partner[Role.FOCAL_POINT]):
            return Enquiry.objects.filter(thread_id=referral.thread_id, state=state).exists()

    until(is_there)
