"""A year of the fictional alliance: some hundreds of invented cases, lived through day by day, the same each time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from palermo.demo.clock import Clock
from palermo.demo.identified import child, identified
from palermo.demo.referred import PLANNED, Helper, referred
from palermo.demo.stories import Story, Team, days, helped, nothing_found, only_a_bed
from palermo.kit.office_time import office_today
from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    ComplaintAbout,
    ComplaintOutcome,
    RequestAnswer,
)
from palermo.protection.accountability.services.complaints import answer_complaint, record_complaint
from palermo.protection.accountability.services.requests import decide_request, record_advice, record_request
from palermo.trust.unit_of_work import unit_of_work

YEAR = timedelta(days=360)
_SEED = 2000
"""So that the demo is the same for everybody. (The Protocol was adopted in 2000.)"""


def load_year(
    teams: Sequence[Team], asking: Team, helpers: Sequence[Helper], *, cases: int, say: Callable[[str], None]
) -> None:
    """Live through a year that ends now: so many cases, each begun on a day of it, with every stage among them.

    What is planned comes first, so a year of few cases has at least those; none for 0.

    `teams` work by themselves (one named twice has twice as many), `asking` refers to `helpers`. `say` gets a line
    of progress for each quarter of the year.
    """
    chance, end = Random(_SEED), timezone.now()
    begin = end - YEAR
    planned = _planned(teams, asking, helpers, chance) if cases else []
    starts = sorted(begin + YEAR * chance.random() for _ in range(cases - len(planned)))
    lives = [(end - timedelta(days=before), story) for before, story in planned]
    lives += [(start, _story(teams, asking, helpers, chance)) for start in starts]
    if cases:
        lives += [(begin, _letters(team, chance)) for team in teams]
    waiting: list[tuple[datetime, int, Story]] = [
        (start, number, story) for number, (start, story) in enumerate(lives)
    ]
    heapq.heapify(waiting)
    clock, quarters = Clock(begin), iter((0.25, 0.5, 0.75))
    told = next(quarters, None)
    with clock.running():
        while waiting and waiting[0][0] < end:
            clock.now, number, story = heapq.heappop(waiting)
            for pause in story:
                heapq.heappush(waiting, (clock.now + pause, number, story))
                break
            while told and clock.now > begin + YEAR * told:
                say(f"Fictional year: {told:.0%}")
                told = next(quarters, None)


def _planned(
    teams: Sequence[Team], asking: Team, helpers: Sequence[Helper], chance: Random
) -> list[tuple[int, Story]]:
    """What no year is without, and how many days before its end it begins: one of each way, one at each stage."""
    first, deciding = teams[0], next((team for team in teams if team.decider), teams[0])
    return [
        (200, helped(first, chance)),
        (40, only_a_bed(first, chance)),
        (30, nothing_found(first, chance)),
        (180, identified(deciding, chance)),
        (60, child(first, chance)),
        *((before, referred(asking, helpers, chance, planned=state)) for state, before in PLANNED.items()),
    ]


def _story(teams: Sequence[Team], asking: Team, helpers: Sequence[Helper], chance: Random) -> Story:
    ways: list[tuple[int, Callable[[], Story]]] = [
        (26, lambda: helped(chance.choice(teams), chance)),
        (9, lambda: only_a_bed(chance.choice(teams), chance)),
        (7, lambda: nothing_found(chance.choice(teams), chance)),
        (22, lambda: identified(chance.choice(teams), chance)),
        (8, lambda: child(chance.choice(teams), chance)),
        (28, partial(referred, asking, helpers, chance)),
    ]
    (way,) = chance.choices([way for _weight, way in ways], weights=[weight for weight, _way in ways])
    return way()


def _letters(team: Team, chance: Random) -> Story:
    """What reaches an office beside its cases: complaints, and requests of authorities."""
    works, lead = team.workers[0], team.lead
    while True:
        yield days(chance, 15, 50)
        now = office_today()
        with unit_of_work(works):
            complaint = record_complaint(
                works,
                about=chance.choice(list(ComplaintAbout)[:3]),
                words="It took too long until somebody rang back (invented).",
                received_on=now,
                answer_due=now + timedelta(days=14),
            )
            request = record_request(
                works,
                asked_by=chance.choice(list(AuthorityKind)),
                claimed_basis=chance.choice(list(ClaimedBasis)),
                asked_for=[chance.choice(list(AskedFor))],
                received_on=now,
                asker="Officer of the day, by telephone (invented)",
                asked="Whether somebody is known to the office (invented).",
            )
        yield days(chance, 3, 20)
        with unit_of_work(lead):
            answer_complaint(
                lead,
                complaint_id=complaint.pk,
                outcome=chance.choice((ComplaintOutcome.PUT_RIGHT, ComplaintOutcome.EXPLAINED)),
                answer="We ring back on the same day now (invented).",
            )
            record_advice(
                lead,
                request_id=request.pk,
                adviser="Counsel of the office (invented)",
                advice="No duty to answer (invented).",
                advised_on=office_today(),
            )
        if team.second is None:
            continue
        with unit_of_work(team.second):
            decide_request(team.second, request_id=request.pk, answer=RequestAnswer.NOT_DISCLOSED)
