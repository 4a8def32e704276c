"""What the page tests of the protection room share: a file with a secret planted in every sealed column."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import open_case, record_narrative
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.file.services.assistance import record_assistance
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.unit_of_work import unit_of_work

SECRETS = {
    "name": "Amina Olivewing",
    "other_names": "Stella Heron",
    "birth": "2001-05-17",
    "contact": "Olivewing Street 7",
    "safe_contact": "Only before noon, code word kingfisher",
}
TOLD = "She left by the blue door"
NOTE = "The dentist will see her again"
SEARCH = "/search/"
"""Where whatever is looked for is posted."""


def url(name: str, *ids: object) -> str:
    """The address of a page of the room."""
    return reverse(f"protection:{name}", args=ids)


def full_case(actor: Actor) -> Case:
    """A case of the actor with identity, need, help and a note."""
    with unit_of_work(actor):
        case = open_case(actor, gender="woman", age_band="18_25", languages=["am"])
        record_identity(actor, person_id=case.person_id, **SECRETS)
        record_narrative(actor, case_id=case.pk, narrative=TOLD)
        record_need(actor, case_id=case.pk, kind="accommodation", urgency="tonight")
        record_assistance(
            actor,
            case_id=case.pk,
            kind="health",
            given_on=PartialDate.of(timezone.now().date()),
            note=NOTE,
        )
    return case


def verbs(actor: Actor, object_id: UUID) -> list[str]:
    """What the ledger knows of an object, oldest first."""
    with unit_of_work(actor):
        rows = LedgerEvent.objects.filter(object_id=object_id).order_by("sequence")
        return [row.verb for row in rows]


def text_of(response: HttpResponse) -> str:
    """The page as text."""
    return response.content.decode()


_FRAME = ("mfa_authenticator", "django_session", "pg_advisory", '"previous_hash"')
"""In what every page asks: the second factor, the session, the ledger's end."""


def questions(browser: Client, address: str) -> list[str]:
    """What a page itself asks the database, from the moment the actor is known until the chain's lock is taken."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    asked = [query["sql"] for query in queries]
    begin = max(number for number, sql in enumerate(asked) if "palermo.organisation" in sql)
    selects = [sql for sql in asked[begin + 1 :] if sql.startswith("SELECT")]
    return [sql for sql in selects if not any(part in sql for part in _FRAME)]
