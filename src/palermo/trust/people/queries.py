"""Reads about accounts and offices. Each takes an actor and returns only what it may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from palermo.kit.office_time import office_today, today_in
from palermo.reference.time_zones import zone_of_office
from palermo.trust.actor import INSTALLATION_ID, Actor, Staff
from palermo.trust.current import current
from palermo.trust.mandates import Held, Mandate, Role
from palermo.trust.people.lookalikes import shape_of_name
from palermo.trust.people.models import Organisation, RoleAssignment, Unit, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.standing import counts, not_over
from palermo.trust.policy import get_or_404
from palermo.trust.switches.queries import codes_on, off_in


@dataclass(frozen=True, kw_only=True)
class ActingUnit:
    """A unit in which an account holds roles today, which of its office's switches are off, and what holds `beside`."""

    organisation_id: UUID
    organisation_name: str
    unit_id: UUID
    unit_name: str
    mandate: Mandate
    roles: frozenset[Role]
    off: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


def in_force(day: date) -> Q:
    """Assignments in force on `day`; one that rests until its office confirms the person is not."""
    return not_over(day) & Q(valid_from__lte=day) & counts()


_beside: dict[str, Callable[[], Exists]] = {}


def ask_beside(name: str, condition: Callable[[], Exists]) -> None:
    """Have a condition on an assignment asked with each request, in the statement that finds its account's roles.

    Called in AppConfig.ready of a room above; what holds stands in `ActingUnit.beside`.
    """
    _beside[name] = condition


def assignments_of(user_id: UUID) -> list[RoleAssignment]:
    """Today's assignments of one account, in every office that the acting one may see; by each office's own day."""
    today = office_today()
    around = not_over(today - timedelta(days=1)) & Q(valid_from__lte=today + timedelta(days=1)) & counts()
    rows = (
        RoleAssignment.objects.filter(around, user_id=user_id)
        .select_related("organisation", "unit")
        .annotate(
            on=codes_on("organisation_id", until=today + timedelta(days=1)),
            **{f"beside_{name}": condition() for name, condition in _beside.items()},
        )
        .order_by("organisation__name", "unit__name", "role")
    )
    return [row for row in rows if _holds(row, day_in(row.organisation))]


def zone_in(office: Organisation) -> str:
    """Name of the time zone by which an office lives."""
    return zone_of_office(chosen=office.zone, country=office.country)


def day_in(office: Organisation) -> date:
    """Today in an office."""
    return today_in(zone_in(office))


def _holds(row: RoleAssignment, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)


def acting_units(user_id: UUID) -> list[ActingUnit]:
    """The units for which the account may act today, by office and unit name."""
    roles: dict[UUID, set[Role]] = {}
    units: dict[UUID, RoleAssignment] = {}
    for row in assignments_of(user_id):
        units.setdefault(row.unit_id, row)
        roles.setdefault(row.unit_id, set()).add(Role(row.role))
    return [
        ActingUnit(
            organisation_id=row.organisation_id,
            organisation_name=row.organisation.name,
            unit_id=unit_id,
            unit_name=row.unit.name,
            mandate=Mandate(row.unit.mandate),
            roles=frozenset(roles[unit_id]),
            # The installation's own office has no switches: what its operator may not do, their role says.
            beside=frozenset(name for name in _beside if getattr(row, f"beside_{name}")),
            off=frozenset()
            if row.organisation_id == INSTALLATION_ID
            else off_in(row.on, day=day_in(row.organisation)),  # type: ignore[attr-defined]
        )
        for unit_id, row in units.items()
    ]


def own_card_line(actor: Actor) -> tuple[str, dict[str, str]]:
    """The line that the office acted for puts on its rights cards, and its hours by language; empty without one."""
    if not isinstance(actor, Staff):
        return "", {}
    own = Organisation.objects.filter(pk=actor.organisation_id)
    return own.values_list("card_line", "card_hours").first() or ("", {})


def own_contact_point(actor: Actor) -> str:
    """The public line of the office acted for, as others ring it; empty for who acts for none."""
    if not isinstance(actor, Staff):
        return ""
    found = (
        Organisation.objects.filter(pk=actor.organisation_id).values_list("contact_point", flat=True).first()
    )
    return found or ""


def staff_of(user_id: UUID, unit: ActingUnit) -> Staff:
    """The actor for an account acting in `unit`."""
    return Staff(
        user_id=user_id,
        organisation_id=unit.organisation_id,
        unit_id=unit.unit_id,
        mandate=unit.mandate,
        roles=unit.roles,
        off=unit.off,
    )


def held_roles(user_id: UUID, *, since: date | None = None, until: date | None = None) -> Sequence[Held]:
    """What the account holds in every office on any day from `since` (today) to `until` (open).

    For the rules of incompatibility alone: the acting office must learn *that* a role may not be added, so the
    question is put as the account itself.
    """
    rows = RoleAssignment.objects.filter(user_id=user_id, revoked_at__isnull=True).exclude(
        valid_until__lt=since or office_today()
    )
    if until is not None:
        rows = rows.filter(valid_from__lte=until)
    with current().seen_by(user_id):
        return as_held(rows.select_related("unit"))


