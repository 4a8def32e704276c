"""The web server's worker with short time limits, and a page that needs nothing, for tests of slow clients."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

from palermo.operation.web_worker import Worker


class Hasty(Worker):
    """Limits that a test can wait for."""

    head_seconds = 1.0
    body_seconds = 2.0
    send_seconds = 2.0
    longest_send_seconds = 4.0
    most_reading = 60


LARGE = 500_000
"""Bytes that no socket takes at once."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say how many bytes came with the request; at /large and /file, many bytes more."""
    body = environ["wsgi.input"].read()
    text = f"{environ['PATH_INFO']} {len(body)}".encode()
    if environ["PATH_INFO"] in {"/large", "/file"}:
        start_response("200 OK", [("Content-Length", str(LARGE))])
        large = bytes(range(250)) * (LARGE // 250)
        return environ["wsgi.file_wrapper"](_in_a_file(large)) if environ["PATH_INFO"] == "/file" else [large]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]


def _in_a_file(content: bytes) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the server closes it
    file.write(content)
    file.seek(0)
    return file


def address(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say which path was asked for, and by which scheme."""
    text = f"{environ['wsgi.url_scheme']} {environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]
