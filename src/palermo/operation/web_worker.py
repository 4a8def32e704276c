"""gunicorn's threaded worker, which waits for a request in its loop and gives a thread only to a whole one.

gunicorn 27 reads headers and bodies in the thread that answers and has no time limit for either, so a few connections
that send half a request and wait take every thread. Here

1. a connection is read by the loop, without a thread, until its headers and its body are there;
2. headers have `head_seconds` and a body `body_seconds` more, both in total, so that a byte now and then buys nothing;
3. connections under way and the bytes they hold are bounded: past that the oldest or the largest goes, because an
   honest request is small and whole after a packet or two;
4. what a client does not take of its answer at once the loop sends on, as long as some of it is taken every
   `send_seconds`, and for `longest_send_seconds` in all; the end of a connection is waited for by the loop too.

A body has to say its length (411): browsers and proxies do. What is no HTTP is left to gunicorn's parser, which refuses
it without reading on.
"""

from __future__ import annotations

import contextlib
import selectors
import time
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from socket import socket
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

from palermo.operation.web_connection import READ_BYTES, Connection, Sending

MOST_HEAD_BYTES = 64 * 1024
MOST_BODY_BYTES = 2 * 1024 * 1024
"""More than any form may hold (DATA_UPLOAD_MAX_MEMORY_SIZE), so that the page can say what is too large."""
END_OF_HEAD = b"\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Refused(Exception):
    """A request that is not read to its end; the message is status and reason."""


def whole_length(received: bytes | bytearray) -> int | None:
    """How many bytes the request that begins here has, headers and body; None while the headers are not there.

    Raises Refused for what is too large, and for a body that does not say its length.
    """
    end = received.find(END_OF_HEAD)
    if end < 0:
        if len(received) > MOST_HEAD_BYTES:
            raise Refused("431 Request Header Fields Too Large")
        return None
    lengths = []
    for line in bytes(received[:end]).split(b"\r\n")[1:]:
        name, _colon, value = line.partition(b":")
        if name.lower() == b"transfer-encoding":
            raise Refused("411 Length Required")
        if name.lower() == b"content-length":
            lengths.append(value.strip())
    whole = end + len(END_OF_HEAD)
    if len(lengths) != 1 or not lengths[0].isdigit():
        return whole  # no body, or one that the parser refuses by its headers alone
    if len(lengths[0]) > len(str(MOST_BODY_BYTES)) or int(lengths[0]) > MOST_BODY_BYTES:
        raise Refused("413 Content Too Large")
    return whole + int(lengths[0])


