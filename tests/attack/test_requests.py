"""Requests that no browser sends: other hosts, two requests in one, bytes without sense, too much, other folders."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from tests.attack.asker import raw, status_of
from tests.attack.running import Copy
from tests.drill.visitor import NoAnswer

pytestmark = pytest.mark.attack
Held = Callable[[bool, str], None]
WORKER = "tova@lantern.example"
EVIL = "evil.example"


def test_no_other_host_is_answered_or_repeated(copy: Copy, held: Held) -> None:
    port, name = copy.job.port, f"localhost:{copy.job.port}"
    hosts = (
        *(EVIL, f"localhost.{EVIL}", f"{name}@{EVIL}", f"{EVIL}#{name}", f"{name}\r\nHost: {EVIL}"),
        *(f"{name}\r\nX-Forwarded-Host: {EVIL}", f"{name}\r\nForwarded: host={EVIL}", ""),
    )
    honest = raw(port, f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
    assert status_of(honest) == 200, "a right request on such a line is answered"
    for path in ("/", "/today/", "/account/password/reset/"):
        for host in hosts:
            head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            answer = raw(port, head.encode())
            held(status_of(answer) < 500 and EVIL.encode() not in answer, f"GET {path} of {host!r}")
        whole = f"GET http://{EVIL}{path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
        answer = raw(port, whole.encode())
        held(status_of(answer) < 500 and f"//{EVIL}".encode() not in answer, f"GET http://{EVIL}{path}")


HIDDEN = "GET /hidden-in-a-body HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = f"0\r\n\r\n{HIDDEN}"
TWO_IN_ONE: dict[str, str] = {
    "both lengths": f"Content-Length: {len(CHUNKED)}\r\nTransfer-Encoding: chunked\r\n\r\n{CHUNKED}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a list of lengths": f"Content-Length: 0, {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "an unknown coding": f"Transfer-Encoding: xchunked\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a coding twice": f"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n{CHUNKED}",
    "a coding before a blank": f"Transfer-Encoding : chunked\r\nContent-Length: {len(CHUNKED)}\r\n\r\n{CHUNKED}",
    "a tab before a coding": f"Content-Length: {len(CHUNKED)}\r\nTransfer-Encoding:\tchunked\r\n\r\n{CHUNKED}",
    "a folded coding": f"Content-Length: {len(CHUNKED)}\r\nTransfer-Encoding:\r\n chunked\r\n\r\n{CHUNKED}",
    "a negative length": f"Content-Length: -1\r\n\r\n{HIDDEN}",
    "a length with a sign": f"Content-Length: +0\r\n\r\n{HIDDEN}",
    "a length in hexadecimal": f"Content-Length: 0x0\r\n\r\n{HIDDEN}",
    "ends of line without a return": f"Content-Length: 0\n\n{HIDDEN}",
    "a chunk longer than it says": f"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n{HIDDEN}",
    "a chunk of a negative length": f"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n{HIDDEN}",
}
"""What stands after the host. One who reads it differs from another about where the first request ends."""


def test_no_second_request_hides_in_a_first_one(copy: Copy, held: Held) -> None:
    for what, rest in TWO_IN_ONE.items():
        head = f"POST /account/login/ HTTP/1.1\r\nHost: localhost:{copy.job.port}\r\n"
        answer = raw(copy.job.port, f"{head}{rest}".encode())
        answers = answer.count(b"HTTP/1.1 ")
        held(answers <= 1, f"{what}: {answers} answers, the first {status_of(answer)}")


MALFORMED: dict[str, bytes] = {
    "nothing": b"\r\n\r\n",
    "no method": b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no version": b"GET /\r\nHost: localhost\r\n\r\n",
    "a version to come": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "a NUL in the address": b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: session=\x00\r\n\r\n",
    "bytes that are no text": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nCookie: session=\xff\xfe\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(60),
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: a\r\n" * 5000 + b"\r\n",
    "a long address": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a proxy's line": b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method of brackets": b"[[[[ / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


def test_bytes_without_sense_are_refused_and_the_next_request_is_answered(copy: Copy, held: Held) -> None:
    for what, request in MALFORMED.items():
        status = status_of(raw(copy.job.port, request))
        held(status < 500 or status in (501, 505), f"{what}: {status}")
        held(copy.nobody().get("/").status == 200, f"after {what}")


TEXTS = {
    "NUL": "%00",
    "no UTF-8": "%ff%fe%c3%28",
    "half a surrogate": "%ed%a0%80",
    "other direction": "%e2%80%ae%e2%81%a6",
    "letters upon letters": "a" + "%cc%81" * 400,
    "one word": "a" * 20_000,
    "many words": "%20".join("abcdefgh"[i % 8] * 3 for i in range(2500)),
    "pairs": "ae" * 4000,
    "brackets": "(" * 5000,
    "wild cards": "%25_" * 2000,
    "quotes": "%27%22%3b--",
}


def test_no_text_in_an_address_or_a_search_is_a_fault(copy: Copy, held: Held) -> None:
    asker = copy.asker(WORKER)
    asker.get("/protection/")
    for what, text in TEXTS.items():
        for path in (f"/protection/?after={text}", f"/search/?q={text[:900]}", f"/{text[:900]}/"):
            status = asker.ask("GET", path).status
            held(status < 500, f"{what} in {path[:24]}: {status}")
        body = f"q={text}&csrfmiddlewaretoken={asker.token}"
        status = asker.ask("POST", reverse("web:search"), body=body).status
        held(status < 500, f"{what} searched for: {status}")


PART = b'--x\r\nContent-Disposition: form-data; name="full_name"\r\n\r\n'
BODIES: dict[str, bytes] = {
    "600 fields": b"&".join(b"f%d=1" % number for number in range(600)),
    "2 MB": b"full_name=" + b"a" * 2 * 1024 * 1024,
    "NUL": b"full_name=%00&language=en-gb",
    "half a surrogate": b"full_name=%ed%a0%80&language=en-gb",
    "no UTF-8": b"full_name=\xff\xfe",
    "a part cut short": PART + b"a",
    "a part without end": PART + b"a" * 100 + b"\r\n--x",
    "no parts": b"--x--\r\n",
    "300 parts": (PART + b"a\r\n") * 300 + b"--x--\r\n",
    "100 000 brackets": b"[" * 100_000,
}
CHARSETS = ("utf-7", "utf-16", "rot13", "zip", "idna", "undefined", "unicode_escape", "x" * 200, "")


def bodies() -> Iterator[tuple[str, str, bytes]]:
    """What is sent, as which kind."""
    forms = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json")
    for what, body in BODIES.items():
        for kind in forms:
            yield what, kind, body
    for charset in CHARSETS:
        for kind in forms[:2]:
            yield "another encoding", f"{kind}; charset={charset}", BODIES["NUL"]


def test_no_body_is_a_fault(copy: Copy, held: Held) -> None:
    asker = copy.asker(WORKER)
    asker.get("/account/")
    for what, kind, body in bodies():
        for token in (asker.token, ""):
            headers = {"Content-Type": kind} | ({"X-CSRFToken": token} if token else {})
            try:
                status = asker.ask("POST", "/account/", body=body, headers=headers).status
            except NoAnswer:  # the line was closed before all of it was taken
                status = 0
            held(status < 500, f"{what} as {kind[:60]}: {status}")


CLIMBS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "..%252f", ".%00./", "..;/")
TARGETS = ("etc/passwd", "keys/root.key", "demo", "witness.jsonl", "palermo/web/settings.py")
CONTENTS = (b"root:", b"seed", b"signature", b"INSTALLED_APPS")


def test_no_address_leads_out_of_the_static_files(copy: Copy, held: Held) -> None:
    key = copy.job.folder.root_key.read_bytes().strip()
    for begin in ("/", "/static/", "/static/kit/", "/partnership/states/"):
        for climb in CLIMBS:
            for target in TARGETS:
                head = f"GET {begin}{climb * 6}{target} HTTP/1.1\r\nHost: localhost:{copy.job.port}\r\n"
                answer = raw(copy.job.port, f"{head}Connection: close\r\n\r\n".encode())
                body = answer.partition(b"\r\n\r\n")[2]
                told = key in answer or any(content in body for content in CONTENTS)
                held(status_of(answer) < 500 and not told, f"GET {begin}{climb * 6}{target}")


NEEDED = (
    "content-security-policy: ",
    "default-src 'none'",
    "x-frame-options: deny",
    "x-content-type-options: nosniff",
    "referrer-policy: same-origin",
    "cross-origin-opener-policy: same-origin",
    "cross-origin-resource-policy: same-origin",
    "cross-origin-embedder-policy: require-corp",
    "permissions-policy: ",
)


def test_every_kind_of_answer_carries_its_headers(copy: Copy, held: Held) -> None:
    asker, nobody = copy.asker(WORKER), copy.nobody()
    answers = {
        "a public page": nobody.get("/"),
        "a page of one's own": asker.get("/today/"),
        "sent on": nobody.get("/today/"),
        "refused": asker.ask("POST", "/account/", body="x=1"),
        "not there": asker.get("/nowhere/"),
        "unreadable": asker.ask("POST", "/", body="x", headers={"Content-Type": "text/plain; charset=utf-7"}),
        "not allowed": asker.ask("PUT", "/protection/", headers={"X-CSRFToken": asker.token}),
    }
    assert {answer.status for answer in answers.values()} == {200, 302, 400, 403, 404, 405}
    for what, answer in answers.items():
        headers = answer.headers.lower()
        for needed in (*NEEDED, "cache-control: no-store"):
            held(needed in headers, f"{what} ({answer.status}) without {needed}")


IDLE = 40
BEGINNINGS = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half the headers": b"GET / HTTP/1.1\r\nHost: local",
    "half a body": b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nlogin=",
}


def test_lines_that_say_half_a_request_and_wait_stop_nobody(copy: Copy, held: Held) -> None:
    for what, beginning in BEGINNINGS.items():
        with ExitStack() as stack:
            for _ in range(IDLE):
                line = stack.enter_context(socket.create_connection(("127.0.0.1", copy.job.port), timeout=20))
                line.sendall(beginning)
            for path in ("/", "/account/login/", "/today/") * 3:
                try:
                    status = copy.asker(WORKER).get(path).status
                except NoAnswer as error:
                    status = 0
                    what = f"{what} ({error})"
                held(status in (200, 302), f"{path} while {IDLE} lines say {what}: {status}")
    form = urlencode({"login": "nobody@lantern.example", "password": "wrong"})
    held(copy.nobody().ask("POST", "/account/login/", body=form).status < 500, "a form afterwards")
