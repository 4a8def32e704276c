"""Addresses of a flow: each step, with the beginning it belongs to, and without one to begin or to choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path


def steps(route: str, view: Callable[..., HttpResponse], *, name: str) -> list[URLPattern]:
    """Both addresses of the steps below `route`, under one name; the view takes `step` and perhaps `beginning`.

    >>> [str(one.pattern) for one in steps("enquire/", lambda request: None, name="enquire")]
    ['enquire/<slug:step>/', 'enquire/<uuid:beginning>/<slug:step>/']
    """
    answers: Any = view
    return [
        path(f"{route}<slug:step>/", answers, name=name),
        path(f"{route}<uuid:beginning>/<slug:step>/", answers, name=name),
    ]
