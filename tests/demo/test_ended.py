"""The demo has a file whose time is nearly over."""

from __future__ import annotations

from tests.support.cast import Cast, signed_in
from tests.trust.retention.clock import run

from palermo.demo.ended import DAYS_LEFT, load_ended
from palermo.protection.cases.models.cases import Case
from palermo.trust.mandates import Role
from palermo.trust.retention.models import Notice
from palermo.trust.unit_of_work import unit_of_work


def test_a_file_of_the_demo_stands_on_what_ends_soon_after_the_first_day_s_work(cast: Cast) -> None:
    load_ended(cast.owner[Role.CASEWORKER])
    assert run(cast.owner) == 0
    with unit_of_work(cast.owner.system):
        notice, case = Notice.objects.get(), Case.objects.get()
    assert abs((notice.ends_on - notice.created_at.date()).days - DAYS_LEFT) <= 1
    page = signed_in(cast.owner[Role.COORDINATOR]).get("/protection/ends/")
    assert case.code in page.content.decode()