def as_held(rows: QuerySet[RoleAssignment]) -> list[Held]:
    """These assignments as the rules of incompatibility compare them; their units are joined."""
    return [
        Held(
            organisation_id=row.organisation_id,
            unit_id=row.unit_id,
            mandate=Mandate(row.unit.mandate),
            role=Role(row.role),
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """An account with its roles in the acting office, and whether its second step is set up."""

    user: User
    roles: list[RoleAssignment]
    second_factor: bool


def colleagues(actor: Actor, *, after: UUID | None, former: bool, limit: int) -> list[Colleague]:
    """Colleagues of the acting office by name, those without a role now if `former`; at most `limit` after `after`.

    Raises Refused for whoever may not see them.
    """
    PEOPLE.require(actor, PeopleAction.SEE)
    own = PEOPLE.visible(actor, RoleAssignment.objects.all())
    here_now = own.filter(not_over(office_today())).values("user_id")
    users = User.objects.filter(pk__in=own.values("user_id")).order_by("full_name", "email", "pk")
    users = users.exclude(pk__in=here_now) if former else users.filter(pk__in=here_now)
    if after is not None and (last := users.model.objects.filter(pk=after).first()):
        users = users.filter(
            Q(full_name__gt=last.full_name) | Q(full_name=last.full_name, email__gt=last.email)
        )
    return _with_roles(actor, list(users[:limit]))


def colleague(actor: Actor, user_id: UUID) -> Colleague:
    """One colleague of the acting office, past ones included. Raises Http404 (a probe) and Refused."""
    PEOPLE.require(actor, PeopleAction.SEE)
    own = PEOPLE.visible(actor, RoleAssignment.objects.all()).filter(user_id=user_id).order_by("pk").first()
    assignment = get_or_404(actor, PEOPLE, RoleAssignment.objects.all(), own.pk if own else user_id)
    return _with_roles(actor, [assignment.user])[0]


def _with_roles(actor: Actor, users: list[User]) -> list[Colleague]:
    ids = [user.pk for user in users]
    roles: dict[UUID, list[RoleAssignment]] = {}
    rows = PEOPLE.visible(actor, RoleAssignment.objects.filter(user_id__in=ids))
    for row in rows.select_related("unit", "user").order_by("-valid_from", "unit__name", "role"):
        roles.setdefault(row.user_id, []).append(row)
    secured = set(
        Authenticator.objects.filter(user_id__in=ids, type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )
    return [
        Colleague(user=user, roles=roles.get(user.pk, []), second_factor=user.pk in secured) for user in users
    ]


def accounts_ever(actor: Actor) -> list[tuple[str, str]]:
    """Every account that has or had a role in the acting office, by name: (id, name). Raises Refused."""
    PEOPLE.require(actor, PeopleAction.SEE)
    own = PEOPLE.visible(actor, RoleAssignment.objects.all())
    return _by_name(own)


def colleagues_now(actor: Actor) -> list[tuple[str, str]]:
    """Every account with a role in the acting office today, by name: (id, name). For those who name colleagues."""
    own = RoleAssignment.objects.filter(in_force(office_today()), organisation_id=actor.organisation_id)
    return _by_name(own)


def administrators_now(actor: Actor) -> list[str]:
    """Names of the acting office's administrators of today. Raises Refused for whoever may not see colleagues."""
    PEOPLE.require(actor, PeopleAction.SEE)
    own = PEOPLE.visible(actor, RoleAssignment.objects.filter(in_force(office_today())))
    return [name for _id, name in _by_name(own.filter(role=Role.ADMINISTRATOR))]


def _by_name(roles: QuerySet[RoleAssignment]) -> list[tuple[str, str]]:
    users = User.objects.filter(pk__in=roles.values("user_id")).order_by("full_name", "email")
    return [(str(pk), name) for pk, name in told_apart(users).items()]


def own_units(actor: Actor) -> list[Unit]:
    """The acting office's units by name, each with `people`: how many accounts have a role in it today."""
    PEOPLE.require(actor, PeopleAction.SEE)
    in_it = in_force(office_today())
    rows = PEOPLE.visible(actor, RoleAssignment.objects.filter(in_it, unit=OuterRef("pk")))
    count = rows.order_by().values("unit").annotate(number=Count("user_id", distinct=True)).values("number")
    units = Unit.objects.filter(organisation_id=actor.organisation_id)
    return list(units.annotate(people=Coalesce(Subquery(count), 0)).order_by("name"))


def colleague_names(actor: Actor, user_ids: set[UUID]) -> dict[UUID, str]:
    """Names of colleagues of the acting office, by id; unknown and foreign ids are left out."""
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id__in=user_ids)
    return told_apart(User.objects.filter(pk__in=own.values("user_id")))


def told_apart(users: Iterable[User]) -> dict[UUID, str]:
    """What accounts are called, by id: the name, with the address where two of them are called alike."""
    names = {user.pk: (user.full_name or user.email, user.email) for user in users}
    alike = Counter(shape_of_name(name) for name, _email in names.values())
    return {
        pk: f"{name} ({email})" if alike[shape_of_name(name)] > 1 else name
        for pk, (name, email) in names.items()
    }


def zone_of(organisation_id: UUID) -> str:
    """The name of the time zone of an office: its administrator's choice, else its State's."""
    row = Organisation.objects.only("zone", "country").get(pk=organisation_id)
    return zone_of_office(chosen=row.zone, country=row.country)


def office_names() -> dict[UUID, str]:
    """Name of every organisation, the installation's own too."""
    return dict(Organisation.objects.values_list("pk", "name"))


def offices() -> QuerySet[Organisation]:
    """Every office's public face, the installation left out."""
    return Organisation.objects.exclude(kind="installation")
