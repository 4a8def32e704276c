"""Whose file a draft is about, for Today: the case itself, or that of the need, referral or asking it is about."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from palermo.desk.models import Draft
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.policies import CASES
from palermo.protection.identification.authority.models import Ask
from palermo.protection.referral.models.referrals import Referral
from palermo.trust.actor import Actor


def with_files(actor: Actor, rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """The drafts, each with the id of the case it is about if the actor may see it now."""
    same = {"organisation_id": OuterRef("organisation_id"), "pk": OuterRef("object_id")}
    about = Coalesce(
        Subquery(Need.objects.filter(**same).values("case_id")[:1]),
        Subquery(Referral.objects.filter(**same).values("case_id")[:1]),
        Subquery(Ask.objects.filter(**same).values("case_id")[:1]),
        "object_id",
        output_field=UUIDField(),
    )
    seen = CASES.visible(actor, Case.objects.filter(pk=OuterRef("about")))
    return rows.annotate(about=about, file_id=Subquery(seen.values("pk")[:1]))
