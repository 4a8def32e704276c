"""A request is read as UTF-8 or not at all.

Django reads a request in whatever encoding it names. Some encodings of Python are none of text, and naming one raises
before any handler of errors; a form in another encoding raises wherever it is first read, in a page of error too. No
browser sends one from a page of ours: so such a request is understood as one without form and answered 400.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """A request that never changes its encoding; `is_readable` is False where it asked for another than UTF-8."""

    is_readable = True

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        try:
            kind, params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
            self.is_readable = _is_utf_8(params.get("charset", "utf-8"))
        except ValueError:
            self.is_readable = False
        self.content_type, self.content_params = (kind, params) if self.is_readable else ("", {})


def _is_utf_8(charset: str) -> bool:
    """True for UTF-8; for a name that is none of an encoding too, which says nothing. Raises ValueError for a NUL."""
    try:
        return codecs.lookup(charset).name == "utf-8"
    except LookupError:
        return True


class Handler(WSGIHandler):
    """Django's, with requests that are read as UTF-8."""

    request_class = Request


def readable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 before anybody reads what cannot be read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not getattr(request, "is_readable", True):
            raise BadRequest("Text in another encoding than UTF-8.")
        return get_response(request)

    return middleware
