"""Free places: one touch and its undo, what others read of them, and when they are not believed any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cast import Cast
from tests.support.refusals import refusal
from tests.support.services import face, offer

from palermo.directory.offers.capacity import set_places, touch, undo
from palermo.directory.offers.codes import Room, ServiceKind, Tap, VettedBy
from palermo.directory.offers.models import Service, ServiceCapacity, ServicePlace
from palermo.directory.offers.queries import own_capacities, room_of
from palermo.directory.offers.rules import Count, fresh_for, room_now
from palermo.directory.offers.services import add_service, end_service, record_vetting, show_place
from palermo.directory.offers.today import places_to_confirm, services_running_out
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
counts = st.builds(
    Count,
    places=st.none() | st.integers(1, 30),
    free=st.just(0),
    ask_at_most=st.integers(0, 5),
    said=st.sampled_from([Room.YES, Room.ASK, Room.NO]),
)


@given(counts, st.lists(st.sampled_from(Tap), max_size=40))
def test_no_row_of_touches_leaves_the_places_there_are(count: Count, taps: list[Tap]) -> None:
    for tap in taps:
        if not count.allows(tap):
            with pytest.raises(ValueError, match=tap.value):
                count.after(tap)
            continue
        count = count.after(tap)
        assert 0 <= count.free <= (count.places or 0)
        assert count.shown is not Room.UNKNOWN
        assert (count.shown is Room.NO) == (count.free == 0 if count.places else count.said is Room.NO)


@pytest.mark.parametrize(
    ("kind", "hours", "expected"),
    [
        ("night_shelter", 11, Room.YES),
        ("night_shelter", 13, Room.UNKNOWN),
        ("childrens_home", 13, Room.UNKNOWN),
        ("legal_aid", 100, Room.YES),
        ("legal_aid", 169, Room.UNKNOWN),
    ],
)
def test_an_old_answer_is_not_believed(kind: str, hours: int, expected: Room) -> None:
    at = NOW - timedelta(hours=hours)
    assert room_now(kind=kind, room="yes", room_at=at, now=NOW) is expected
    assert room_now(kind=kind, room="yes", room_at=None, now=NOW) is Room.UNKNOWN


@pytest.fixture
def keeper(cast: Cast) -> Staff:
    return cast.owner[Role.FOCAL_POINT]


def capacity(actor: Staff, row: Service) -> ServiceCapacity:
    with unit_of_work(actor):
        return next(one for one in own_capacities(actor) if one.service_id == row.pk)


def test_a_touch_changes_the_places_and_the_undo_puts_back_number_word_and_time(keeper: Staff) -> None:
    row = offer(keeper, free=2)
    before = capacity(keeper, row)
    with unit_of_work(keeper):
        touched = touch(keeper, service_id=row.pk, tap=Tap.TAKEN)
        assert (touched.free, touched.service.room) == (1, Room.ASK)
    with unit_of_work(keeper):
        undo(keeper, service_id=row.pk, turn=touched.turn)
    after = capacity(keeper, row)
    assert (after.free, after.service.room, after.service.room_at) == (
        before.free,
        before.service.room,
        before.service.room_at,
    )
    assert refusal(keeper, lambda: undo(keeper, service_id=row.pk, turn=touched.turn)) == "nothing_to_undo"


def test_an_undo_after_a_colleagues_touch_is_refused(cast: Cast, keeper: Staff) -> None:
    row, lead = offer(keeper), cast.owner[Role.COORDINATOR]
    with unit_of_work(keeper):
        mine = touch(keeper, service_id=row.pk, tap=Tap.TAKEN).turn
    with unit_of_work(lead):
        touch(lead, service_id=row.pk, tap=Tap.TAKEN)
    assert refusal(keeper, lambda: undo(keeper, service_id=row.pk, turn=mine)) == "nothing_to_undo"
    assert capacity(keeper, row).free == 3


def test_the_last_place_is_taken_once(keeper: Staff) -> None:
    row = offer(keeper, free=1)
    with unit_of_work(keeper):
        touch(keeper, service_id=row.pk, tap=Tap.TAKEN)
    assert refusal(keeper, lambda: touch(keeper, service_id=row.pk, tap=Tap.TAKEN)) == "count_other_now"


def test_others_read_a_word_and_find_neither_number_nor_address(cast: Cast, keeper: Staff) -> None:
    row = offer(keeper)
    for actor in (cast.partner[Role.COORDINATOR], cast.stranger[Role.FOCAL_POINT]):
        with unit_of_work(actor):
            seen = Service.objects.get(pk=row.pk)
            assert room_of(seen, now=timezone.now()) is Room.YES
            assert not ServiceCapacity.objects.exists()
            assert not ServicePlace.objects.exists()
            assert own_capacities(actor) == []
        with unit_of_work(actor), pytest.raises(Refused):
            touch(actor, service_id=row.pk, tap=Tap.FULL)
        with unit_of_work(actor), pytest.raises(Refused):
            show_place(actor, row)


def test_whoever_does_not_help_persons_finds_no_service_in_the_database(cast: Cast, keeper: Staff) -> None:
    offer(keeper)
    officer = cast.partner[Role.POLICE_OFFICER]
    with unit_of_work(officer):
        assert not Service.objects.exists()


def test_a_caseworker_neither_keeps_a_service_nor_reads_its_address(cast: Cast, keeper: Staff) -> None:
    row, works = offer(keeper), cast.owner[Role.CASEWORKER]
    assert refusal(works, lambda: add_service(works, face=face())) == "role_missing"
    assert refusal(works, lambda: show_place(works, row)) == "role_missing"
    assert refusal(works, lambda: touch(works, service_id=row.pk, tap=Tap.FULL)) == "role_missing"


def test_each_look_at_the_address_is_recorded_and_the_ledger_holds_no_number(keeper: Staff) -> None:
    row = offer(keeper)
    with unit_of_work(keeper):
        assert show_place(keeper, row)["address"].startswith("Fernhollow")
    with unit_of_work(keeper):
        events = LedgerEvent.objects.filter(organisation_id=keeper.organisation_id)
        assert events.filter(verb="revealed", object_id=row.pk).count() == 1
        said = events.filter(object_id=row.pk).values_list("codes", flat=True)
        assert not [codes for codes in said if {"free", "places"} & codes.keys()]


def test_more_free_places_than_places_and_a_face_that_says_too_little_are_refused(keeper: Staff) -> None:
    row = offer(keeper)

    def too_many() -> object:
        return set_places(keeper, service_id=row.pk, places=3, free=4, ask_at_most=1)

    assert refusal(keeper, too_many) == "free_more_than_places"
    assert refusal(keeper, lambda: add_service(keeper, face=face(" "))) == "service_says_too_little"
    assert refusal(keeper, lambda: add_service(keeper, face=face(zone="XA-MOON"))) == "not_a_zone"


def test_a_service_that_ended_is_offered_no_more_and_its_address_is_gone(keeper: Staff) -> None:
    row = offer(keeper)
    with unit_of_work(keeper):
        end_service(keeper, service_id=row.pk)
    with unit_of_work(keeper):
        assert own_capacities(keeper) == []
        assert bytes(ServicePlace.objects.get(service=row).address) == b""
    assert refusal(keeper, lambda: touch(keeper, service_id=row.pk, tap=Tap.FULL)) == "service_ended"


def test_who_keeps_a_service_does_not_vet_it_alone(cast: Cast, keeper: Staff) -> None:
    row, lead = offer(keeper), cast.owner[Role.COORDINATOR]
    today = timezone.now().date()
    terms = {"funded_from": None, "funded_until": None, "vetted_by": VettedBy.NETWORK, "vetted_until": today}

    def vet(actor: Staff) -> object:
        return record_vetting(actor, service_id=row.pk, **terms)  # type: ignore[arg-type]

    assert refusal(keeper, lambda: vet(keeper)) == "role_missing"
    with unit_of_work(lead):
        vet(lead)
    with unit_of_work(keeper):
        titles = [str(item.title) for item in read(services_running_out(keeper, timezone.now()))]
    assert titles == ["Have it vetted again: Night beds"]


def test_today_asks_focal_points_to_say_old_room_again_and_nobody_else(cast: Cast, keeper: Staff) -> None:
    offer(keeper)
    advice = offer(keeper, "Advice", kind=ServiceKind.LEGAL_AID)
    later = timezone.now() + fresh_for(ServiceKind.NIGHT_SHELTER) + timedelta(minutes=1)
    with unit_of_work(keeper):
        (item,) = read(places_to_confirm(keeper, later))
        assert item.is_overdue(later)
        assert str(item.title) == "Say how much room there is: Night beds"
        assert read(places_to_confirm(keeper, timezone.now())) == []
        assert room_of(advice, now=later) is Room.UNKNOWN  # this row is from before anything was said
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        assert read(places_to_confirm(works, later)) == []
