"""Which switches are on, for an office and for whoever asks it for something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from palermo.kit.office_time import office_today
from palermo.trust.current import current
from palermo.trust.mandates import ALL_ROOMS
from palermo.trust.people.models import Unit
from palermo.trust.switches.codes import CLOSES, SwitchCode, SwitchState
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.registry import Switch, keeps_on, switches


def in_force(day: date) -> Q:
    """Rows that are on on `day`."""
    return Q(ended_at__isnull=True, signed_at__isnull=False, from_day__lte=day)


def codes_on(organisation: str, *, until: date) -> ArraySubquery:
    """What is on by the day `until` in the office whose id the outer query names, for an annotation: "2026-11-30 CODE".

    Since when, because whoever asks may not know yet what day it is in that office.
    """
    rows = SwitchedOn.objects.filter(in_force(until), organisation_id=OuterRef(organisation))
    told = Concat(Cast("from_day", TextField()), Value(" "), "code", output_field=TextField())
    return ArraySubquery(rows.order_by("code").annotate(told=told).values("told"))


def off_in(on: Iterable[str], *, day: date) -> frozenset[str]:
    """Every declared switch that is not on on that day, by what `codes_on` told of an office."""
    since = (one.split(" ", 1) for one in on)
    return frozenset(switch.code.value for switch in switches()) - {
        code for from_day, code in since if from_day <= day.isoformat()
    }


def is_on(organisation_id: UUID, code: SwitchCode) -> bool:
    """True where the switch is on today in that office, whoever asks."""
    rows = SwitchedOn.objects.filter(in_force(office_today()), organisation_id=organisation_id)
    return rows.filter(code=code).exists()


def office_has(organisation: str, code: SwitchCode) -> Exists:
    """Whether the switch is on today in the office whose id the outer query names; for a filter."""
    rows = SwitchedOn.objects.filter(
        in_force(office_today()), organisation_id=OuterRef(organisation), code=code
    )
    return Exists(rows)


def room_is_open(organisation_id: UUID, room: str) -> bool:
    """False where the office's switches keep the room closed."""
    return all(is_on(organisation_id, code) for code, closed in CLOSES.items() if closed == room)


def is_busy(switch: Switch, organisation_id: UUID) -> bool:
    """Whether something is under way that turning it off would hide; asked over every room, whoever asks.

    An administrator turns a switch, and their mandate opens no room in which they could see what is under way.
    """
    with current().over_rooms(ALL_ROOMS):
        return keeps_on(switch, organisation_id)


def open_rows(organisation_id: UUID) -> dict[str, SwitchedOn]:
    """By code, what is on or asked for in the office."""
    rows = SwitchedOn.objects.filter(organisation_id=organisation_id, ended_at__isnull=True)
    return {row.code: row for row in rows}


def offered(organisation_id: UUID) -> list[Switch]:
    """The switches that an office with its units' mandates may turn on."""
    held = set(Unit.objects.filter(organisation_id=organisation_id).values_list("mandate", flat=True))
    return [switch for switch in switches() if switch.mandates & held]


def state_of(row: SwitchedOn | None, *, day: date) -> SwitchState:
    """How a switch stands on `day`."""
    if row is None or row.ended_at is not None:
        return SwitchState.OFF
    if row.signed_at is None:
        return SwitchState.ASKED
    if row.from_day > day:
        return SwitchState.COMES
    return SwitchState.ON_UNNAMED if row.responsible_id is None else SwitchState.ON
