"""Whose rules an office works by: its country profile, and what the profile says about this office."""

from __future__ import annotations

from palermo.reference.profiles import Profile, profile
from palermo.trust.actor import Actor
from palermo.trust.owned import OwnedModel
from palermo.trust.people.models import Organisation

CURRENT: str = OwnedModel._meta.get_field("profile_version").get_default()
"""The version that new records carry; an invented State's, until a State brings its own."""


def profile_of(version: str = CURRENT) -> Profile:
    """The profile whose rules were in force for a record of `version`. Raises KeyError when it is not here."""
    return profile(version)


def is_first_responder(actor: Actor) -> bool:
    """Whether the acting office is of a kind that the profile lists as a first responder."""
    return kind_of_office(actor) in profile_of().first_responders


def kind_of_office(actor: Actor) -> str:
    """What kind of office the actor works for; "" where there is none."""
    kinds = Organisation.objects.filter(pk=actor.organisation_id).values_list("kind", flat=True)
    return kinds.first() or ""
