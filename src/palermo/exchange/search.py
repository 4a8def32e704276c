"""What a search over all rooms finds of packages: by the number in the name of a package's file, or its whole id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.directory.parties.models import Party
from palermo.exchange.models import Envelope
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.words import KINDS
from palermo.kit.components import Column
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.models import Organisation
from palermo.trust.search import MOST, Group, Hit, Looked, Part, Question, shown

_HEADING = gettext_lazy("Packages")
_REST = 24
_NUMBER = re.compile(
    r"(?<![0-9a-z])(palermo-)?([0-9a-f]{8})(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?(?![0-9a-z])"
)


def package_numbers(text: str) -> tuple[str, ...]:
    """The first eight signs of each package's id in a text, as its file is named.

    >>> package_numbers("the file palermo-0a1b2c3d.json")
    ('0a1b2c3d',)
    """
    found = _NUMBER.findall(re.sub(r"[^0-9a-z-]", " ", text.lower()))
    # Eight letters without a figure are a word, unless they stand as a file is named.
    meant = (number for named, number in found if named or set(number) & set("0123456789"))
    return tuple(dict.fromkeys(meant))


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(EXCHANGE.may(actor, PackageAction.SEE))


def _answer(actor: Actor, question: Question) -> Iterator[Looked]:
    numbers = package_numbers(question.text)
    if not numbers:
        return
    asked = Q()
    for number in numbers[:MOST]:
        asked |= Q(pk__gte=UUID(number + "0" * _REST), pk__lte=UUID(number + "f" * _REST))
    own = When(sender_id=actor.organisation_id, then="receiver_id")
    rows = EXCHANGE.visible(actor, Envelope.objects.filter(asked)).annotate(
        other_id=Case(own, default="sender_id"), other=Subquery(_name_of_party())
    )

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_HEADING,
            columns=[Column(_("Package")), Column(_("Between")), Column(_("Sent")), Column(_("Answer due"))],
            hits=[
                Hit(
                    title=KINDS.get(row.kind, row.kind),
                    url=reverse("exchange:package", args=[row.pk]),
                    cells=[
                        (
                            _("To %(office)s")
                            if row.sender_id == actor.organisation_id
                            else _("From %(office)s")
                        )
                        % {"office": row.other},
                        row.sent_at,
                        row.due_at,
                    ],
                    whole=True,
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(rows.order_by("-sent_at", "-pk")[: MOST + 1], group)


def _name_of_party() -> Any:
    """The public name of the party whose id is the row's `other_id`."""
    office = Organisation.objects.filter(pk=OuterRef("organisation_id")).values("name")[:1]
    named = Party.objects.filter(pk=OuterRef("other_id"))
    return named.annotate(
        called=Case(When(organisation_id__isnull=False, then=Subquery(office)), default="known_as")
    ).values("called")[:1]


PACKAGES = Part(name="exchange.packages", label=_HEADING, place=70, open_to=_open_to, answer=_answer)
