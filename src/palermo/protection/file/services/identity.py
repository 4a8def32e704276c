"""Recording who the person is in one act: coarse codes, sealed texts and what was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.cases.queries.changes import newest_change
from palermo.protection.cases.services.cases import record_narrative
from palermo.protection.cases.services.persons import record_coded, record_identity
from palermo.trust.actor import Actor
from palermo.trust.service import Refused, service


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a person is, as far as it is answered; `texts` are sealed columns of the person by name."""

    age_band: str
    gender: str
    nationality: str
    other_nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...]
    texts: Mapping[str, str] = field(repr=False)
    narrative: str = field(repr=False)


@service
def record_who(actor: Actor, *, case: Case, identity: Identity, seen: int) -> None:
    """Record all of `identity`, or nothing.

    `seen` is the newest change (its place in the chain) that the writer knows of. Raises Refused after a later one.
    """
    record_coded(
        actor,
        person_id=case.person_id,
        age_band=identity.age_band,
        gender=identity.gender,
        nationality=identity.nationality,
        other_nationalities=identity.other_nationalities,
        languages=identity.languages,
    )
    # Asked only now: the person's row is locked, so nobody's change can come in between.
    if newest_change(actor, case.person_id) > seen:
        raise Refused(
            "changed_meanwhile",
            verb=PERSONS.asked(PersonAction.IDENTIFY),
            object_type="person",
            object_id=case.person_id,
        )
    record_identity(actor, person_id=case.person_id, **identity.texts)
    record_narrative(actor, case_id=case.pk, narrative=identity.narrative)
