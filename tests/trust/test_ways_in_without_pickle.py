"""Signing in, forms and tasks work in a process that cannot read a pickle."""

from __future__ import annotations

import pickle
import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import office_tasks
from tests.support.background import queue, verbs, work_off
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role


def test_the_ways_in_work_where_pickles_cannot_be_read_at_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> object:
        raise AssertionError("a pickle was read")

    for name in ("load", "loads", "Unpickler", "_Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    wrong = {"login": "caseworker@owner.example", "password": "wrong"}
    assert Client().post(reverse("account_login"), wrong).status_code == 200
    browser = signed_in(cast.owner[Role.CASEWORKER])
    page = reverse("protection:open_case")
    mark = re.search(r'name="once" value="(\w{32})"', browser.get(page, follow=True).content.decode())
    assert mark is not None
    form = {"action": "now", "urgent": ["shelter"], "came_by": "self", "once": mark[1]}
    assert [browser.post(page, form).status_code for _twice in range(2)] == [302, 302]
    thing = queue(cast.owner, office_tasks.do_once)
    work_off()
    assert verbs(cast.owner, thing) == ["thing.done"]
