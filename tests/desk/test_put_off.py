"""What a colleague puts off leaves their Today alone, comes back by itself, and goes with the file it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from tests.protection import flow
from tests.protection.pages import text_of
from tests.support.cast import Cast, signed_in
from tests.support.today import said

from palermo.desk.codes import PutOffReason
from palermo.desk.models import PutOff
from palermo.desk.put_off import delete_what_came_back, put_off, put_off_by, take_back, things_put_off
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.file.erasing import erase_rows
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import count_waiting, items
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def works(cast: Cast) -> Staff:
    return cast.owner[Role.CASEWORKER]


@pytest.fixture
def file(works: Staff) -> flow.File:
    """A case with a need for days, and one for tonight."""
    return flow.open_file(works)


def titles(actor: Staff, now: datetime | None = None) -> list[str]:
    with unit_of_work(actor):
        return [said(item) for item in items(actor, now=now or timezone.now())]


def off(actor: Staff, file: flow.File, *, days: int = 3) -> PutOff:
    with unit_of_work(actor):
        return put_off(
            actor,
            kind="need_tonight",
            subject_id=file.need.pk,
            until=timezone.now() + timedelta(days=days),
            reason=PutOffReason.NOT_REACHED,
        )


def test_it_leaves_the_today_of_whoever_put_it_off_and_stays_on_everybody_else_s(
    cast: Cast, works: Staff, file: flow.File
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    bed = f"Safe place to stay: {file.case.code}"
    off(works, file)
    assert bed not in titles(works)
    assert bed in titles(lead)
    with unit_of_work(works):
        (thing,) = things_put_off(works, now=timezone.now())
        assert said(thing.item) == bed
        event = LedgerEvent.objects.get(verb="thing.put_off")
        assert event.codes["reason"] == "not_reached"
        take_back(works, put_off_id=thing.row.pk)
    assert bed in titles(works)
    assert [row.pk for row in rows(lead)] == []


def rows(actor: Staff) -> list[PutOff]:
    with unit_of_work(actor):
        return list(put_off_by(actor, now=timezone.now()))


def test_it_comes_back_when_it_is_due_though_it_was_put_off_for_longer(works: Staff, file: flow.File) -> None:
    row = off(works, file, days=14)
    assert row.until < timezone.now() + timedelta(days=2), "its night is over the next morning"
    back = row.until + timedelta(minutes=1)
    with patch("django.utils.timezone.now", lambda: back):
        assert f"Safe place to stay: {file.case.code}" in titles(works, back)
        with unit_of_work(works):
            assert delete_what_came_back(works) == 1
            assert delete_what_came_back(works) == 0


def test_nobody_puts_off_what_does_not_stand_on_their_today(cast: Cast, file: flow.File) -> None:
    focal, stranger = cast.owner[Role.FOCAL_POINT], cast.stranger[Role.COORDINATOR]
    for actor in (focal, stranger):
        with unit_of_work(actor), pytest.raises(Refused, match="not_found"):
            put_off(
                actor,
                kind="need_tonight",
                subject_id=file.need.pk,
                until=timezone.now() + timedelta(days=1),
                reason=PutOffReason.TOO_EARLY,
            )
        address = reverse("web:put_off", args=["need_tonight", file.need.pk])
        assert signed_in(actor).get(address).status_code == 404
    with unit_of_work(focal), pytest.raises(Refused, match="not_found"):
        put_off(
            focal,
            kind="no_such_kind",
            subject_id=file.need.pk,
            until=timezone.now() + timedelta(days=1),
            reason=PutOffReason.TOO_EARLY,
        )


def test_what_one_colleague_put_off_another_cannot_take_back(
    cast: Cast, works: Staff, file: flow.File
) -> None:
    row = off(works, file)
    for actor in (cast.owner[Role.COORDINATOR], cast.stranger[Role.CASEWORKER]):
        with unit_of_work(actor), pytest.raises(Refused):
            take_back(actor, put_off_id=row.pk)
    assert [found.pk for found in rows(works)] == [row.pk]


def test_a_day_and_a_reason_are_asked_and_one_press_brings_it_back(works: Staff, file: flow.File) -> None:
    browser = signed_in(works)
    address = reverse("web:put_off", args=["need_tonight", file.need.pk])
    assert address in browser.get(reverse("web:today")).content.decode()
    assert "Why can it wait?" in text_of(browser.get(address))
    assert browser.post(address, {}).status_code == 200, "neither is guessed"
    done = browser.post(address, {"days": "1", "reason": "person_chose"}, follow=True)
    assert "It is put off, and comes back by itself." in text_of(done)
    assert file.case.code not in text_of(done)
    listed = browser.get(reverse("web:put_off_list"))
    assert file.case.code in text_of(listed)
    assert "The person chose the day" in text_of(listed)
    (row,) = rows(works)
    day = date_format(localtime(row.until), "j M Y")
    assert f">{day}</td>" in text_of(listed), "it comes back on a day, at no hour"
    assert 'aria-current="page">Put off' in text_of(listed), "the rail of the day stands beside it"
    back = browser.post(reverse("web:put_off_list"), {"back": str(row.pk)}, follow=True)
    assert "You have put nothing off." in text_of(back)
    assert file.case.code in text_of(browser.get(reverse("web:today")))


def test_an_answer_that_was_put_off_is_not_counted_in_the_bar(
    cast: Cast, works: Staff, file: flow.File
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    helper = cast.partner[Role.FOCAL_POINT]
    referral = flow.enquire(works, file.need, cast.partner.id)
    flow.accepted(helper, referral)
    with unit_of_work(works):
        assert count_waiting(works, timezone.now()) == 1
    with unit_of_work(works):
        put_off(
            works,
            kind="answer",
            subject_id=referral.pk,
            until=timezone.now() + timedelta(days=1),
            reason=PutOffReason.PERSON_CHOSE,
        )
    with unit_of_work(works):
        assert count_waiting(works, timezone.now()) == 0


def test_it_goes_with_the_file_it_is_about(cast: Cast, works: Staff, file: flow.File) -> None:
    lead = cast.owner[Role.COORDINATOR]
    other = flow.open_file(works)
    with unit_of_work(lead):
        assign_case(lead, case_id=other.case.pk, user_id=lead.user_id)
    off(works, file)
    off(lead, file)
    off(works, other)
    with unit_of_work(lead):
        erase_rows(lead.organisation_id, file.case.person_id)
        record(lead, verb="test.erased")
    with unit_of_work(lead):
        assert [row.subject_id for row in PutOff.objects.all()] == [other.need.pk]
