"""What another office signed may hold a code that this version does not know: the pages stand, and say so in words."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of
from tests.support.cast import Cast, signed_in

from palermo.exchange.sealing import EventText, sign
from palermo.exchange.storing import store_event_text
from palermo.exchange.tasks import enqueue_notice
from palermo.exchange.verbs import ExchangeVerb
from palermo.protection.referral.codes import OTHER, ReferralState
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.routes import declines
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.protection.referral.thread import Side, ThreadEvent, Verb, fold
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.keys import party_private_key


@pytest.fixture
def asker(cast: Cast) -> Staff:
    flow.agree(cast)
    flow.have_basis(cast)
    return cast.owner[Role.CASEWORKER]


@pytest.fixture
def referral(cast: Cast, asker: Staff) -> Referral:
    return flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)


def told(cast: Cast, thread_id: UUID, verb: Verb, codes: dict[str, str], at: datetime | None = None) -> None:
    """The partner signs an answer as a program of another version would, and the asker's office follows it."""
    actor = cast.partner.system
    text = EventText(
        id=uuid4(),
        thread_id=thread_id,
        author_id=cast.partner.id,
        receiver_id=cast.owner.id,
        from_room="protection",
        to_room="protection",
        verb=verb,
        codes=codes,
        at=at or timezone.now(),
    )
    with unit_of_work(actor):
        signature = sign(text.canonical(), party_private_key(actor.organisation_id, "sign"))
        enqueue_notice(store_event_text(actor, text, signature=signature))
        record(actor, verb=ExchangeVerb.EXCHANGE_TOLD, object_type="thread", object_id=thread_id)
    flow.work_off()


def page(actor: Staff, referral: Referral) -> str:
    answer = signed_in(actor).get(reverse("protection:referral", args=[referral.pk]))
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("codes", [{"code": "code_of_later"}, {}])
def test_an_unknown_reason_of_a_decline_is_another_reason_on_every_page_that_shows_it(
    cast: Cast, asker: Staff, referral: Referral, codes: dict[str, str]
) -> None:
    told(cast, referral.thread_id, Verb.DECLINED, codes)
    row = flow.now_at(asker, referral)
    assert (row.state, row.decline_reason) == (ReferralState.DECLINED, OTHER)
    assert "Another reason" in page(asker, referral)
    lead = cast.owner[Role.COORDINATOR]
    browser = signed_in(lead)
    for address in ("board", "routes"):
        answer = browser.get(reverse(f"protection:{address}"))
        assert answer.status_code == 200
        assert "Another reason" in text_of(answer)
    with unit_of_work(lead):
        counted = {one.reason: one for one in declines(lead, now=timezone.now())}
    assert (counted[OTHER].in_all, counted[OTHER].is_possible_discrimination) == (1, False)


def test_an_unknown_outcome_and_an_unknown_answer_to_a_withdrawal_are_shown_in_words(
    cast: Cast, asker: Staff, referral: Referral
) -> None:
    flow.accepted(cast.partner[Role.COORDINATOR], referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    told(cast, referral.thread_id, Verb.COMPLETED, {"code": "code_of_later"})
    row = flow.now_at(asker, referral)
    assert (row.state, row.outcome) == (ReferralState.COMPLETED, OTHER)
    assert "In another way" in page(asker, referral)
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    told(cast, referral.thread_id, Verb.WITHDRAWAL_ANSWERED, {"code": "code_of_later"})
    row = flow.now_at(asker, referral)
    assert (row.state, row.withdrawal_answer) == (ReferralState.WITHDRAWAL_ANSWERED, OTHER)
    assert "Another answer" in page(asker, referral)


@pytest.mark.parametrize("verb", Verb)
def test_an_event_of_a_time_that_nothing_can_be_reckoned_from_is_left_out_and_no_code_breaks_the_fold(
    verb: Verb,
) -> None:
    now, end = datetime(2026, 11, 23, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    accepted = ThreadEvent(id=uuid4(), at=now, side=Side.RECEIVER, verb=Verb.ACCEPTED_IN_PRINCIPLE)
    for side in Side:
        late = ThreadEvent(id=uuid4(), at=end, side=side, verb=verb, code="days_3")
        assert fold([late]) == fold([])
        assert fold([accepted, late]) == fold([accepted])


def test_a_time_at_the_end_of_time_stops_neither_the_task_nor_the_page(
    cast: Cast, asker: Staff, referral: Referral
) -> None:
    told(cast, referral.thread_id, Verb.WAITLISTED, {"code": "days_3"}, datetime(9999, 12, 30, tzinfo=UTC))
    assert flow.now_at(asker, referral).state == ReferralState.ENQUIRY_SENT
    page(asker, referral)
