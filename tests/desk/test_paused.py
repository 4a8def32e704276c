"""A flow that paused stands on its author's Today, and leads to where it goes on."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.urls import NoReverseMatch
from django.utils import timezone
from tests.support.cast import Office, make_office
from tests.support.place import Database

import palermo
from palermo.desk.drafts import delete_draft, save_draft
from palermo.desk.paused import _flows as flows
from palermo.desk.paused import paused_flows, registered_flows
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Role
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

ANSWERS = {"who": {"name": ["Zephyrine"]}}


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Lantern")


def test_a_paused_flow_leads_its_author_and_nobody_else_on(office: Office) -> None:
    author, about = office[Role.CASEWORKER], uuid7()
    with unit_of_work(author):
        save_draft(author, room="protection", flow="enquiry", object_id=about, answers=ANSWERS)
        (item,) = read(paused_flows(author, timezone.now()))
    assert str(about) in item.url
    assert "Zephyrine" not in str(item)
    with unit_of_work(office[Role.COORDINATOR]) as work:
        assert read(paused_flows(work.actor, timezone.now())) == []
    with unit_of_work(author):
        delete_draft(author, flow="enquiry", object_id=about)
        assert read(paused_flows(author, timezone.now())) == []


def test_each_flow_goes_on_at_an_address_that_names_the_beginning() -> None:
    for code in registered_flows():
        about, beginning = uuid7(), uuid7()
        addresses = []
        for what in (about, None):
            with suppress(NoReverseMatch):
                addresses.append(flows[code].url(what, beginning))
        assert addresses, code
        assert all(str(beginning) in address for address in addresses), code


def test_every_flow_of_the_program_can_be_gone_on_with() -> None:
    source = Path(palermo.__file__).parent
    written = {
        flow
        for path in source.rglob("*.py")
        if path.parent.name != "desk"
        for flow in re.findall(r'\b(?:flow=|FLOW(?:: \w+)? = )"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert written == registered_flows()
