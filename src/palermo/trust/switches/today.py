"""Switches that wait for a second signature, have nobody who answers for them, or are about to go off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.trust.actor import Actor
from palermo.trust.mandates import HELPING
from palermo.trust.people.models import Organisation, Unit
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.policies import SWITCHES, SwitchAction
from palermo.trust.switches.services import GRACE
from palermo.trust.today import Group, TodayItem, Waiting


def switches_that_wait(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """For those who may turn them; who asked is not asked to sign."""
    if not SWITCHES.may(actor, SwitchAction.TURN):
        return
    rows = SWITCHES.visible(actor, SwitchedOn.objects.filter(ended_at__isnull=True))
    waiting = rows.filter(
        Q(failing_since__isnull=False)
        | Q(carried_over=True, asked_by_id__isnull=True)
        | (Q(signed_at__isnull=True) | Q(carried_over=True)) & ~Q(asked_by_id=actor.user_id)
    )
    yield Waiting(waiting.order_by("code"), lambda found: map(_item, found), waits=True)
    if SwitchCode.CASE_FILES in getattr(actor, "off", ()):
        asked = SwitchedOn.objects.filter(
            organisation_id=OuterRef("pk"), code=SwitchCode.CASE_FILES, ended_at__isnull=True
        )
        helping = Unit.objects.filter(organisation_id=OuterRef("pk"), mandate__in=HELPING)
        offices = Organisation.objects.filter(Exists(helping), ~Exists(asked), pk=actor.organisation_id)
        yield Waiting(offices, lambda found: (_first(),) if found else ())


def _first() -> TodayItem:
    return TodayItem(
        title=_("Case files are off: ask for them, so that your office can keep files"),
        url=reverse("switches:list"),
    )


def _item(row: SwitchedOn) -> TodayItem:
    if row.failing_since is not None:
        title = _("A switch is about to go off: see why")
    elif row.asked_by_id is None:
        title = _("Name who answers for a switch that is on")
    else:
        title = _("Sign a switch as the second person, or leave it off")
    return TodayItem(
        title=title,
        url=reverse("switches:switch", args=[row.code]),
        group=Group.CAME_IN,
        subject=row.pk,
        due=row.failing_since + GRACE if row.failing_since else None,
    )
