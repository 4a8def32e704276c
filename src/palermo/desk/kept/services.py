"""Keeping, renaming and deleting a view, and forgetting those of who left."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from palermo.desk.kept.models import LONGEST_NAME, LONGEST_QUERY, KeptView
from palermo.desk.kept.policies import KEPT_VIEWS, KeptViewAction
from palermo.desk.verbs import DeskVerb
from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.standing import not_over
from palermo.trust.policy import get_or_404
from palermo.trust.service import Refused, service

MOST: Final = 20
"""Views of one list that a colleague keeps at most: more are no help in a rail."""


@service
def keep_view(actor: Actor, *, room: str, page: str, name: str, query: str) -> KeptView:
    """Keep filters and order of a list under a name.

    Raises Refused for a name that is empty, too long or taken, for filters that are too many, and past 20 views.
    """
    KEPT_VIEWS.require(actor, KeptViewAction.KEEP)
    if room not in actor.rooms:
        raise Refused("role_missing", verb=KEPT_VIEWS.asked(KeptViewAction.KEEP), object_type="kept_view")
    own = KEPT_VIEWS.visible(actor, KeptView.objects.filter(page=page))
    _wait(actor)
    name = _checked(actor, name, page=page)
    reason = ""
    if len(query) > LONGEST_QUERY:
        reason = "view_too_long"
    elif own.count() >= MOST:
        reason = "views_enough"
    if reason:
        raise Refused(reason, verb=KEPT_VIEWS.asked(KeptViewAction.KEEP), object_type="kept_view")
    row = KeptView.objects.create(
        organisation_id=actor.organisation_id,
        author_id=named(actor),
        room=room,
        page=page,
        name=name,
        query=query,
        purpose="desk",
    )
    record(actor, verb=DeskVerb.VIEW_KEPT, object_type="kept_view", object_id=row.pk)
    return row


@service
def rename_view(actor: Actor, *, view_id: UUID, name: str) -> KeptView:
    """Give a view another name. Raises Http404 for one of somebody else, Refused as `keep_view`."""
    _wait(actor)
    row = get_or_404(actor, KEPT_VIEWS, KeptView.objects.all(), view_id)
    if " ".join(name.split()) != row.name:
        row.name = _checked(actor, name, page=row.page)
        row.save(update_fields=["name"])
        record(actor, verb=DeskVerb.VIEW_RENAMED, object_type="kept_view", object_id=row.pk)
    return row


@service
def delete_view(actor: Actor, *, view_id: UUID) -> None:
    """Keep a view no longer. Raises Http404 for one of somebody else."""
    row = get_or_404(actor, KEPT_VIEWS, KeptView.objects.all(), view_id)
    record(actor, verb=DeskVerb.VIEW_DELETED, object_type="kept_view", object_id=row.pk)
    row.delete()


@service
def forget_views(actor: Actor) -> int:
    """Delete the views of colleagues who have no role in the office any more, nor one to come; how many."""
    here = RoleAssignment.objects.filter(
        not_over(office_today()), organisation_id=actor.organisation_id
    ).values("user_id")
    rows = KeptView.objects.filter(organisation_id=actor.organisation_id).exclude(author_id__in=here)
    gone: list[UUID] = list(rows.order_by("pk").values_list("pk", flat=True))
    for view_id in gone:
        record(actor, verb=DeskVerb.VIEW_DELETED, object_type="kept_view", object_id=view_id)
    KeptView.objects.filter(organisation_id=actor.organisation_id, pk__in=gone).delete()
    return len(gone)


def _wait(actor: Actor) -> None:
    """Two of the actor's own at once are named, and counted, one after the other."""
    one_at_a_time(f"desk.kept:{actor.organisation_id}:{actor.user_id}")


def _checked(actor: Actor, name: str, *, page: str) -> str:
    """The name with single blanks. Raises Refused for one that is none, or that another view of the list has."""
    name = " ".join(name.split())
    reason = ""
    if not 0 < len(name) <= LONGEST_NAME:
        reason = "view_name_length"
    elif KEPT_VIEWS.visible(actor, KeptView.objects.filter(page=page, name=name)).exists():
        reason = "view_name_taken"
    if reason:
        raise Refused(reason, verb=KEPT_VIEWS.asked(KeptViewAction.KEEP), object_type="kept_view")
    return name
