"""What leaves to the competent authority: exactly what the person chose. Preview and package are made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from palermo.kit.partial_date import as_carried
from palermo.kit.text import without_controls
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.queries.joined import contacts
from palermo.protection.identification.authority.terms import CAVEATS, PURPOSE
from palermo.protection.identification.codes import Observed
from palermo.protection.identification.models import Account, Presumption, Reflection, Screening
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass
from palermo.trust.shown import PREFIX
from palermo.trust.vault.vault import record_look, unseal

SEALED_PARTS: dict[DataClass, tuple[str, ...]] = {
    DataClass.SAFE_CONTACT: ("safe_contact",),
    DataClass.NAME: ("name", "other_names"),
    DataClass.BIRTH: ("birth",),
    DataClass.CONTACT: ("contact",),
}
"""Which sealed columns of a person belong to a class of data."""

OFFERED = (
    DataClass.NAME,
    DataClass.BIRTH,
    DataClass.CONTACT,
    DataClass.LANGUAGES,
    DataClass.NATIONALITY,
    DataClass.SCREENING,
    DataClass.ACCOUNT,
)
"""Classes among which the person chooses; how to contact them safely always goes along. What is needed never goes."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the person lets the authority know: classes of data, and which of the accounts."""

    classes: frozenset[DataClass]
    accounts: frozenset[UUID] = frozenset()

    @property
    def leaving(self) -> frozenset[DataClass]:
        """The classes with the safe contact."""
        return self.classes | {DataClass.SAFE_CONTACT}


def last_presumption(case: Case) -> Presumption | None:
    """The newest presumption of a case."""
    rows = Presumption.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return rows.order_by("-id").first()


def what_leaves(case: Case, chosen: Chosen, *, grounds: str = "") -> dict[str, Any]:
    """What leaves of the person, by field; texts are "" where nothing is recorded. Raises Unreadable once erased."""
    person, classes = case.person, chosen.leaving
    columns = [column for code in DataClass if code in classes for column in SEALED_PARTS.get(code, ())]
    parts: dict[str, Any] = {
        column: without_controls(text) for column, text in unseal(person, *columns).items()
    }
    # Of joined files the rules that somebody chose; the sending service refuses while nobody has.
    parts["safe_contact"] = without_controls("\n\n".join(contacts(person)))
    if DataClass.BIRTH in classes:
        parts["birth"] = as_carried(parts["birth"])
        parts["age_band"] = person.age_band
    if DataClass.NAME in classes:
        parts["gender"] = person.gender
    if DataClass.LANGUAGES in classes:
        parts["languages"] = list(person.languages)
    if DataClass.NATIONALITY in classes:
        parts["nationality"] = person.nationality
        if person.other_nationalities:
            parts["other_nationalities"] = list(person.other_nationalities)
    if DataClass.SCREENING in classes:
        parts |= _screening(case)
    if DataClass.ACCOUNT in classes:
        parts["accounts"] = _accounts(case, chosen.accounts)
        if grounds.strip():
            parts["grounds"] = without_controls(grounds.strip())
    return parts


def preview(actor: Actor, case: Case, chosen: Chosen, *, grounds: str = "") -> dict[str, Any]:
    """`what_leaves` for a colleague's eyes before it leaves: the ledger records that it was shown."""
    parts = what_leaves(case, chosen, grounds=grounds)
    shown = [key for key in parts if key in Person.sealed_columns() and parts[key]]
    record_look(actor, object_type="person", object_id=case.person_id, columns=shown)
    if parts.get("accounts"):
        record_look(actor, object_type="person", object_id=case.person_id, columns=["account"])
    return parts


def leaves_with(recipient_id: UUID, chosen: Chosen, parts: Mapping[str, Any]) -> dict[str, object]:
    """What leaves, by name, as the last page showed it and the service compares it: to whom, for what, which data."""
    return {
        f"{PREFIX}to": str(recipient_id),
        f"{PREFIX}purpose": str(PURPOSE),
        f"{PREFIX}classes": sorted(code.value for code in chosen.leaving),
        f"{PREFIX}caveats": sorted(caveat.value for caveat in CAVEATS),
        **{f"{PREFIX}{name}": value for name, value in parts.items()},
    }


def reflection_until(case: Case) -> str:
    """The last of the minimum days that run in the case, as text; "" where none do."""
    row = Reflection.objects.filter(
        organisation_id=case.organisation_id, case_id=case.pk, ended_on__isnull=True
    ).first()
    return row.minimum_until.isoformat() if row else ""


def _screening(case: Case) -> dict[str, Any]:
    row = _last_screening(case)
    if row is None:
        return {"screening_scheme": ""}
    said = {
        name: sorted(code for code, answer in row.answers.items() if answer == observed)
        for name, observed in (
            ("observed", Observed.OBSERVED),
            ("not_observed", Observed.NOT_OBSERVED),
            ("not_said", Observed.NOT_SAID),
        )
    }
    found = {"acts": row.acts, "means": row.means, "purposes": row.purposes}
    return {"screening_scheme": row.scheme, **said, **{name: sorted(codes) for name, codes in found.items()}}


def _last_screening(case: Case) -> Screening | None:
    rows = Screening.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return rows.order_by("-id").first()


def accounts_of(case: Case) -> Sequence[Account]:
    """The accounts of a case in the order they were told, nothing unsealed."""
    rows = Account.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return list(rows.defer("account").order_by("id")[:20])


def _accounts(case: Case, chosen: frozenset[UUID]) -> list[dict[str, str]]:
    rows = Account.objects.filter(organisation_id=case.organisation_id, case_id=case.pk, pk__in=chosen)
    return [
        {
            "standing": row.standing,
            "told_on": row.told_on,
            "language": row.language,
            "text": without_controls(unseal(row, "account")["account"]),
        }
        for row in rows.order_by("id")
    ]
