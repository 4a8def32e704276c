"""What holds for every answer, static files and errors included: its headers, its language, its length."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


def headers(get_response: GetResponse) -> GetResponse:
    """No page stays on the device, none may be framed or embedded, none asks for the device's sensors.

    Static files keep the caching WhiteNoise gives them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def language_of_its_own(get_response: GetResponse) -> GetResponse:
    """No answer is in the language of whoever this thread answered before.

    What is refused before LocaleMiddleware has seen the request is in the language of the house.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            return get_response(request)

    return middleware


def compressed(get_response: GetResponse) -> GetResponse:
    """Pages travel compressed: a list of two hundred States weighs a tenth, a day's work a quarter.

    What a signed-in colleague reads does only where nothing came with its address, and the address is one of ours: the
    length of a compressed page tells somebody on the line, who can put text into it, what else stands on it (the BREACH
    attack). Each page says its own address again. Up to 100 random bytes are added to each answer.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_public = settings.SESSION_COOKIE_NAME not in request.COOKIES
        is_plain = request.method == "GET" and not request.META["QUERY_STRING"]
        if is_public or (is_plain and response.status_code == HTTPStatus.OK):
            gzip.process_response(request, response)  # it changes the answer in place
        return response

    return middleware
