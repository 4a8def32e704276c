"""An invented inspection in the fictional alliance: twelve people by code, some heard, some not; and counted help."""

from __future__ import annotations

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import CameBy, GenderWish, Route
from palermo.protection.cases.models.cases import Case
from palermo.protection.first_contact.codes import (
    AsWished,
    ConflictCheck,
    DeclinedThing,
    Independent,
    InformationForm,
    Interview,
    Presence,
    Sector,
    SeenAs,
    Understood,
    UrgentNeed,
)
from palermo.protection.first_contact.services.contact import count_help, record_declines, record_wishes
from palermo.protection.first_contact.services.events import (
    Line,
    open_cases,
    record_event,
    set_interview,
    write_lines,
)
from palermo.protection.first_contact.services.information import (
    check_interpreter,
    record_information,
    record_interpreter,
)
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.actor import Staff
from palermo.trust.unit_of_work import unit_of_work

NUMBER = 12
_AGES = ("18_25", "26_40", "26_40", "over_40", "in_doubt", "not_asked")
_GENDERS = ("man", "man", "woman")


def load_group(actor: Staff) -> None:
    """An event of `actor`, the people met there, what one of them was told, and help to people without a file."""
    today = PartialDate.of(office_today())
    with unit_of_work(actor):
        event = record_event(
            actor,
            month=PartialDate(today.year, today.month),
            zone=PlaceKind.COUNTRYSIDE,
            route=Route.INSPECTION,
            sector=Sector.AGRICULTURE,
            note="Two buildings, one kitchen. The bus comes at seven.",
        )
        cases = open_cases(actor, event_id=event.pk, number=NUMBER, came_by=CameBy.OWN_DETECTION)
        write_lines(actor, event_id=event.pk, lines=[_line(*numbered) for numbered in enumerate(cases)])
        for case, state in zip(cases, (Interview.HELD, Interview.HELD, Interview.DECLINED), strict=False):
            set_interview(actor, case_id=case.pk, state=state)
        _speak_with(actor, cases[0], today)
        record_declines(actor, case_id=cases[2].pk, things=[DeclinedThing.INTERVIEW, DeclinedThing.IDENTITY])
        for kind, units in ((NeedKind.MATERIAL, 14), (NeedKind.HEALTH, 3)):
            count_help(actor, kind=kind, units=units, given_on=today, zone=PlaceKind.COUNTRYSIDE)


def _line(number: int, case: Case) -> Line:
    seen_as = [SeenAs.PRESUMED_VICTIM] if number % 3 else [SeenAs.PRESUMED_VICTIM, SeenAs.SUSPECTED]
    return Line(
        case_id=case.pk,
        age_band=_AGES[number % len(_AGES)],
        gender=_GENDERS[number % len(_GENDERS)],
        languages=["bn"],
        urgent=[UrgentNeed.SHELTER, UrgentNeed.FOOD] if number < NUMBER // 2 else [],
        seen_as=seen_as,
    )


def _speak_with(actor: Staff, case: Case, day: PartialDate) -> None:
    record_wishes(actor, case_id=case.pk, interviewer=GenderWish.EITHER, interpreter=GenderWish.MAN)
    interpreting = record_interpreter(
        actor,
        case_id=case.pk,
        language="bn",
        presence=Presence.TELEPHONE,
        independent=Independent.YES,
        as_wished=AsWished.YES,
    )
    check_interpreter(
        actor, case_id=case.pk, interpreting_id=interpreting.pk, result=ConflictCheck.NONE_FOUND
    )
    record_information(
        actor,
        case_id=case.pk,
        language="en",
        form=InformationForm.READ_ALOUD,
        given_on=day,
        understood=Understood.EXPLAINED_BACK,
        interpreting_id=interpreting.pk,
    )
