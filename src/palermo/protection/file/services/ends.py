"""What whoever leads does about a record that ends: keep it longer for a reason, or end it now."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.retention import PERSON
from palermo.trust.actor import Actor
from palermo.trust.retention import notices
from palermo.trust.retention.endings import ending_of, what_keeps
from palermo.trust.retention.models import Notice
from palermo.trust.retention.rules import RETENTION_ENDED
from palermo.trust.retention.verbs import RetentionAsked
from palermo.trust.retention.words import KeepReason
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.erasure import erase


@service
def keep_longer(actor: Actor, *, notice_id: UUID, reason: KeepReason, until: date) -> Notice:
    """Keep the record until a day, for a coded reason; the colleague and the reason stand in the ledger.

    Raises Refused for whoever does not lead, for a notice they may not see, and for a day that is none.
    """
    return notices.keep_longer(actor, notice=_own(actor, notice_id), reason=reason, until=until)


@service
def end_now(actor: Actor, *, notice_id: UUID) -> None:
    """End a record that is no person before its day. A person is erased on the page of their file.

    Raises Refused for whoever does not lead, while something keeps it, and for a person's file.
    """
    row = _own(actor, notice_id)
    kept = what_keeps(row.organisation_id, {row.subject_id: row.object_type})[row.subject_id]
    if kept or row.object_type == PERSON:
        raise Refused(
            "something_keeps_it" if kept else "erased_on_its_page",
            verb=RetentionAsked.END_NOW,
            object_type=row.object_type,
            object_id=row.subject_id,
        )
    erase(actor, subject_id=row.subject_id, reason=RETENTION_ENDED, object_type=row.object_type)


def _own(actor: Actor, notice_id: UUID) -> Notice:
    """The notice, and the record it is about, locked."""
    CASES.require(actor, CaseAction.KEEP_LONGER)
    rows = notices.open_notices(actor).order_by()
    asked = CASES.asked(CaseAction.KEEP_LONGER)
    seen = own_row(actor, rows, notice_id, verb=asked, object_type="notice", lock=False)
    ending_of(seen.object_type).lock(seen.organisation_id, seen.subject_id)
    return own_row(actor, rows, notice_id, verb=asked, object_type="notice")
