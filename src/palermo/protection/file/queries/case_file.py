"""One case as its page shows it: who may be told what, what is needed now, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from palermo.desk.models import Clock
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.clocks import clocks_of
from palermo.protection.cases.queries.colleagues import Colleague, as_colleagues, assignments_of
from palermo.protection.cases.queries.joined import contacts_shown
from palermo.protection.children.models import Guardian
from palermo.protection.children.queries.guardians import guardian_counts
from palermo.protection.file.history_lines import Kind, verbs_of
from palermo.protection.file.queries.history import answers_yes, events_of, needs_recorded
from palermo.protection.first_contact.queries.arrival import Arrival, arrival_from, arrival_in_short
from palermo.protection.identification.models import Decision, Presumption
from palermo.protection.need_to_know.codes import Alike
from palermo.protection.need_to_know.models import LookAlike, NeverShare, SearchHit
from palermo.protection.need_to_know.queries.joined_files import joined_lists
from palermo.protection.need_to_know.queries.look_alikes import pairs_shown
from palermo.protection.need_to_know.queries.searches_of_a_file import Searched, searched_for
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.referrals import referrals_joined, referrals_of_case
from palermo.trust.actor import Actor
from palermo.trust.basis import queries as basis
from palermo.trust.basis.models import Consent, Override, ServiceAgreement
from palermo.trust.gather import gather
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import Organisation, User
from palermo.trust.policy import get_or_404
from palermo.trust.vault.models import LegalHold
from palermo.trust.vault.vault import reveal

MOST_ASSISTANCE = 100
MOST_ANSWERS = 100
MOST_REFERRALS = 100
MOST_FINDINGS = 20


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """A consent in force: which office may be told which classes of data, until when; was there other help."""

    office: str
    recipient_id: UUID
    data_classes: tuple[str, ...]
    purpose: str
    until: date
    alternative_existed: bool


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """All that the page of a case shows but identity. `safe_contact` is None for those who may not see it.

    `answers` are the person's yes and no to services of this office, newest first; `came_by` the enquiry by which
    another office referred the person here, if one did; `searched` are searches of colleagues who do not work on it.
    `presumptions` and `decisions` are the newest first and open no seal; `events` are what the ledger says of the case,
    of the kind that was asked for, each with the `name` of who did it.
    """

    case: Case
    needs: tuple[Need, ...]
    assistance: tuple[Assistance, ...]
    answers: tuple[ServiceAgreement, ...]
    colleagues: tuple[Colleague, ...]
    allowed: tuple[Allowed, ...]
    reviews_due: tuple[Override, ...]
    referrals: tuple[Referral, ...]
    came_by: tuple[Enquiry, ...]
    presumptions: tuple[Presumption, ...]
    decisions: tuple[Decision, ...]
    clocks: tuple[Clock, ...]
    events: tuple[LedgerEvent, ...]
    needs_recorded: tuple[LedgerEvent, ...]
    answers_yes: tuple[LedgerEvent, ...]
    arrival: Arrival
    on_hold: bool
    has_never_list: bool
    has_guardian: bool
    alike: tuple[Any, ...]
    joined: Mapping[str, Sequence[Any]] | None
    contacts: int
    searched: tuple[Searched, ...]
    safe_contact: str | None


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What `_rows_of_the_page` asks of a case beside its own row."""

    on_hold: bool
    came_by_enquiry: bool
    has_never_list: bool
    may_be_known: bool
    is_joined: bool
    was_searched: bool
    has_guardian: bool
    arrival: Mapping[str, Any]


