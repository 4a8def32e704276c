"""Every form filled with markup and with fields it does not have; then every page is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.attack.reading import Form, Page, pattern, walk
from tests.attack.running import Copy
from tests.drill.visitor import Answer

pytestmark = pytest.mark.attack
PAYLOAD = "zq\"'><img src=x onerror=alert(1)>{{7001*7001}}{% now %}qz"
BROKEN_OUT = ('zq"', "zq'", "<img src=x onerror", "onerror=alert(1)>", "49014001")
"""What stands on a page where the payload became markup, left its attribute or was reckoned out."""
ESCAPED = "&lt;img src=x onerror"
WRITERS = ("ada@lantern.example", "bram@lantern.example", "fenn@harbour.example", "cora@lantern.example")
READERS = (*WRITERS, "nell@lantern.example", "greta@harbour.example", "dov@lantern.example")
PLAIN = ("ada@lantern.example", "fenn@harbour.example")
"""Colleagues who give nobody a role."""
NOT_SENT = ("account_", "mfa_", "people:sessions", "people:switch", "people:end_role", "people:renew")
NOT_SENT += (
    "protection:erase",
    "switches:",
    "people:withdraw",
    "directory:end",
    "services:end",
    "set_language",
)
"""What would end the attack itself, or the planted words."""
DATE = {"day": "1", "month": "1", "year": "2026"}
FEWEST_FORMS, FEWEST_SHOWN = 40, 5
MOST_FORMS = 90
"""Of one account."""


def filled(form: Form, extra: dict[str, str]) -> dict[str, str]:
    """What is sent: the payload wherever text may stand, the first of each choice, hidden values as they are."""
    sent: dict[str, str] = {}
    for entry in form.fields:
        first = next((choice for choice in entry.choices if choice), "")
        part = DATE.get(entry.name.rsplit("_", 1)[-1])
        if entry.kind in ("radio", "checkbox", "select"):
            sent[entry.name] = sent.get(entry.name) or first
        elif entry.kind in ("hidden", "button", "submit"):
            sent.setdefault(entry.name, entry.value)
        elif entry.kind != "file":
            sent[entry.name] = part or (f"zq@{PAYLOAD}" if entry.kind == "email" else PAYLOAD)
    sent.pop("csrfmiddlewaretoken", None)
    return {**{name: value for name, value in extra.items() if name not in sent}, **sent}


def sent_forms(copy: Copy, email: str, extra: dict[str, str]) -> Iterator[tuple[Form, Answer]]:
    """Send each form the account is shown, and those it is led to by sending; each once."""
    asker, done = copy.asker(email), set[str]()
    waiting = [(path, page) for path, page in walk(asker).pages.items() if page]
    while waiting and len(done) < MOST_FORMS:
        path, text = waiting.pop(0)
        for form in Page(path, text).forms:
            if form.label in done or pattern(form.action).startswith(NOT_SENT):
                continue
            done.add(form.label)
            answer = asker.send(form.action, **filled(form, extra))
            yield form, answer
            leads = urlsplit(answer.leads_to).path
            if leads and not pattern(leads).startswith(NOT_SENT):
                waiting.append((leads, asker.get(leads).page))


def broken_out(page: str) -> list[str]:
    """What of the payload stands on a page as something else than text."""
    return [sign for sign in BROKEN_OUT if sign in page]


def test_what_somebody_types_is_text_on_every_page(copy: Copy, held: Callable[[bool, str], None]) -> None:
    forms, shown = 0, 0
    for email in WRITERS:
        for form, answer in sent_forms(copy, email, {}):
            forms += 1
            told = broken_out(answer.page)
            held(answer.status < 500 and not told, f"POST {pattern(form.action)}: {answer.status} {told}")
    for email in READERS:
        for path, page in walk(copy.asker(email), of_each_pattern=4).pages.items():
            shown += ESCAPED in page
            held(not broken_out(page), f"GET {pattern(path)} by {email}: {broken_out(page)}")
    assert forms > FEWEST_FORMS
    assert shown > FEWEST_SHOWN


_WHO_IS_WHO = """
SELECT 'account', id::text, email, is_active::text, '' FROM people_user
UNION ALL SELECT 'role', id::text, user_id::text, unit_id::text, role FROM people_role_assignment
UNION ALL SELECT 'unit', id::text, organisation_id::text, mandate, '' FROM people_unit
UNION ALL SELECT 'office', id::text, kind, country, '' FROM people_organisation ORDER BY 1, 2
"""


def who_is_who(owner: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """Accounts, roles, units and offices."""
    return owner.execute(_WHO_IS_WHO).fetchall()


def test_fields_a_form_does_not_have_are_not_taken(copy: Copy, held: Callable[[bool, str], None]) -> None:
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        before = who_is_who(owner)
        office, unit = owner.execute(
            "SELECT u.organisation_id, u.id FROM people_unit u JOIN people_organisation o"
            " ON o.id = u.organisation_id WHERE o.kind = 'police' LIMIT 1"
        ).fetchall()[0]
        administrator = owner.execute("SELECT id FROM people_user WHERE email LIKE 'hugo@%'").fetchall()[0][0]
        extra = {
            **{name: str(office) for name in ("organisation", "organisation_id", "office", "owner_id")},
            **{name: str(unit) for name in ("unit", "unit_id", "acting_unit")},
            **{
                name: str(administrator)
                for name in ("user", "user_id", "assigned_by_id", "actor", "author_id")
            },
            **dict.fromkeys(("is_superuser", "is_staff", "is_active", "verified", "primary"), "on"),
            "role": "administrator",
            "roles": "coordinator",
            "mandate": "enforcement",
            "room": "prosecution",
            "email": "taken@evil.example",
            "password": "taken",
            "rooms": "prosecution",
            "demo": "0",
        }
        for email in PLAIN:
            for form, answer in sent_forms(copy, email, extra):
                held(answer.status < 500, f"POST {pattern(form.action)}: {answer.status}")
                held(who_is_who(owner) == before, f"POST {pattern(form.action)} changed who is who")
