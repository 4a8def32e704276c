"""The asking side: the authority is asked with the person's yes, or it is taken back, or nobody is asked at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.directory.profiles import profile_of
from palermo.directory.queries import live_terms
from palermo.exchange.acts import makes, person_in
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import send_identity
from palermo.kit.office_time import day_ends, local_day
from palermo.protection.cases.codes import ROOM, Stage
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.joined import is_undecided
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.children.queries.guardians import guardian_ids, require_guardian
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.identification.authority.codes import AskState, Lawyer
from palermo.protection.identification.authority.models import Ask
from palermo.protection.identification.authority.slice import (
    Chosen,
    last_presumption,
    leaves_with,
    reflection_until,
    what_leaves,
)
from palermo.protection.identification.authority.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.identification.codes import AskedBy
from palermo.protection.identification.models import Presumption
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.services.presumption import await_decision
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.reference.spoken_codes import new_code
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.basis.rules import ConsentMeans, Disclosure, GivenBy
from palermo.trust.basis.services import record_consent, require_disclosure
from palermo.trust.current import record
from palermo.trust.mandates import OrganisationKind
from palermo.trust.people.queries import offices
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_as_shown
from palermo.trust.vault.vault import seal

TEXT_VERSION = "authority-1"
"""Which words the person was told before the yes (`words.TOLD_BEFORE`)."""


@dataclass(frozen=True, kw_only=True)
class Yes:
    """How the yes to asking the authority was given."""

    given_by: GivenBy
    form: ConsentMeans
    language: str
    told_limits: bool
    valid_until: date
    guardian_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Again:
    """That a decision is to be looked at again: the asking that was answered, who wants it, what is said against it."""

    about_id: UUID
    asked_by: AskedBy
    grounds: str = ""


@service
@makes(person_in(Case, "case_id", column="person_id"))
def ask_authority(
    actor: Actor,
    *,
    case_id: UUID,
    recipient_id: UUID,
    chosen: Chosen,
    yes: Yes,
    lawyer: Lawyer,
    again: Again | None = None,
    shown: str | None = None,
) -> Ask:
    """Ask a competent authority to decide, with what the person chose, and let the time to decide run from now.

    The yes is recorded with it, for this authority and identification alone. Raises Refused without a presumption, for
    an office that is none or barred for the person, while one is asked already, for a child without a guardian who
    counts, without a safe contact, and with the reason where agreement, legal basis or yes do not cover it;
    ChangedSinceShown where it is not what the last page showed.
    """
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.ASK_AUTHORITY)
    require_guardian(actor, case, verb=IdentificationAsked.AUTHORITY_ASK)
    presumed = last_presumption(case)
    if presumed is None:
        raise refused_ask("nobody_presumed", case)
    about = _answered(actor, case, again)
    if reason := _refusal(actor, case, recipient_id, presumed=presumed, about=about):
        raise refused_ask(reason, case)
    record_consent(
        actor,
        room=ROOM,
        subject_id=case.person_id,
        subject_is_child=is_childs_yes(case.person),
        recipient_id=recipient_id,
        purpose=PURPOSE,
        data_classes=chosen.leaving,
        given_by=yes.given_by,
        guardian_id=yes.guardian_id
        if yes.guardian_id in guardian_ids(actor, case.person_id, lock=True)
        else None,
        form=yes.form,
        language=yes.language,
        text_version=TEXT_VERSION,
        alternative_existed=True,
        told_limits=yes.told_limits,
        valid_until=yes.valid_until,
    )
    now, code = timezone.now(), new_code()
    disclosure = Disclosure(
        recipient_id=recipient_id,
        purpose=PURPOSE,
        data_classes=chosen.leaving,
        now=now,
        subject_is_child=is_childs_yes(case.person),
        guardians=guardian_ids(actor, case.person_id, lock=True),
    )
    evaluation = require_disclosure(
        actor,
        room=ROOM,
        subject_id=case.person_id,
        disclosure=disclosure,
        terms=live_terms(actor, recipient_id, purpose=PURPOSE, data_classes=chosen.leaving),
    )
    grounds = again.grounds if again else ""
    parts = what_leaves(case, chosen, grounds=grounds)
    if not parts["safe_contact"].strip():
        raise refused_ask("safe_contact_missing", case)
    require_as_shown(
        actor,
        shown,
        leaves_with(recipient_id, chosen, parts),
        of="authority_again" if about else "authority",
        object_id=case.pk,
        verb=IdentificationAsked.AUTHORITY_ASK,
        object_type="case",
    )
    profile = profile_of(case.profile_version)
    due_at = day_ends(profile.calendar.after(local_day(now), profile.decision_within))
    parcel = Parcel(
        kind="identification_request",
        receiver_id=recipient_id,
        payload={
            "code": code,
            "about": about.code if about else "",
            "asked_by": again.asked_by.value if again else "none",
            "presumed_on": presumed.presumed_on.isoformat(),
            "responder_kind": presumed.responder_kind,
            "reflection_until": reflection_until(case),
            "lawyer": lawyer.value,
            **parts,
        },
        purpose=PURPOSE,
        data_classes=chosen.leaving,
        caveats=CAVEATS,
        due_at=due_at,
        expires_at=due_at + KEPT_UNREAD,
    )
    envelope = send_identity(actor, evaluation=evaluation, disclosure=disclosure, parcel=parcel)
    row = Ask(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        recipient_id=recipient_id,
        code=code,
        thread_id=envelope.thread_id,
        about=about,
        asked_by=again.asked_by if again else "",
        sent_at=now,
        due_at=due_at,
        disclosed_classes=sorted(one.value for one in chosen.leaving),
        lawyer=lawyer,
        recorded_by_id=named(actor),
    )
    if grounds.strip():
        seal(row, grounds=grounds.strip())
    row.save(force_insert=True)
    if presumed.not_asking:
        presumed.not_asking, presumed.not_asking_on = "", None
        presumed.save(update_fields=["not_asking", "not_asking_on"])
    await_decision(actor, case, since=local_day(now))
    if about:
        set_stage(case, Stage.ASKED_AGAIN)
    tell_ask(actor, row, IdentificationVerb.AUTHORITY_ASKED, again=about is not None)
    return row


def _answered(actor: Actor, case: Case, again: Again | None) -> Ask | None:
    """The answered asking of the case that is asked about again. Raises Refused for any other."""
    if again is None:
        return None
    rows = Ask.objects.filter(organisation_id=actor.organisation_id, case=case)
    row = own_row(
        actor, rows, again.about_id, verb=IdentificationAsked.AUTHORITY_ASK, object_type="ask", lock=False
    )
    if row.state != AskState.ANSWERED:
        raise refused_ask("ask_not_answered", case)
    return row


def _refusal(
    actor: Actor, case: Case, recipient_id: UUID, *, presumed: Presumption, about: Ask | None
) -> str | None:
    if not offices().filter(pk=recipient_id, kind=OrganisationKind.COMPETENT_AUTHORITY).exists():
        return "not_an_authority"
    if about is not None and about.recipient_id != recipient_id:
        return "ask_of_another_authority"
    if reason := barred_offices(actor, case.person_id).get(recipient_id):
        return reason
    if is_undecided(case.organisation_id, case.person_id):
        return "safe_contact_two"
    held = Ask.objects.filter(organisation_id=actor.organisation_id, case=case)
    if held.filter(state=AskState.OPEN).exists():
        return "authority_asked_already"
    newest = held.filter(state=AskState.ANSWERED).order_by("-id").first()
    if about is None and newest is not None and presumed.created_at <= newest.sent_at:
        return "decided_already"
    return None


def refused_ask(reason: str, case: Case) -> Refused:
    """The refusal of asking about a case, for `reason`."""
    return Refused(reason, verb=IdentificationAsked.AUTHORITY_ASK, object_type="case", object_id=case.pk)


def tell_ask(actor: Actor, row: Ask, verb: IdentificationVerb, **codes: str | bool) -> None:
    """Record what was done about an asking."""
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"ask": str(row.pk), "recipient": str(row.recipient_id), **codes},
    )
