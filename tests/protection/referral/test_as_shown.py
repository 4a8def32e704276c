"""What a page showed is what its button does: changed meanwhile, nothing is done and the page stands there anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import look, press
from tests.support.services import ADDRESS, offer

from palermo.directory.offers.services import record_place
from palermo.exchange.models import Envelope
from palermo.kit.shown import differing, digests
from palermo.protection.accountability.codes import AuthorityKind, ClaimedBasis, RequestAnswer
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.services.requests import record_advice, record_request
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

ANEW = "Changed since you looked"
ENQUIRY = {
    "action": "continue", "urgency": "tonight", "age_band": "18_25", "gender": "woman", "language_1": "fr",
    "children": "none", "answer_within": "hours_4",
}  # fmt: skip


@dataclass
class Page:
    """A page that shows what its button does: where it is, what changes behind it, and whether it was done."""

    browser: Client
    address: str
    change: Callable[[], object]
    was_done: Callable[[], bool]
    typed: dict[str, Any] = field(default_factory=dict)
    names: str = ""


@pytest.fixture
def lead(cast: Cast) -> Staff:
    return cast.owner[Role.COORDINATOR]


@pytest.fixture
def agreed(cast: Cast) -> None:
    flow.agree(cast)
    flow.have_basis(cast)


def sent(actor: Staff, kind: str) -> bool:
    with unit_of_work(actor):
        return Envelope.objects.filter(kind=kind, sender_id=actor.organisation_id).exists()


def ready(cast: Cast, works: Staff, helper: Staff, **more: Any) -> Referral:
    row = flow.enquire(works, flow.open_file(works).need, cast.partner.id, **more)
    flow.accepted(helper, row)
    return row


def identity(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    row = ready(cast, works, helper)
    flow.consent(works, row)
    browser = signed_in(works)
    classes = {"action": "continue", "data_classes": ["name"]}
    browser.post(url("referral_identity", row.pk, BEGUN, "classes"), classes)

    def change() -> None:
        with unit_of_work(lead):
            record_identity(lead, person_id=row.person_id, name="Changed After", safe_contact="call 555")

    return Page(
        browser,
        url("referral_identity", row.pk, BEGUN, "check"),
        change,
        lambda: sent(works, "identity_slice"),
        names="Name",
    )


def classes_in_another_tab(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    page = identity(cast, works, helper, lead)
    row = page.address.replace("/check/", "/classes/")
    ticked = {"action": "continue", "data_classes": ["name", "birth"]}
    page.change, page.names = (lambda: page.browser.post(row, ticked)), "What"
    return page


def enquiry(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    need = flow.open_file(works).need
    browser = signed_in(works)
    office = {"action": "continue", "recipient": str(cast.partner.id)}
    browser.post(url("enquire", need.pk, BEGUN, "office"), office)
    browser.post(url("enquire", need.pk, BEGUN, "enquiry"), ENQUIRY)
    tab = {**ENQUIRY, "urgency": "weeks"}
    return Page(
        browser,
        url("enquire", need.pk, BEGUN, "check"),
        lambda: browser.post(url("enquire", need.pk, BEGUN, "enquiry"), tab),
        lambda: sent(works, "enquiry"),
    )


def place(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    service = offer(helper)
    row = ready(cast, works, helper, service_id=service.pk)
    enquiry_id = flow.received(helper, row).pk

    def change() -> None:
        with unit_of_work(helper):
            record_place(helper, service_id=service.pk, address="Moved to Quartz Row 3")

    def was_done() -> bool:
        with unit_of_work(helper):
            return Enquiry.objects.get(pk=enquiry_id).place_told_at is not None

    return Page(signed_in(helper), url("enquiry_place", enquiry_id), change, was_done)


def take_offer(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    file = flow.open_file(works)
    row = flow.enquire(works, file.need, cast.partner.id)
    flow.accepted(helper, row)
    service = offer(helper)

    def was_done() -> bool:
        with unit_of_work(works):
            return LedgerEvent.objects.filter(object_id=row.pk, verb="referral.confirmed").exists()

    return Page(
        signed_in(works),
        url("referral_confirm", row.pk),
        lambda: flow.enquire(works, file.need, cast.partner.id, service_id=service.pk),
        was_done,
    )


def erasure(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    row = ready(cast, works, helper)
    flow.consent(works, row)

    def was_done() -> bool:
        with unit_of_work(lead):
            return Person.objects.get(pk=row.person_id).erased_at is not None

    return Page(
        signed_in(lead),
        url("erase", row.case_id),
        lambda: flow.disclose(works, row),
        was_done,
        typed={"reason": "person_asked", "understood": "on"},
        names="This was changed after you began",
    )


def advice(cast: Cast, works: Staff, helper: Staff, lead: Staff) -> Page:
    today = timezone.now().date()
    case = flow.open_file(works).case
    with unit_of_work(works):
        row = record_request(
            works,
            case_id=case.pk,
            asked_by=AuthorityKind.POLICE,
            claimed_basis=ClaimedBasis.NONE_NAMED,
            asked_for=[],
            received_on=today,
            asker="An invented station",
        )

    def advise(words: str) -> None:
        with unit_of_work(works):
            record_advice(works, request_id=row.pk, adviser="Counsel", advice=words, advised_on=today)

    advise("Do not answer.")

    def was_done() -> bool:
        with unit_of_work(lead):
            return AuthorityRequest.objects.get(pk=row.pk).decided_at is not None

    return Page(
        signed_in(lead),
        url("request_decision", row.pk),
        lambda: advise("Answer all of it."),
        was_done,
        typed={"answer": RequestAnswer.NOT_DISCLOSED.value, "words": ""},
        names="This was changed after you began",
    )


PAGES = (identity, classes_in_another_tab, enquiry, place, take_offer, erasure, advice)


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("made", PAGES)
def test_changed_since_it_was_shown_nothing_is_done_and_it_is_shown_anew(
    cast: Cast, works: Staff, lead: Staff, made: Callable[..., Page]
) -> None:
    page = made(cast, works, cast.partner[Role.COORDINATOR], lead)
    shown = look(page.browser, page.address)
    assert shown["shown"] is not None
    page.change()
    answer = page.browser.post(page.address, {**shown, "action": "send", **page.typed}, follow=True)
    assert not page.was_done()
    assert (page.names or ANEW) in text_of(answer)
    if ANEW in text_of(answer):
        assert "Nothing was done" in text_of(answer)
    # Looked at again, the same button does it.
    press(page.browser, page.address, **page.typed)
    assert page.was_done()


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("made", PAGES)
def test_a_form_that_says_nothing_of_what_was_shown_does_nothing(
    cast: Cast, works: Staff, lead: Staff, made: Callable[..., Page]
) -> None:
    page = made(cast, works, cast.partner[Role.COORDINATOR], lead)
    page.browser.post(page.address, {"action": "send", **page.typed})
    assert not page.was_done()


def test_what_leaves_is_on_the_page_before_it_is_told(
    cast: Cast, agreed: None, works: Staff, lead: Staff
) -> None:
    page = place(cast, works, cast.partner[Role.COORDINATOR], lead)
    shown = text_of(page.browser.get(page.address))
    assert ADDRESS in shown
    assert "Exactly this leaves your office" in shown


def test_a_digest_counts_for_its_page_its_reader_and_its_parts_alone() -> None:
    text = digests({"leaves.name": "A", "leaves.to": "B", "answer.x": ["1"]}, bound_to="one")
    same = {"leaves.name": "A", "leaves.to": "B"}
    assert differing(text, same, bound_to="one", prefix="leaves.") == ()
    assert differing(text, same, bound_to="two", prefix="leaves.") == ("leaves.name", "leaves.to")
    assert differing(text, {"leaves.name": "A"}, bound_to="one", prefix="leaves.") == ("leaves.to",)
    assert differing(text, {**same, "leaves.new": ""}, bound_to="one", prefix="leaves.") == ("leaves.new",)
    swapped = digests({"leaves.to": "A"}, bound_to="one").replace("leaves.to", "leaves.name")
    assert differing(swapped, {"leaves.name": "A"}, bound_to="one") == ("leaves.name",)
    assert differing("%%%", same, bound_to="one") == ("leaves.name", "leaves.to")
    assert "A" not in text.replace("%", "").split("=")[1:]
