"""What puts the mark of a page before its form, fills in what was kept, and offers what waits (`kit.keeping`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.template.loader import render_to_string
from django.urls import ResolverMatch
from django.utils.safestring import SafeString

from palermo.desk.kept_pages.marker import FIELD, Fields, Marker, digest, sealed
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.queries import kept_here
from palermo.desk.kept_pages.words import HAPPENED, HOW, words_of_the_program
from palermo.kit.free_text import fill_in, free_text
from palermo.trust.actor import Staff
from palermo.trust.mandates import ALL_ROOMS, DESK
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.sessions import name_of

LONGEST_PATH = 200
LONGEST_TITLE = 80


class Keeper:
    """Keeps the page of one request for one colleague.

    `sent` is the marker that came with the form, if one was sent; `row` and `typed` what was asked for again.
    """

    def __init__(self, request: ActingRequest, actor: Staff, *, sent: Marker | None) -> None:
        """For the page at the address of the request."""
        self._request, self._actor, self._sent = request, actor, sent
        self._drawn = 0
        self.row: KeptPage | None = None
        self.typed: Fields = {}

    @property
    def holds(self) -> bool:
        """Whether a form was drawn that is kept."""
        return self._drawn > 0

    def begin(self, form: forms.BaseForm, *, titles: tuple[str, ...], offers: bool) -> SafeString:
        """The mark of the page and the offers, once; what was kept is filled into a form that nobody sent yet."""
        names = free_text(form)
        session = name_of(self._request.session)
        if not names or not session or len(self._request.path) > LONGEST_PATH:
            return SafeString("")
        if self.typed and not form.is_bound:
            fill_in(form, self.typed)
        self._drawn += 1
        if self._drawn > 1:
            return SafeString("")
        context = {
            "field": FIELD,
            "value": sealed(self._marker(form, names, titles, session)),
            "again": self.row,
            "happened": HAPPENED[self.row.how] if self.row else "",
            "offers": [(row, HOW[row.how]) for row in self._offers()] if offers else [],
        }
        return render_to_string("desk/kept_here.html", context)

    def _marker(
        self, form: forms.BaseForm, names: list[str], titles: tuple[str, ...], session: str
    ) -> Marker:
        match = self._request.resolver_match
        values = [str(form[name].value() or "") for name in names]
        return Marker(
            mark=self._mark(),
            user_id=self._actor.user_id,
            organisation_id=self._actor.organisation_id,
            unit_id=self._actor.unit_id,
            session=session,
            room=_room_of(match),
            path=self._request.path,
            title=next(
                (text for text in titles if len(text) <= LONGEST_TITLE and words_of_the_program(text)), ""
            ),
            about=_ids_in(match.kwargs if match else {}),
            names=tuple(form.add_prefix(name) for name in names),
            # Of what was sent and is shown again nothing was kept yet; of several forms one does not speak for all.
            texts="" if form.is_bound or form.prefix else digest(values),
        )

    def _mark(self) -> UUID:
        if self.row is not None:
            return self.row.mark
        return self._sent.mark if self._sent is not None and self._sent.is_of(self._actor) else uuid4()

    def _offers(self) -> list[KeptPage]:
        if self._request.method != "GET":
            return []
        return [row for row in kept_here(self._actor, self._request.path) if row != self.row]


def _room_of(match: ResolverMatch | None) -> str:
    """The pillar's room in which the page stands, else the desk."""
    name = match.namespace if match else ""
    return name if name in ALL_ROOMS else DESK


def _ids_in(kwargs: Mapping[str, Any]) -> tuple[UUID, ...]:
    return tuple(value for value in kwargs.values() if isinstance(value, UUID))
