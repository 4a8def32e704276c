"""What an erasure does to identification: texts emptied, days coarse, clocks ended.

Part of `file.erasing.erase_rows`.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Left

from palermo.desk.clocks import stop_clocks_about
from palermo.kit.office_time import office_today
from palermo.protection.cases.models.cases import Case
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
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    Screening.objects.filter(**theirs).update(answers={}, acts=[], means=[], purposes=[])
    Account.objects.filter(**theirs).update(account=b"", told_on=Left("told_on", 7), language="not_kept")
    Presumption.objects.filter(**theirs).update(who=b"", language="not_kept")
    Decision.objects.filter(**theirs).update(reasons=b"", early_why=b"")
    Reconsideration.objects.filter(**theirs).update(grounds=b"")
    Reflection.objects.filter(**theirs).update(pauses=[], extensions=[])
    Reflection.objects.filter(**theirs, ended_on__isnull=True).update(
        ended_on=office_today(), ended_reason=ReflectionEnd.ERASED
    )
    stop_clocks_about(organisation_id, Case.objects.filter(**theirs).values_list("pk", flat=True))
