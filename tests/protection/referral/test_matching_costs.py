"""What the lists and pages of finding and waiting cost: indexes led by the office, few statements, always as many."""

from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg import sql
from tests.protection import flow
from tests.protection.file.test_case_list import plans_of
from tests.support.begun import BEGUN
from tests.support.cast import Cast, make_office, signed_in
from tests.support.services import offer

from palermo.directory.offers.queries import own_capacities, own_services
from palermo.protection.cases.models.cases import Need
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.queries.matching import referrals_of
from palermo.protection.referral.queries.routes import (
    declines,
    not_met,
    routes_received,
    routes_sent,
)
from palermo.protection.referral.services.matching import record_unmet
from palermo.protection.referral.today import referrals_to_follow
from palermo.trust.mandates import Role
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

ROLES = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT})
MANY = 3000
OWN = {
    "protection_case": ("id", "code"),
    "protection_need": ("id",),
    "protection_referral": ("id", "thread_id", "state"),
    "protection_enquiry": ("id", "thread_id", "state"),
    "protection_unmet_need": ("id", "need_id"),
    "directory_service": ("id",),
}
"""Tables to fill, and which of their columns each row has for itself."""
EACH_ITS_NEED = """
UPDATE protection_referral SET need_id = needs.id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM protection_need) needs
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM protection_referral) sent USING (place)
WHERE protection_referral.id = sent.id
"""
"""Referrals are for different needs, as they are in an office."""


def multiply(owner: psycopg.Connection[Any], table: str, own: tuple[str, ...]) -> None:
    """Many rows like the one that is there, mostly done with; ids of their own."""
    rows = owner.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()
    fresh = {
        "id": sql.SQL("gen_random_uuid()"),
        "thread_id": sql.SQL("gen_random_uuid()"),
        "need_id": sql.SQL("NULL"),
        "code": sql.SQL("'C' || number"),
        "state": sql.SQL("CASE WHEN number % 50 = 0 THEN 'enquiry_sent' ELSE 'completed' END"),
    }
    columns = [name for (name,) in rows]
    values = [fresh[name] if name in own else sql.Identifier(name) for name in columns]
    owner.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) one, "
            "generate_series(1, {many}) number"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            many=sql.Literal(MANY),
        )
    )


def test_no_list_of_finding_and_waiting_scans_a_whole_table(
    database: object, owner_connection: psycopg.Connection[Any]
) -> None:
    cast = Cast(*(make_office(name, roles=ROLES) for name in ("Owner", "Partner", "Stranger")))
    flow.agree(cast)
    helper, asker = cast.partner[Role.FOCAL_POINT], cast.owner[Role.CASEWORKER]
    lead, other = cast.owner[Role.COORDINATOR], cast.partner[Role.COORDINATOR]
    beds, file = offer(helper), flow.open_file(asker)
    flow.enquire(asker, file.need, cast.partner.id, service_id=beds.pk)
    with unit_of_work(asker):
        record_unmet(asker, need_id=file.need.pk, zone="XA-COAST", reason=Unmet.NO_ROOM)
    for table, own in OWN.items():
        multiply(owner_connection, table, own)
    owner_connection.execute(EACH_ITS_NEED)
    owner_connection.execute("ANALYZE")
    lone = offer(cast.stranger[Role.FOCAL_POINT])
    sent = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    now = timezone.now()
    with unit_of_work(lead):
        need = Need.objects.select_related("case").get(pk=sent.need_id)
    stranger = cast.stranger[Role.COORDINATOR]
    for actor, act in (
        (lead, partial(routes_sent, lead, "Owner", now=now)),
        (other, partial(routes_received, other, "Partner", now=now)),
        (stranger, partial(declines, stranger, now=now)),
        (stranger, partial(not_met, stranger)),
        (lead, lambda: read(referrals_to_follow(lead, now))),
        (lead, partial(referrals_of, lead, need)),
        (stranger, partial(own_capacities, stranger)),
        (stranger, lambda: list(own_services(stranger))),
    ):
        plans = plans_of(actor, act)
        assert plans
        for plan in plans:
            assert "Seq Scan on protection_" not in plan, plan
            assert "Seq Scan on directory_service " not in plan, plan
    assert lone.organisation_id == stranger.organisation_id


FRAME = ("mfa_authenticator", "django_session", "pg_advisory", '"previous_hash"')
"""What every page asks: the second factor, the session, the ledger's end."""


def questions(browser: Client, address: str) -> list[str]:
    """What the page itself asks, from the moment the actor is known until the chain's lock is taken."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    asked = [query["sql"] for query in queries]
    begin = max(number for number, text in enumerate(asked) if "palermo.organisation" in text)
    return [
        text
        for text in asked[begin + 1 :]
        if text.startswith("SELECT") and not any(part in text for part in FRAME)
    ]


def test_each_page_asks_twelve_questions_at_most_however_many_services_there_are(database: object) -> None:
    cast = Cast(*(make_office(name, roles=ROLES) for name in ("Owner", "Partner", "Stranger")))
    flow.agree(cast)
    helper, asker = cast.partner[Role.FOCAL_POINT], cast.owner[Role.CASEWORKER]
    asks, helps, leads = (signed_in(one) for one in (asker, helper, cast.owner[Role.COORDINATOR]))
    beds, file = offer(helper), flow.open_file(asker)
    sent = flow.enquire(asker, file.need, cast.partner.id, service_id=beds.pk)
    enquiry = flow.received(helper, sent)
    finder = reverse("protection:find_service", args=[file.need.pk, BEGUN, "matters"])
    assert asks.post(finder, flow.MATTERS).status_code == 302
    pages = [
        (asks, reverse("protection:find_service", args=[file.need.pk, BEGUN, "services"])),
        (asks, reverse("protection:asked", args=[file.need.pk])),
        (asks, reverse("protection:referral", args=[sent.pk])),
        (helps, reverse("protection:enquiry", args=[enquiry.pk])),
        (leads, reverse("protection:routes")),
        (asks, reverse("services:directory")),
        (helps, reverse("services:service", args=[beds.pk])),
        (helps, reverse("services:rooms")),
        (helps, reverse("web:today")),
    ]
    few = [questions(browser, address) for browser, address in pages]
    for number in range(4):
        more = offer(helper, f"More beds {number}")
        flow.enquire(asker, file.need, cast.partner.id, service_id=more.pk)
    many = [questions(browser, address) for browser, address in pages]
    costs = {
        address: (len(one), len(other)) for (_b, address), one, other in zip(pages, few, many, strict=True)
    }
    assert {address: cost for address, cost in costs.items() if cost[0] != cost[1] or cost[0] > 12} == {}
