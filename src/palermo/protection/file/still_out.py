"""Half-typed pages about a file that closes, as far as they are the actor's own: nobody sees another's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from palermo.desk.drafts import delete_draft
from palermo.desk.models import Draft
from palermo.desk.paused import title_of
from palermo.desk.policies import DRAFTS
from palermo.protection.file.drafts import with_files
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _throw_away(actor: Actor, draft_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    row = DRAFTS.visible(actor, Draft.objects.all()).get(pk=draft_id)
    delete_draft(actor, flow=row.flow, object_id=row.object_id)


def _begun(actor: Actor, file: AboutFile) -> QuerySet[Any]:
    rows: QuerySet[Any] = with_files(actor, DRAFTS.visible(actor, Draft.objects.all()))
    return rows.filter(file_id=file.file_id).defer("answers").order_by("id")


BEGUN = StillOut(
    code="draft",
    words=gettext_lazy("A page you began"),
    tables=frozenset({"desk_draft"}),
    rows=_begun,
    shown=lambda row: title_of(row.flow),
    ends={"thrown_away": gettext_lazy("End it: throw it away")},
    end=_throw_away,
)
