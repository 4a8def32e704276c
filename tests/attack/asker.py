"""Whoever asks a running copy: a browser that keeps its form token, and a line on which any bytes are sent."""

from __future__ import annotations

import socket
from urllib.parse import urlencode

from tests.drill.visitor import Answer, Visitor

PATIENCE_SECONDS = 20.0


class Asker(Visitor):
    """A visitor whose token stays what it is when a form is refused, so that the next one gets past that check."""

    def send(self, path: str, **fields: str) -> Answer:
        """Send a form with the token of the last page that had one."""
        if not self._token:
            self.get("/account/")
        return self.ask("POST", path, body=urlencode({**fields, "csrfmiddlewaretoken": self._token}))

    @property
    def at(self) -> str:
        """Host and port as its requests name them."""
        return f"localhost:{self._port}"

    @property
    def token(self) -> str:
        """The token of the last page that had one."""
        return self._token

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies it keeps, to be read or changed."""
        return self._cookies


def raw(port: int, request: bytes, *, seconds: float = PATIENCE_SECONDS) -> bytes:
    """Send these bytes on a line of their own; all that comes back until the line ends or nothing more comes."""
    answered = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                answered += piece
        except (TimeoutError, ConnectionError, OSError):
            pass
    return answered


def status_of(answer: bytes) -> int:
    """The status in the first line of a raw answer; 0 where the line was closed without one."""
    words = answer.split(b"\r\n", 1)[0].split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
