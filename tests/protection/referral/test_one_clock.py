"""One clock: board, lists, routes and Today call the same answers late, on both sides, and name the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import url
from tests.support.cast import Cast, signed_in

from palermo.protection.file.queries.behind import Number, Period
from palermo.protection.file.queries.board import board
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.referrals import answer_due, due_of, is_overdue, overdue
from palermo.protection.referral.queries.routes import routes_received, routes_sent
from palermo.protection.referral.today import referrals_to_follow
from palermo.protection.referral.today_enquiries import enquiries_to_answer
from palermo.protection.referral.verbs import ReferralVerb
from palermo.protection.referral.words.referral import OVERDUE
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.today import Group, read
from palermo.trust.unit_of_work import unit_of_work

NOW = timezone.now()
EARLIER, LATER = NOW - timedelta(days=6), NOW + timedelta(days=2)
STANDS: list[tuple[ReferralState, datetime, datetime | None, bool]] = [
    (ReferralState.ENQUIRY_SENT, EARLIER, None, True),
    (ReferralState.ENQUIRY_SENT, LATER, None, False),
    # An office that put it on its waiting list promised to say more by a time of its own.
    (ReferralState.WAITLISTED, EARLIER, NOW - timedelta(days=1), True),
    (ReferralState.WAITLISTED, EARLIER, LATER, False),
    (ReferralState.ACCEPTED_IN_PRINCIPLE, EARLIER, None, False),
    (ReferralState.DECLINED, EARLIER, None, False),
]


@pytest.fixture
def late(cast: Cast) -> list[tuple[Referral, Enquiry, bool]]:
    """A referral in each standing, on both sides."""
    flow.agree(cast)
    works = cast.owner[Role.CASEWORKER]
    answers = cast.partner[Role.FOCAL_POINT]
    found = []
    for state, due, waits, expected in STANDS:
        file = flow.open_file(works)
        referral = flow.enquire(works, file.need, cast.partner.id)
        enquiry = flow.received(answers, referral)
        stands: dict[str, Any] = {"state": state, "due_at": due, "waitlist_until": waits}
        for actor, row in ((works, referral), (answers, enquiry)):
            with unit_of_work(actor):
                type(row).objects.filter(pk=row.pk).update(**stands)
                record(actor, verb=ReferralVerb.ENQUIRY_WAITLISTED, object_type="enquiry", object_id=row.pk)
                row.refresh_from_db()
        found.append((referral, enquiry, expected))
    return found


def test_a_row_and_its_condition_agree_on_either_side(
    cast: Cast, late: list[tuple[Referral, Enquiry, bool]]
) -> None:
    sides = ((cast.owner[Role.COORDINATOR], Referral, 0), (cast.partner[Role.COORDINATOR], Enquiry, 1))
    for actor, model, side in sides:
        with unit_of_work(actor):
            rows = model.objects.annotate(due=due_of())
            by_condition = set(rows.filter(overdue(NOW)).values_list("pk", flat=True))
            assert by_condition == {told[side].pk for told in late if told[2]}
            assert {row.pk for row in rows if is_overdue(row, now=NOW)} == by_condition
            assert all(row.due == answer_due(row) for row in rows)


def test_board_lists_routes_and_today_give_the_same_number(
    cast: Cast, late: list[tuple[Referral, Enquiry, bool]]
) -> None:
    number = sum(expected for *_rows, expected in late)
    sender, receiver = cast.owner[Role.COORDINATOR], cast.partner[Role.COORDINATOR]
    with unit_of_work(sender):
        counted = board(sender, Period(), now=NOW)
        assert (counted.late_sent, counted.late_received) == (number, 0)
        sent = routes_sent(sender, "Owner", now=NOW)
        assert len(sent) == number
        assert counted.oldest_late == min(route.due for route in sent)
        following = [item for item in read(referrals_to_follow(sender, NOW)) if item.group is Group.LATE]
        assert sorted(item.due for item in following if item.due) == [route.due for route in sent]
    with unit_of_work(receiver):
        counted = board(receiver, Period(), now=NOW)
        assert (counted.late_sent, counted.late_received) == (0, number)
        owed = routes_received(receiver, "Partner", now=NOW)
        assert len(owed) == number
        answering = [item for item in read(enquiries_to_answer(receiver, NOW)) if item.is_overdue(NOW)]
        assert sorted(item.due for item in answering if item.due) == [route.due for route in owed]
    for actor, name, behind in (
        (sender, "referrals", Number.LATE_SENT),
        (receiver, "enquiries", Number.LATE_RECEIVED),
    ):
        browser = signed_in(actor)
        every = browser.get(url(name)).context["tables"][-1]
        assert sum(OVERDUE in row for row in every.rows) == number
        assert len(browser.get(url("board_list", behind.value)).context["table"].rows) == number
