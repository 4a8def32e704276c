"""Clients that send half a request and wait take no thread of the web server, and are sent away in time."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import sleep

import pytest
from tests.support.hasty import LARGE, Hasty

from palermo.operation.supervisor import GRACE_SECONDS
from palermo.operation.web_worker import MOST_BODY_BYTES, Refused, whole_length

ROOT = Path(__file__).parents[2]
CLIENT_SECONDS = 30
HALF_A_REQUEST = b"GET / HTTP/1.1\r\nHost: local"
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nname="


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A web server of one worker with two threads and short limits."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [
            *(sys.executable, "-m", "gunicorn", "tests.support.hasty:application", "--no-control-socket"),
            *(
                "--bind",
                f"fd://{listener.fileno()}",
                "--workers",
                "1",
                "--threads",
                "2",
                "--log-level",
                "error",
            ),
            *("--worker-class", "tests.support.hasty.Hasty", "--graceful-timeout", str(GRACE_SECONDS)),
        ]
        server = subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()])
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait()


def asked(port: int, *, body: bytes = b"") -> tuple[int, bytes]:
    """Status and content of an honest client's page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CLIENT_SECONDS)
    try:
        connection.request("POST" if body else "GET", "/page", body=body or None)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@contextmanager
def slow(port: int, number: int, beginning: bytes) -> Iterator[list[socket.socket]]:
    """So many connections that sent the beginning of a request and send nothing more."""
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=CLIENT_SECONDS))
            for _ in range(number)
        ]
        for client in clients:
            client.sendall(beginning)
        yield clients


def to_the_end(client: socket.socket) -> bytes:
    """What the server still says, until it closes."""
    said = b""
    while more := client.recv(65536):
        said += more
    return said


@pytest.mark.parametrize("beginning", [b"", b"G", HALF_A_REQUEST, HALF_A_BODY], ids=len)
def test_forty_slow_clients_do_not_stop_an_honest_one(port: int, beginning: bytes) -> None:
    with slow(port, 40, beginning) as clients:
        assert asked(port) == (200, b"/page 0")
        assert asked(port, body=b"x" * 5000) == (200, b"/page 5000")
        ends = [to_the_end(client) for client in clients]
    expected = b"HTTP/1.1 408 Request Timeout" if beginning else b""
    assert all(said.startswith(expected) if expected else said == b"" for said in ends)


@pytest.mark.parametrize("beginning", [HALF_A_REQUEST, HALF_A_BODY], ids=["headers", "body"])
def test_a_byte_now_and_then_buys_no_time(port: int, beginning: bytes) -> None:
    with slow(port, 1, beginning) as (client,):
        client.settimeout(0.2)
        for _ in range(CLIENT_SECONDS * 5):
            try:
                client.send(b"x")
                if answer := client.recv(100):
                    break
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408")


def test_more_connections_than_are_read_at_a_time_push_out_the_oldest(port: int) -> None:
    with slow(port, 90, HALF_A_REQUEST) as clients:
        assert asked(port) == (200, b"/page 0")
        first, last = clients[0], clients[-1]
        with suppress(ConnectionResetError):
            assert to_the_end(first) == b""
        assert to_the_end(last).startswith(b"HTTP/1.1 408")


def test_a_client_that_never_reads_the_end_does_not_hold_the_others_up(port: int) -> None:
    whole = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with slow(port, 40, whole):
        assert asked(port) == (200, b"/page 0")


def of_little_room(stack: ExitStack, port: int) -> socket.socket:
    """A connection that holds a few bytes and takes no more until they are read."""
    client = stack.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    client.settimeout(CLIENT_SECONDS)
    client.connect(("127.0.0.1", port))
    return client


@pytest.mark.parametrize("path", ["/large", "/file"])
def test_who_takes_no_answer_holds_no_thread_and_is_sent_away(port: int, path: str) -> None:
    with ExitStack() as stack:
        clients = [of_little_room(stack, port) for _ in range(24)]
        for client in clients:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert asked(port) == (200, b"/page 0")
        sleep(2 * Hasty.send_seconds)
        with suppress(ConnectionResetError):
            assert len(to_the_end(clients[0])) < LARGE


@pytest.mark.parametrize("path", ["/large", "/file"])
def test_who_takes_an_answer_slowly_gets_all_of_it_and_what_was_asked_after_it(port: int, path: str) -> None:
    with ExitStack() as stack:
        client = of_little_room(stack, port)
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        client.sendall(b"GET /after HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        head, _end, content = to_the_end(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert content[:LARGE] == bytes(range(250)) * (LARGE // 250)
    assert content.endswith(b"/after 0")


def test_requests_that_come_in_pieces_and_in_one_piece_are_answered_in_order(port: int) -> None:
    one = b"POST /one HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
    two = b"GET /two HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    pieces: list[Callable[[socket.socket], None]] = [
        lambda client: client.sendall(one + two),
        lambda client: [client.sendall(bytes([byte])) for byte in b"\r\n" + one + two],  # type: ignore[func-returns-value]
    ]
    for send in pieces:
        with slow(port, 1, b"") as (client,):
            send(client)
            said = to_the_end(client)
        assert said.count(b"HTTP/1.1 200 OK") == 2
        assert said.index(b"/one 3") < said.index(b"/two 0")


def test_half_of_a_second_request_behind_a_whole_one_takes_no_thread(port: int) -> None:
    whole = b"GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with slow(port, 10, whole + HALF_A_REQUEST) as clients:
        assert asked(port) == (200, b"/page 0")
        assert all(b"408 Request Timeout" in to_the_end(client) for client in clients)


def test_a_kept_connection_takes_the_next_request(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CLIENT_SECONDS)
    for size in (0, 10, 100_000):
        connection.request("POST", "/page", body=b"x" * size)
        assert connection.getresponse().read() == f"/page {size}".encode()
    connection.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY_BYTES + 1), b"413"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9%s\r\n\r\n" % (b"9" * 5000), b"413"),
        (b"GET / HTTP/1.1\r\n" + b"X: %s\r\n" % (b"x" * 70_000), b"431"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", b"400"),
    ],
    ids=["chunked", "large", "huge", "headers", "two lengths", "negative", "no HTTP"],
)
def test_what_is_not_read_to_its_end_is_refused_at_once(port: int, head: bytes, status: bytes) -> None:
    with slow(port, 1, head) as (client,):
        assert to_the_end(client).startswith(b"HTTP/1.1 " + status)


def test_a_request_is_whole_by_its_headers() -> None:
    head = b"POST / HTTP/1.1\r\ncontent-LENGTH: 12\r\n\r\n"
    assert whole_length(head[:-1]) is None
    assert whole_length(head) == len(head) + 12
    assert whole_length(b"GET / HTTP/1.1\r\n\r\nGET") == len(b"GET / HTTP/1.1\r\n\r\n")
    with pytest.raises(Refused, match="411"):
        whole_length(b"POST / HTTP/1.1\r\nTRANSFER-encoding: gzip\r\nContent-Length: 3\r\n\r\n")


def test_a_server_that_stops_does_not_wait_for_those_who_said_nothing(port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [
            *(sys.executable, "-m", "gunicorn", "tests.support.hasty:application", "--no-control-socket"),
            *("--bind", f"fd://{listener.fileno()}", "--worker-class", "palermo.operation.web_worker.Worker"),
        ]
        server = subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()])
        own = listener.getsockname()[1]
        assert asked(own) == (200, b"/page 0")
        with slow(own, 5, b"") as clients:
            server.terminate()
            assert [to_the_end(client) for client in clients] == [b""] * 5
            assert server.wait(CLIENT_SECONDS) == 0
