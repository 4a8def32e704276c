"""The identity slice: exactly what leaves for one recipient; the preview and the package are made from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol
from uuid import UUID

from palermo.kit.partial_date import as_carried
from palermo.kit.text import without_controls
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.queries.joined import contacts
from palermo.protection.children.queries.guardians import guardian_ids
from palermo.protection.need_to_know.queries.never_share import entries_in_force
from palermo.protection.referral.codes.changes import DIED, GUARDIAN_CHANGED, GUARDIAN_NONE
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.came_back import came_as
from palermo.protection.referral.terms import PURPOSE
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


class AboutPerson(Protocol):
    """What a slice is made for: a referral, or whatever else one recipient is told of a person through."""

    @property
    def person(self) -> Person: ...

    @property
    def case_id(self) -> UUID: ...


def identity_slice(referral: AboutPerson, classes: Collection[DataClass]) -> dict[str, Any]:
    """What leaves about the referral's person for `classes`; safe-contact rules are always in it.

    Texts are "" where nothing is recorded. Raises Unreadable when the person's key was destroyed.
    """
    person = referral.person
    chosen = {*classes, DataClass.SAFE_CONTACT}
    columns = [column for code in DataClass if code in chosen for column in SEALED_PARTS.get(code, ())]
    parts: dict[str, Any] = {
        column: without_controls(text) for column, text in unseal(person, *columns).items()
    }
    # Of joined files the rules that somebody chose; the sending service refuses while nobody has.
    parts["safe_contact"] = without_controls("\n\n".join(contacts(person)))
    if DataClass.BIRTH in chosen:
        parts["birth"] = as_carried(parts["birth"])
        parts["age_band"] = person.age_band
    if DataClass.NAME in chosen:
        parts["gender"] = person.gender
    if DataClass.LANGUAGES in chosen:
        parts["languages"] = list(person.languages)
    if DataClass.NATIONALITY in chosen:
        parts["nationality"] = person.nationality
        if person.other_nationalities:
            parts["other_nationalities"] = list(person.other_nationalities)
    if DataClass.NEEDS in chosen:
        parts["needs"] = _needs(referral)
    return parts


def identity_update(
    actor: Actor, referral: Referral, classes: Collection[DataClass], changed: Collection[Changed]
) -> dict[str, Any]:
    """What leaves after the first slice: the classes chosen, and of what `changed` also what no slice carries.

    Raises Unreadable when the person's key was destroyed.
    """
    parts: dict[str, Any] = {**identity_slice(referral, classes), "changed": sorted(changed)}
    if "nationality" in parts:
        # Said though it is none: what was sent before may be more.
        parts.setdefault("other_nationalities", [])
    if Changed.NEVER_SHARE in changed:
        parts["never_share"] = [
            {
                "kind": row.kind,
                **({"office": str(row.office_id)} if row.office_id else {"words": without_controls(words)}),
            }
            for row, words in entries_in_force(actor, referral.person_id, joined=True)
        ]
    if Changed.GUARDIAN in changed:
        counts = guardian_ids(actor, referral.person_id)
        parts["guardian"] = GUARDIAN_CHANGED if counts else GUARDIAN_NONE
    if Changed.DIED in changed:
        parts["died"] = DIED
    return parts


def preview_update(
    actor: Actor, referral: Referral, classes: Collection[DataClass], changed: Collection[Changed]
) -> dict[str, Any]:
    """`identity_update` for a colleague's eyes before it leaves: the ledger records that it was shown."""
    parts = identity_update(actor, referral, classes, changed)
    shown = [key for key in parts if parts[key] and (key in Person.sealed_columns() or key == "never_share")]
    record_look(actor, object_type="person", object_id=referral.person_id, columns=shown)
    return parts


def leaves_with(
    referral: Referral, classes: Collection[DataClass], parts: Mapping[str, Any], caveats: Collection[str]
) -> dict[str, object]:
    """What leaves, by name, as the last page showed it and the service compares it: to whom, for what, which data."""
    return {
        f"{PREFIX}to": str(referral.recipient_id),
        f"{PREFIX}purpose": str(PURPOSE),
        f"{PREFIX}classes": sorted(str(code) for code in {*classes, DataClass.SAFE_CONTACT}),
        f"{PREFIX}caveats": sorted(str(caveat) for caveat in caveats),
        **{f"{PREFIX}{name}": value for name, value in parts.items()},
        **({f"{PREFIX}came_as": code} if (code := came_as(referral, classes)) else {}),
    }


def preview_slice(actor: Actor, referral: Referral, classes: Collection[DataClass]) -> dict[str, Any]:
    """`identity_slice` for a colleague's eyes before it leaves: the ledger records that it was shown."""
    parts = identity_slice(referral, classes)
    shown = [key for key in parts if key in Person.sealed_columns() and parts[key]]
    record_look(actor, object_type="person", object_id=referral.person_id, columns=shown)
    return parts


def _needs(referral: AboutPerson) -> list[dict[str, str]]:
    needs = Need.objects.filter(case_id=referral.case_id, state__in=["open", "in_referral"]).order_by("id")
    return [{"kind": need.kind, "urgency": need.urgency} for need in needs]
