"""Who may see services, keep them, and vet them."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.directory.offers.models import Service
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.mandates import SERVICES_ROOM, Role
from palermo.trust.policy import Policy, Verdict, allowed, refused
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.queries import office_has


class ServiceAction(StrEnum):
    """What is asked of services."""

    SEE = "see"
    KEEP = "keep"
    VET = "vet"


_SYSTEM = frozenset({ServiceAction.KEEP, ServiceAction.VET})
_KEEPERS: dict[ServiceAction, tuple[Role, ...]] = {
    ServiceAction.KEEP: (Role.COORDINATOR, Role.FOCAL_POINT),
    ServiceAction.VET: (Role.COORDINATOR,),
}


class ServicePolicy(Policy[Service, ServiceAction]):
    """Public faces are for whoever helps persons, in whatever office; everything else is for the office that offers.

    keep    focal points and coordinators: what it says, the protected face, exact places, free places
    vet     coordinators alone: whoever runs a service does not vet it
    """

    object_type = "service"
    actions = ServiceAction

    def _decide(self, actor: Actor, action: ServiceAction, obj: Service | None) -> Verdict:
        """See: whoever helps persons; keep, vet: the office that offers."""
        if not isinstance(actor, Staff | System) or SERVICES_ROOM not in actor.rooms:
            return refused("role_missing")
        if action is ServiceAction.SEE:
            return allowed("room")
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if isinstance(actor, Staff) and SwitchCode.SERVICE_DIRECTORY in actor.off:
            return refused("switched_off")
        if isinstance(actor, System):
            return allowed("system") if action in _SYSTEM else refused("named_person_needed")
        return allowed("role") if actor.has(*_KEEPERS.get(action, ())) else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Service]) -> QuerySet[Service]:
        """Every public face of offices that publish theirs, for whoever helps persons."""
        published = rows.filter(office_has("organisation_id", SwitchCode.SERVICE_DIRECTORY))
        return published if self.may(actor, ServiceAction.SEE) else rows.none()


class OwnServicePolicy(ServicePolicy):
    """The same, for pages that exist only for the office that offers the service."""

    def visible(self, actor: Actor, rows: QuerySet[Service]) -> QuerySet[Service]:
        """The acting office's services."""
        return super().visible(actor, rows).filter(organisation_id=actor.organisation_id)


SERVICES = ServicePolicy()
OWN_SERVICES = OwnServicePolicy()
