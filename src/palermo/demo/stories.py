"""Invented ways of people through an office, each told step by step; a step's yield is how long it takes to the next.

A story that is not over when the demo's today is reached simply stands where it stands: so there is a case at every
stage. Everything goes through the services that pages use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from palermo.demo.people import Invented, invented
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CloseReason, NeedState, Wish
from palermo.protection.cases.codes.arrival import CameBy, ReferrerKind, Route
from palermo.protection.cases.codes.goals import GoalArea, GoalState, Judgement, ReopenReason
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import close_case, open_case, reopen_case
from palermo.protection.cases.services.goals import record_goal, record_judgement, set_goal_state
from palermo.protection.cases.services.needs import record_need, set_need_state
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.first_contact.codes import DeclinedThing
from palermo.protection.first_contact.services.contact import record_declines
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.services.matching import record_unmet
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.actor import Staff
from palermo.trust.unit_of_work import unit_of_work

Story = Iterator[timedelta]
ZONES = ("XA-COAST", "XA-HILLS", "XA-PLAIN")
_CAME = (
    NewArrival(by=CameBy.SELF, route=Route.HOTLINE),
    NewArrival(by=CameBy.SELF, route=Route.WALK_IN),
    NewArrival(by=CameBy.OWN_DETECTION, route=Route.OUTREACH),
    NewArrival(by=CameBy.REFERRED, route=Route.HEALTH_CARE, referrer_kind=ReferrerKind.HEALTH_SERVICE),
    NewArrival(by=CameBy.REFERRED, route=Route.INSPECTION, referrer_kind=ReferrerKind.LABOUR_INSPECTORATE),
    NewArrival(by=CameBy.REFERRED, route=Route.OTHER, referrer_kind=ReferrerKind.FAMILY_OR_FRIEND),
    NewArrival(),
)
_NEEDS = (
    *(NeedKind.ACCOMMODATION,) * 3,
    *(NeedKind.HEALTH, NeedKind.PSYCHOSOCIAL, NeedKind.LEGAL, NeedKind.MATERIAL, NeedKind.DOCUMENTS),
    *(NeedKind.EMPLOYMENT, NeedKind.EDUCATION, NeedKind.INTERPRETATION),
)


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who works in an office of the demo; `second` decides where whoever leads has prepared the decision.

    `decider` decides on identification in the office itself, `asks` at the authority that it asks.
    """

    workers: tuple[Staff, ...]
    lead: Staff
    second: Staff | None = None
    decider: Staff | None = None
    asks: Staff | None = None


@dataclass(frozen=True, kw_only=True)
class File:
    """A case that a story follows, with whoever works on it."""

    team: Team
    worker: Staff
    case: Case
    person: Invented
    needs: list[Need] = field(default_factory=list)


def days(chance: Random, least: int, most: int) -> timedelta:
    """So many days, and some hours of a working day."""
    return timedelta(days=chance.randint(least, most), hours=chance.randint(0, 8))


def today() -> PartialDate:
    """The day on which the story is."""
    return PartialDate.of(office_today())


def begin(
    team: Team, chance: Random, *, child: bool = False, needs: int | None = None, reachable: float = 0.85
) -> File:
    """First contact: what is needed right now, and as much of the person as was told.

    `reachable` is the chance that a safe way to reach the person is recorded at once.
    """
    person, worker = invented(chance, child=child), chance.choice(team.workers)
    with unit_of_work(worker):
        case = open_case(
            worker,
            age_band=person.age_band,
            gender=person.gender,
            nationality=person.nationalities[0],
            other_nationalities=person.nationalities[1:],
            languages=person.languages,
            came=chance.choice(_CAME),
        )
        if chance.random() < reachable:
            record_identity(
                worker,
                person_id=case.person_id,
                safe_contact=person.safe_contact,
                name=person.name or None,
                birth=person.birth or None,
            )
        kinds = chance.sample(sorted(set(_NEEDS)), needs or chance.choice((1, 1, 2)))
        if child:
            kinds = [NeedKind.ACCOMMODATION, NeedKind.HEALTH]
        file = File(team=team, worker=worker, case=case, person=person)
        for kind in kinds:
            urgency = chance.choice((Urgency.TONIGHT, Urgency.DAYS, Urgency.DAYS, Urgency.WEEKS))
            row = record_need(
                worker,
                case_id=case.pk,
                kind=kind,
                urgency=urgency,
                wanted_by_person=chance.choice((Wish.YES, Wish.YES, Wish.NOT_ASKED)),
            )
            file.needs.append(row)
    return file


