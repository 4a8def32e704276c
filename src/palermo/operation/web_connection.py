"""A client's connection: what was read of its next request, and what it has not taken of its answer."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from socket import SHUT_WR, socket
from typing import IO, Any, Final

from gunicorn import util
from gunicorn.workers.gthread import TConn

READ_BYTES: Final = 64 * 1024
MOST_UNSENT_BYTES: Final = 1024 * 1024
"""More than any page has. What is larger (a download) keeps its thread until this much of it is left."""


class Sending:
    """A client's socket that takes an answer without waiting: what the kernel does not take lies here for the loop."""

    def __init__(self, sock: socket, *, send_seconds: float) -> None:
        self._sock = sock
        self._send_seconds = send_seconds
        self.unsent = bytearray()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def sendall(self, data: bytes) -> None:
        """Send what can be sent now and keep the rest; wait only while too much is kept. Raises OSError."""
        self.unsent += data
        self.send_on()
        if len(self.unsent) > MOST_UNSENT_BYTES:
            self._sock.settimeout(self._send_seconds)
            self._sock.sendall(self.unsent)
            self.unsent.clear()

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> None:
        """Send a file, or `count` bytes of it, as `sendall` sends."""
        file.seek(offset)
        left = sys.maxsize if count is None else count
        while left > 0 and (block := file.read(min(left, READ_BYTES))):
            left -= len(block)
            self.sendall(block)

    def send_on(self) -> int:
        """Send of what is kept as much as the kernel takes; how many bytes. Raises OSError."""
        self._sock.settimeout(0)
        sent = 0
        with contextlib.suppress(BlockingIOError):
            while self.unsent and (taken := self._sock.send(self.unsent)):
                sent += taken
                del self.unsent[:taken]
        return sent


class Connection(TConn):
    """A connection, with what was read of its next request and until when that has to be whole."""

    parser: Any

    def __init__(self, *arguments: Any, linger: Callable[[Connection], None]) -> None:
        super().__init__(*arguments)
        self.received = bytearray()
        self.whole: int | None = None
        self.until = 0.0
        self.last = 0.0
        self._linger = linger

    def init(self) -> None:
        """Hand what was read to gunicorn's parser. In the thread that answers."""
        super().init()
        self.parser.unreader.unread(bytes(self.received))
        self.received.clear()

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's signature
        """Close; a graceful end lets the loop wait for the client's, so that no answer is cut."""
        if not graceful:
            util.close(self.sock)
            return
        try:
            self.sock.shutdown(SHUT_WR)
        except OSError:
            util.close(self.sock)
        else:
            self._linger(self)

    def say(self, answer: bytes) -> None:
        """Send a few bytes without waiting."""
        with contextlib.suppress(OSError):
            self.sock.send(answer)
