"""Drafts of a colleague who leaves: how many there are, and no more."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.desk.models import Draft
from palermo.desk.policies import DRAFTS
from palermo.trust.open_work import OpenWork


def _rows(organisation_id: UUID, user_id: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(organisation_id=organisation_id, author_id=user_id).order_by(
        "-updated_at", "id"
    )


DRAFTS_BEGUN = OpenWork(
    code="desk.drafts",
    words=_("Begun and not finished"),
    columns=frozenset({"desk_draft.author_id"}),
    rows=_rows,
    seen=DRAFTS.visible,
    says=_(
        "What was typed is sealed: nobody but its author can read it, so it cannot be handed over. It is deleted seven"
        " days after it was last touched. Ask your colleague to finish it before they go."
    ),
)
