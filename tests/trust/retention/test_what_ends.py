"""Whatever ends is shown for a week, kept where a hold is open, erased with the journal, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from tests.support.cast import Cast
from tests.trust.retention.clock import Clock, run
from tests.trust.retention.scenes import SCENES, Scene

from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.retention import daily
from palermo.trust.retention.endings import endings
from palermo.trust.retention.models import Notice, Outcome
from palermo.trust.retention.rules import NOTICE_DAYS
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault import erasure
from palermo.trust.vault.erasure import apply_journal
from palermo.trust.vault.journal import read_journal

WEEK = timedelta(days=NOTICE_DAYS)


@pytest.fixture(params=sorted(SCENES))
def scene(request: pytest.FixtureRequest, cast: Cast, clock: Clock) -> Scene:
    """A record of each kind that ends; the clock stands on the day of its making."""
    return SCENES[request.param](cast)


def test_every_kind_of_record_that_ends_has_a_scene() -> None:
    assert {ending.object_type for ending in endings()} == SCENES.keys()


def notices(scene: Scene) -> list[Notice]:
    with unit_of_work(scene.office.system):
        return list(Notice.objects.filter(subject_id=scene.subject_id).order_by("id"))


def journal() -> list[UUID]:
    path = settings.PALERMO_ERASURES_FILE
    return [one.subject_id for one in read_journal(path)] if path.is_file() else []


def verbs_about(scene: Scene) -> list[str]:
    with unit_of_work(scene.office.system):
        rows = LedgerEvent.objects.filter(object_id=scene.subject_id).order_by("sequence")
        return list(rows.values_list("verb", flat=True))


def live_through_the_week(scene: Scene, clock: Clock) -> None:
    """Every day from the first notice to the day before the end."""
    clock.go_to(scene.ends_on - WEEK)
    for _day in range(NOTICE_DAYS):
        assert run(scene.office) == 0
        clock.pass_days(1)


def test_it_is_shown_a_week_before_and_erased_on_its_day_with_a_line_of_the_journal(
    scene: Scene, clock: Clock
) -> None:
    clock.go_to(scene.ends_on - WEEK - timedelta(days=1))
    assert run(scene.office) == 0
    assert notices(scene) == []
    clock.pass_days(1)
    assert run(scene.office) == 0
    (notice,) = notices(scene)
    assert (notice.ends_on, notice.days_shown, notice.done_at) == (scene.ends_on, 1, None)
    assert notice.erased_on(clock.day) == scene.ends_on
    clock.go_to(scene.ends_on - timedelta(days=1))
    live_through_the_week(scene, clock)
    assert scene.is_there()
    assert journal() == []
    assert run(scene.office) == 1
    assert not scene.is_there()
    assert journal() == [scene.subject_id]
    (notice,) = notices(scene)
    assert (notice.outcome, notice.done_at) == (Outcome.ENDED, clock.now)
    assert "retention.announced" in verbs_about(scene)
    assert verbs_about(scene)[-1] == "person.erased"


def test_a_second_run_on_one_day_does_nothing(scene: Scene, clock: Clock) -> None:
    clock.go_to(scene.ends_on - WEEK)
    run(scene.office)
    before = notices(scene)[0].days_shown, verbs_about(scene)
    assert run(scene.office) == 0
    assert (notices(scene)[0].days_shown, verbs_about(scene)) == before
    live_through_the_week(scene, clock)
    assert run(scene.office) == 1
    with unit_of_work(scene.office.system):
        events = LedgerEvent.objects.count()
    assert run(scene.office) == 0
    clock.pass_days(400)
    assert run(scene.office) == 0
    assert journal() == [scene.subject_id]
    with unit_of_work(scene.office.system):
        assert LedgerEvent.objects.count() == events


def test_after_a_month_without_a_server_the_week_still_comes_first(scene: Scene, clock: Clock) -> None:
    clock.go_to(scene.ends_on + timedelta(days=30))
    assert run(scene.office) == 0
    clock.pass_days(30)
    assert run(scene.office) == 0, "a day on which nothing ran showed nothing"
    assert notices(scene)[0].erased_on(clock.day) == clock.day + timedelta(days=NOTICE_DAYS - 1)
    for _day in range(NOTICE_DAYS - 2):
        clock.pass_days(1)
        assert run(scene.office) == 0
    assert scene.is_there()
    clock.pass_days(1)
    assert run(scene.office) == 1
    assert not scene.is_there()


def test_a_legal_hold_keeps_it_until_it_is_released(scene: Scene, clock: Clock) -> None:
    lead = scene.office[Role.COORDINATOR]
    with unit_of_work(lead):
        hold = erasure.place_hold(lead, room="protection", subject_id=scene.subject_id, reason="court_order")
    live_through_the_week(scene, clock)
    clock.pass_days(3)
    assert run(scene.office) == 0
    assert scene.is_there()
    assert notices(scene)[0].done_at is None
    assert journal() == []
    with unit_of_work(lead):
        erasure.release_hold(lead, hold=hold)
    clock.pass_days(1)
    assert run(scene.office) == 1
    assert not scene.is_there()


def test_who_is_killed_between_journal_and_commit_leaves_it_to_the_next_day(
    scene: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_through_the_week(scene, clock)

    def dies(*_args: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "_destroy", dies)
        with pytest.raises(SystemExit):
            run(scene.office)
    assert scene.is_there()
    assert journal() == [scene.subject_id]
    assert notices(scene)[0].done_at is None
    clock.pass_days(1)
    assert run(scene.office) == 1
    assert not scene.is_there()
    assert set(journal()) == {scene.subject_id}


def test_one_record_s_trouble_keeps_no_other(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = SCENES["complaint"](cast), SCENES["event"](cast)
    live_through_the_week(first, clock)
    erase = daily.erase

    def fails_once(actor: Any, *, subject_id: UUID, **rest: Any) -> Any:
        if subject_id == first.subject_id:
            raise LookupError("nobody knows why")
        return erase(actor, subject_id=subject_id, **rest)

    monkeypatch.setattr(daily, "erase", fails_once)
    assert run(first.office) == 1
    assert (first.is_there(), second.is_there()) == (True, False)


def test_a_record_that_is_refused_stays_and_is_shown(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = SCENES["person"](cast)
    live_through_the_week(scene, clock)

    def refuse(*_args: Any, subject_id: UUID, **_rest: Any) -> None:
        raise Refused("legal_hold", verb="person.erase", object_type="person", object_id=subject_id)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(daily, "erase", refuse)
        assert run(scene.office) == 0
    assert notices(scene)[0].done_at is None


def test_a_restore_from_before_erases_it_again_and_shows_it_no_more(scene: Scene, clock: Clock) -> None:
    live_through_the_week(scene, clock)
    assert run(scene.office) == 1
    with unit_of_work(scene.office.system) as work:
        Notice.objects.filter(subject_id=scene.subject_id).update(done_at=None, outcome="")
        apply_journal(settings.PALERMO_ERASURES_FILE)
        assert Notice.objects.get(subject_id=scene.subject_id).done_at is not None
        work.fail()


def test_the_week_is_recorded_day_by_day_and_a_day_on_which_nothing_ends_records_nothing(
    cast: Cast, clock: Clock
) -> None:
    scene = SCENES["complaint"](cast)
    with unit_of_work(scene.office.system):
        before = LedgerEvent.objects.count()
    assert run(scene.office) == 0
    with unit_of_work(scene.office.system):
        assert LedgerEvent.objects.count() == before
    live_through_the_week(scene, clock)
    with unit_of_work(scene.office.system):
        shown = LedgerEvent.objects.filter(verb="retention.shown")
        assert [event.codes["notices"] for event in shown] == [1] * NOTICE_DAYS
