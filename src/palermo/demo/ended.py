"""An invented file whose time is nearly over, so that what ends soon can be looked at."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from palermo.directory.profiles import current_profile
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import CloseReason
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import close_case, open_case
from palermo.protection.cases.services.persons import record_identity
from palermo.reference.persons import AgeBand, Gender
from palermo.trust.actor import Staff
from palermo.trust.retention.rules import years_before
from palermo.trust.unit_of_work import unit_of_work

DAYS_LEFT = 4


def load_ended(actor: Staff) -> None:
    """A person helped years ago: their file was closed so long ago that it ends in a few days."""
    today = office_today()
    with unit_of_work(actor):
        years = current_profile(actor.organisation_id).retention.file_years
        closed_on = years_before(today, years) + timedelta(days=DAYS_LEFT)
        case = open_case(
            actor,
            opened_on=closed_on - timedelta(days=90),
            age_band=AgeBand.FROM_18_TO_25,
            gender=Gender.MAN,
            languages=["en"],
            came=NewArrival(by=CameBy.SELF, route=Route.WALK_IN),
        )
        record_identity(actor, person_id=case.person_id, name="Ossian Tarrowby", birth="1999")
        close_case(actor, case_id=case.pk, reason=CloseReason.HELP_COMPLETED, closed_on=closed_on)
        recorded = datetime.combine(closed_on, time(12), tzinfo=UTC)
        Case.objects.filter(pk=case.pk).update(created_at=recorded)
        Closing.objects.filter(case_id=case.pk).update(created_at=recorded)
