"""The matrix with every switch of every office off: what a switch covers is not there, and nothing else opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.authorisation.asking import METHODS, ask, rows_of, sign_of
from tests.authorisation.reading import ROLES, Row
from tests.authorisation.world import World
from tests.support.cast import Office, signed_in

from palermo.protection.cases.models.cases import Case
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.switches.codes import EndReason, SwitchCode
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.registry import covering, switches
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import SwitchVerb

ROWS = [row for method in METHODS for row in rows_of(method)]


@pytest.fixture(scope="module", autouse=True)
def _all_off(world: World) -> Iterator[None]:
    for office in (world.cast.owner, world.cast.partner, world.cast.stranger):
        with unit_of_work(office.system):
            SwitchedOn.objects.filter(organisation_id=office.id).update(
                ended_at=datetime.now(tz=UTC), end_reason=EndReason.BY_PERSON
            )
            record(office.system, verb=SwitchVerb.SWITCH_ENDED, object_type="switch")
    yield


def check(row: Row, world: World, offices: tuple[Office, ...], roles: tuple[Role, ...]) -> None:
    """What a switch covers is not there; what it does not is answered as before, or refused, and never the reverse."""
    is_covered = bool(covering(row.name))
    signs_of = dict(
        zip((world.cast.owner.id, world.cast.partner.id, world.cast.stranger.id), row.offices, strict=True)
    )
    for office in offices:
        for role, on in zip(ROLES, signs_of[office.id], strict=True):
            covered = is_covered and role is not Role.OPERATOR  # of the installation, which has no switches
            if role in roles and (covered or on not in "-."):
                got = sign_of(ask(world.browser(office[role]), row, world).status_code)
                assert got in ("." if covered else {on, ">", "-", "."}), (
                    f"{row.label}, {role} of {office.name}"
                )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_what_is_off_is_not_there_and_nothing_else_opens(row: Row, world: World) -> None:
    check(row, world, (world.cast.owner,), (Role.COORDINATOR,))


@pytest.mark.drill
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_for_each_role_of_each_office_too(row: Row, world: World) -> None:
    check(row, world, (world.cast.owner, world.cast.partner, world.cast.stranger), ROLES)


def test_each_switch_is_declared_and_covers_addresses_that_exist() -> None:
    names = {row.name for row in ROWS}
    assert {switch.code for switch in switches()} == set(SwitchCode)
    for switch in switches():
        assert any(switch.covers(name) for name in names), switch.code
        single = {name for name in switch.addresses if not name.endswith(":*")}
        assert single <= names, single - names


def test_no_row_of_a_file_is_seen_by_the_second_wall_either(world: World) -> None:
    coordinator = world.cast.owner[Role.COORDINATOR]
    assert signed_in(coordinator).get("/today/").status_code == 200
    with unit_of_work(replace(coordinator, off=frozenset({"case_files"}))):
        assert not Case.objects.exists()
    with unit_of_work(coordinator):
        assert Case.objects.exists()
