"""What a search over all rooms finds of services: their public faces, by name, office, kind and zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from palermo.directory.offers.components import zone_name
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.offers.queries import room_of, services
from palermo.directory.offers.words import KINDS, ROOMS
from palermo.kit.components import Column
from palermo.kit.languages import LANGUAGES
from palermo.reference.zones import zones
from palermo.trust.actor import Actor, Staff
from palermo.trust.plain_text import Plain, begins_word, plain_words
from palermo.trust.search import MOST, Group, Hit, Part, Question, shown

_HEADING = gettext_lazy("Services")


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(SERVICES.may(actor, ServiceAction.SEE))


def _says(word: str) -> Q:
    """That a service's name, its office, kind or zone has a word that begins so."""
    kinds = [code for code, text in KINDS.items() if _begins(str(text), word)]
    places = [zone.code for zone in zones().by_code.values() if _begins(zone.name, word)]
    return (
        begins_word("plain_name", word)
        | begins_word("plain_office", word)
        | Q(kind__in=kinds)
        | Q(zone__in=places)
    )


def _begins(text: str, word: str) -> bool:
    return any(one.startswith(word) for one in plain_words(text))


def _answer(actor: Actor, question: Question) -> Iterator[Group]:
    if not question.words:
        return
    rows = services(actor).annotate(plain_name=Plain("name"), plain_office=Plain("organisation__name"))
    for word in question.words:
        rows = rows.filter(_says(word))
    yield _group(list(rows[: MOST + 1]))


def _group(found: Sequence[Any]) -> Group:
    rows, more = shown(found)
    now = timezone.now()
    return Group(
        heading=_HEADING,
        columns=[
            Column(_("Service")),
            Column(_("Kind")),
            Column(_("Office, zone")),
            Column(_("Languages")),
            Column(_("Now")),
        ],
        hits=[
            Hit(
                title=row.name,
                url=reverse("services:service", args=[row.pk]),
                cells=[
                    KINDS[row.kind],
                    [row.organisation.name, zone_name(row.zone)],
                    pgettext("between facts", ", ").join(
                        str(LANGUAGES.get(code, code)) for code in row.languages
                    )
                    or None,
                    ROOMS[room_of(row, now=now)],
                ],
            )
            for row in rows
        ],
        more=more,
    )


SERVICES_FOUND = Part(name="services", label=_HEADING, place=90, open_to=_open_to, answer=_answer)
