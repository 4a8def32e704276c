"""Pages that were kept half typed, on the Today page of their author."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from palermo.desk.kept_pages.middleware import again
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.policies import KEPT_PAGES
from palermo.desk.kept_pages.words import title_of
from palermo.desk.paused import with_files_named
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting, own


def pages_kept(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """The actor's kept pages, newest first; each is kept for 7 days after it was last touched."""
    rows = KEPT_PAGES.visible(actor, KeptPage.objects.all()).defer("fields")
    yield Waiting(
        with_files_named(actor, rows).order_by("-updated_at"), lambda found: map(_kept, found), narrow=own
    )


def _kept(row: KeptPage) -> TodayItem:
    return TodayItem(
        title=_("Go on: %(page)s") % {"page": title_of(row)},
        url=again(row.path, row),
        group=Group.BEGUN,
        subject=row.pk,
        since=row.updated_at,
        end=_("kept"),
        whose=(row.author_id,),
        file=getattr(row, "file_id", None),
    )
