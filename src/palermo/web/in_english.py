"""Pages that a language does not have yet: they are wholly English, and say so in the language that was asked for.

A page half translated is read half. Which pages a language must have first is `translations.readers`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from palermo.web.translations.readers import is_staff_only
from palermo.web.translations.state import ENGLISH

PACKAGE = "palermo."


class InEnglish:
    """Middleware, inside LocaleMiddleware: a page that is for staff turns English where its language is not whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_found: object) -> None:
        """Turn the page English, with a notice in `request.in_english`, where its texts are not there."""
        asked = translation.get_language()
        state = settings.PALERMO_LANGUAGES.get(asked)
        if state is None or state.is_whole or not _is_for_staff(view):
            return
        request.in_english = _("This page is not translated yet: it is in English.")  # type: ignore[attr-defined]
        request.language_asked = asked  # type: ignore[attr-defined]
        translation.activate(ENGLISH)
        request.LANGUAGE_CODE = ENGLISH


def _is_for_staff(view: Callable[..., HttpResponse]) -> bool:
    module = getattr(view, "view_class", view).__module__
    return module.startswith(PACKAGE) and is_staff_only(module.removeprefix(PACKAGE).replace(".", "/"))
