"""Whose rules hold: the profile of a record's version, and the version that new records of an office carry.

A version is a file that ships (`reference.profiles`) or one that a State signed (`states`). What a version says never
changes, so it is read once. A record in a case carries the case's version: an open case keeps its own.
"""

from __future__ import annotations

from functools import cache
from uuid import UUID

from palermo.directory.states.models import StateProfile
from palermo.directory.states.queries import country_of, version_in_force
from palermo.reference.profiles import Profile, profile, profile_from, versions
from palermo.trust.actor import Actor
from palermo.trust.current import current
from palermo.trust.owned import FIRST_VERSION, OwnedModel
from palermo.trust.people.models import Organisation


def profile_of(version: str) -> Profile:
    """The profile whose rules were in force for a record of `version`. Raises KeyError when it is not here."""
    return profile(version) if version in versions() else _signed(version)


@cache
def _signed(version: str) -> Profile:
    body = StateProfile.objects.filter(version=version).values_list("body", flat=True).first()
    if body is None:
        raise KeyError(version)
    return profile_from(body)


def known_versions() -> tuple[str, ...]:
    """Every version there is: those that ship, then those that States signed."""
    signed = StateProfile.objects.order_by("created_at").values_list("version", flat=True)
    return (*versions(), *signed)


def current_version(organisation_id: UUID) -> str:
    """The version that an office's new records carry: its State's in force, else the Example State's."""
    known = current().profile_versions
    if organisation_id not in known:
        signed = version_in_force(country_of(organisation_id))
        known[organisation_id] = signed.version if signed else FIRST_VERSION
    return known[organisation_id]


def current_profile(organisation_id: UUID) -> Profile:
    """The rules for what begins now in an office."""
    return profile_of(current_version(organisation_id))


def version_for(row: OwnedModel) -> str:
    """The version a new record carries: its case's where it belongs to one, else the office's of today."""
    case = row._state.fields_cache.get("case")
    return case.profile_version if isinstance(case, OwnedModel) else current_version(row.organisation_id)


def kind_of_office(actor: Actor) -> str:
    """What kind of office the actor works for; "" where there is none."""
    kinds = Organisation.objects.filter(pk=actor.organisation_id).values_list("kind", flat=True)
    return kinds.first() or ""
