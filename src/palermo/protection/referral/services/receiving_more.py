"""What arrives after an identity: the file is completed, and what stood there before is kept beside what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palermo.exchange.acts import ends
from palermo.exchange.inbox import receive_package
from palermo.exchange.models import Envelope
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.rules import nationalities_in, needs_two_for_age
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_coded, record_identity
from palermo.protection.need_to_know.services.taking_over import take_over_never_share
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.changes import HOLDS
from palermo.protection.referral.models.changes import ArrivedChange
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import file_of_thread
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.vault.vault import seal, unseal

_OF_COLUMN: dict[str, Changed] = {
    "safe_contact": Changed.SAFE_CONTACT,
    "contact": Changed.CONTACT,
    "name": Changed.NAME,
    "other_names": Changed.NAME,
    "birth": Changed.AGE,
}
_OF_CODE: dict[str, Changed] = {
    "age_band": Changed.AGE,
    "gender": Changed.GENDER,
}
_UNSAID = frozenset({"", "not_asked", "not_known", "not_said"})


@service
@ends(lambda actor, given: file_of_thread(actor, given["envelope"].thread_id))
def receive_more(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Enquiry | None:
    """Complete this office's own file by what arrived; repeating it changes nothing.

    What differs takes the place of what stood here, which is kept sealed beside it until somebody has seen it, and
    after. What two people have to decide (that somebody is no child) and what no column holds is only told. An empty
    text empties nothing unless the sender says that it changed. What crossed an end on its way is kept nowhere: None.
    Tasks run in any order: where the first slice waits here as well, it is taken in first; an older change never
    takes the place of a newer one. Raises Refused where this office was asked nothing in the thread, where no slice
    came before, and once the person was erased.
    """
    enquiry = Enquiry.objects.select_for_update().filter(thread_id=envelope.thread_id).first()
    if enquiry is None or enquiry.sender_id != envelope.sender_id:
        raise Refused(
            NOT_FOUND,
            verb=ReferralAsked.ENQUIRY_RECEIVE_MORE,
            object_type="envelope",
            object_id=envelope.pk,
        )
    ENQUIRIES.require(actor, EnquiryAction.RECEIVE, enquiry)
    if enquiry.person_id is None and enquiry.state == ReferralState.ACCEPTED_IN_PRINCIPLE:
        _take_first(actor, enquiry, envelope)
    if ReferralState(enquiry.state) not in HOLDS or enquiry.person_id is None or enquiry.case_id is None:
        return None
    _complete(_file_of(actor, enquiry, enquiry.case_id, enquiry.person_id, envelope), payload)
    record(
        actor,
        verb=ReferralVerb.ENQUIRY_MORE_RECEIVED,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"sender": str(enquiry.sender_id), "columns": ".".join(payload.get("changed", ()))},
    )
    return enquiry


def _take_first(actor: Actor, enquiry: Enquiry, envelope: Envelope) -> None:
    slices = Envelope.objects.filter(
        thread_id=enquiry.thread_id, kind="identity_slice", sender_id=enquiry.sender_id
    )
    first = (
        slices.filter(sent_at__lte=envelope.sent_at).order_by("sent_at").values_list("pk", flat=True).first()
    )
    if first is not None:
        receive_package(actor, envelope_id=first)
        enquiry.refresh_from_db()
    if enquiry.person_id is None:
        raise Refused(
            "identity_first",
            verb=ReferralAsked.ENQUIRY_RECEIVE_MORE,
            object_type="enquiry",
            object_id=enquiry.pk,
        )


@dataclass(frozen=True)
class _File:
    """The file that is completed, and by what: the person's row locked, when the package was sent."""

    actor: Actor
    enquiry: Enquiry
    case_id: UUID
    person: Person
    sent_at: datetime

    def keep(
        self, what: Changed, *, column: str = "", before: str = "", now: str = "", taken: bool = True
    ) -> None:
        """Keep what came beside what stood here."""
        row = ArrivedChange(
            organisation_id=self.actor.organisation_id,
            enquiry=self.enquiry,
            case_id=self.case_id,
            person=self.person,
            what=what,
            column=column,
            sent_at=self.sent_at,
            taken=taken,
        )
        seal(row, before=before, now=now)
        row.save(force_insert=True)


