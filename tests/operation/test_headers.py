"""No header of a client moves an address: a proxy's rule for one of them would be passed by."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from palermo.operation.supervisor import web_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def port() -> Iterator[int]:
    """A web server with the command of `palermo run`, and a page that says the path it was asked for."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        child = web_server({}, listener, lambda _line: None)
        command = child._command[child._command.index("gunicorn") + 1 :]
        page = {"palermo.web.wsgi:application": "tests.support.hasty:address"}
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *(page.get(one, one) for one in command)],
            cwd=ROOT,
            pass_fds=[listener.fileno()],
            env={name: value for name, value in os.environ.items() if name != "FORWARDED_ALLOW_IPS"},
        )
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait()


@pytest.mark.parametrize(
    "header", ["SCRIPT_NAME: /x", "PATH_INFO: /", "X-Forwarded-Proto: https", "X-Forwarded-Ssl: on"]
)
def test_a_client_on_this_machine_says_neither_path_nor_scheme(port: int, header: str) -> None:
    request = f"GET /x/health/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n\r\n"
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(request.encode("ascii"))
        while more := client.recv(65536):
            said += more
    assert said.partition(b"\r\n\r\n")[2] == b"http  /x/health/"
