"""The map of the Protocol: every State by its standing on a day, in the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from palermo.charts import Column, Fill, Kind, Layout, Picture, Table, kinds_map
from palermo.kit.dates import day_text
from palermo.partnership.listing import Entry, entries
from palermo.partnership.words import STANDINGS
from palermo.reference.counting import Standing

UNCONFIRMED = "unconfirmed"
FILLS = {Standing.PARTY: Fill.LEVEL_4, Standing.SIGNATORY: Fill.LEVEL_2, Standing.NONE: Fill.ZERO}


def map_table(*, on: date) -> Table:
    """Return each State by its code, with the kind it is drawn as and its standing in words."""
    columns = (
        Column("code", _("Code (ISO 3166-1)")),
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("standing", _("Standing")),
    )
    found = [(entry, map_kind(entry, on=on)) for entry in entries() if entry.state is not None]
    rows = tuple((entry.code, entry.name, kind, _words(kind)) for entry, kind in found)
    return Table(columns=columns, rows=rows)


def map_kind(entry: Entry, *, on: date) -> str:
    """Return how a State is drawn: by its standing, or as unconfirmed where the sources leave two open."""
    consent = None if entry.participation is None else entry.participation.consent
    if consent is not None and consent.earliest <= on < consent.latest:
        return UNCONFIRMED
    return entry.standing(on).value


def map_picture(*, layout: Layout, on: date) -> Picture:
    """Draw the map as of a day."""
    return kinds_map(
        map_table(on=on),
        code="code",
        kind="kind",
        kinds=(
            *(Kind(standing.value, str(STANDINGS[standing]), fill) for standing, fill in FILLS.items()),
            Kind(UNCONFIRMED, _words(UNCONFIRMED), Fill.UNKNOWN),
        ),
        absent_label=_("Not in the list"),
        borders=_(
            "Borders and names on this map express no opinion on the legal status of any country, territory, "
            "city or area, or of its authorities, or on its frontiers. Small States are dots. Borders: Natural "
            "Earth."
        ),
        title=map_title(on=on),
        description=map_description(on=on),
        layout=layout,
        rtl=get_language_bidi(),
    )


def map_title(*, on: date) -> str:
    """Return what the map shows, in one line."""
    return _("Who was bound on %(day)s") % {"day": day_text(on)}


def map_description(*, on: date) -> str:
    """Return what the map shows, in full, for who does not see it."""
    kinds = [row[2] for row in map_table(on=on).rows]
    return _(
        "A map of the world on %(day)s: %(parties)d States bound, %(signatories)d that had signed only, %(none)d "
        "that took no part, %(unconfirmed)d whose day is unconfirmed. The list below names each."
    ) % {
        "day": day_text(on),
        "parties": kinds.count(Standing.PARTY.value),
        "signatories": kinds.count(Standing.SIGNATORY.value),
        "none": kinds.count(Standing.NONE.value),
        "unconfirmed": kinds.count(UNCONFIRMED),
    }


def _words(kind: str) -> str:
    return _("Day of consent unconfirmed") if kind == UNCONFIRMED else str(STANDINGS[Standing(kind)])