def _file_of(actor: Actor, enquiry: Enquiry, case_id: UUID, person_id: UUID, envelope: Envelope) -> _File:
    person = Person.objects.select_for_update(no_key=True).get(
        organisation_id=actor.organisation_id, pk=person_id
    )
    if person.erased_at is not None:
        raise Refused(
            "erased", verb=ReferralAsked.ENQUIRY_RECEIVE_MORE, object_type="enquiry", object_id=enquiry.pk
        )
    return _File(actor, enquiry, case_id, person, envelope.sent_at)


def _complete(file: _File, payload: Mapping[str, Any]) -> None:
    changed = {Changed(code) for code in payload.get("changed", ())}
    newer = set(
        ArrivedChange.objects.filter(
            organisation_id=file.actor.organisation_id, enquiry=file.enquiry, sent_at__gt=file.sent_at
        ).values_list("column", flat=True)
    )
    parts = {name: value for name, value in payload.items() if name not in newer}
    _take_texts(file, parts, changed)
    _take_codes(file, parts)
    entries = payload.get("never_share", ())
    if entries and take_over_never_share(file.actor, person=file.person, entries=entries):
        file.keep(Changed.NEVER_SHARE)
    for part, what in (("guardian", Changed.GUARDIAN), ("died", Changed.DIED)):
        if part in payload:
            file.keep(what, column=part, now=payload[part], taken=False)
    _take_needs(file, payload)


def _take_texts(file: _File, payload: Mapping[str, Any], changed: set[Changed]) -> None:
    before = unseal(file.person, *_OF_COLUMN)
    came = {
        column: payload[column].strip()
        for column, what in _OF_COLUMN.items()
        if column in payload and (payload[column].strip() or what in changed)
    }
    new = {column: text for column, text in came.items() if text != before[column]}
    for column, text in new.items():
        file.keep(_OF_COLUMN[column], column=column, before=before[column], now=text)
    if new:
        record_identity(
            file.actor,
            person_id=file.person.pk,
            name=new.get("name"),
            other_names=new.get("other_names"),
            birth=new.get("birth"),
            contact=new.get("contact"),
            safe_contact=new.get("safe_contact"),
        )
        file.person.refresh_from_db(fields=["age_band"])


def _take_codes(file: _File, payload: Mapping[str, Any]) -> None:
    person = file.person
    here = {name: str(getattr(person, name)) for name in _OF_CODE}
    languages = list(dict.fromkeys([*person.languages, *payload.get("languages", ())]))
    new = {
        name: str(payload[name])
        for name in _OF_CODE
        if payload.get(name, "") not in _UNSAID and payload[name] != here[name]
    }
    alone = "age_band" in new and needs_two_for_age(here["age_band"], new["age_band"])
    for name, code in new.items():
        taken = not (alone and name == "age_band")
        file.keep(_OF_CODE[name], column=name, before=here[name], now=code, taken=taken)
    if alone:
        del new["age_band"]
    told = _nationalities(file, payload)
    if new or told or languages != list(person.languages):
        said = {**here, **new}
        record_coded(
            file.actor,
            person_id=person.pk,
            age_band=said["age_band"],
            gender=said["gender"],
            nationality=(told or person.nationalities)[0],
            other_nationalities=(told or person.nationalities)[1:],
            languages=languages,
        )


def _nationalities(file: _File, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The nationalities that take the place of those here, kept beside them; none where nothing new was told."""
    here = file.person.nationalities
    if payload.get("nationality", "") in _UNSAID:
        return ()
    came = nationalities_in(payload, before=here)
    told = (came["nationality"], *came["other_nationalities"])
    if told == here:
        return ()
    file.keep(Changed.NATIONALITY, column="nationality", before=" ".join(here), now=" ".join(told))
    return told


def _take_needs(file: _File, payload: Mapping[str, Any]) -> None:
    open_here = set(
        Need.objects.filter(
            organisation_id=file.actor.organisation_id,
            case_id=file.case_id,
            state__in=[NeedState.OPEN, NeedState.IN_REFERRAL],
        ).values_list("kind", flat=True)
    )
    for need in payload.get("needs", ()):
        if need["kind"] not in open_here:
            record_need(file.actor, case_id=file.case_id, kind=need["kind"], urgency=need["urgency"])
