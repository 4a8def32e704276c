"""Turning a switch on by two people, off by one, and ending one whose conditions lapsed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.kit.shown import Parts
from palermo.trust.actor import Actor, System
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time, together
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force as role_in_force
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import PREFIX, require_as_shown
from palermo.trust.switches.codes import EndReason, SwitchCode, SwitchKind
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.policies import SWITCHES, SwitchAction
from palermo.trust.switches.queries import is_busy, is_on, offered, open_rows
from palermo.trust.switches.registry import Switch, switch_of
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import SwitchAsked, SwitchVerb

SHOWN_OF: Final = "switch"
GRACE: Final = timedelta(days=14)
"""From finding that nobody answers for a switch, or that a lasting condition is gone, to turning it off."""


@service
def ask_for_switch(
    actor: Actor, *, code: SwitchCode, from_day: date, responsible_id: UUID, deputy_id: UUID
) -> SwitchedOn:
    """Ask for a switch to be on from a day, and name two colleagues who answer for it. A second person signs.

    Also for one that was carried over: it stays on meanwhile. Raises Refused where the office is not offered it, where
    it is on or asked for already, for a day that is past, for one person named twice or without a role here, and for a
    condition that does not hold.
    """
    SWITCHES.require(actor, SwitchAction.TURN)
    switch = _offered(actor, code)
    row = open_rows(actor.organisation_id).get(code)
    named = {"responsible_id": responsible_id, "deputy_id": deputy_id}
    if reason := _ask_refusal(actor, switch, row, from_day=from_day, named=set(named.values()), **named):
        raise Refused(reason, verb=SwitchAsked.SWITCH_ASK, object_type="switch")
    if row is None:
        row = SwitchedOn(organisation_id=actor.organisation_id, code=code, purpose="accountability")
    row.from_day, row.responsible_id, row.deputy_id = from_day, responsible_id, deputy_id
    row.asked_by_id = actor.user_id
    row.save()
    _tell(actor, SwitchVerb.SWITCH_ASKED, row)
    return row


def _ask_refusal(
    actor: Actor,
    switch: Switch,
    row: SwitchedOn | None,
    *,
    from_day: date,
    named: set[UUID],
    responsible_id: UUID,
    deputy_id: UUID,
) -> str | None:
    if row is not None and not row.carried_over:
        return "switch_not_off"
    if from_day < office_today():
        return "switch_day_past"
    if responsible_id == deputy_id:
        return "switch_same_person"
    if named - _colleagues_now(actor.organisation_id, named):
        return "colleague_has_no_fitting_role"
    if not all(condition.holds(actor.organisation_id) for condition in switch.conditions):
        return "switch_condition"
    return None


@service
def sign_switch(actor: Actor, *, switch_id: UUID, shown: str | None = None) -> SwitchedOn:
    """Sign as the second person: it is on from its day. `shown` is what the page showed of it (`what_is_signed`).

    Raises Refused for whoever asked, where none waits, where neither of the two is an administrator and one has to be,
    and where day or names are others than those shown.
    """
    SWITCHES.require(actor, SwitchAction.TURN)
    row = own_row(actor, SwitchedOn, switch_id, verb=SwitchAsked.SWITCH_SIGN, object_type="switch")
    switch = _offered(actor, SwitchCode(row.code))
    reason = None
    if not waits_for_signature(row):
        reason = "switch_not_asked"
    elif row.asked_by_id == actor.user_id:
        reason = "switch_second_person"
    elif not all(condition.holds(actor.organisation_id) for condition in switch.conditions):
        reason = "switch_condition"
    elif switch.one_of_the_two and not _holds(actor, row, switch.one_of_the_two):
        reason = "switch_needs_administrator"
    if reason:
        raise Refused(reason, verb=SwitchAsked.SWITCH_SIGN, object_type="switch", object_id=switch_id)
    require_as_shown(
        actor,
        shown,
        what_is_signed(row),
        of=SHOWN_OF,
        object_id=row.pk,
        verb=SwitchAsked.SWITCH_SIGN,
        object_type="switch",
    )
    row.signed_by_id, row.signed_at = actor.user_id, timezone.now()
    row.carried_over, row.failing_since = False, None
    row.from_day = max(row.from_day, office_today())
    row.save(update_fields=["signed_by_id", "signed_at", "carried_over", "failing_since", "from_day"])
    _tell(actor, SwitchVerb.SWITCH_SIGNED, row)
    return row


def _holds(actor: Actor, row: SwitchedOn, role: Role) -> bool:
    """Whether who asked or who signs holds the role in the office today."""
    held = RoleAssignment.objects.filter(
        role_in_force(office_today()),
        organisation_id=actor.organisation_id,
        role=role.value,
        user_id__in=[row.asked_by_id, actor.user_id],
    )
    return held.exists()


def what_is_signed(row: SwitchedOn) -> Parts:
    """What the second person signs: from which day, who answers for it, and who asked."""
    return {
        f"{PREFIX}from_day": row.from_day,
        f"{PREFIX}responsible": row.responsible_id,
        f"{PREFIX}deputy": row.deputy_id,
        f"{PREFIX}asked_by": row.asked_by_id,
    }


def waits_for_signature(row: SwitchedOn) -> bool:
    """True for one that a second person is asked to sign."""
    asked = row.ended_at is None and row.asked_by_id is not None
    return asked and (row.signed_at is None or row.carried_over)


def use_switch(actor: Actor, code: SwitchCode) -> None:
    """Hold a switch on until the running transaction ends: for whatever makes the first row that keeps it on.

    Whoever turns it off meanwhile waits, and then finds that row. Raises Refused where it is off.
    """
    together(_lock_of(actor.organisation_id, code))
    if not is_on(actor.organisation_id, code):
        raise Refused("switched_off", verb=SwitchAsked.SWITCH_USE, object_type="switch")


def _lock_of(organisation_id: UUID, code: str) -> str:
    return f"switch:{organisation_id}:{code}"


@service
def end_switch(actor: Actor, *, switch_id: UUID) -> SwitchedOn:
    """Turn a switch off now, or take back the asking. One person is enough.

    Raises Refused while something is under way that it would hide or leave unanswered, and where it is off.
    """
    SWITCHES.require(actor, SwitchAction.TURN)
    row = own_row(actor, SwitchedOn, switch_id, verb=SwitchAsked.SWITCH_END, object_type="switch")
    switch = _offered(actor, SwitchCode(row.code))
    one_at_a_time(_lock_of(actor.organisation_id, row.code))
    reason = None
    if row.ended_at is not None:
        reason = "switch_off_already"
    elif row.signed_at is not None and is_busy(switch, actor.organisation_id):
        reason = "switch_busy"
    if reason:
        raise Refused(reason, verb=SwitchAsked.SWITCH_END, object_type="switch", object_id=switch_id)
    _end(actor, row, EndReason.TAKEN_BACK if row.signed_at is None else EndReason.BY_PERSON)
    return row


def lapse_switches(actor: System) -> None:
    """Warn of switches for which nobody answers or a condition is gone, and turn them off 14 days later.

    What is busy stays on and the warning with it: nothing under way is hidden by a rule. Idempotent.
    """
    rows = open_rows(actor.organisation_id)
    for row in rows.values():
        switch = switch_of(row.code)
        if switch is None or row.signed_at is None or row.carried_over:
            continue
        failing = lapse_reason(switch, row)
        if failing is None:
            if row.failing_since is not None:
                _set_failing(actor, row, since=False)
        elif row.failing_since is None:
            _set_failing(actor, row, since=True)
        elif timezone.now() - row.failing_since >= GRACE:
            one_at_a_time(_lock_of(row.organisation_id, row.code))
            if not is_busy(switch, row.organisation_id):
                _end(actor, row, failing)


def lapse_due(actor: System) -> None:
    """Do what `lapse_switches` does in a unit of work of its own: once a day for each office."""
    with unit_of_work(actor):
        lapse_switches(actor)


def lapse_reason(switch: Switch, row: SwitchedOn) -> EndReason | None:
    """Why a switch that is on would lapse; None while all holds."""
    named = {id_ for id_ in (row.responsible_id, row.deputy_id) if id_}
    if not _colleagues_now(row.organisation_id, named):
        return EndReason.NOBODY_ANSWERS_FOR_IT
    lasting = (condition for condition in switch.conditions if condition.lasting)
    if not all(condition.holds(row.organisation_id) for condition in lasting):
        return EndReason.CONDITION_LAPSED
    return None


def suspend_after_restore(actor: System) -> int:
    """After a restore, turn off what publishes, promises an answer or takes rows out: nobody has decided that it is on.

    Files that are kept stay where they were, on as they were in the backup: hidden at night they would harm. How many
    were turned off.
    """
    ended = 0
    for row in open_rows(actor.organisation_id).values():
        switch = switch_of(row.code)
        if switch is not None and switch.kind is not SwitchKind.KEEPS:
            _end(actor, row, EndReason.RESTORED)
            ended += 1
    return ended


def _set_failing(actor: Actor, row: SwitchedOn, *, since: bool) -> None:
    row.failing_since = timezone.now() if since else None
    row.save(update_fields=["failing_since"])
    _tell(actor, SwitchVerb.SWITCH_FAILING if since else SwitchVerb.SWITCH_HOLDS_AGAIN, row)


def _end(actor: Actor, row: SwitchedOn, reason: EndReason) -> None:
    row.ended_at, row.ended_by_id, row.end_reason = timezone.now(), actor.user_id, reason
    row.save(update_fields=["ended_at", "ended_by_id", "end_reason"])
    _tell(actor, SwitchVerb.SWITCH_ENDED, row, why=reason.value)


def _offered(actor: Actor, code: SwitchCode) -> Switch:
    found = next((switch for switch in offered(actor.organisation_id) if switch.code is code), None)
    if found is None:
        raise Refused("switch_not_offered", verb=SwitchAsked.SWITCH_ASK, object_type="switch")
    return found


def _colleagues_now(organisation_id: UUID, ids: set[UUID]) -> set[UUID]:
    held: Q = role_in_force(office_today())
    rows = RoleAssignment.objects.filter(held, organisation_id=organisation_id, user_id__in=ids)
    return set(rows.values_list("user_id", flat=True))


def _tell(actor: Actor, verb: SwitchVerb, row: SwitchedOn, **codes: str) -> None:
    record(actor, verb=verb, object_type="switch", object_id=row.pk, codes={"switch": row.code, **codes})
