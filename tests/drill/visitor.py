"""A browser without scripts over a real connection: keeps cookies, follows nothing, knows what an answer means."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from palermo.demo.sign_ins import SignIn

SECONDS = 40.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NoAnswer(Exception):
    """The connection ended without an answer: nobody can say whether the request was carried out."""


@dataclass(frozen=True)
class Answer:
    """Status, where a redirect leads ("" for none), the page and the raw header lines."""

    status: int
    leads_to: str
    page: str
    headers: str


class Visitor:
    """One browser. A copy made by `another_window` shares the session, as a second window does."""

    def __init__(self, port: int, *, source: str = "") -> None:
        self._port = port
        self._source = (source, 0) if source else None
        self._cookies: dict[str, str] = {}
        self._token = ""

    def another_window(self) -> Visitor:
        """A second window of the same session."""
        other = type(self)(self._port, source=self._source[0] if self._source else "")
        other._cookies = dict(self._cookies)
        return other

    def get(self, path: str) -> Answer:
        """Open an address. Raises NoAnswer."""
        return self.ask("GET", path)

    def begin(self, path: str) -> str:
        """Where a flow begins that gives each beginning an address of its own. Raises NoAnswer."""
        return urlsplit(self.get(path).leads_to or path).path

    def post(self, path: str, **fields: str) -> Answer:
        """Send the form at `path`, opened before where its token is not known yet. Raises NoAnswer."""
        if not self._token:
            self.get(path)
        answer = self.ask("POST", path, body=urlencode({**fields, "csrfmiddlewaretoken": self._token}))
        if answer.status == http.client.FORBIDDEN:
            self._token = ""
        return answer

    def sign_in(self, way: SignIn) -> None:
        """Sign in with password and the second factor's code of now."""
        answer = self.post("/account/login/", login=way.email, password=way.password)
        assert answer.status == http.client.FOUND, answer
        if "2fa" in answer.leads_to:
            answer = self.post(urlsplit(answer.leads_to).path, code=way.code)
        assert answer.status == http.client.FOUND, answer
        assert "2fa" not in answer.leads_to, answer
        self._token = ""

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask with any method, body and further headers. Raises NoAnswer."""
        sent = {"Host": f"localhost:{self._port}"}
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= headers or {}
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=SECONDS, source_address=self._source
        )
        with closing(connection):
            try:
                connection.request(method, path, body=body, headers=sent)
                answer = connection.getresponse()
                page = answer.read().decode(errors="replace")
            except (OSError, http.client.HTTPException) as error:
                raise NoAnswer(type(error).__name__) from None
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        if found := _TOKEN.search(page):
            self._token = found[1]
        return Answer(answer.status, answer.headers.get("Location", ""), page, str(answer.headers))
