"""How this office came to know a person: written with every case, because estimates of prevalence depend on it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import CameBy, ReferrerKind, Route
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.verbs import CaseAsked
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation
from palermo.trust.service import Refused


@dataclass(frozen=True, kw_only=True)
class NewArrival:
    """How the person came: found by this office, by themselves, referred by an office of the alliance or another.

    `enquiry_id` is the enquiry of a referral by which the file arrived.

    `on` is as exactly as it is known, the day the case was opened when None. What stands about a referrer counts
    only with REFERRED.
    """

    by: CameBy = CameBy.NOT_KNOWN
    route: Route = Route.NOT_ASKED
    on: PartialDate | None = None
    referrer_id: UUID | None = None
    referrer_kind: ReferrerKind | None = None
    enquiry_id: UUID | None = None


UNKNOWN = NewArrival()


def write_arrival(actor: Actor, *, case: Case, came: NewArrival) -> FirstContact:
    """Write how the person came in place of what was written before, inside a service that records the event.

    Raises Refused for a day in the future, and for a referrer that is no other office.
    """
    today = office_today()
    on = came.on or PartialDate.of(case.opened_on)
    if on.earliest > today:
        raise Refused("day_in_future", verb=CaseAsked.CONTACT_RECORD, object_type="case", object_id=case.pk)
    referred = came.by is CameBy.REFERRED
    referrer_id = came.referrer_id if referred else None
    if referrer_id is not None and not _is_another_office(actor, referrer_id):
        raise Refused("no_such_office", verb=CaseAsked.CONTACT_RECORD, object_type="case", object_id=case.pk)
    values = {
        "came_by": came.by.value,
        "route": came.route.value,
        "came_on": on.iso,
        "referrer_id": referrer_id,
        "referrer_kind": came.referrer_kind.value if referred and came.referrer_kind else "",
        "recorded_by_id": actor.user_id,
    }
    if came.enquiry_id is not None:
        values["enquiry_id"] = came.enquiry_id
    row, _new = FirstContact.objects.update_or_create(
        organisation_id=actor.organisation_id, case=case, defaults={**values, "person_id": case.person_id}
    )
    return row


def _is_another_office(actor: Actor, office_id: UUID) -> bool:
    return office_id != actor.organisation_id and Organisation.objects.filter(pk=office_id).exists()