def _rows_of_the_page(day: date) -> QuerySet[Case]:
    """Cases with what their page alone asks, so that it costs no query of its own."""
    hold = LegalHold.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        subject_id=OuterRef("person_id"),
        released_at__isnull=True,
    )
    arrival = Enquiry.objects.filter(
        organisation_id=OuterRef("organisation_id"), person_id=OuterRef("person_id"), case_id=OuterRef("pk")
    )
    never = NeverShare.objects.filter(
        organisation_id=OuterRef("organisation_id"), person_id=OuterRef("person_id"), ended_at__isnull=True
    )
    guardian = Guardian.objects.filter(
        guardian_counts(day), organisation_id=OuterRef("organisation_id"), person_id=OuterRef("person_id")
    )
    open_pair = LookAlike.objects.filter(
        Q(person_id=OuterRef("person_id")) | Q(other_id=OuterRef("person_id")),
        organisation_id=OuterRef("organisation_id"),
        answer=Alike.OPEN,
    )
    joined = Joining.objects.filter(
        Q(leads_id=OuterRef("person_id")) | Q(joined_id=OuterRef("person_id")),
        organisation_id=OuterRef("organisation_id"),
        undone_at__isnull=True,
    )
    hit = SearchHit.objects.filter(organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk"))
    return Case.objects.select_related("person").annotate(
        on_page=JSONObject(
            on_hold=Exists(hold),
            came_by_enquiry=Exists(arrival),
            has_never_list=Exists(never),
            may_be_known=Exists(open_pair),
            is_joined=Exists(joined),
            was_searched=Exists(hit),
            has_guardian=Exists(guardian),
        ),
        arrival=arrival_in_short(),
    )


def case_file(
    actor: Actor,
    case_id: UUID,
    *,
    day: date,
    most: int,
    kind: Kind | None = None,
    before: int | None = None,
) -> CaseFile:
    """The file of a case with the newest `most` events of its history, of one kind or all, before a place in the chain.

    Reading how the person may be reached safely is a reveal, and recorded as one.
    """
    case = get_or_404(actor, CASES, _rows_of_the_page(day), case_id)
    asked = _Asked(**case.on_page, arrival=case.arrival)  # type: ignore[attr-defined]
    here = {"organisation_id": actor.organisation_id, "case_id": case.pk}
    identity = CASES.may(actor, CaseAction.SEE_IDENTITY, case).allowed
    contacts: list[str] = []
    if identity:
        contacts = (
            contacts_shown(actor, case.person)
            if asked.is_joined
            else [reveal(actor, case.person, "safe_contact", object_type="person")["safe_contact"]]
        )
    verbs = verbs_of(kind, may_read_sealed=identity)
    lists: dict[str, QuerySet[Any]] = {
        "needs": Need.objects.filter(**here).order_by("id"),
        "assistance": _help_given(here),
        "assignments": assignments_of(case),
        "referrals": referrals_of_case(actor, case.pk)[:MOST_REFERRALS],
        "presumptions": _presumptions(here),
        "decisions": _decisions(here),
        "clocks": clocks_of(actor, case),
        "needs_recorded": needs_recorded(case),
        "answers_yes": answers_yes(case),
        "events": events_of(case, verbs, before=before, most=most),
    }
    if identity:
        lists |= {
            "answers": _by(basis.agreements_to_services(actor, case.person_id, room=ROOM), "recorded_by_id")[
                :MOST_ANSWERS
            ],
            "allowed": _consents_in_force(actor, case, day),
            "reviews_due": basis.reviews_due(actor, room=ROOM, subject_ids=[case.person_id]),
        }
    if asked.may_be_known and identity:
        lists["alike"] = pairs_shown(actor, case)
    if asked.is_joined:
        lists |= joined_lists(actor, case)
        lists["joined_referrals"] = referrals_joined(actor, case)
    if asked.came_by_enquiry:
        lists["came_by"] = _came_by(case)
    found = gather(lists)
    needs = {need.pk: need for need in found["needs"]}
    for row in found["referrals"]:
        row.need = needs[row.need_id]
    return CaseFile(
        case=case,
        needs=tuple(found["needs"]),
        assistance=tuple(found["assistance"]),
        answers=tuple(found.get("answers", ())),
        colleagues=as_colleagues(found["assignments"]),
        allowed=tuple(_one_allowed(row, row.office) for row in found.get("allowed", ())),
        reviews_due=tuple(found.get("reviews_due", ())),
        referrals=tuple(found["referrals"]),
        came_by=tuple(found.get("came_by", ())),
        presumptions=tuple(found["presumptions"]),
        decisions=tuple(found["decisions"]),
        clocks=tuple(found["clocks"]),
        events=tuple(found["events"]),
        needs_recorded=tuple(found["needs_recorded"]),
        answers_yes=tuple(found["answers_yes"]),
        arrival=arrival_from(asked.arrival),
        on_hold=asked.on_hold,
        has_never_list=asked.has_never_list,
        has_guardian=asked.has_guardian,
        alike=tuple(found.get("alike", ())),
        joined={name: rows for name, rows in found.items() if name.startswith("joined_")}
        if asked.is_joined
        else None,
        contacts=len(contacts),
        searched=tuple(searched_for(case)) if identity and asked.was_searched else (),
        safe_contact="\n\n".join(contacts) if identity else None,
    )


def _consents_in_force(actor: Actor, case: Case, day: date) -> QuerySet[Consent]:
    name = Organisation.objects.filter(pk=OuterRef("recipient_id")).values("name")
    rows = basis.consents_in_force(actor, case.person_id, room=ROOM, day=day)
    return rows.annotate(office=Subquery(name[:1]))


def _came_by(case: Case) -> QuerySet[Enquiry]:
    office = Organisation.objects.filter(pk=OuterRef("sender_id")).values("name")
    rows = Enquiry.objects.filter(
        organisation_id=case.organisation_id, person_id=case.person_id, case_id=case.pk
    )
    return rows.annotate(office=Subquery(office[:1])).order_by("id")


def _presumptions(here: Mapping[str, Any]) -> QuerySet[Presumption]:
    rows = Presumption.objects.filter(**here).defer("who").order_by("-id")
    return _by(rows, "recorded_by_id")[:MOST_FINDINGS]


def _decisions(here: Mapping[str, Any]) -> QuerySet[Decision]:
    rows = Decision.objects.filter(**here).defer("reasons", "early_why").order_by("-id")
    return _by(rows, "decided_by_id")[:MOST_FINDINGS]


def _help_given(here: Mapping[str, Any]) -> QuerySet[Assistance]:
    struck_by = User.objects.filter(pk=OuterRef("struck_by_id")).values("full_name")
    rows = Assistance.objects.filter(**here).annotate(struck_by_name=Subquery(struck_by[:1])).order_by("-id")
    return _by(rows, "recorded_by_id")[:MOST_ASSISTANCE]


def _by(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Rows with the `by_name` of the colleague in a column."""
    name = User.objects.filter(pk=OuterRef(column)).values("full_name")
    named: QuerySet[Any] = rows.annotate(by_name=Subquery(name[:1]))
    return named


def _one_allowed(row: Consent, office: str) -> Allowed:
    return Allowed(
        office=office,
        recipient_id=row.recipient_id,
        data_classes=tuple(row.data_classes),
        purpose=row.disclosure_purpose,
        until=row.valid_until,
        alternative_existed=row.alternative_existed,
    )


def open_holds(case: Case) -> list[LegalHold]:
    """The legal holds open on the case's person, oldest first."""
    rows = LegalHold.objects.filter(
        organisation_id=case.organisation_id, subject_id=case.person_id, released_at__isnull=True
    )
    return list(rows.order_by("id"))
