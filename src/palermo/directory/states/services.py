"""Writes of a State's profile: begun from the version in force, written, said to be ready, signed by a second one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from importlib.resources import files
from tomllib import loads
from typing import Any

from django.utils import timezone

from palermo.directory.states.models import StateProfile, StateProfileDraft
from palermo.directory.states.policies import PROFILES, ProfileAction
from palermo.directory.states.queries import (
    country_of,
    keeps_profile,
    own_draft,
    signed_versions,
    state_today,
    version_in_force,
    who_may_sign,
)
from palermo.directory.verbs import DirectoryVerb
from palermo.kit.cldr import country_name
from palermo.reference.profile_check import check
from palermo.reference.profiles import PATHS
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import Refused, service

EXAMPLE = "example-state-1"


@service
def begin_draft(actor: Actor) -> StateProfileDraft:
    """Begin the next version: a copy of the one in force, or of the Example State's with every value invented.

    The draft there is, if there is one. Raises Refused for an office that keeps no profile.
    """
    _require(actor, ProfileAction.WRITE)
    if (there := own_draft(actor)) is not None:
        return there
    country = country_of(actor.organisation_id)
    held = version_in_force(country)
    body = deepcopy(held.body) if held else example_body(country)
    row = StateProfileDraft.objects.create(
        organisation_id=actor.organisation_id,
        purpose="identification",
        body=body,
        written_by=[str(named(actor))],
    )
    _tell(actor, DirectoryVerb.PROFILE_BEGUN, row)
    return row


def example_body(country: str) -> dict[str, Any]:
    """What the Example State's profile says, under another State's name; no source confirms any of it."""
    path = files("palermo.reference").joinpath("data", "profiles", f"{EXAMPLE}.toml")
    body = loads(path.read_text(encoding="utf-8"))
    note = "Copied from the Example State: what no source confirms is invented."
    return {**body, "name": country_name(country), "note": note, "sources": {}}


@service
def write_draft(actor: Actor, *, values: Mapping[str, Any], sources: Mapping[str, str]) -> StateProfileDraft:
    """Put `values` (by path) into the draft, with what confirms each (`sources`; "" where it stays invented).

    What was said to be ready has to be said again. Raises Refused where what would come out is no profile.
    """
    _require(actor, ProfileAction.WRITE)
    row = _draft(actor, ProfileAction.WRITE)
    body = with_values(row.body, values, sources)
    if check(body):
        raise _refused("profile_not_right", ProfileAction.WRITE)
    row.body = body
    row.written_by = sorted({*row.written_by, str(named(actor))})
    row.asked_by_id, row.asked_at, row.valid_from = None, None, None
    row.save()
    _tell(actor, DirectoryVerb.PROFILE_WRITTEN, row, values=len(values))
    return row


def with_values(
    body: Mapping[str, Any], values: Mapping[str, Any], sources: Mapping[str, str]
) -> dict[str, Any]:
    """A profile's body with other values at these paths, and what confirms them."""
    found: dict[str, Any] = deepcopy(dict(body))
    for path, value in values.items():
        table, _dot, key = path.rpartition(".")
        (found.setdefault(table, {}) if table else found)[key] = value
    told = {**found.get("sources", {}), **{path: text.strip() for path, text in sources.items()}}
    found["sources"] = {path: text for path, text in told.items() if text}
    found["invented"] = not all(path in found["sources"] for path in PATHS)
    return found


@service
def ask_for_signature(actor: Actor, *, valid_from: date) -> StateProfileDraft:
    """Say that the draft is ready: a second person signs it, and it holds from `valid_from` on.

    Raises Refused for a day that is over, and where nobody else of the office could sign.
    """
    _require(actor, ProfileAction.WRITE)
    row = _draft(actor, ProfileAction.WRITE)
    if valid_from < state_today(country_of(actor.organisation_id)):
        raise _refused("profile_day_over", ProfileAction.WRITE)
    row.asked_by_id, row.asked_at, row.valid_from = named(actor), timezone.now(), valid_from
    if not who_may_sign(actor, row):
        raise _refused("nobody_to_sign", ProfileAction.WRITE)
    row.save()
    _tell(actor, DirectoryVerb.PROFILE_ASKED, row)
    return row


@service
def sign_draft(actor: Actor, *, digest: str) -> StateProfile:
    """Sign the draft as the second person: from its day on it is the State's profile. Open cases keep theirs.

    `digest` is that of what was read (`digest_of`). Raises Refused where nobody asked for it, for who wrote of it,
    and where it changed since it was read.
    """
    _require(actor, ProfileAction.SIGN)
    country = country_of(actor.organisation_id)
    one_at_a_time(f"profile:{country}")
    row = _draft(actor, ProfileAction.SIGN)
    reason = None
    if row.asked_by_id is None or row.valid_from is None:
        reason = "profile_not_asked"
    elif named(actor) in row.writers:
        reason = "second_person_needed"
    elif digest != digest_of(row.body):
        reason = "changed_since_shown"
    if reason or row.valid_from is None or row.asked_by_id is None:
        raise _refused(reason or "profile_not_asked", ProfileAction.SIGN)
    last = signed_versions(country).first()
    number = last.number + 1 if last else 1
    version = f"{country.lower()}-{number}-{digest_of(row.body)[:12]}"
    signed = StateProfile.objects.create(
        organisation_id=actor.organisation_id,
        country=country,
        number=number,
        version=version,
        body={**row.body, "version": version},
        valid_from=max(row.valid_from, state_today(country)),
        asked_by_id=row.asked_by_id,
        signed_by_id=named(actor),
    )
    row.delete()
    record(
        actor,
        verb=DirectoryVerb.PROFILE_SIGNED,
        object_type="state_profile",
        object_id=signed.pk,
        codes={"version": version},
    )
    return signed


@service
def discard_draft(actor: Actor) -> None:
    """Throw the draft away; what is in force stays."""
    _require(actor, ProfileAction.WRITE)
    row = _draft(actor, ProfileAction.WRITE)
    _tell(actor, DirectoryVerb.PROFILE_DISCARDED, row)
    row.delete()


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of what a profile says, apart from the name of its version."""
    said = {name: value for name, value in body.items() if name != "version"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _require(actor: Actor, action: ProfileAction) -> None:
    PROFILES.require(actor, action)
    if not keeps_profile(actor):
        raise _refused("profile_of_the_authority", action)


def _draft(actor: Actor, action: ProfileAction) -> StateProfileDraft:
    row = own_draft(actor, lock=True)
    if row is None:
        raise _refused("profile_no_draft", action)
    return row


def _refused(reason: str, action: ProfileAction) -> Refused:
    return Refused(reason, verb=PROFILES.asked(action), object_type="state_profile")


def _tell(actor: Actor, verb: DirectoryVerb, row: StateProfileDraft, **codes: int) -> None:
    record(actor, verb=verb, object_type="state_profile", object_id=row.pk, codes=codes)
