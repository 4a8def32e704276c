"""Every page of one form in which somebody writes can be kept half typed: a new one is found by existing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.authorisation.asking import rows_of
from tests.authorisation.reading import ROLES
from tests.authorisation.world import World
from tests.support.attempts import tried

FORM = re.compile(r'<form method="post"(?P<head>[^>]*)>(?P<body>.*?)</form>', re.DOTALL)
WRITES = re.compile(r'<textarea |<input type="text"[^>]* dir="auto"')
NO_TEXT = {
    "people:own_invitations": "a code that proves something once",
    "people:open_account": "nobody is signed in yet",
    "people:choose_password": "nobody is signed in yet",
    "account_reauthenticate": "a password or a code",
    "mfa_reauthenticate": "a code",
    "mfa_activate_totp": "a code",
    "exchange:open_file": "a file, which is chosen again",
    "exchange:opened": "a file, which is chosen again",
    "protection:add_interpreter": "the name of a language, one of a list",
    "protection:appointment": "an hour",
    "protection:tell_decision": "the name of a language, one of a list",
    "protection:event_lines": "names of languages, one of a list each",
    "web:search": "what is looked for is kept nowhere",
}
"""Pages with a line that is none of free text, and why."""
OF_A_KIND = re.compile(r'inputmode=|translate="no"|type="(email|number|date|password)"')
"""Lines that take a code, a number or an address, and no words."""


@pytest.mark.parametrize("name", sorted({row.name for row in rows_of("GET")} - NO_TEXT.keys()))
def test_a_page_on_which_somebody_writes_can_be_kept(name: str, world: World) -> None:
    row = next(row for row in rows_of("GET") if row.name == name)
    may = [role for role, sign in zip(ROLES, row.offices[0], strict=True) if sign == "+"]
    if not may:
        pytest.skip("no page of the own office")
    tried()
    with world.undone():
        page = (
            world.browser(world.cast.owner[may[0]])
            .get(reverse(name, args=world.arguments(row.subject)))
            .content.decode()
        )
    main = page[page.find("<main") : page.find("</main>")]
    for form in FORM.finditer(main):
        lines = [
            line for line in re.findall(r"<textarea [^>]*>|<input [^>]*>", form["body"]) if WRITES.match(line)
        ]
        if any(not OF_A_KIND.search(line) for line in lines):
            assert ' id="typed"' in form["head"], name
            assert 'name="kept_page"' in form["body"], name
            assert "data-pause" in form["body"], name
