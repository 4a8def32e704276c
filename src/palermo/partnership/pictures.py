"""Pictures as second requests: language, width and day are in the address, so that any cache may keep them."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.views.decorators.http import condition, require_safe

from palermo.partnership import figures
from palermo.partnership.world_map import map_picture
from palermo.reference.scheme import PROTOCOL

PICTURE_SECONDS = 24 * 60 * 60

Addresses = dict[str, dict[str, str | int]]


def line_of_time() -> Addresses:
    """Return address and size of the line of time for each width, in the language of the page."""
    return _addresses("timeline", {name: layout.height for name, layout in figures.LAYOUTS.items()})


def map_in_page(on: date) -> str:
    """Return the map as of a day for a page: each State a link. Drawn once for each language and day."""
    return _linked_map_drawn(_language(), on)


def map_file(on: date) -> str:
    """Return the address of the map as of a day as a picture of its own, with its key and note on borders."""
    address = reverse("partnership:map")
    return f"{address}?{urlencode({'language': _language(), 'v': PROTOCOL.version, 'on': on.isoformat()})}"


def _timeline_tag(request: HttpRequest) -> str | None:
    return _tag(_timeline_of(request))


def _map_tag(request: HttpRequest) -> str | None:
    return _tag(_map_of(request))


@require_safe
@condition(etag_func=_timeline_tag)
def timeline(request: HttpRequest) -> HttpResponse:
    """The line of time as SVG."""
    return _answer(request, _timeline_of(request))


@require_safe
@condition(etag_func=_map_tag)
def world_map(request: HttpRequest) -> HttpResponse:
    """The map as SVG, as of the day in the address; not later than anything is known of."""
    return _answer(request, _map_of(request))


def _answer(request: HttpRequest, svg: str | None) -> HttpResponse:
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    # With a session the answer renews the reader's cookie, which no shared cache may keep.
    scope = "private" if settings.SESSION_COOKIE_NAME in request.COOKIES else "public"
    response["Cache-Control"] = f"{scope}, max-age={PICTURE_SECONDS}"
    return response


def _tag(svg: str | None) -> str | None:
    return None if svg is None else f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'


def _language_and_width(request: HttpRequest) -> tuple[str, str] | None:
    language, width = request.GET.get("language", settings.LANGUAGE_CODE), request.GET.get("width", "wide")
    known = language in dict(settings.LANGUAGES) and width in figures.LAYOUTS
    return (language, width) if known else None


def _timeline_of(request: HttpRequest) -> str | None:
    chosen = _language_and_width(request)
    return None if chosen is None else _timeline_drawn(*chosen, timezone.now().year)


def _map_of(request: HttpRequest) -> str | None:
    chosen = _language_and_width(request)
    try:
        on = date.fromisoformat(request.GET.get("on", PROTOCOL.known_until.isoformat()))
    except ValueError:
        return None
    return None if chosen is None or on > PROTOCOL.known_until else _map_drawn(*chosen, on)


@lru_cache(maxsize=64)
def _timeline_drawn(language: str, width: str, year: int) -> str:
    with override(language):
        return figures.growth_picture(layout=figures.LAYOUTS[width], until=date(year + 1, 1, 1)).svg


@lru_cache(maxsize=64)
def _map_drawn(language: str, width: str, on: date) -> str:
    with override(language):
        return map_picture(layout=figures.LAYOUTS[width], on=on).svg


@lru_cache(maxsize=64)
def _linked_map_drawn(language: str, on: date) -> str:
    with override(language):
        return map_picture(layout=figures.LAYOUTS["wide"], on=on, linked=True).svg


def _addresses(name: str, heights: dict[str, int]) -> Addresses:
    address = reverse(f"partnership:{name}")
    common = {"language": _language(), "v": PROTOCOL.version}
    return {
        width: {
            "url": f"{address}?{urlencode({**common, 'width': width})}",
            "width": layout.width,
            "height": heights[width],
        }
        for width, layout in figures.LAYOUTS.items()
    }


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
