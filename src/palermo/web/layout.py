"""What surrounds every page for this reader: bar, footer, fictional-data banner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palermo.demo.sign_ins import read_sign_ins
from palermo.kit.languages import own_name
from palermo.kit.layout import Bar, Footer, Language, Link, Lock, Office
from palermo.trust.actor import Actor, Anonymous, Staff
from palermo.trust.people.queries import ActingUnit
from palermo.trust.people.sessions import TOLD_BEFORE, ends_at
from palermo.trust.today import waiting_in_bar
from palermo.web.guides import WITHOUT_KEYS, guides_of, page_of_guide
from palermo.web.help_lines import help_lines
from palermo.web.navigation import places, rails
from palermo.web.rooms import ROOMS

LOCK_MINUTES = 10
"""Minutes without a touch after which a signed-in page is blanked; the session itself ends after 30."""


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    actor: Actor = getattr(request, "actor", Anonymous())
    return {
        "bar": _bar(request, actor),
        "rail": rails(ROOMS, actor, request.path),
        "footer": _footer(actor, getattr(request, "language_asked", None) or get_language()),
        "in_english": getattr(request, "in_english", ""),
        "demo": settings.PALERMO_DEMO,
        # A function: read only by the sign-in pages, and empty outside a demonstration.
        "demo_sign_ins": read_sign_ins,
        # A function too: read by the first page and by the cards of information.
        "help_lines": help_lines,
    }


def _bar(request: HttpRequest, actor: Actor) -> Bar:
    navigation = places(ROOMS, actor, request.path)
    if not (request_user := getattr(request, "user", None)) or not request_user.is_authenticated:
        return Bar(
            navigation=navigation, home_url=reverse("web:landing"), sign_in_url=reverse("account_login")
        )
    units: list[ActingUnit] = getattr(request, "acting_units", [])
    acting: ActingUnit | None = getattr(request, "acting_unit", None)
    return Bar(
        navigation=navigation,
        office=_office_name(acting) if acting else "",
        offices=tuple(
            Office(str(unit.unit_id), _office_name(unit), current=unit is acting) for unit in units
        ),
        switch_url=reverse("people:switch"),
        home_url=reverse("web:today") if isinstance(actor, Staff) else reverse("web:landing"),
        account=Link(
            _("Account"), reverse("people:account"), current=request.path == reverse("people:account")
        ),
        sign_out_url=reverse("account_logout"),
        search_url=reverse("web:search") if isinstance(actor, Staff) else "",
        guide=_guide(actor, request),
        keys=not request.session.get(WITHOUT_KEYS, False),
        lock=_lock(request),
        ends=_end_that_is_near(request),
        waiting=waiting_in_bar(actor, timezone.now()) if isinstance(actor, Staff) else None,
        waiting_url=reverse("web:count") if isinstance(actor, Staff) else "",
    )


def _lock(request: HttpRequest) -> Lock:
    left = ends_at(request.session) - timezone.now()
    return Lock(
        minutes=LOCK_MINUTES,
        url=reverse("web:locked"),
        typing_url=reverse("desk:typing"),
        seconds_left=int(left.total_seconds()),
    )


def _guide(actor: Actor, request: HttpRequest) -> Link:
    """The guide of the first role acted in; for an account without one the list of all."""
    own = guides_of(actor)
    url = page_of_guide(own[0].name) if own else reverse("web:help")
    return Link(_("Help"), url, current=request.path.startswith(reverse("web:help")))


def _end_that_is_near(request: HttpRequest) -> datetime | None:
    end = ends_at(request.session)
    return end if end - timezone.now() <= TOLD_BEFORE else None


def _office_name(unit: ActingUnit) -> str:
    return f"{unit.organisation_name} · {unit.unit_name}"


def _footer(actor: Actor, asked: str) -> Footer:
    languages = tuple(
        Language(
            code,
            own_name(code),
            current=code == asked,
            unreviewed=code in settings.PALERMO_LANGUAGES
            and not settings.PALERMO_LANGUAGES[code].first.is_reviewed,
        )
        for code, _name in settings.LANGUAGES
    )
    links = [Link(_("States and the Protocol"), reverse("partnership:states"))]
    if isinstance(actor, Staff):
        links.append(Link(_("Who may see what"), reverse("people:roles")))
    return Footer(links=tuple(links), languages=languages, language_url=reverse("set_language"))
