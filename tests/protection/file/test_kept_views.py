"""Views of the list that a reader keeps: named, in the rail, their own, renamed, deleted, and gone with their role."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from tests.support.cast import Cast, signed_in

from palermo.desk.kept.models import KeptView
from palermo.desk.kept.services import MOST, forget_views, keep_view
from palermo.desk.kept.tasks import forget_views_daily
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

LIST = "protection:cases"


def keep(browser: Client, name: str, query: str) -> KeptView | None:
    browser.post(reverse("protection:keep_view") + f"?{query}", {"name": name})
    return KeptView.objects.filter(name=name).first()


def test_a_view_is_named_stands_in_the_rail_and_leads_back_to_its_filters(
    browser: Client, works: Staff
) -> None:
    page = browser.get(reverse(LIST), {"age": "children", "sort": "known"}).content.decode()
    assert "Keep as a view" in page
    answer = browser.post(
        reverse("protection:keep_view") + "?sort=known&age=children&since=nonsense", {"name": "Children"}
    )
    query = "age=children&sort=known"
    assert answer["Location"] == f"{reverse(LIST)}?{query}"
    page = browser.get(answer["Location"]).content.decode()
    link = f'<a href="{reverse(LIST)}?age=children&amp;sort=known" aria-current="true">Children</a>'
    assert link in page
    assert "Views kept" in page
    assert "Rename or delete" in page
    rail = page.partition('<nav class="rail"')[2].partition("</nav>")[0]
    assert rail.count("aria-current") == 1, "one is in one place"
    with unit_of_work(works):
        row = KeptView.objects.get()
        assert (row.name, row.query, row.room) == ("Children", query, "protection")
        assert LedgerEvent.objects.get(verb="view.kept").codes == {}


def test_a_view_is_its_authors_alone(browser: Client, works: Staff, cast: Cast) -> None:
    with unit_of_work(works):
        row = keep_view(works, room="protection", page=LIST, name="Mine", query="trouble=3")
    other = signed_in(cast.owner[Role.COORDINATOR])
    assert "Mine" not in other.get(reverse(LIST)).content.decode()
    url = reverse("protection:kept_view", args=[row.pk])
    assert other.get(url).status_code == 404
    assert other.post(url, {"act": "delete"}).status_code == 404
    assert signed_in(cast.stranger[Role.COORDINATOR]).get(url).status_code == 404
    assert browser.get(url).status_code == 200


def test_a_view_is_renamed_and_deleted(browser: Client, works: Staff) -> None:
    with unit_of_work(works):
        row = keep_view(works, room="protection", page=LIST, name="Mine", query="trouble=3")
        keep_view(works, room="protection", page=LIST, name="Taken", query="trouble=2")
    url = reverse("protection:kept_view", args=[row.pk])
    assert "You have a view of this name" in browser.post(url, {"name": "Taken"}).content.decode()
    assert browser.post(url, {"name": "  Tonight  "}).status_code == 302
    with unit_of_work(works):
        assert KeptView.objects.get(pk=row.pk).name == "Tonight"
    assert browser.post(url, {"act": "delete"}).status_code == 302
    with unit_of_work(works):
        assert [one.name for one in KeptView.objects.all()] == ["Taken"]


@pytest.mark.parametrize("name", ["", "x" * 41])
def test_a_view_has_a_name_of_one_to_forty_letters(works: Staff, name: str) -> None:
    with unit_of_work(works), pytest.raises(Refused) as refused:
        keep_view(works, room="protection", page=LIST, name=name, query="")
    assert refused.value.reason == "view_name_length"


def test_twenty_views_are_enough(works: Staff) -> None:
    with unit_of_work(works):
        for number in range(MOST):
            keep_view(works, room="protection", page=LIST, name=f"View {number}", query="")
        with pytest.raises(Refused) as refused:
            keep_view(works, room="protection", page=LIST, name="One more", query="")
    assert refused.value.reason == "views_enough"


def test_views_go_with_the_last_role(
    works: Staff, cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    with unit_of_work(works):
        keep_view(works, room="protection", page=LIST, name="Mine", query="")
    with unit_of_work(cast.owner.system):
        assert forget_views(cast.owner.system) == 0
    owner_connection.execute(
        "UPDATE people_role_assignment SET revoked_at = now() WHERE user_id = %s", [works.user_id]
    )
    forget_views_daily(cast.owner.system)
    (left,) = owner_connection.execute("SELECT count(*) FROM desk_kept_view").fetchone() or (None,)
    assert left == 0
