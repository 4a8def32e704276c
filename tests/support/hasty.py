"""The web server's worker with short time limits, and a page that needs nothing, for tests of slow clients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from palermo.operation.web_worker import Worker


class Hasty(Worker):
    """Limits that a test can wait for."""

    head_seconds = 1.0
    body_seconds = 2.0
    most_reading = 60


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say how many bytes came with the request."""
    body = environ["wsgi.input"].read()
    text = f"{environ['PATH_INFO']} {len(body)}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]


def address(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say which path was asked for, and by which scheme."""
    text = f"{environ['wsgi.url_scheme']} {environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]
