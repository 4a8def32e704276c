"""What an erasure takes of referrals and enquiries, and what it knows to remain elsewhere.

Part of `file.erasing.erase_rows`.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from palermo.exchange.models import Body
from palermo.kit.office_time import local_day
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.queries.joined import same_person
from palermo.protection.referral.codes import WithdrawalAnswer
from palermo.protection.referral.models.changes import ArrivedChange
from palermo.protection.referral.models.matching import PlaceTold, UnmetNeed
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.basis.models import Consent
from palermo.trust.vault.erasure import Remains

BACKUP_DAYS = 30
"""Days for which a backup of keys is kept at most."""


def erase_referrals(organisation_id: UUID, subject_id: UUID) -> None:
    """Delete the bodies of packages that travel, empty what was asked, told and not met."""
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    threads = [
        *Referral.objects.filter(**theirs).values_list("thread_id", flat=True),
        *Enquiry.objects.filter(**theirs).values_list("thread_id", flat=True),
    ]
    for pk in (
        Body.objects.filter(envelope__thread_id__in=threads).order_by("pk").values_list("pk", flat=True)
    ):
        Body.objects.filter(pk=pk).delete()
    Referral.objects.filter(**theirs).update(enquiry={}, zone="", questions=[])
    PlaceTold.objects.filter(**theirs).update(address=b"", staff=b"", security=b"")
    ArrivedChange.objects.filter(**theirs).update(before=b"", now=b"")
    UnmetNeed.objects.filter(organisation_id=organisation_id, need__person_id=subject_id).update(need=None)
    Enquiry.objects.filter(**theirs).update(details={}, questions=[])


def what_remains(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """What an erasure here does not reach: offices that received the identity or sent it, and backups.

    Backups of keys end by themselves. A package that came here sealed to the office, not to the person's key, may
    lie in an older backup of data, and the office could open it as long as that backup is kept.
    """
    persons = same_person(organisation_id, subject_id)  # erasing one of joined files erases all
    theirs = {"organisation_id": organisation_id, "person_id__in": persons}
    until = dict(
        Consent.objects.filter(organisation_id=organisation_id, subject_id__in=persons)
        .order_by("valid_until")
        .values_list("recipient_id", "valid_until")
    )
    received = (
        Referral.objects.filter(**theirs, disclosed_at__isnull=False)
        .exclude(withdrawal_answer=WithdrawalAnswer.ERASED)
        .order_by("disclosed_at")
        .values_list("recipient_id", flat=True)
    )
    sent = Enquiry.objects.filter(**theirs).order_by("received_at").values_list("sender_id", flat=True)
    erased_at = Person.objects.filter(pk=subject_id).values_list("erased_at", flat=True).first()
    backups_end = local_day(erased_at or timezone.now()) + timedelta(days=BACKUP_DAYS)
    return [
        *(Remains("identity_received", office, until.get(office)) for office in dict.fromkeys(received)),
        *(Remains("own_file_of_sender", office, None) for office in dict.fromkeys(sent)),
        Remains("key_backups", None, backups_end),
        *([Remains("package_backups", None, None)] if sent else []),
    ]
