"""What ends soon, as far as the reader may see it, with what keeps it; and open files in which nothing happens."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from palermo.directory.profiles import known_versions, profile_of
from palermo.kit.choices import Text
from palermo.kit.office_time import day_begins
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.retention import PERSON
from palermo.protection.referral.models.referrals import Referral
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.retention.endings import what_keeps
from palermo.trust.retention.models import Notice
from palermo.trust.retention.notices import open_notices
from palermo.trust.retention.rules import months_before
from palermo.trust.rows import row_or_404
from palermo.trust.verbs import LedgerVerb

_KEY = "{:%Y-%m-%d}_{}"


@dataclass(frozen=True, kw_only=True)
class Ends:
    """One record that ends: its notice, the newest file where it is a person, what keeps it in codes and words."""

    notice: Notice
    case_id: UUID | None
    case_code: str
    kept: tuple[tuple[str, Text], ...]

    @property
    def key(self) -> str:
        """Its place in the list."""
        return _KEY.format(self.notice.ends_on, self.notice.pk)


def what_ends(actor: Actor, *, after: str, limit: int) -> list[Ends]:
    """What ends, first what ends first, at most `limit` after the place `after` ("" for the beginning)."""
    rows = _with_case(open_notices(actor))
    day, _underscore, pk = after.partition("_")
    with suppress(ValueError):
        rows = rows.filter(Q(ends_on__gt=date.fromisoformat(day)) | Q(ends_on=day, pk__gt=UUID(pk)))
    return _with_keepers(actor, list(rows[:limit]))


def one_that_ends(actor: Actor, notice_id: UUID) -> Ends:
    """One record that ends. Raises Http404 for one that the actor may not see, counted as a probe."""
    row = row_or_404(actor, _with_case(open_notices(actor)), notice_id, object_type="notice")
    return _with_keepers(actor, [row])[0]


def quiet_cases(actor: Actor, *, day: date) -> QuerySet[Case]:
    """Open files, for whoever leads, in which nothing was recorded for the months of their profile, the oldest first.

    To have read a file is no act in it. Nobody but a colleague closes a file.
    """
    if not CASES.may(actor, CaseAction.LEAD):
        return Case.objects.none()
    quiet = Q(pk__in=[])
    for version in known_versions():
        since = months_before(day, profile_of(version).retention.quiet_months)
        old = Q(profile_version=version, opened_on__lt=since, created_at__lt=day_begins(since))
        quiet |= old & _nothing_since(day_begins(since))
    return CASES.visible(actor, Case.objects.filter(quiet, state=CaseState.OPEN)).order_by("opened_on", "id")


def _nothing_since(since: datetime) -> Q:
    events = LedgerEvent.objects.filter(organisation_id=OuterRef("organisation_id"), at__gte=since)
    of_person = events.filter(object_id=OuterRef("person_id")).exclude(verb=LedgerVerb.REVEALED)
    moved = Referral.objects.filter(
        organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk"), updated_at__gte=since
    )
    in_case = events.filter(object_id=OuterRef("pk"))
    return Q(~Exists(in_case)) & Q(~Exists(of_person)) & Q(~Exists(moved))


def _with_case(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    newest = Case.objects.filter(
        organisation_id=OuterRef("organisation_id"), person_id=OuterRef("subject_id")
    ).order_by("-id")
    return rows.annotate(
        case_id=Subquery(newest.values("id")[:1]), case_code=Subquery(newest.values("code")[:1])
    )


def _with_keepers(actor: Actor, rows: Sequence[Any]) -> list[Ends]:
    kept = what_keeps(actor.organisation_id, {row.subject_id: row.object_type for row in rows})
    return [
        Ends(
            notice=row,
            case_id=row.case_id if row.object_type == PERSON else None,
            case_code=(row.case_code or "") if row.object_type == PERSON else "",
            kept=tuple(kept[row.subject_id]),
        )
        for row in rows
    ]
