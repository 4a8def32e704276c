"""Who may see services, keep them, and vet them."""

from __future__ import annotations

from django.db.models import QuerySet

from palermo.directory.offers.models import Service
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.people.rules import SERVICES_ROOM, Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class ServicePolicy(Policy[Service]):
    """Public faces are for whoever helps persons, in whatever office; everything else is for the office that offers.

    keep    focal points and coordinators: what it says, the protected face, exact places, free places
    vet     coordinators alone: whoever runs a service does not vet it
    """

    object_type = "service"

    def may(self, actor: Actor, action: str, obj: Service | None = None) -> Verdict:
        """Actions: see, keep (own office), vet (own office)."""
        if not isinstance(actor, Staff | System) or SERVICES_ROOM not in actor.rooms:
            return refused("role_missing")
        if action == "see":
            return allowed("room")
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if action not in {"keep", "vet"}:
            return refused("role_missing")
        if isinstance(actor, System):
            return allowed("system")
        keepers = (Role.COORDINATOR,) if action == "vet" else (Role.COORDINATOR, Role.FOCAL_POINT)
        return allowed("role") if actor.has(*keepers) else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Service]) -> QuerySet[Service]:
        """Every public face, for whoever helps persons."""
        return rows if self.may(actor, "see") else rows.none()


class OwnServicePolicy(ServicePolicy):
    """The same, for pages that exist only for the office that offers the service."""

    def visible(self, actor: Actor, rows: QuerySet[Service]) -> QuerySet[Service]:
        """The acting office's services."""
        return super().visible(actor, rows).filter(organisation_id=actor.organisation_id)


SERVICES = ServicePolicy()
OWN_SERVICES = OwnServicePolicy()