def help_here(file: File, chance: Random, need: Need, *, is_met: bool) -> None:
    """Help given by the office itself. A need for tonight that it did not meet is over with the night."""
    with unit_of_work(file.worker):
        record_assistance(
            file.worker,
            case_id=file.case.pk,
            kind=need.kind,
            given_on=today(),
            units=chance.randint(1, 6),
            meets=[need.pk] if is_met else [],
        )
        if not is_met and need.urgency == Urgency.TONIGHT:
            set_need_state(file.worker, need_id=need.pk, state=NeedState.NO_LONGER)


def close(file: File, chance: Random) -> None:
    """The end, for a reason that cannot harm the person later; what was said of the help."""
    reason = chance.choice(
        (
            CloseReason.HELP_COMPLETED,
            CloseReason.HELP_COMPLETED,
            CloseReason.PERSON_WISHED,
            CloseReason.CONTACT_LOST,
            CloseReason.MOVED,
        )
    )
    with unit_of_work(file.worker):
        if chance.random() < 0.5:
            said = chance.choice(
                (Judgement.HELPED, Judgement.HELPED, Judgement.PARTLY, Judgement.DID_NOT_HELP)
            )
            record_judgement(
                file.worker, case_id=file.case.pk, service_kind=NeedKind(file.needs[0].kind), said=said
            )
        close_case(file.worker, case_id=file.case.pk, reason=reason)


def helped(team: Team, chance: Random) -> Story:
    """Somebody whom the office helps itself."""
    file = begin(team, chance)
    yield days(chance, 0, 4)
    for need in file.needs:
        help_here(file, chance, need, is_met=chance.random() < 0.8)
        yield days(chance, 2, 20)
    with unit_of_work(file.worker):
        goal = record_goal(file.worker, case_id=file.case.pk, area=chance.choice(list(GoalArea)))
    yield days(chance, 10, 60)
    with unit_of_work(file.worker):
        set_goal_state(
            file.worker, goal_id=goal.pk, state=chance.choice((GoalState.UNDER_WAY, GoalState.REACHED))
        )
    yield days(chance, 5, 40)
    close(file, chance)
    yield days(chance, 30, 200)
    if chance.random() < 0.3:
        with unit_of_work(file.worker):
            reopen_case(file.worker, case_id=file.case.pk, why=ReopenReason.PERSON_CAME_BACK)


def only_a_bed(team: Team, chance: Random) -> Story:
    """Somebody who wants a bed and nothing else; every no is a normal answer."""
    file = begin(team, chance, needs=1)
    with unit_of_work(file.worker):
        things = chance.sample([thing for thing in DeclinedThing if thing is not DeclinedThing.SERVICE], 2)
        record_declines(file.worker, case_id=file.case.pk, things=things)
    help_here(file, chance, file.needs[0], is_met=True)
    yield days(chance, 1, 6)
    close(file, chance)


def nothing_found(team: Team, chance: Random) -> Story:
    """A need for which nobody has a service."""
    file = begin(team, chance, needs=1)
    yield days(chance, 1, 5)
    with unit_of_work(file.worker):
        record_unmet(
            file.worker,
            need_id=file.needs[0].pk,
            zone=chance.choice(ZONES),
            reason=chance.choice(list(Unmet)),
        )
        if file.needs[0].urgency == Urgency.TONIGHT:
            set_need_state(file.worker, need_id=file.needs[0].pk, state=NeedState.NO_LONGER)