class Worker(ThreadWorker):
    """The worker; its limits are class attributes."""

    poller: Any
    head_seconds = 10.0
    body_seconds = 120.0
    send_seconds = 30.0
    longest_send_seconds = 300.0
    linger_seconds = 2.0
    most_reading = 300
    most_sending = 300
    most_lingering = 100
    most_bytes = 64 * 1024 * 1024

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.reading: dict[Connection, None] = {}  # in the order in which they began
        self.sending: dict[Connection, Future[object]] = {}
        self.lingering: dict[Connection, None] = {}

    def accept(self, listener: socket) -> None:
        """Take a connection and begin to read it."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if not isinstance(error, BlockingIOError | ConnectionAbortedError):
                raise
            return
        self.nr_conns += 1
        while len(self.reading) >= self.most_reading:
            self._drop(next(iter(self.reading)))
        sock = Sending(client, send_seconds=self.send_seconds)
        self._read_anew(Connection(self.cfg, sock, address, listener.getsockname(), linger=self._linger))

    def on_client_socket_readable(self, conn: Connection, client: socket) -> None:
        """The next request on a kept connection begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._read_anew(conn)

    def finish_request(self, conn: Connection, fs: Future[object]) -> None:
        """After an answer: the rest of it is sent and what follows it is read by the loop too."""
        if not conn.sock.unsent:
            self._finish(conn, fs)
            return
        while self.sending and (len(self.sending) >= self.most_sending or self._unsent() > self.most_bytes):
            self._give_up(next(iter(self.sending)))
        conn.until = time.monotonic() + self.send_seconds
        conn.last = time.monotonic() + self.longest_send_seconds
        self.sending[conn] = fs
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._send_on, conn))

    def _send_on(self, conn: Connection, sock: Sending) -> None:
        try:
            sent = sock.send_on()
        except OSError:
            self._give_up(conn)
            return
        if sent:
            conn.until = min(time.monotonic() + self.send_seconds, conn.last)
        if not sock.unsent:
            fs = self.sending.pop(conn)
            self.poller.unregister(sock)
            self._finish(conn, fs)

    def _unsent(self) -> int:
        return sum(len(conn.sock.unsent) for conn in self.sending)

    def _give_up(self, conn: Connection) -> None:
        del self.sending[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def _finish(self, conn: Connection, fs: Future[object]) -> None:
        kept = not fs.cancelled() and fs.exception() is None and fs.result() is True
        if kept and self.alive and (begun := conn.parser.unreader.take_buffered()):
            conn.sock.settimeout(0)
            self._read_anew(conn, begun)
        else:
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Called about once a second: end what is past its time. A worker that stops waits for what has begun."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn in self.reading if conn.until < now]:
            self._refuse(conn, "408 Request Timeout")
        for conn in [conn for conn in self.sending if conn.until < now]:
            self._give_up(conn)
        for conn in [conn for conn in self.lingering if conn.until < now]:
            self._forget(conn)
        if not self.alive:
            for conn in [conn for conn in self.reading if not conn.received]:
                self._drop(conn)

    def _read_anew(self, conn: Connection, begun: bytes = b"") -> None:
        conn.received, conn.whole = bytearray(begun), None
        conn.until = time.monotonic() + self.head_seconds
        self.reading[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read, conn))
        if begun:
            self._go_on(conn)

    def _read(self, conn: Connection, sock: socket) -> None:
        try:
            data = sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(conn)
            return
        conn.received += data
        self._go_on(conn)

    def _go_on(self, conn: Connection) -> None:
        """Answer a request that is whole, refuse one that will not be, wait for the rest of others."""
        if conn.whole is None:
            conn.received = conn.received.lstrip(b"\r\n")  # no part of the request (RFC 9112, 2.2)
            try:
                conn.whole = whole_length(conn.received)
            except Refused as refused:
                self._refuse(conn, str(refused))
                return
            if conn.whole is not None and len(conn.received) < conn.whole:
                conn.until = time.monotonic() + self.body_seconds
                if b"100-continue" in bytes(conn.received).lower():
                    conn.say(CONTINUE)
        if conn.whole is not None and len(conn.received) >= conn.whole:
            self._leave(conn)
            conn.data_ready = True
            self.enqueue_req(conn)
            return
        while self._bytes_held(self.reading) > self.most_bytes:
            self._drop(max(self.reading, key=lambda one: len(one.received)))

    @staticmethod
    def _bytes_held(connections: Iterable[Connection]) -> int:
        return sum(len(conn.received) for conn in connections)

    def _refuse(self, conn: Connection, answer: str) -> None:
        self._leave(conn)
        self.nr_conns -= 1
        if conn.received:
            conn.say(f"HTTP/1.1 {answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode("ascii"))
        conn.received.clear()
        conn.close(graceful=True)

    def _drop(self, conn: Connection) -> None:
        self._leave(conn)
        self.nr_conns -= 1
        conn.close()

    def _leave(self, conn: Connection) -> None:
        del self.reading[conn]
        self.poller.unregister(conn.sock)

    def _linger(self, conn: Connection) -> None:
        """Wait for the client's end in the loop: what it still sends is thrown away."""
        while len(self.lingering) >= self.most_lingering:
            self._forget(next(iter(self.lingering)))
        conn.sock.settimeout(0)
        conn.until = time.monotonic() + self.linger_seconds
        self.lingering[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._throw_away, conn))

    def _throw_away(self, conn: Connection, sock: socket) -> None:
        with contextlib.suppress(BlockingIOError):
            try:
                more = sock.recv(READ_BYTES)
            except ConnectionError:
                more = b""
            if not more:
                self._forget(conn)

    def _forget(self, conn: Connection) -> None:
        del self.lingering[conn]
        self.poller.unregister(conn.sock)
        util.close(conn.sock)
