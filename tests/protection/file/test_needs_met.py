"""Help meets needs, completion closes them on both sides, and what was entered in error is taken back everywhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.desk.models import Clock
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CloseReason, NeedState
from palermo.protection.cases.codes.struck import StruckWhy
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.cases import assign_case, close_case, reopen_case
from palermo.protection.cases.services.needs import record_need, set_need_state
from palermo.protection.file.queries.behind import Period
from palermo.protection.file.queries.board import board
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.file.services.striking import strike_help, strike_need
from palermo.protection.identification.services.presumption import presume
from palermo.protection.referral.codes import Outcome, ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.corrections import strike_completion
from palermo.protection.referral.services.receiving import complete
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

TODAY = PartialDate.of(timezone.now().date())


@pytest.fixture
def referral(cast: Cast, asker: Staff) -> Referral:
    flow.agree(cast)
    flow.have_basis(cast)
    return flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)


@pytest.fixture
def arrived(asker: Staff, helper: Staff, referral: Referral) -> Enquiry:
    """The person at the helper, with the file that was opened for them."""
    enquiry = flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        return Enquiry.objects.select_related("case").get(pk=enquiry.pk)


def states(actor: Staff, case: Case) -> list[str]:
    with unit_of_work(actor):
        return list(Need.objects.filter(case_id=case.pk).order_by("id").values_list("state", flat=True))


def trouble(actor: Staff, case: Case) -> int:
    with unit_of_work(actor):
        return Case.objects.get(pk=case.pk).trouble


def help_given(actor: Staff, case: Case) -> Assistance:
    with unit_of_work(actor):
        row = record_assistance(actor, case_id=case.pk, kind="accommodation", given_on=TODAY)
    flow.work_off()
    return row


def test_recording_help_asks_whether_it_meets_the_need_and_ticking_it_closes_the_need(
    browser: Client, works: Staff
) -> None:
    file = flow.open_file(works)
    health = flow.another_need(works, file)
    address = url("add_assistance", file.case.pk)
    asked = text_of(browser.get(f"{address}?need={health.pk}"))
    assert "Does this meet the need?" in asked
    assert f'value="{health.pk}"' in asked and "checked" in asked
    day = {"given_on_day": TODAY.day, "given_on_month": TODAY.month, "given_on_year": TODAY.year}
    sent = browser.post(address, {"kind": "accommodation", "units": 1, "meets": [str(file.need.pk)], **day})
    assert sent.status_code == 302
    assert states(works, file.case) == [NeedState.MET, NeedState.OPEN]
    assert trouble(works, file.case) == 2
    foreign = {"meets": ["0190f0f0-0000-7000-8000-000000000000"], "kind": "health", "units": 1, **day}
    assert browser.post(address, foreign).status_code == 200
    assert states(works, file.case) == [NeedState.MET, NeedState.OPEN]


def test_completion_closes_the_need_at_the_receiver_too_and_only_where_it_is_met(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral, arrived: Enquiry
) -> None:
    help_given(helper, arrived.case)
    assert states(helper, arrived.case) == [NeedState.OPEN]
    with unit_of_work(helper):
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    assert states(helper, arrived.case) == [NeedState.MET]
    assert trouble(helper, arrived.case) == 0
    assert flow.now_at(asker, referral).need.state == NeedState.MET
    lead = cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        assert (board(lead, Period()).tonight, board(lead, Period()).night_passed) == (0, 0)


def test_a_need_that_this_office_settled_itself_stays_so_when_the_other_office_completes(
    asker: Staff, helper: Staff, referral: Referral, arrived: Enquiry
) -> None:
    with unit_of_work(asker):
        set_need_state(asker, need_id=referral.need_id, state=NeedState.NO_LONGER)
    with unit_of_work(helper):
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.PARTLY_MET, goes_on=True)
    flow.work_off()
    assert flow.now_at(asker, referral).need.state == NeedState.NO_LONGER
    assert states(helper, arrived.case) == [NeedState.OPEN]


def test_a_completion_that_met_nothing_ends_the_need_here_unless_the_office_goes_on_and_its_correction_reopens_it(
    asker: Staff, helper: Staff, referral: Referral, arrived: Enquiry
) -> None:
    with unit_of_work(helper):
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.SERVICE_ENDED)
    flow.work_off()
    assert states(helper, arrived.case) == [NeedState.NO_LONGER]
    assert flow.now_at(asker, referral).need.state == NeedState.OPEN
    with unit_of_work(helper):
        strike_completion(helper, enquiry_id=arrived.pk, why=StruckWhy.SLIP)
    assert states(helper, arrived.case) == [NeedState.OPEN]


def test_a_completion_entered_in_error_is_taken_back_at_both_offices_and_shown_in_both_histories(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral, arrived: Enquiry
) -> None:
    help_given(helper, arrived.case)
    with unit_of_work(helper):
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    here = signed_in(helper)
    assert url("completion_in_error", arrived.pk) in text_of(here.get(url("enquiry", arrived.pk)))
    sent = here.post(url("completion_in_error", arrived.pk), {"why": "slip"})
    assert sent.headers["Location"] == url("enquiry", arrived.pk)
    flow.work_off()
    told = flow.now_at(asker, referral)
    assert (told.state, told.outcome, told.need.state) == (
        ReferralState.IN_SERVICE,
        "",
        NeedState.IN_REFERRAL,
    )
    assert told.corrected_at is not None
    assert states(helper, arrived.case) == [NeedState.OPEN]
    there = signed_in(asker)
    page = text_of(there.get(url("referral", referral.pk)))
    assert "Correction: that it was completed was entered in error" in page
    assert "<s>Completed</s>" in page
    history = text_of(there.get(url("history", referral.case_id)))
    assert f"{cast.partner.name} took back what it had told in error" in history
    assert "<s>" in history and "completed the help" in history
    ours = text_of(here.get(url("history", arrived.case_id)))
    assert "Entered in error: A slip: the wrong kind, day or number" in ours
    assert "took back what it had told" in text_of(there.get("/today/"))
    with unit_of_work(helper), pytest.raises(Refused, match="referral_other_state"):
        strike_completion(helper, enquiry_id=arrived.pk, why=StruckWhy.SLIP)
    with unit_of_work(helper):
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    assert flow.now_at(asker, referral).need.state == NeedState.MET


def test_a_completion_without_help_goes_back_to_where_it_stood(
    asker: Staff, helper: Staff, referral: Referral, arrived: Enquiry
) -> None:
    with unit_of_work(helper):
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.NEED_MET)
    with unit_of_work(helper):
        strike_completion(helper, enquiry_id=arrived.pk, why=StruckWhy.WRONG_FILE)
    flow.work_off()
    assert flow.now_at(asker, referral).state == ReferralState.IDENTITY_SENT
    assert flow.now_at(asker, referral).need.state == NeedState.IN_REFERRAL
    with unit_of_work(helper):
        assert Enquiry.objects.get(pk=arrived.pk).state == ReferralState.IDENTITY_SENT


def test_help_entered_in_error_is_uncounted_opens_what_it_met_and_tells_the_sender_with_the_last_of_it(
    cast: Cast, asker: Staff, helper: Staff, referral: Referral, arrived: Enquiry
) -> None:
    lead = cast.partner[Role.COORDINATOR]
    with unit_of_work(helper):
        row = record_assistance(
            helper,
            case_id=arrived.case_id,
            kind="accommodation",
            given_on=TODAY,
            cost=Decimal(40),
            currency="EUR",
            meets=Need.objects.filter(case_id=arrived.case_id).values_list("pk", flat=True),
        )
    other = help_given(helper, arrived.case)
    with unit_of_work(lead):
        assert (board(lead, Period()).units, board(lead, Period()).assisted) == (2, 1)
    for one, state in ((row, ReferralState.IN_SERVICE), (other, ReferralState.IDENTITY_SENT)):
        with unit_of_work(helper):
            strike_help(helper, assistance_id=one.pk, why=StruckWhy.TWICE)
        flow.work_off()
        assert flow.now_at(asker, referral).state == state
    with unit_of_work(lead):
        assert (board(lead, Period()).units, board(lead, Period()).assisted) == (0, 0)
    assert states(helper, arrived.case) == [NeedState.OPEN]
    page = text_of(signed_in(helper).get(url("assistance", arrived.case_id)))
    assert "Entered in error: It is recorded twice" in page
    assert "EUR" not in page.split("</ul>")[-1]
    assert "It has cost" not in page
    with unit_of_work(helper), pytest.raises(Refused, match="struck_already"):
        strike_help(helper, assistance_id=row.pk, why=StruckWhy.TWICE)
    help_given(helper, arrived.case)
    assert flow.now_at(asker, referral).state == ReferralState.IN_SERVICE


def test_who_recorded_it_or_the_coordinator_strikes_it_out_and_nobody_once_the_file_is_erased(
    cast: Cast, works: Staff
) -> None:
    lead, colleague = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    file = flow.open_file(works)
    row = help_given(works, file.case)
    with unit_of_work(lead):
        assign_case(lead, case_id=file.case.pk, user_id=colleague.user_id)
    with unit_of_work(colleague):
        with pytest.raises(Refused, match="not_yours_to_strike"):
            strike_help(colleague, assistance_id=row.pk, why=StruckWhy.SLIP)
        with pytest.raises(Refused, match="not_yours_to_strike"):
            strike_need(colleague, need_id=file.need.pk, why=StruckWhy.SLIP)
    assert url("help_in_error", file.case.pk, row.pk) not in text_of(
        signed_in(colleague).get(url("assistance", file.case.pk))
    )
    with unit_of_work(lead):
        strike_need(lead, need_id=file.need.pk, why=StruckWhy.WRONG_FILE)
        strike_help(lead, assistance_id=row.pk, why=StruckWhy.WRONG_FILE)
    assert states(works, file.case) == [NeedState.STRUCK]
    assert trouble(works, file.case) == 0
    with unit_of_work(works), pytest.raises(Refused, match="struck_already"):
        set_need_state(works, need_id=file.need.pk, state=NeedState.MET)
    page = text_of(signed_in(works).get(url("case", file.case.pk)))
    assert "<s>Safe place to stay</s>" in page
    assert "It belongs to the file of somebody else" in page
    with unit_of_work(works):
        events = LedgerEvent.objects.filter(object_id=file.case.pk, verb__endswith=".struck")
        assert sorted(event.codes["struck"] for event in events) == ["wrong_file", "wrong_file"]
    again = help_given(works, file.case)
    erase(lead, file.case)
    with unit_of_work(lead), pytest.raises(Refused, match="erased"):
        strike_help(lead, assistance_id=again.pk, why=StruckWhy.SLIP)


def erase(lead: Staff, case: Case) -> None:
    from palermo.protection.cases.services.persons import erase_person

    with unit_of_work(lead):
        erase_person(lead, person_id=case.person_id, reason="person_asked")


def test_a_need_for_which_an_office_is_asked_is_not_struck_out_and_settling_it_leads_to_who_is_asked(
    browser: Client, works: Staff, referral: Referral
) -> None:
    with unit_of_work(works), pytest.raises(Refused, match="need_still_asked"):
        strike_need(works, need_id=referral.need_id, why=StruckWhy.SLIP)
    page = text_of(browser.get(url("case", referral.case_id)))
    shown = page.split('name="shown" value="')[1].split('"')[0].replace("&amp;", "&")
    sent = browser.post(
        url("need_state", referral.case_id, referral.need_id), {"state": "met", "shown": shown}
    )
    assert sent.headers["Location"].startswith(url("asked", referral.need_id))
    assert "may keep a place free" in text_of(browser.get(sent.headers["Location"]))


def test_a_need_of_tonight_that_is_over_counts_its_nights_and_needed_again_begins_anew(
    cast: Cast, browser: Client, works: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    file = flow.open_file(works)
    owner_connection.execute("UPDATE protection_need SET asked_at = now() - interval '3 days'")
    with unit_of_work(lead):
        counted = board(lead, Period())
        assert (counted.tonight, counted.night_passed) == (0, 1)
    for page in ("/today/", url("cases"), url("case", file.case.pk), url("add_assistance", file.case.pk)):
        assert "nights" in text_of(browser.get(page)), page
    with unit_of_work(works):
        set_need_state(works, need_id=file.need.pk, state=NeedState.MET)
        set_need_state(works, need_id=file.need.pk, state=NeedState.OPEN)
    with unit_of_work(lead):
        counted = board(lead, Period())
        assert (counted.tonight, counted.night_passed) == (1, 0)


def test_closing_ends_the_clocks_of_a_case_and_opening_it_again_lets_them_run_on(works: Staff) -> None:
    file = flow.open_file(works)
    with unit_of_work(works):
        presume(works, case_id=file.case.pk, presumed_on=timezone.now().date(), responder_kind="ngo", told=[])
        running = Clock.objects.filter(object_id=file.case.pk, done_at__isnull=True)
        before = dict(running.values_list("kind", "due_at"))
        assert len(before) == 2
        close_case(works, case_id=file.case.pk, reason=CloseReason.CONTACT_LOST)
        assert not running.exists()
        reopen_case(works, case_id=file.case.pk)
        assert dict(running.values_list("kind", "due_at")) == before
        record_need(works, case_id=file.case.pk, kind="legal", urgency="weeks")
