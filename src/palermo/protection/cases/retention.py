"""When a person's time is over: so many years after the last of their files was closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from palermo.directory.profiles import known_versions, profile_of
from palermo.exchange.acts import lock_person_of
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS
from palermo.trust.retention.endings import Due, Ending, Keeper, register, register_keeper
from palermo.trust.retention.rules import Rule, years_after, years_before
from palermo.trust.vault.vault import SealedModel

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=SealedModel)
PERSON = "person"
OPEN_CASE = "open_case"


def register_ending() -> None:
    """Called in AppConfig.ready."""
    register(
        Ending(
            rule=Rule.PERSON,
            room=ROOM,
            object_type=PERSON,
            due=persons_due,
            kept=lambda office: Person.objects.filter(
                organisation_id=office, erased_at__isnull=True
            ).exists(),
            seen=lambda actor: PERSONS.visible(actor, Person.objects.all()),
            lock=_lock_with_files,
        )
    )
    for code, rows in (("joined", _joined_before), ("leads", _led_before)):
        register_keeper(
            PERSON, Keeper(code=code, words=_("Another file of the same person is open"), rows=rows)
        )
    register_keeper(PERSON, Keeper(code=OPEN_CASE, words=_("A file of the person is open"), rows=_open_cases))


def _lock_with_files(organisation_id: UUID, person_id: UUID) -> None:
    """The person's turn of sending and ending, their files, then the person: nobody opens one again meanwhile."""
    lock_person_of(organisation_id, person_id)
    files = Case.objects.filter(organisation_id=organisation_id, person_id=person_id).order_by("pk")
    list(files.select_for_update().values_list("pk", flat=True))
    locked(Person, organisation_id, person_id)


_LAST_CLOSED = Max(
    Greatest(
        "cases__closed_on",
        TruncDate("cases__created_at"),
        TruncDate("cases__closings__created_at"),  # PostgreSQL leaves out a file without one
    )
)


def persons_due(organisation_id: UUID, until: date, only: UUID | None) -> Iterator[Due]:
    """Persons whose files are all closed, and whose years end on or before `until`.

    A file counts from the day it was closed on, as somebody typed it, and never from before it was written down that
    it was: a day far back ends nobody.
    """
    rows = Person.objects.filter(
        organisation_id=organisation_id, retention_rule=Rule.PERSON, erased_at__isnull=True
    )
    still_open = Case.objects.filter(
        organisation_id=organisation_id, person_id=OuterRef("pk"), state=CaseState.OPEN
    )
    closed = one_of(rows, only).filter(~Exists(still_open)).annotate(last=_LAST_CLOSED)
    over = Q(pk__in=[])
    for version in known_versions():
        years = profile_of(version).retention.file_years
        over |= Q(profile_version=version, last__lte=years_before(until, years))
    for pk, version, last in closed.filter(over).values_list("pk", "profile_version", "last"):
        yield Due(pk, last, years_after(last, profile_of(version).retention.file_years))


def outside_a_file(rows: QuerySet[M], since: str, until: date) -> Iterator[Due]:
    """Of records that stand in no file: those whose years, from the moment `since`, end on or before `until`."""
    over = Q(pk__in=[])
    for version in known_versions():
        before = years_before(until, profile_of(version).retention.outside_file_years)
        over |= Q(profile_version=version, **{f"{since}__date__lte": before})
    for pk, version, at in rows.filter(over).values_list("pk", "profile_version", since):
        yield Due(
            pk, local_day(at), years_after(local_day(at), profile_of(version).retention.outside_file_years)
        )


def one_of(rows: QuerySet[M], only: UUID | None) -> QuerySet[M]:
    """`rows`, or the one of them that is asked about."""
    return rows if only is None else rows.filter(pk=only)


def locked(model: type[M], organisation_id: UUID, row_id: UUID) -> M | None:
    """The office's row, locked until the transaction ends."""
    rows = model._default_manager.select_for_update().filter(organisation_id=organisation_id, pk=row_id)
    return rows.first()


def with_a_text(model: type[S]) -> Q:
    """Rows of which something sealed is not emptied yet."""
    found = Q(pk__in=[])
    for column in model.sealed_columns():
        found |= ~Q(**{column: b""})
    return found


def about_persons(rows: QuerySet[M], persons: Sequence[UUID], *, by: str = "person_id") -> QuerySet[M]:
    """Rows about these persons, each with the person as `kept`: what a keeper gives."""
    about = rows.filter(**{f"{by}__in": list(persons)}).annotate(kept=F(by))
    return cast(QuerySet[M], about.only("pk"))


def _open_cases(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Case]:
    return about_persons(Case.objects.filter(organisation_id=organisation_id, state=CaseState.OPEN), persons)


def _joined_before(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Joining]:
    """Of joined files: one of the same person is open, so the person's years have not begun."""
    bound = Joining.objects.filter(organisation_id=organisation_id, undone_at__isnull=True)
    files = Case.objects.filter(organisation_id=organisation_id, state=CaseState.OPEN)
    same = files.filter(person_id=OuterRef("leads_id"))
    siblings = Joining.objects.filter(
        organisation_id=organisation_id, undone_at__isnull=True, leads_id=OuterRef(OuterRef("leads_id"))
    ).exclude(pk=OuterRef(OuterRef("pk")))
    among = files.filter(person_id__in=siblings.values("joined_id"))
    open_rows = bound.filter(Exists(same) | Exists(among))
    return about_persons(open_rows, persons, by="joined_id")


def _led_before(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Joining]:
    files = Case.objects.filter(
        organisation_id=organisation_id, state=CaseState.OPEN, person_id=OuterRef("joined_id")
    )
    bound = Joining.objects.filter(Exists(files), organisation_id=organisation_id, undone_at__isnull=True)
    return about_persons(bound, persons, by="leads_id")
