"""What basis does when a person is erased: nothing may be disclosed on their consent any more."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.trust.basis.models import Consent, Override
from palermo.trust.vault.erasure import Remains


def end_consents(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """End the person's consents and overrides. Their rows stay: codes and ids that say on what a disclosure rested."""
    now = timezone.now()
    theirs = {"organisation_id": organisation_id, "subject_id": subject_id}
    Consent.objects.filter(**theirs, withdrawn_at__isnull=True).update(withdrawn_at=now)
    Override.objects.filter(**theirs, valid_until__gt=now).update(valid_until=now)
    return []
