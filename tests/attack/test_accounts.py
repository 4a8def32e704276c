"""An administrator of one office reaches for accounts of another: a role without a yes, look-alikes, codes, links."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from tests.attack.asker import Asker
from tests.attack.reading import Page
from tests.attack.running import Copy
from tests.drill.visitor import Answer

pytestmark = pytest.mark.attack
Held = Callable[[bool, str], None]
ATTACKER, VICTIM, UNKNOWN = "cora@lantern.example", "greta@harbour.example", "nobody@harbour.example"
CODE = re.compile(r'class="secret">(\w{6}-\w{6}-\w{6})<')
PASSWORD = "orchard harbour lantern 9"
LOOK_ALIKES = (
    *("gre\u017fa@harbour.example", "greta@harb\u043eur.example", "greta@harbour\uff0eexample"),
    *("greta@har\u200dbour.example", "greta@xn--80ak6aa92e.example", "\u0261reta@harbour.example"),
    *("ada@1antern.example", "ada@lanter\u0578.example", "br\u0430m@lantern.example", "d0v@lantern.example"),
    *(
        "ada@lantern.example\x00",
        "ada@lantern.example\u202e",
        '"ada"@lantern.example',
        "ada@lantern.example.",
    ),
)


def invited(asker: Asker, email: str, role: str) -> Answer:
    """Invite an address to a role of the attacker's own office."""
    page = asker.get("/office/invite/").page
    (form,) = (one for one in Page("/office/invite/", page).forms if one.action == "/office/invite/")
    posts = [choice for entry in form.fields if entry.name == "post" for choice in entry.choices]
    today = datetime.now(UTC).date()
    return asker.send(
        "/office/invite/",
        email=email,
        full_name="Iris Newcomer",
        way="code",
        post=next(post for post in posts if post.endswith(f":{role}")),
        **{f"valid_from_{part}": str(getattr(today, part)) for part in ("day", "month", "year")},
    )


def plain(page: str, email: str) -> str:
    """What a page holds, without what differs each time it is made."""
    main = page[page.index("<main") : page.index("</main>")].replace(email, "ADDRESS")
    return re.sub(r'\w{6}-\w{6}-\w{6}|[0-9a-f-]{36}|value="[^"]*"', "", main)


def test_a_role_given_from_elsewhere_opens_tells_and_changes_nothing(copy: Copy, held: Held) -> None:
    attacker, victim = copy.afresh(ATTACKER), copy.asker(VICTIM)
    before = plain(victim.get("/office/").page, VICTIM)
    first, second = (invited(attacker, email, "caseworker") for email in (VICTIM, UNKNOWN))
    assert CODE.search(first.page), "the invitation was taken"
    held(plain(first.page, VICTIM) == plain(second.page, UNKNOWN), "the answer tells who has an account")
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        account, unit = _ids(owner)
    held(attacker.get(f"/office/colleagues/{account}/").status == 404, "the attacker sees the account")
    for path in ("role", "way-in", "confirm"):
        answer = attacker.send(f"/office/colleagues/{account}/{path}/")
        held(answer.status == 404, f"the attacker reaches {path}: {answer.status}")
    held("Greta Holm" not in attacker.get("/office/").page, "the attacker reads the name")
    held(
        victim.send("/office/switch/", unit=str(unit)).status in (400, 404),
        "the victim acts for the attacker",
    )
    held(plain(victim.get("/office/").page, VICTIM) == before, "the victim's office changed")
    code = CODE.search(first.page)
    assert code is not None
    for path, fields in (
        ("/invitation/", {"email": VICTIM, "code": code[1], "password1": PASSWORD, "password2": PASSWORD}),
        ("/invitation/password/", {"password1": PASSWORD, "password2": PASSWORD}),
        ("/account/invitations/", {"code": code[1]}),
    ):
        thief = copy.nobody()
        thief.post(path, **fields)
        answer = thief.post("/account/login/", login=VICTIM, password=PASSWORD)
        held("2fa" not in answer.leads_to, f"a password set at {path}")
    held(victim.get("/protection/").status == 200, "the victim still works")
    answer = attacker.send("/account/invitations/", code=code[1])
    held(
        "invitations/" not in answer.leads_to.replace("/account/invitations/?", ""),
        "the code for another account",
    )


def _ids(owner: psycopg.Connection[Any]) -> tuple[Any, Any]:
    account = owner.execute("SELECT id FROM people_user WHERE email = %s", [VICTIM]).fetchall()[0][0]
    unit = owner.execute(
        "SELECT a.unit_id FROM people_role_assignment a JOIN people_user u ON u.id = a.user_id WHERE u.email = %s",
        ["ada@lantern.example"],
    ).fetchall()[0][0]
    return account, unit


def test_no_address_that_passes_for_another_is_invited(copy: Copy, held: Held) -> None:
    attacker = copy.afresh(ATTACKER)
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        for email in LOOK_ALIKES:
            before = owner.execute("SELECT count(*) FROM people_invitation").fetchall()
            answer = invited(attacker, email, "caseworker")
            after = owner.execute("SELECT count(*) FROM people_invitation").fetchall()
            held(answer.status < 500 and before == after, f"{email!r}: {answer.status}")
