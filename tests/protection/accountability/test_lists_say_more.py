"""Lists of complaints, requests and gaps say which case, about whom, who answers, and have no column of dashes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.referral.queries.routes import NotMet
from palermo.protection.referral.views.routes import not_met_table
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

TODAY = timezone.now().date()


def test_a_complaint_in_the_list_names_case_colleague_and_who_answers(cast: Cast) -> None:
    works, focal = cast.owner[Role.CASEWORKER], cast.owner[Role.FOCAL_POINT]
    lead = cast.owner[Role.COORDINATOR]
    case = flow.open_file(works).case
    with unit_of_work(works):
        record_complaint(
            works,
            case_id=case.pk,
            about=ComplaintAbout.OUR_OFFICE,
            about_user_id=works.user_id,
            handled_by_id=focal.user_id,
            words="Nobody listened",
            received_on=TODAY,
            answer_due=TODAY + timedelta(days=9),
        )
    (row,) = signed_in(lead).get(url("complaints")).context["table"].rows
    assert row[0][1] == "Owner caseworker"
    assert row[1].label == case.code
    assert row[2] == "Owner focal_point"
    # Who answers need not know the case: it stands there as one they do not work on.
    page = text_of(signed_in(focal).get(url("complaints")))
    assert case.code not in page
    assert "A case you do not work on" in page


def test_needs_that_nobody_met_stand_in_one_line_a_need() -> None:
    rows = [
        NotMet(kind="health", zone="XA-COAST", reason="no_room", count=1),
        NotMet(kind="accommodation", zone="XA-HILLS", reason="no_room", count=2),
        NotMet(kind="accommodation", zone="", reason="no_room", count=1),
    ]
    table = not_met_table(rows)
    assert [row[-1] for row in table.rows] == [3, 1]
    where = table.rows[0][1]
    assert isinstance(where, list)
    assert len(where) == 2
