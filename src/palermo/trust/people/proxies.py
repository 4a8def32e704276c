"""Where a request comes from, and whether the proxies before this server are told of.

Without PALERMO_PROXIES nothing a request says of its origin is believed: whoever asks could write it. Behind a proxy
that nobody told of, everybody then comes from one address, the proxy's, and shares its budget of failed sign-ins.
This is said at the start where it is likely, once in the log when it is sure, and on the operator's page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum

from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("palermo.proxies")

_said: set[Proxies] = set()


class Proxies(StrEnum):
    """What a request tells of the proxies before this server."""

    AS_TOLD = "as_told"
    UNTOLD = "untold"  # X-Forwarded-For arrives, PALERMO_PROXIES is 0
    FEWER = "fewer"  # fewer stand before it than PALERMO_PROXIES says


_LINES = {
    Proxies.UNTOLD: "X-Forwarded-For arrives, but PALERMO_PROXIES is 0: everybody behind the proxy shares one limit of"
    " failed sign-ins. Set PALERMO_PROXIES to how many proxies of yours stand before this server.",
    Proxies.FEWER: "A request came through fewer proxies than PALERMO_PROXIES says: it is counted by the address it"
    " came from. Set PALERMO_PROXIES to how many proxies of yours stand before this server, and let nobody past them.",
}


def proxies_of(request: HttpRequest) -> Proxies:
    """What this request tells of them."""
    told, said = _told(), request.headers.get("X-Forwarded-For", "")
    if not told:
        return Proxies.UNTOLD if said else Proxies.AS_TOLD
    return Proxies.AS_TOLD if said and len(said.split(",")) >= told else Proxies.FEWER


def watched(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say in the log what the first request tells that shows it; once for each process of the web server."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = proxies_of(request)
        if found is not Proxies.AS_TOLD and found not in _said and not _is_of_this_machine(request):
            _said.add(found)
            logger.warning(_LINES[found])
        return get_response(request)

    return middleware


def client_address(request: HttpRequest) -> str:
    """The address a request comes from: what the outermost proxy of ours saw, else who is connected.

    Raises PermissionDenied when neither is an address.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if (told := _told()) and proxies_of(request) is Proxies.AS_TOLD:
        address = request.headers["X-Forwarded-For"].split(",")[-told]
    cleaned = clean_client_ip(address) if address else None
    if cleaned is None:
        raise PermissionDenied("No address.")
    return cleaned


def say_at_start() -> None:
    """Log what is likely to be wrong before the first request: TLS is a proxy's, and none is told of."""
    if settings.HTTPS and not _told():
        logger.warning(
            "PALERMO_HTTPS is 1, so a proxy stands before this server, but PALERMO_PROXIES is 0:"
            " everybody behind it shares one limit of failed sign-ins. Set PALERMO_PROXIES."
        )


def _is_of_this_machine(request: HttpRequest) -> bool:
    """Whether no proxy sent it, as the supervisor's own question whether the server answers."""
    return "X-Forwarded-For" not in request.headers and request.META.get("REMOTE_ADDR") in {
        "127.0.0.1",
        "::1",
    }


def _told() -> int:
    return int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
