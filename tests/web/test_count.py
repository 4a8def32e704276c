"""How much waits, asked by a page that stays open: cheap, and nobody touches anything by it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.protection import flow
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role
from palermo.trust.people.sessions import SessionStore
from palermo.trust.unit_of_work import machinery

FRAME = re.compile(r"^(BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT)|set_config")


def ends(browser: Client, *, touched_minutes_ago: int | None = None) -> datetime:
    """When the session of a browser ends; before that, whether it was touched so long ago."""
    with machinery():
        store = SessionStore(browser.cookies["session"].value)
        if touched_minutes_ago is not None:
            store["touched"] = store.get("touched", 0) - touched_minutes_ago * 60
            store.save()
        return Session.objects.get().expire_date


def test_the_number_is_what_waits_in_the_office_acted_for(cast: Cast) -> None:
    browser = signed_in(cast.partner[Role.FOCAL_POINT])
    assert browser.get(reverse("web:count")).json() == {"waiting": 0}
    flow.agree(cast)
    asker = cast.owner[Role.CASEWORKER]
    flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    assert browser.get(reverse("web:count")).json() == {"waiting": 1}
    page = browser.get(reverse("people:account")).content.decode()
    assert re.search(r'data-waiting="/today/count/"[^>]*><span data-number>1<', page)
    assert "kit/waiting.js" in page
    stranger = signed_in(cast.stranger[Role.FOCAL_POINT])
    assert stranger.get(reverse("web:count")).json() == {"waiting": 0}


def test_asking_keeps_nobody_signed_in(cast: Cast) -> None:
    browser = signed_in(cast.owner[Role.CASEWORKER])
    browser.get(reverse("web:today"))
    before = ends(browser, touched_minutes_ago=5)
    assert browser.get(reverse("web:count")).status_code == 200
    assert ends(browser) == before
    assert browser.get(reverse("people:account")).status_code == 200
    assert ends(browser) > before


def test_a_session_that_is_over_is_answered_as_over(cast: Cast) -> None:
    browser = signed_in(cast.owner[Role.CASEWORKER])
    browser.get(reverse("web:today"))
    with machinery():
        Session.objects.all().delete()
    answer = browser.get(reverse("web:count"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_asking_costs_at_most_two_statements_beyond_knowing_who_asks(cast: Cast) -> None:
    browser = signed_in(cast.owner[Role.COORDINATOR])
    browser.get(reverse("web:today"))
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse("web:count"))
    asked: list[Any] = [query["sql"] for query in queries if not FRAME.search(query["sql"])]
    # The session, the account, its roles.
    assert len(asked) <= 3 + 2
    assert not any(re.match("INSERT|UPDATE|DELETE", sql) for sql in asked)


def test_who_has_no_office_is_counted_nothing(cast: Cast) -> None:
    page = Client().get(reverse("web:landing")).content.decode()
    assert "data-waiting" not in page
    assert "waiting.js" not in page
