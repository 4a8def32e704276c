"""What an erasure does to asking the authority: it tells first, then empties the texts; and what remains there."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.bodies import is_unread
from palermo.exchange.models import Body
from palermo.protection.cases.codes import EraseReason
from palermo.protection.identification.authority.codes import AskState, AskWithdrawalAnswer
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.taking_back import withdraw_one
from palermo.trust.actor import Actor
from palermo.trust.vault.erasure import Remains

_ASKS_RECIPIENTS = frozenset(
    {EraseReason.CONSENT_WITHDRAWN, EraseReason.PERSON_ASKED, EraseReason.RETENTION_ENDED}
)


def take_back_before_erasure(actor: Actor, *, subject_id: UUID, reason: str) -> None:
    """Tell every authority that was asked: where the person wants it gone, while it still decides, or has not read it.

    Registered with the vault: it runs inside the erasure's service, before the keys are destroyed.
    """
    rows = Ask.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id,
        person_id=subject_id,
        state__in=[AskState.OPEN, AskState.ANSWERED],
    )
    for row in rows.select_related("case", "about").order_by("id"):
        if (
            reason in _ASKS_RECIPIENTS
            or row.state == AskState.OPEN
            or is_unread(actor, thread_id=row.thread_id)
        ):
            withdraw_one(actor, row)


def erase_asking(organisation_id: UUID, subject_id: UUID) -> None:
    """Delete what travels, empty what was said and answered; codes, days and offices stay."""
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    threads = [
        *Ask.objects.filter(**theirs).values_list("thread_id", flat=True),
        *Matter.objects.filter(**theirs).values_list("thread_id", flat=True),
    ]
    bodies = Body.objects.filter(envelope__thread_id__in=threads).order_by("pk")
    for pk in bodies.values_list("pk", flat=True):
        Body.objects.filter(pk=pk).delete()
    Ask.objects.filter(**theirs).update(reasons=b"", grounds=b"", told_language="not_kept")


def remains_of_asking(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Authorities that were told who the person is and have not said that they erased it; offices that asked here."""
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    asked = Ask.objects.filter(**theirs).exclude(withdrawal_answer=AskWithdrawalAnswer.ERASED)
    told = asked.order_by("sent_at").values_list("recipient_id", flat=True)
    asking = Matter.objects.filter(**theirs).order_by("received_at").values_list("sender_id", flat=True)
    return [
        *(Remains("identity_received", office, None) for office in dict.fromkeys(told)),
        *(Remains("own_file_of_sender", office, None) for office in dict.fromkeys(asking)),
    ]
