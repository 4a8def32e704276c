"""What the web server logs about what is no request says nothing of who sent it, or what."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine, ObsoleteFolding

from palermo.operation import supervisor
from palermo.operation.web_worker import Worker
from palermo.web.server_log import ServerLog

SENT = "GET /?name=Amina\r\n2026-11-30T00:00:00Z ERROR palermo all is well \x1b[2J"
REFUSED = " WARNING gunicorn.error A request that is no HTTP was refused."
LOG = f"{ServerLog.__module__}.{ServerLog.__qualname__}"


def a_worker() -> Worker:
    """One whose log writes to what is captured now."""
    worker = object.__new__(Worker)
    worker.cfg = Config()
    worker.log = ServerLog(worker.cfg)
    return worker


@pytest.mark.parametrize("error", [InvalidRequestLine, InvalidHeader, ObsoleteFolding])
def test_a_request_that_is_no_http_is_logged_without_who_sent_it_and_what(
    error: type[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        a_worker().handle_error(None, ours, ("203.0.113.9", 50000), error(SENT))
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert line.endswith(REFUSED)
    assert said.out == ""


def test_an_error_of_the_server_is_logged_as_one_line_with_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        int(SENT)
    except ValueError:
        a_worker().log.exception("Error handling request %s %s", "GET", "/?name=Amina")
    (line,) = capsys.readouterr().err.splitlines()
    assert "Error handling request GET /?[…]" in line
    assert "Amina" not in line
    assert "ValueError" in line


def test_the_web_server_is_started_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(supervisor, "Child", lambda _name, command, **_more: commands.append(list(command)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        supervisor.web_server({}, listener, print)
    assert commands[0][commands[0].index("--logger-class") + 1] == LOG


def test_a_server_that_runs_says_one_line_of_it(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with socket.create_server(("127.0.0.1", 0)) as listener, said.open("wb") as errors:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "tests.support.hasty:application", "--no-control-socket"),
                *("--bind", f"fd://{listener.fileno()}", "--log-level", "warning", "--logger-class", LOG),
                *("--worker-class", "palermo.operation.web_worker.Worker", "--threads", "2"),
            ],
            cwd=Path(__file__).parents[2],
            pass_fds=[listener.fileno()],
            stderr=errors,
        )
        try:
            with socket.create_connection(listener.getsockname(), timeout=30) as client:
                client.sendall(b"GET /?name=Amina \x1b[2J all is well\r\n\r\n")
                assert client.recv(100).startswith(b"HTTP/1.1 400 ")
        finally:
            server.terminate()
            server.wait()
    (line,) = said.read_text(encoding="utf-8").splitlines()
    assert line.endswith(REFUSED)
