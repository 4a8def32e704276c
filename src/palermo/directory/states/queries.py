"""Reads of State profiles: the version in force, those before, the office's own draft, who may sign."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from palermo.directory.states.models import StateProfile, StateProfileDraft
from palermo.directory.states.policies import PROFILES
from palermo.kit.office_time import office_today, today_in
from palermo.reference.time_zones import zone_of_state
from palermo.trust.actor import Actor
from palermo.trust.mandates import OrganisationKind, Role
from palermo.trust.people.models import Organisation, RoleAssignment
from palermo.trust.people.queries import colleague_names, in_force

SIGNING = (Role.COORDINATOR, Role.ADMINISTRATOR)


def country_of(organisation_id: UUID) -> str:
    """The State in which an office works; "" where there is no such office."""
    found = Organisation.objects.filter(pk=organisation_id).values_list("country", flat=True)
    return found.first() or ""


def keeps_profile(actor: Actor) -> bool:
    """Whether the acting office writes its State's profile: a competent authority does, a helping office never."""
    kinds = Organisation.objects.filter(pk=actor.organisation_id).values_list("kind", flat=True)
    return kinds.first() == OrganisationKind.COMPETENT_AUTHORITY


def signed_versions(country: str) -> QuerySet[StateProfile]:
    """The signed versions of a State's profile, newest first, those to come included."""
    return StateProfile.objects.filter(country=country).order_by("-number")


def version_in_force(country: str) -> StateProfile | None:
    """The last signed version whose day has come; None while the State has none of its own."""
    return signed_versions(country).filter(valid_from__lte=state_today(country)).first()


def state_today(country: str) -> date:
    """Today by the State's own time zone: its profile holds for all its offices from one moment on."""
    return today_in(zone_of_state(country))


def own_draft(actor: Actor, *, lock: bool = False) -> StateProfileDraft | None:
    """The acting office's draft of the next version, if one is being written."""
    rows = PROFILES.visible(actor, StateProfileDraft.objects.all())
    return (rows.select_for_update() if lock else rows).first()


def who_may_sign(actor: Actor, draft: StateProfileDraft) -> list[str]:
    """Names of colleagues who may sign the draft now: they lead or administer, and wrote nothing of it."""
    own = RoleAssignment.objects.filter(
        in_force(office_today()),
        organisation_id=actor.organisation_id,
        role__in=[role.value for role in SIGNING],
    )
    ids = set(own.values_list("user_id", flat=True)) - draft.writers
    return sorted(colleague_names(actor, ids).values())
