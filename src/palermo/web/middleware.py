"""What holds for every answer: its headers, and a calm page when the database is away."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("palermo.web")
GetResponse = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER_SECONDS = "5"


def headers(get_response: GetResponse) -> GetResponse:
    """No page stays on the device, none may be framed, none asks for the device's sensors."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return middleware


def database_down(get_response: GetResponse) -> GetResponse:
    """Answer 503 when the database cannot be reached; the next request tries again by itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        except (OperationalError, InterfaceError) as error:
            # The message of a database error can quote values; its class is enough.
            logger.error("The database cannot be reached (%s).", type(error).__name__)  # noqa: TRY400
            connection.close()
            response = render(None, "503.html", status=503)
            response.headers["Retry-After"] = RETRY_AFTER_SECONDS
            return response

    return middleware
