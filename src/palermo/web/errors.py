"""Error answers that Django calls by name."""

from __future__ import annotations

import sys

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from palermo.desk.kept_pages.late import LateRequest, keep_refused
from palermo.web.middleware import GetResponse

RETRY_AFTER_SECONDS = "5"
_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def csrf_failure(request: LateRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came back without its token: its author signed in again, acts for another office, or has no cookie.

    What they typed is kept if it is certain that they typed it (`desk.kept_pages.late`).
    """
    return keep_refused(request) or render(request, "too_old.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """What was sent cannot be read, so neither is it read for this page; Django's own would, and fail again."""
    return render(None, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Not open to whoever asks. As `bad_request`, it reads nothing of what was sent."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Nothing here. As `bad_request`, it reads nothing of what was sent."""
    return render(request, "404.html", status=404)


def not_a_page(get_response: GetResponse) -> GetResponse:
    """Middleware: an address that only takes what a form sends, opened as a page, answers in words of our own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - what went wrong may lie in the request
    """Whatever went wrong: 503 when the database cannot be reached, and the next request tries anew; else 500.

    Neither page knows who asked: to find out would need the database or the code that just failed.
    """
    if not isinstance(sys.exc_info()[1], _AWAY):
        return render(None, "500.html", status=500)
    connection.close()
    response = render(None, "503.html", status=503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
