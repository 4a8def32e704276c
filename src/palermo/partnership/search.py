"""What a search over all rooms finds of States: by name, for everybody who has signed in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column
from palermo.kit.office_time import office_today
from palermo.partnership.listing import entries
from palermo.partnership.words import STANDINGS
from palermo.trust.actor import Actor, Staff
from palermo.trust.search import MOST, Group, Hit, Part, Question

_HEADING = gettext_lazy("States and the Protocol")


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff)


def _answer(actor: Actor, question: Question) -> Iterator[Group]:  # noqa: ARG001 - one signature for all parts
    found = [
        entry for entry in entries() if question.is_said_in(entry.shown) or question.is_said_in(entry.name)
    ]
    day = office_today()
    yield Group(
        heading=_HEADING,
        columns=[Column(_("State")), Column(_("Standing"))],
        hits=[
            Hit(
                title=entry.shown,
                url=reverse("partnership:state", args=[entry.code]),
                cells=[STANDINGS[entry.standing(day)]],
            )
            for entry in found[:MOST]
        ],
        more=len(found) > MOST,
    )


STATES_FOUND = Part(name="partnership.states", label=_HEADING, place=95, open_to=_open_to, answer=_answer)
