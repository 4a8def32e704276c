"""What the pages of breaches show, as tables and facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.components import Cell, Column, Fact, State, Table
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.trust.actor import Actor
from palermo.trust.ledger.breaches import authority_due, breach_window
from palermo.trust.ledger.exposure import Exposure, OpenedFile, SentAway, recipient_names
from palermo.trust.ledger.models import Breach
from palermo.trust.ledger.words import column_words, verb_words
from palermo.trust.people.breach_words import (
    ANSWERS,
    AUTHORITY_DONE,
    AUTHORITY_LATE,
    AUTHORITY_WAITS,
    KINDS,
    OUTCOMES,
)
from palermo.trust.people.queries import colleague_names
from palermo.trust.people.views.common import short

MOST = 200
"""Lines of a table; the command prints all."""


def breaches_table(rows: Sequence[Breach], *, now: datetime, next_key: str) -> Table:
    """The office's breaches."""
    return Table(
        caption=_("Breaches"),
        columns=[
            Column(_("Known since")),
            Column(_("What happened")),
            Column(_("Authority")),
            Column(_("Due")),
        ],
        rows=[
            [
                Link(day_text(row.known_at), reverse("people:breach", args=[row.pk])),
                KINDS[row.kind],
                authority_state(row, now=now),
                None if row.authority_answer else authority_due(row),
            ]
            for row in rows
        ],
        empty=_("None was noted. Look into the ledger first; a breach is noted from there."),
        next_key=next_key,
    )


def authority_state(row: Breach, *, now: datetime) -> State:
    """Whether the authority waits."""
    if row.authority_answer:
        return AUTHORITY_DONE
    return AUTHORITY_LATE if authority_due(row) < now else AUTHORITY_WAITS


def breach_facts(actor: Actor, row: Breach, *, now: datetime) -> list[Fact]:
    """What is known of a breach, and the authority's clock."""
    window = breach_window(row)
    people = {id_ for id_ in (row.account_id, row.noted_by_id, row.answered_by_id) if id_}
    names = colleague_names(actor, people)
    facts = [
        Fact(_("What happened"), KINDS[row.kind]),
        Fact(
            _("Whose account"),
            names.get(row.account_id, _("An account without a role here"))
            if row.account_id
            else _("Anybody’s"),
        ),
        Fact(_("From"), window.since or _("The beginning")),
        Fact(_("Until"), window.until or _("Now")),
        Fact(_("Known since"), row.known_at),
        Fact(_("Noted by"), names.get(row.noted_by_id) if row.noted_by_id else None),
        Fact(_("The authority is told by"), authority_due(row)),
        Fact(_("Authority"), authority_state(row, now=now)),
    ]
    if row.authority_answer:
        answered = [ANSWERS[row.authority_answer], row.answered_at]
        facts.append(Fact(_("What came of it"), answered))
    return facts


def telling_table(row: Breach) -> Table:
    """How far the telling of persons is: counts only, whom it concerns is known to those who work with them."""
    counts = Counter(row.notices.values_list("outcome", flat=True))
    return Table(
        caption=_("Persons whom it concerns"),
        columns=[Column(_("State")), Column(_("Persons"), figures=True)],
        rows=[
            [OUTCOMES.get(outcome, _("Still to be told, through their safe contact")), number]
            for outcome, number in sorted(counts.items())
        ],
        empty=_(
            "Nobody was found so far. Looking takes a minute; load the page again. If it still says so then, it "
            "concerns no person’s file."
        ),
        note=_(
            "Whoever works with a person has it on the Today page, and tells them through their safe contact only."
        ),
    )


def exposure_facts(found: Exposure) -> list[Fact]:
    """The sums."""
    return [
        Fact(_("Files opened"), len(found.files)),
        Fact(_("Looks at them"), sum(file.looks for file in found.files)),
        Fact(_("Disclosures and messages"), len(found.sent)),
        Fact(_("Recipients outside"), len(found.recipients)),
    ]


def exposure_tables(actor: Actor, found: Exposure) -> list[Table]:
    """Which files were opened, and what left to whom."""
    people: set[UUID] = {id_ for file in found.files for id_ in file.accounts}
    people |= {sent.account_id for sent in found.sent if sent.account_id}
    names = colleague_names(actor, people)
    more = _("The first %(most)s lines; the command “palermo ledger exposure” prints all.") % {"most": MOST}
    return [
        opened_table(
            found.files[:MOST],
            caption=_("Files opened"),
            empty=_("Nothing sealed was opened."),
            note=more if len(found.files) > MOST else "",
            names=names,
        ),
        left_table(
            found.sent[:MOST],
            caption=_("What left the office"),
            note=more if len(found.sent) > MOST else "",
            names=names,
        ),
    ]


def opened_table(
    files: Sequence[OpenedFile],
    *,
    caption: str,
    empty: str,
    note: str = "",
    names: Mapping[UUID, str] | None = None,
) -> Table:
    """What was shown of files, how often and when; with `names` of colleagues also of which file, and to whom."""
    of_file, who = ([Column(_("File"))], [Column(_("Who"))]) if names is not None else ([], [])
    return Table(
        caption=caption,
        columns=[
            *of_file,
            Column(_("What was shown")),
            Column(_("Looks"), figures=True),
            Column(_("First")),
            Column(_("Last")),
            *who,
        ],
        rows=[_opened(file, names) for file in files],
        empty=empty,
        note=note,
    )


def left_table(
    sent: Sequence[SentAway], *, caption: str, note: str = "", names: Mapping[UUID, str] | None = None
) -> Table:
    """What left and to whom; with `names` of colleagues also about what, and by whom."""
    called = recipient_names(frozenset(one.recipient_id for one in sent if one.recipient_id))
    who = [Column(_("Who"))] if names is not None else []
    return Table(
        caption=caption,
        columns=[
            Column(_("When")),
            Column(_("What")),
            Column(_("To whom")),
            Column(_("Of what kind")),
            *who,
        ],
        rows=[_left(one, names, called) for one in sent],
        empty=_("Nothing left."),
        note=note,
    )


def _opened(file: OpenedFile, names: Mapping[UUID, str] | None) -> list[Cell]:
    shown: list[Cell] = [listed(map(column_words, file.columns)), file.looks, file.first, file.last]
    if names is None:
        return shown
    return [_about(file.object_type, file.object_id), *shown, _who(file.accounts, names)]


def _left(sent: SentAway, names: Mapping[UUID, str] | None, called: Mapping[UUID, str]) -> list[Cell]:
    what = verb_words(sent.verb)
    recipient = called.get(sent.recipient_id, short(sent.recipient_id)) if sent.recipient_id else None
    kinds = listed(map(column_words, sent.classes)) or None
    if names is None:
        return [sent.at, what, recipient, kinds]
    about = _about(sent.object_type, sent.object_id) if sent.object_id else None
    who = _who(frozenset({sent.account_id} if sent.account_id else ()), names)
    return [sent.at, [what, about] if about else what, recipient, kinds, who]


def _about(object_type: str, object_id: UUID) -> Link:
    label = f"{object_type.replace('_', ' ')} {short(object_id)}"
    return Link(label, f"{reverse('people:ledger')}?about={object_id}")


def _who(accounts: frozenset[UUID], names: Mapping[UUID, str]) -> str:
    if not accounts:
        return _("The program")
    return listed(sorted(names.get(id_, _("An account without a role here")) for id_ in accounts))
