"""The way in: between the two steps, codes and sessions of others, locks walked around, links that lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from tests.attack.asker import Asker
from tests.attack.running import Copy, other_address
from tests.drill.visitor import Answer

pytestmark = pytest.mark.attack
Held = Callable[[bool, str], None]
SECOND = "/account/2fa/authenticate/"
PAGES = (
    *("/today/", "/protection/", "/office/", "/account/", "/agreements/", "/exchange/", "/office/invite/"),
    *("/account/2fa/", "/account/2fa/totp/activate/", "/account/sessions/"),
    *("/account/password/change/", "/account/2fa/recovery-codes/generate/", "/account/2fa/totp/deactivate/"),
)
TRIES = 5
"""Wrong tries, after which an address is locked for a while."""


def between(copy: Copy, email: str, source: str) -> Asker:
    """A browser that knows the password and waits at the second step."""
    asker = copy.nobody(source=source)
    answer = asker.post("/account/login/", login=email, password=copy.job.sign_in(email).password)
    assert SECOND in answer.leads_to, answer
    return asker


def is_in(asker: Asker) -> bool:
    """Whether somebody is signed in in this browser."""
    return asker.get("/today/").status == 200


def test_the_password_alone_opens_nothing(copy: Copy, held: Held) -> None:
    asker = between(copy, "edda@lantern.example", other_address(21))
    for path in PAGES:
        for method in ("GET", "POST"):
            answer = asker.get(path) if method == "GET" else asker.send(path)
            held(answer.status != 200 and not is_in(asker), f"{method} {path}: {answer.status}")


def test_wrong_codes_lock_the_right_one_out(copy: Copy, held: Held) -> None:
    email, source = "kira@police.example", other_address(22)
    copy.asker(email)
    asker, way = between(copy, email, source), copy.job.sign_in(email)
    for code in ("000000", "123456", "999999", "", "00000a", way.seed[:6], "000001"):
        asker.post(SECOND, code=code)
        held(not is_in(asker), f"the code {code!r}")
    for _ in range(2):
        asker.post(SECOND, code=way.code)
        held(not is_in(asker), "the right code while locked")
    asker = copy.nobody(source=other_address(23))
    asker.post("/account/login/", login=email, password=way.password)
    asker.post(SECOND, code=way.code)
    held(not is_in(asker), "the right code while locked, from another address")


def test_a_code_and_a_session_serve_once_and_whom_they_are_for(copy: Copy, held: Held) -> None:
    email, source = "luca@police.example", other_address(24)
    asker = copy.nobody(source=source)
    asker.cookies["session"] = chosen = "a" * 32
    other = between(copy, email, source)
    victim = copy.afresh(email, source=source)
    other.post(SECOND, code=copy.job.sign_in(email).code)
    held(not is_in(other), "a code that was used")
    asker.post("/account/login/", login=email, password=copy.job.sign_in(email).password)
    half = asker.cookies["session"]
    held(half != chosen, "a session's key chosen by somebody else")
    before = victim.cookies["session"]
    held(before != half and is_in(victim), "the session of the second step")
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        rows = owner.execute("SELECT session_key FROM django_session LIMIT 20").fetchall()
    changed = before[:-1] + ("b" if before[-1] != "b" else "c")
    for cookie in (
        chosen,
        half,
        changed,
        before[:-1],
        before.upper(),
        "",
        "x" * 5000,
        *(key for (key,) in rows),
    ):
        thief = copy.nobody()
        thief.cookies["session"] = cookie
        held(not is_in(thief), "a cookie that is no session's")
    assert is_in(victim)
    victim.get("/account/")
    victim.send("/account/logout/")
    victim.cookies["session"] = before
    held(not is_in(victim), "the session after signing out")


def wrong(asker: Asker, email: str, password: str = "", **headers: str) -> Answer:
    """Try to sign in."""
    asker.get("/account/login/")
    body = f"login={quote(email)}&password={quote(password or 'wrong')}&csrfmiddlewaretoken={asker.token}"
    return asker.ask("POST", "/account/login/", body=body, headers=headers)


def test_a_lock_holds_however_the_address_is_written_and_wherever_from(copy: Copy, held: Held) -> None:
    email = "rosa@orchard.example"
    copy.asker(email)
    password = copy.job.sign_in(email).password
    for _ in range(TRIES):
        wrong(copy.nobody(source=other_address(25)), email)
    shapes = (
        email,
        email.upper(),
        f" {email} ",
        f"{email}\t",
        "Rosa@ORCHARD.example",
        "ro\u017fa@orchard.example",
    )
    shapes += (f"{email}\u200b", f"\ufeff{email}", f"{email}.", "ｒｏｓａ@orchard.example", f"{email}\x00")
    for number, shape in enumerate(shapes):
        asker = copy.nobody(source=other_address(26 + number % 3))
        answer = wrong(asker, shape, password)
        held(answer.status < 500 and "2fa" not in answer.leads_to, f"{shape!r}: {answer.status}")
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"):
        value = "for=192.0.2.1" if header == "Forwarded" else "192.0.2.1"
        answer = wrong(copy.nobody(source=other_address(25)), email, password, **{header: value})
        held("2fa" not in answer.leads_to, f"the right password with {header}")


def plain(page: str) -> str:
    """A page without what differs each time it is made, and without a demonstration's list of sign-ins."""
    page = re.sub(r"<aside.*?</aside>|<table.*?</table>", "", page, flags=re.DOTALL)
    return re.sub(r'value="[^"]*"', "", page)


