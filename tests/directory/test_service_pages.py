"""Pages of services: put one in the directory with answers checked, mend what is wrong, filter, two taps at once."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.begun import BEGUN
from tests.support.cast import Office, make_office, signed_in
from tests.support.last_page import press
from tests.support.place import Database
from tests.support.services import offer

from palermo.directory.offers.models import Service
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

WHAT = {
    "name": "Quiet rooms",
    "kind": "longer_stay",
    "zone": "XA-HILLS",
    "contact_point": "Day desk, extension 8 (invented)",
    "hours": "",
}


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Owner", roles=frozenset({Role.COORDINATOR, Role.FOCAL_POINT}))


@pytest.fixture
def keeps(office: Office) -> Client:
    return signed_in(office[Role.FOCAL_POINT])


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def send(client: Client, step: str, **answers: object) -> object:
    return client.post(
        reverse("services:add", args=[BEGUN, step]), {"action": "continue", **answers}, follow=True
    )


def test_a_service_is_put_in_the_directory_after_its_answers_were_checked(
    office: Office, keeps: Client
) -> None:
    assert "Fill in “Name of the service”." in text(send(keeps, "what", **{**WHAT, "name": ""}))
    send(keeps, "what", **WHAT)
    send(keeps, "who", with_children="yes", ages=["18_25"])
    checked = text(send(keeps, "spoken", languages=["fr"]))
    assert "Check what others will read" in checked
    assert "Quiet rooms" in checked
    done = press(keeps, reverse("services:add", args=[BEGUN, "check"]), follow=True)
    assert "The service stands in the directory." in text(done)
    with unit_of_work(office[Role.FOCAL_POINT]):
        row = Service.objects.get()
        assert (row.name, row.zone, row.ages, row.languages) == ("Quiet rooms", "XA-HILLS", ["18_25"], ["fr"])
    listed = keeps.get(reverse("services:directory"), {"zone": "XA-COAST"})
    assert "No service fits these filters." in text(listed)
    assert "Quiet rooms" in text(keeps.get(reverse("services:directory"), {"kind": "longer_stay"}))


def test_what_cannot_be_is_said_in_words_that_mend(office: Office, keeps: Client) -> None:
    row = offer(office[Role.FOCAL_POINT])
    places = keeps.post(
        reverse("services:places", args=[row.pk]), {"places": "3", "free": "4", "ask_at_most": "1"}
    )
    assert "There cannot be more free places than places." in text(places)
    leads = signed_in(office[Role.COORDINATOR])
    vetting = leads.post(reverse("services:vetting", args=[row.pk]), {"vetted_by": "network"})
    assert "Enter the last day on which the vetting holds." in text(vetting)
    period = {
        "funded_from_day": "2",
        "funded_from_month": "2",
        "funded_from_year": "2027",
        "funded_until_day": "1",
        "funded_until_month": "2",
        "funded_until_year": "2027",
    }
    vetting = leads.post(reverse("services:vetting", args=[row.pk]), {"vetted_by": "nobody", **period})
    assert "The last day lies before the first." in text(vetting)


def test_two_colleagues_who_press_at_once_are_told_to_look_again(office: Office, keeps: Client) -> None:
    row = offer(office[Role.FOCAL_POINT], places=1, free=1)
    taken = keeps.post(reverse("services:say_room", args=[row.pk]), {"tap": "taken"}, follow=True)
    assert "Kept: 0 of 1 free." in text(taken)
    again = keeps.post(reverse("services:say_room", args=[row.pk]), {"tap": "taken"}, follow=True)
    assert "A colleague changed the places at the same moment." in text(again)
    late = keeps.post(reverse("services:take_back", args=[row.pk]), {"turn": "1"}, follow=True)
    assert "There is nothing to undo" in text(late)
    assert keeps.post(reverse("services:say_room", args=[row.pk]), {"tap": "sold"}).status_code == 403


def test_a_word_in_the_address_that_is_no_key_shows_the_first_page(office: Office, keeps: Client) -> None:
    names = [offer(office[Role.FOCAL_POINT], f"Beds {number}").name for number in range(2)]
    for after in ("x", str(UUID(int=7))):
        page = text(keeps.get(reverse("services:directory"), {"after": after}))
        assert all(name in page for name in names)


def test_the_day_of_a_vetting_says_what_it_is_and_room_is_not_said_twice(
    office: Office, keeps: Client
) -> None:
    row = offer(office[Role.FOCAL_POINT])
    leads = signed_in(office[Role.COORDINATOR])
    until = {"vetted_until_day": "18", "vetted_until_month": "6", "vetted_until_year": "2031"}
    leads.post(reverse("services:vetting", args=[row.pk]), {"vetted_by": "competent_authority", **until})
    page = text(keeps.get(reverse("services:service", args=[row.pk])))
    assert "The competent authority until 18 Jun 2031" in page
    assert "Places Place free" in page
    assert page.count("Place free") == 1
    assert text(keeps.get(reverse("services:directory"))).count("Place free") == 1
