"""Keeping a half-typed page, forgetting it, and the end of those nobody came back to.

Each has a key of its own, not the person's: erasing a person deletes what was typed on pages about them by the ids in
the address (`forget_pages_about`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.desk.drafts import KEPT_FOR
from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.marker import Fields, Marker
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.policies import KEPT_PAGES, KeptPageAction
from palermo.desk.verbs import DeskVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.mandates import DESK
from palermo.trust.policy import get_or_404
from palermo.trust.service import Refused, service
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.vault import seal
from palermo.trust.verbs import Verb

MOST: Final = 20
"""Pages of one colleague in one office: the next one takes the place of the oldest."""
LARGEST: Final = 64 * 1024
"""Bytes of what was typed on one page."""
_AT_ONCE: Final = 500


@service
def keep_page(actor: Actor, *, marker: Marker, fields: Fields, how: How) -> KeptPage:
    """Keep what was typed on a page, in place of what was kept of the same page before.

    Raises Refused for a room that the actor's mandate does not open, for the page of another office or of somebody
    else, and for more than 64 kB.
    """
    KEPT_PAGES.require(actor, KeptPageAction.KEEP)
    user_id = named(actor)
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    reason = ""
    if marker.room not in {DESK, *actor.rooms} or not marker.is_of(actor):
        reason = "role_missing"
    elif len(text.encode()) > LARGEST:
        reason = "page_too_long"
    if reason:
        raise Refused(reason, verb=KEPT_PAGES.asked(KeptPageAction.KEEP), object_type="kept_page")
    one_at_a_time(f"desk.kept_pages:{actor.organisation_id}:{user_id}")
    own = KEPT_PAGES.visible(actor, KeptPage.objects.all())
    row = own.filter(mark=marker.mark).first()
    if row is None:
        for old in own.order_by("-updated_at")[MOST - 1 :]:
            _end(actor, old, DeskVerb.PAGE_EXPIRED)
        row = KeptPage(
            organisation_id=actor.organisation_id,
            room=marker.room,
            author_id=user_id,
            mark=marker.mark,
            path=marker.path,
            title=marker.title,
            object_id=marker.about[0] if marker.about else None,
            ids=[str(one) for one in marker.about],
            purpose="draft",
        )
    row.how = how
    record(actor, verb=DeskVerb.PAGE_KEPT, object_type="kept_page", object_id=row.pk, codes={"how": how})
    seal(row, fields=text)
    row.save()
    return row


@service
def forget_page(actor: Actor, *, mark: UUID) -> bool:
    """Forget what was kept of a page that was sent now; False when nothing was."""
    row = KEPT_PAGES.visible(actor, KeptPage.objects.filter(mark=mark)).first()
    if row is None:
        return False
    _end(actor, row, DeskVerb.PAGE_ENDED)
    return True


@service
def throw_page_away(actor: Actor, *, page_id: UUID) -> None:
    """Forget a page, whatever was typed on it. Raises Http404 for one of somebody else."""
    row = get_or_404(actor, KEPT_PAGES, KeptPage.objects.all(), page_id)
    _end(actor, row, DeskVerb.PAGE_ENDED)


def forget_pages_about(organisation_id: UUID, object_ids: Iterable[UUID]) -> int:
    """Delete every colleague's pages whose address names one of these ids, and their keys; how many there were.

    For erasures, which record their own event; after a restore the owner calls it outside a unit of work.
    """
    wanted = [str(one) for one in object_ids]
    rows = KeptPage.objects.filter(organisation_id=organisation_id, ids__has_any_keys=wanted)
    return _destroy(rows)


@service
def delete_old_pages(actor: Actor) -> int:
    """Delete the office's pages that nobody touched for 7 days, and their keys; how many, at most 500 a time."""
    rows = KeptPage.objects.filter(
        organisation_id=actor.organisation_id, updated_at__lt=timezone.now() - KEPT_FOR
    )
    old = list(rows.order_by("pk").select_for_update(skip_locked=True)[:_AT_ONCE])
    for row in old:
        _end(actor, row, DeskVerb.PAGE_EXPIRED)
    return len(old)


def _end(actor: Actor, row: KeptPage, verb: Verb) -> None:
    record(actor, verb=verb, object_type="kept_page", object_id=row.pk)
    _destroy(KeptPage.objects.filter(pk=row.pk))


def _destroy(rows: QuerySet[KeptPage]) -> int:
    found = dict(rows.values_list("pk", "organisation_id"))
    for pk, organisation_id in found.items():
        destroy_subject_keys(organisation_id, pk)
    KeptPage.objects.filter(pk__in=found).delete()
    return len(found)
