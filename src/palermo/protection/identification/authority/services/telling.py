"""The person is told of the authority's decision: from then on the time to ask again runs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from palermo.directory.profiles import profile_of
from palermo.kit.office_time import office_today
from palermo.protection.cases.services.cases import check_codes
from palermo.protection.identification.authority.codes import AskState, Interpreted, LetterKept
from palermo.protection.identification.authority.models import Ask
from palermo.protection.identification.authority.services.taking_back import own_ask
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service


@service
def record_told(
    actor: Actor,
    *,
    ask_id: UUID,
    told_on: date,
    language: str,
    interpreted: Interpreted,
    letter_kept: LetterKept,
) -> Ask:
    """Record that the person was told, when, in which language and through whom, and how the letter is kept.

    The time to ask again runs from that day, by the case's profile. Told again, the first day stays: nobody loses time
    by it. Raises Refused without an answer, for a day to come and for one before the decision.
    """
    row = own_ask(actor, ask_id, verb=IdentificationAsked.AUTHORITY_TELL)
    check_codes(language)
    reason = None
    if row.state != AskState.ANSWERED or row.decided_on is None:
        reason = "ask_not_answered"
    elif told_on > office_today():
        reason = "day_in_future"
    elif told_on < row.decided_on:
        reason = "told_before_decided"
    if reason:
        raise Refused(reason, verb=IdentificationAsked.AUTHORITY_TELL, object_type="ask", object_id=row.pk)
    profile = profile_of(row.case.profile_version)
    if row.told_on is None:
        row.told_on = told_on
        row.again_until = profile.calendar.after(told_on, profile.ask_again_within)
    row.told_language, row.interpreted, row.letter_kept = language, interpreted, letter_kept
    row.save(update_fields=["told_on", "again_until", "told_language", "interpreted", "letter_kept"])
    record(
        actor,
        verb=IdentificationVerb.AUTHORITY_TOLD,
        object_type="case",
        object_id=row.case_id,
        codes={
            "ask": str(row.pk),
            "language": language,
            "interpreted": interpreted.value,
            "kept": letter_kept.value,
        },
    )
    return row
