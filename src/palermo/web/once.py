"""A form pressed twice acts once: a double tap on a poor line opens no second case and takes no second place.

Each form carries a mark of its own page (`kit.templatetags.once`). The first time it is sent, where it led is kept for
an hour; the same form with the same answers, sent again meanwhile or after, leads there and does nothing. With other
answers it is another form: who goes back and changes a word is not held to the first. What did not lead
anywhere, because something was to be mended, is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from palermo.kit.templatetags.once import FIELD
from palermo.trust.people.middleware import ActingRequest

KEPT_SECONDS: Final = 3600


def once(get_response: Callable[[ActingRequest], HttpResponse]) -> Callable[[ActingRequest], HttpResponse]:
    """Answer a form that was sent already as it was answered the first time.

    A second one that comes while the first is worked on waits for it in the database. Whoever is not signed in, and
    a form without the mark, passes.
    """

    def middleware(request: ActingRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(FIELD):
            return get_response(request)
        key = _key(request)
        if not cache.add(key, "", KEPT_SECONDS):
            led_to = cache.get(key)
            return HttpResponseRedirect(led_to) if led_to else render(request, "503.html", status=503)
        response = get_response(request)
        if isinstance(response, HttpResponseRedirect):
            cache.set(key, response.url, KEPT_SECONDS)
        else:
            cache.delete(key)
        return response

    return middleware


def _key(request: ActingRequest) -> str:
    """Of who sends what where. The mark, which is kept nowhere, salts it: no answer can be guessed from it."""
    said = [(name, request.POST.getlist(name)) for name in sorted(request.POST)]
    files = [
        (name, file.name, _digest(file))
        for name in sorted(request.FILES)
        for file in request.FILES.getlist(name)
    ]
    unit = request.acting_unit.unit_id if request.acting_unit else None
    parts = (str(request.user.pk), str(unit), request.get_full_path(), said, files)
    return f"once:{sha256(repr(parts).encode()).hexdigest()}"


def _digest(file: UploadedFile[Any]) -> str:
    """Of what is in it: a corrected file may have the name and the size of the first."""
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
