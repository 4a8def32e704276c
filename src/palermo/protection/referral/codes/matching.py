"""Codes of finding a service: how long a waiting list waits, why nothing was found, why a route is overdue."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from palermo.directory.offers.codes import ServiceKind
from palermo.reference.persons import NeedKind


class Wait(StrEnum):
    """When an office that puts an enquiry on its waiting list says more. Codes travel in signed events."""

    DAYS_3 = "days_3"
    WEEK_1 = "week_1"
    WEEKS_2 = "weeks_2"
    MONTH_1 = "month_1"


WAITS: Final[dict[Wait, timedelta]] = {
    Wait.DAYS_3: timedelta(days=3),
    Wait.WEEK_1: timedelta(days=7),
    Wait.WEEKS_2: timedelta(days=14),
    Wait.MONTH_1: timedelta(days=30),
}


class Unmet(StrEnum):
    """Why no service was found for a need."""

    NO_SUCH_SERVICE = "no_such_service"
    NO_ROOM = "no_room"
    TOO_FAR = "too_far"
    NOT_FOR_HER = "not_for_her"
    NOT_SAFE = "not_safe"
    NO_AGREEMENT = "no_agreement"
    ALL_DECLINED = "all_declined"


class Late(StrEnum):
    """Why a route stands before the coordinator."""

    NO_ANSWER = "no_answer"
    WAITING_OVER = "waiting_over"


SERVICES_FOR: Final[dict[NeedKind, frozenset[ServiceKind]]] = {
    NeedKind.ACCOMMODATION: frozenset(
        {ServiceKind.NIGHT_SHELTER, ServiceKind.LONGER_STAY, ServiceKind.CHILDRENS_HOME}
    ),
    NeedKind.HEALTH: frozenset({ServiceKind.HEALTH_CARE}),
    NeedKind.PSYCHOSOCIAL: frozenset({ServiceKind.COUNSELLING}),
    NeedKind.LEGAL: frozenset({ServiceKind.LEGAL_AID}),
    NeedKind.INTERPRETATION: frozenset({ServiceKind.INTERPRETING}),
    NeedKind.MATERIAL: frozenset({ServiceKind.MATERIAL_HELP}),
    NeedKind.EDUCATION: frozenset({ServiceKind.SCHOOLING}),
    NeedKind.EMPLOYMENT: frozenset({ServiceKind.WORK_SUPPORT}),
    NeedKind.CHILD_CARE: frozenset({ServiceKind.CHILD_CARE}),
    NeedKind.DOCUMENTS: frozenset({ServiceKind.PAPERS, ServiceKind.LEGAL_AID}),
    NeedKind.SAFETY: frozenset({ServiceKind.PROTECTION}),
    NeedKind.OTHER: frozenset({ServiceKind.OTHER}),
}
"""Kinds of service that answer a kind of need."""