def test_nobody_learns_who_has_an_account(copy: Copy, held: Held) -> None:
    known, unknown = "hugo@harbour.example", "nobody@harbour.example"
    for number in range(TRIES + 2):
        first, second = (
            wrong(copy.nobody(source=other_address(29 + place)), email)
            for place, email in enumerate((known, unknown))
        )
        same = (first.status, plain(first.page)) == (second.status, plain(second.page))
        held(same, f"wrong password {number + 1}: {first.status} and {second.status}")
    pages = [copy.nobody().post("/account/password/reset/", email=email) for email in (known, unknown)]
    held(pages[0].status == pages[1].status and pages[0].leads_to == pages[1].leads_to, "a link asked for")


EVIL = "evil.example"
ELSEWHERE = (
    *(
        f"//{EVIL}",
        f"http://{EVIL}",
        f"https:{EVIL}",
        f"/\\{EVIL}",
        f"\\\\{EVIL}",
        f"///{EVIL}",
        f"http:///{EVIL}",
    ),
    *(
        "javascript:alert(1)",
        f" //{EVIL}",
        f"\t//{EVIL}",
        f"/today/\r\nSet-Cookie: {EVIL}=1",
        f"//{EVIL}@localhost",
    ),
    *(f"http://localhost@{EVIL}", f"/%09/{EVIL}", f"http:\\\\{EVIL}", "data:text/html,x"),
)


def stays(copy: Copy, answer: Answer) -> bool:
    """Whether an answer leads nowhere but to this installation, and sets nothing it was told to."""
    there = urlsplit(answer.leads_to.replace("\\", "/").strip())
    here = there.scheme in ("", "http") and there.netloc in ("", f"localhost:{copy.job.port}")
    return here and f"set-cookie: {EVIL}" not in answer.headers.lower() and answer.status < 500


def test_no_address_of_ours_leads_elsewhere(copy: Copy, held: Held) -> None:
    asker = copy.asker("edda@lantern.example")
    asker.get("/account/")
    for target in ELSEWHERE:
        for path in ("/account/login/", "/account/reauthenticate/"):
            answer = asker.get(f"{path}?next={quote(target)}")
            held(stays(copy, answer), f"{path} with {target!r}: {answer.leads_to}")
        answer = copy.nobody().get(f"/account/logout/?next={quote(target)}")
        held(stays(copy, answer), f"/account/logout/ with {target!r}: {answer.leads_to}")
        answer = copy.nobody().get(f"/leave/?next={quote(target)}")
        held(EVIL not in answer.leads_to, f"/leave/ with {target!r}: {answer.leads_to}")
        answer = asker.send("/language/", language="en-gb", next=target)
        held(stays(copy, answer), f"/language/ with {target!r}: {answer.leads_to}")


KEYS = (
    "1-set-password",
    "1-abc",
    "zzzzzzzzzzzzz-abc",
    f"0-{'a' * 120}",
    "1-%00",
    "1-..%2f",
    "-1-a",
    "%c2%b2-a",
)


def test_no_link_that_nobody_sent_opens_a_password(copy: Copy, held: Held) -> None:
    for key in KEYS:
        for path in (
            f"/account/password/reset/key/{key}/",
            f"/invitation/link/{key}/",
            "/invitation/password/",
        ):
            asker = copy.nobody()
            answer = asker.get(path)
            if answer.leads_to.startswith("/"):
                answer = asker.get(answer.leads_to)
            opened = 'name="password1"' in answer.page and 'name="code"' not in answer.page
            held(answer.status < 500 and not opened, f"GET {path}: {answer.status}")
