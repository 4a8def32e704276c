"""What bar and rail show is open to whoever reads it, and what a role may not open stands in neither."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.support.cast import Cast, signed_in

from palermo.kit.layout import PlaceKind
from palermo.trust.actor import Actor, Anonymous
from palermo.trust.mandates import Role
from palermo.trust.switches.codes import SwitchCode
from palermo.web.navigation import places, rails
from palermo.web.rooms import ROOMS

HELPER = ["Today", "Protection", "Services", "Office", "States"]
PLACES: dict[Role, list[str]] = {
    Role.COORDINATOR: HELPER,
    Role.CASEWORKER: HELPER,
    Role.FOCAL_POINT: HELPER,
    Role.DECISION_MAKER: HELPER,
    Role.POLICE_OFFICER: ["Today", "Office", "States"],
    Role.PROSECUTOR_LIAISON: ["Today", "Office", "States"],
    Role.ANALYST: ["Today", "States"],
    Role.ADMINISTRATOR: ["Today", "Office", "States"],
    Role.AUDITOR: ["Today", "Office", "States"],
    Role.OPERATOR: ["Today", "Installation", "States"],
}


def labels(actor: Actor, path: str = "/today/") -> list[str]:
    return [place.label for place in places(ROOMS, actor, path)]


def sections(actor: Actor, path: str) -> list[str]:
    return [entry.label for rail in rails(ROOMS, actor, path) for entry in rail.entries]


@pytest.mark.parametrize("role", PLACES)
def test_a_role_has_the_pillars_in_which_it_may_act_the_common_rooms_and_the_treaty_pages(
    cast: Cast, role: Role
) -> None:
    assert labels(cast.stranger[role]) == PLACES[role]
    assert 2 <= len(labels(cast.stranger[role])) <= 9


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.OPERATOR])
def test_each_place_and_each_section_of_a_rail_opens_to_whoever_is_shown_it(cast: Cast, role: Role) -> None:
    actor = cast.stranger[role]
    client = signed_in(actor)
    shown = {place.url for place in places(ROOMS, actor, "/today/")}
    for url in sorted(shown | {reverse("people:account")}):
        shown |= {entry.url for rail in rails(ROOMS, actor, url) for entry in rail.entries}
    assert {url: client.get(url).status_code for url in shown} == dict.fromkeys(shown, 200)


def test_a_visitor_has_the_start_their_rights_and_the_states() -> None:
    assert labels(Anonymous(), "/") == ["Start", "Your rights", "States"]
    assert [place.label for place in places(ROOMS, Anonymous(), "/cards/fr/") if place.current] == [
        "Your rights"
    ]
    assert [place.label for place in places(ROOMS, Anonymous(), "/nothing/") if place.current] == []


def test_pillars_stand_between_today_and_the_common_rooms(cast: Cast) -> None:
    kinds = [place.kind for place in places(ROOMS, cast.owner[Role.COORDINATOR], "/today/")]
    assert kinds == [PlaceKind.DAY, PlaceKind.PILLAR, PlaceKind.COMMON, PlaceKind.COMMON, PlaceKind.COMMON]


@pytest.mark.parametrize(
    ("path", "place", "section"),
    [
        ("/protection/", "Protection", "Cases"),
        ("/protection/cases/1/", "Protection", "Cases"),
        ("/protection/enquiries/1/decline/", "Protection", "Enquiries"),
        ("/protection/board/", "Protection", "Board"),
        ("/cards/fr/", "Protection", "Rights cards"),
        ("/services/room/", "Services", "Free places"),
        ("/exchange/open/", "Office", "Messages"),
        ("/agreements/", "Office", "Agreements"),
        ("/partnership/states/NPL/", "States", "States"),
        ("/partnership/protocol/", "States", "The Protocol"),
        ("/account/sessions/", "", "Where you are signed in"),
    ],
)
def test_where_one_is_is_the_closest_section(cast: Cast, path: str, place: str, section: str) -> None:
    lead = cast.owner[Role.COORDINATOR]
    assert [one.label for one in places(ROOMS, lead, path) if one.current] == ([place] if place else [])
    entries = [entry for rail in rails(ROOMS, lead, path) for entry in rail.entries]
    assert [entry.label for entry in entries if entry.current] == [section]


def test_messages_stand_with_the_office_of_those_who_carry_them_and_nowhere_else(cast: Cast) -> None:
    assert "Messages" in sections(cast.owner[Role.FOCAL_POINT], "/agreements/")
    assert "Messages" not in sections(cast.owner[Role.CASEWORKER], "/agreements/")


def test_what_the_office_has_switched_off_is_not_shown(cast: Cast) -> None:
    lead = cast.owner[Role.COORDINATOR]
    assert "Enquiries" in sections(lead, "/protection/")
    assert "Enquiries" not in sections(
        replace(lead, off=frozenset({SwitchCode.ENQUIRIES.value})), "/protection/"
    )
    assert "Protection" not in labels(replace(lead, off=frozenset({SwitchCode.CASE_FILES.value})))


def test_a_rail_of_one_section_is_not_drawn(cast: Cast) -> None:
    assert rails(ROOMS, cast.owner[Role.DECISION_MAKER], "/today/") == ()
    assert rails(ROOMS, cast.owner[Role.DECISION_MAKER], "/services/") == ()
