"""What an erasure takes of what is known of a child. Part of `file.erasing.erase_rows`."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Left
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.protection.children.codes import GuardianEnd
from palermo.protection.children.models import AgeDecision, ChildView, ComingOfAge, Guardian


def erase_child(organisation_id: UUID, subject_id: UUID) -> None:
    """Empty texts about the age, guardians and views; what waits is answered, who is guardian ends."""
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    AgeDecision.objects.filter(**theirs).update(age_reasons=b"")
    AgeDecision.objects.filter(**theirs, answered_at__isnull=True).update(answered_at=timezone.now())
    Guardian.objects.filter(**theirs).update(guardian_name=b"", guardian_contact=b"")
    Guardian.objects.filter(**theirs, ended_on__isnull=True).update(
        ended_on=office_today(), ended_reason=GuardianEnd.ERASED
    )
    ChildView.objects.filter(**theirs).update(own_words=b"", heard_on=Left("heard_on", 7))
    ComingOfAge.objects.filter(**theirs).delete()
