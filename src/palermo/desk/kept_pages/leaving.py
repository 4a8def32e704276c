"""Half-typed pages of a colleague who leaves: how many there are, and no more."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.policies import KEPT_PAGES
from palermo.trust.open_work import OpenWork


def _rows(organisation_id: UUID, user_id: UUID) -> QuerySet[KeptPage]:
    rows = KeptPage.objects.filter(organisation_id=organisation_id, author_id=user_id)
    return rows.order_by("-updated_at", "id")


PAGES_KEPT = OpenWork(
    code="desk.kept_pages",
    words=_("Typed and not sent"),
    columns=frozenset({"desk_kept_page.author_id"}),
    rows=_rows,
    seen=KEPT_PAGES.visible,
    says=_(
        "What was typed is sealed: nobody but its author can read it, so it cannot be handed over. It is deleted seven"
        " days after it was last touched. Ask your colleague to finish it before they go."
    ),
)
