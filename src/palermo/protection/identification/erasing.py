"""What an erasure does to identification and to what is known of a child: texts emptied, days coarse, clocks ended."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Left
from django.utils import timezone

from palermo.desk.clocks import stop_clocks_about
from palermo.protection.cases.models.cases import Case
from palermo.protection.children.codes import GuardianEnd
from palermo.protection.children.models import AgeDecision, ChildView, Guardian
from palermo.protection.identification.codes import ReflectionEnd
from palermo.protection.identification.models import (
    Account,
    Decision,
    Presumption,
    Reconsideration,
    Reflection,
    Screening,
)


def erase_identification(organisation_id: UUID, subject_id: UUID) -> None:
    """Empty every text about the person; what stays are codes and days without a name, and who decided.

    What a screening found goes whole: a list of what was done to somebody can point to one person.
    """
    hers = {"organisation_id": organisation_id, "person_id": subject_id}
    today = timezone.now().date()
    Screening.objects.filter(**hers).update(answers={}, acts=[], means=[], purposes=[])
    Account.objects.filter(**hers).update(account=b"", told_on=Left("told_on", 7), language="not_kept")
    Presumption.objects.filter(**hers).update(who=b"", language="not_kept")
    Decision.objects.filter(**hers).update(reasons=b"", early_why=b"")
    Reconsideration.objects.filter(**hers).update(grounds=b"")
    AgeDecision.objects.filter(**hers).update(age_reasons=b"")
    AgeDecision.objects.filter(**hers, answered_at__isnull=True).update(answered_at=timezone.now())
    Guardian.objects.filter(**hers).update(guardian_name=b"", guardian_contact=b"")
    Guardian.objects.filter(**hers, ended_on__isnull=True).update(
        ended_on=today, ended_reason=GuardianEnd.ERASED
    )
    ChildView.objects.filter(**hers).update(own_words=b"", heard_on=Left("heard_on", 7))
    Reflection.objects.filter(**hers).update(pauses=[], extensions=[])
    Reflection.objects.filter(**hers, ended_on__isnull=True).update(
        ended_on=today, ended_reason=ReflectionEnd.ERASED
    )
    stop_clocks_about(organisation_id, Case.objects.filter(**hers).values_list("pk", flat=True))
