"""First contact after a case was opened: correcting the arrival, wishes, what is declined, help only counted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import GenderWish
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.rules import MOST_UNITS
from palermo.protection.cases.services.arrival import NewArrival, write_arrival
from palermo.protection.cases.services.cases import own_case
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.protection.first_contact.codes import DeclinedThing
from palermo.protection.first_contact.models.contact import CountedHelp, Decline
from palermo.protection.first_contact.policies import COUNTED_HELP, CountAction
from palermo.protection.first_contact.verbs import FirstContactAsked, FirstContactVerb
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown
from palermo.trust.verbs import Asked, Verb


def _standing_case(actor: Actor, case_id: UUID, *, verb: Asked) -> Case:
    """The case, if the actor works on it and its person was not erased."""
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=verb, object_type="case", object_id=case.pk)
    return case


@service
def correct_arrival(
    actor: Actor, *, case_id: UUID, came: NewArrival, shown: str | None = None
) -> FirstContact:
    """Record how the person came in place of what was recorded before.

    Raises Refused once they were erased, ChangedSinceShown where somebody changed it after the page showed it.
    """
    case = _standing_case(actor, case_id, verb=CaseAsked.CONTACT_RECORD)
    _require_as_shown(
        actor,
        shown,
        case,
        came_of,
        of="arrival",
        verb=CaseAsked.CONTACT_RECORD,
        changed_by=CaseVerb.CONTACT_RECORDED,
    )
    row = write_arrival(actor, case=case, came=came)
    record(
        actor,
        verb=CaseVerb.CONTACT_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"came_by": row.came_by, "route": row.route},
    )
    return row


@service
def record_wishes(
    actor: Actor,
    *,
    case_id: UUID,
    interviewer: GenderWish,
    interpreter: GenderWish,
    shown: str | None = None,
) -> FirstContact:
    """Record with whom the person wishes to speak.

    Raises Refused once they were erased, ChangedSinceShown where somebody changed it after the page showed it.
    """
    asked = FirstContactAsked.CONTACT_RECORD_WISHES
    case = _standing_case(actor, case_id, verb=asked)
    _require_as_shown(
        actor,
        shown,
        case,
        wishes_of,
        of="wishes",
        verb=asked,
        changed_by=FirstContactVerb.CONTACT_WISHES_RECORDED,
    )
    row = FirstContact.objects.get(organisation_id=actor.organisation_id, case=case)
    row.interviewer_wish, row.interpreter_wish = interviewer, interpreter
    row.save(update_fields=["interviewer_wish", "interpreter_wish", "updated_at"])
    record(actor, verb=FirstContactVerb.CONTACT_WISHES_RECORDED, object_type="case", object_id=case.pk)
    return row


def came_of(row: FirstContact) -> list[str]:
    """How the person came, as the page showed it and the service compares it."""
    return [row.came_by, row.route, row.came_on, str(row.referrer_id), row.referrer_kind]


def wishes_of(row: FirstContact) -> list[str]:
    """With whom the person wishes to speak, as the page showed it and the service compares it."""
    return [row.interviewer_wish, row.interpreter_wish]


def _require_as_shown(
    actor: Actor,
    shown: str | None,
    case: Case,
    read: Callable[[FirstContact], list[str]],
    *,
    of: str,
    verb: Asked,
    changed_by: Verb,
) -> None:
    if shown is not None:
        row = FirstContact.objects.get(organisation_id=actor.organisation_id, case=case)
        require_state_as_shown(
            actor,
            shown,
            read(row),
            of=of,
            object_id=case.pk,
            verb=verb,
            about=("case", case.pk),
            changed_by=[changed_by],
        )


@service
def record_declines(
    actor: Actor,
    *,
    case_id: UUID,
    things: Collection[DeclinedThing],
    service_kinds: Collection[NeedKind] = (),
) -> list[Decline]:
    """Record what the person does not want, each once while it stands. It changes nothing else: help goes on.

    `service_kinds` are the services meant by `DeclinedThing.SERVICE`. Raises Refused once they were erased.
    """
    case = _standing_case(actor, case_id, verb=FirstContactAsked.DECLINE_RECORD)
    wanted = {(thing.value, "") for thing in things if thing is not DeclinedThing.SERVICE}
    wanted |= {(DeclinedThing.SERVICE.value, kind.value) for kind in service_kinds}
    standing = Decline.objects.filter(organisation_id=actor.organisation_id, case=case, ended_at__isnull=True)
    known = {(row.thing, row.service) for row in standing}
    made = [
        Decline.objects.create(
            organisation_id=actor.organisation_id,
            case=case,
            person=case.person,
            thing=thing,
            service=kind,
            recorded_by_id=named(actor),
        )
        for thing, kind in sorted(wanted)
        if (thing, kind) not in known
    ]
    for row in made:
        codes = {"thing": row.thing, **({"service": row.service} if row.service else {})}
        record(
            actor, verb=FirstContactVerb.DECLINE_RECORDED, object_type="case", object_id=case.pk, codes=codes
        )
    return made


@service
def end_decline(actor: Actor, *, case_id: UUID, decline_id: UUID) -> Decline:
    """Record that the person wants it after all. Raises Refused where nothing of the kind stands."""
    case = _standing_case(actor, case_id, verb=FirstContactAsked.DECLINE_END)
    standing = Decline.objects.filter(case=case, ended_at__isnull=True)
    row = own_row(actor, standing, decline_id, verb=FirstContactAsked.DECLINE_END, object_type="decline")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record(
        actor,
        verb=FirstContactVerb.DECLINE_ENDED,
        object_type="case",
        object_id=case.pk,
        codes={"thing": row.thing},
    )
    return row


@service
def count_help(
    actor: Actor, *, kind: NeedKind, units: int, given_on: PartialDate, zone: PlaceKind = PlaceKind.NOT_ASKED
) -> CountedHelp:
    """Count help given to somebody of whom nothing is written down: no person, no case, no note.

    Raises Refused for a day in the future and for units outside 1 to 10,000.
    """
    COUNTED_HELP.require(actor, CountAction.COUNT)
    reason = None
    if given_on.earliest > office_today():
        reason = "day_in_future"
    elif not 1 <= units <= MOST_UNITS:
        reason = "units_out_of_range"
    if reason:
        raise Refused(reason, verb=COUNTED_HELP.asked(CountAction.COUNT), object_type="counted_help")
    row = CountedHelp.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        units=units,
        given_on=given_on.iso,
        zone=zone,
        recorded_by_id=named(actor),
    )
    record(
        actor,
        verb=FirstContactVerb.COUNTED_HELP_COUNTED,
        object_type="counted_help",
        object_id=row.pk,
        codes={"kind": row.kind, "units": row.units},
    )
    return row
