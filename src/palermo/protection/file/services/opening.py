"""Opening a case with all that is known at once: the case, its needs, who the person is. All of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.arrival import UNKNOWN, NewArrival
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.paper import TakenOnPaper, write_paper
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.first_contact.codes import NEED_OF, UrgentNeed
from palermo.reference.persons import AgeBand, Gender, NeedKind, Urgency
from palermo.trust.actor import Actor
from palermo.trust.service import service


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What is known when a case is opened; all of it optional.

    What was taken on `paper` is opened on the day of the paper. `urgent` becomes needs due tonight, `later` needs due
    within days; `texts` are sealed columns of the person by name.
    """

    arrival: NewArrival = UNKNOWN
    urgent: tuple[UrgentNeed, ...] = ()
    later: tuple[NeedKind, ...] = ()
    age_band: str = AgeBand.NOT_ASKED
    gender: str = Gender.NOT_ASKED
    nationality: str = "not_asked"
    other_nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    narrative: str = field(default="", repr=False)
    paper: TakenOnPaper | None = None


@service
def open_case_with(actor: Actor, *, opening: Opening) -> Case:
    """Open a case with what is known. Raises Refused as `open_case`, `record_need` and `record_identity` do."""
    case = open_case(
        actor,
        opened_on=opening.paper.on if opening.paper else None,
        came=opening.arrival,
        age_band=opening.age_band,
        gender=opening.gender,
        nationality=opening.nationality,
        other_nationalities=opening.other_nationalities,
        languages=opening.languages,
        narrative=opening.narrative,
    )
    if opening.paper:
        write_paper(actor, case=case, kind=PaperKind.INTAKE, taken=opening.paper)
    for need in opening.urgent:
        record_need(actor, case_id=case.pk, kind=NEED_OF[need], urgency=Urgency.TONIGHT)
    texts = {column: text for column, text in opening.texts.items() if text}
    if texts:
        record_identity(actor, person_id=case.person_id, **texts)
    for kind in opening.later:
        record_need(actor, case_id=case.pk, kind=kind, urgency=Urgency.DAYS)
    return case
