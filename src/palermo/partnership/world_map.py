"""The map of the Protocol: every State by its standing on a day, in the reader's language."""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from palermo.charts import Column, Fill, Kind, Layout, Picture, Table, kinds_map
from palermo.kit.choices import Text
from palermo.kit.dates import day_text
from palermo.partnership.listing import Entry, entries
from palermo.partnership.words import STANDINGS
from palermo.reference.counting import Standing


class MapKind(StrEnum):
    """How a State is drawn: a party by the years in which it was bound, or why it has none."""

    BOUND_FIRST = "bound_first"
    BOUND_THEN = "bound_then"
    BOUND_LATER = "bound_later"
    SIGNATORY = "signatory"
    NONE = "none"
    UNCONFIRMED = "unconfirmed"


BOUND = (MapKind.BOUND_FIRST, MapKind.BOUND_THEN, MapKind.BOUND_LATER)
LAST_YEARS = (2004, 2009)
"""The last year of the first and of the second group of parties."""

WORDS: dict[MapKind, Text] = {
    MapKind.BOUND_FIRST: gettext_lazy("Bound 2000 to 2004"),
    MapKind.BOUND_THEN: gettext_lazy("Bound 2005 to 2009"),
    MapKind.BOUND_LATER: gettext_lazy("Bound 2010 or later"),
    MapKind.SIGNATORY: STANDINGS[Standing.SIGNATORY],
    MapKind.NONE: STANDINGS[Standing.NONE],
    MapKind.UNCONFIRMED: gettext_lazy("Day of consent unconfirmed"),
}
FILLS: dict[MapKind, Fill] = {
    MapKind.BOUND_FIRST: Fill.LEVEL_5,
    MapKind.BOUND_THEN: Fill.LEVEL_3,
    MapKind.BOUND_LATER: Fill.LEVEL_2,
    MapKind.SIGNATORY: Fill.LEVEL_1,
    MapKind.NONE: Fill.ZERO,
    MapKind.UNCONFIRMED: Fill.UNKNOWN,
}


def map_table(*, on: date) -> Table:
    """Return each State by its code, with the kind it is drawn as and its standing in words."""
    columns = (
        Column("code", _("Code (ISO 3166-1)")),
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("standing", _("Standing")),
        Column("says", _("On the map")),
    )
    found = [(entry, map_kind(entry, on=on)) for entry in entries() if entry.state is not None]
    rows = tuple(
        (entry.code, entry.shown, kind.value, str(WORDS[kind]), _says(entry, kind)) for entry, kind in found
    )
    return Table(columns=columns, rows=rows)


def map_kind(entry: Entry, *, on: date) -> MapKind:
    """Return how a State is drawn: by its standing, or as unconfirmed where the sources leave two open."""
    consent = None if entry.participation is None else entry.participation.consent
    if consent is not None and consent.earliest <= on < consent.latest:
        return MapKind.UNCONFIRMED
    standing = entry.standing(on)
    if standing is not Standing.PARTY or consent is None:
        return MapKind.SIGNATORY if standing is Standing.SIGNATORY else MapKind.NONE
    return BOUND[sum(consent.best.year > year for year in LAST_YEARS)]


def map_key(*, on: date) -> list[tuple[str, Text, int]]:
    """Return for each kind that is on the map its fill, its words and how many States are of it."""
    counted = Counter(map_table(on=on).words("kind"))
    return [(FILLS[kind].value, WORDS[kind], counted[kind]) for kind in MapKind if counted[kind]]


def map_picture(*, layout: Layout, on: date, linked: bool = False) -> Picture:
    """Draw the map as of a day; `linked`, each State leads to its page, and the page has to say key and borders."""
    table = map_table(on=on)
    return kinds_map(
        table,
        code="code",
        kind="kind",
        kinds=tuple(Kind(kind.value, str(WORDS[kind]), FILLS[kind]) for kind in MapKind),
        absent_label=_("Not in the list"),
        borders=borders_note(),
        says="says",
        links=_links(table) if linked else None,
        title=map_title(on=on),
        description=map_description(on=on),
        layout=layout,
        rtl=get_language_bidi(),
    )


def borders_note() -> str:
    """Return what every map says of its borders."""
    return _(
        "Borders and names on this map express no opinion on the legal status of any country, territory, "
        "city or area, or of its authorities, or on its frontiers. Small States are dots. Borders: Natural "
        "Earth."
    )


def map_title(*, on: date) -> str:
    """Return what the map shows, in one line."""
    return _("Who was bound on %(day)s") % {"day": day_text(on)}


def map_description(*, on: date) -> str:
    """Return what the map shows, in full, for who does not see it."""
    kinds = [MapKind(kind) for kind in map_table(on=on).words("kind")]
    return _(
        "A map of the world on %(day)s: %(parties)d States bound, %(signatories)d that had signed only, %(none)d "
        "that took no part, %(unconfirmed)d whose day is unconfirmed. The list below names each."
    ) % {
        "day": day_text(on),
        "parties": sum(kind in BOUND for kind in kinds),
        "signatories": kinds.count(MapKind.SIGNATORY),
        "none": kinds.count(MapKind.NONE),
        "unconfirmed": kinds.count(MapKind.UNCONFIRMED),
    }


def _says(entry: Entry, kind: MapKind) -> str:
    """What stands beside the pointer: the name, and since when it is bound or why it is not."""
    consent = None if entry.participation is None else entry.participation.consent
    if kind not in BOUND or consent is None:
        return _("%(name)s: %(standing)s") % {"name": entry.shown, "standing": WORDS[kind]}
    sentence = _("%(name)s: bound since %(day)s")
    if not consent.confirmed:
        sentence = _("%(name)s: bound since %(day)s, unconfirmed")
    return sentence % {"name": entry.shown, "day": day_text(consent.best)}


def _links(table: Table) -> dict[str, str]:
    return {code: reverse("partnership:state", args=[code]) for code in table.words("code")}
