"""What discloses and what ends a disclosure, at the same moment: never both, nobody left waiting, no deadlock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from tests.protection.flow import work_off
from tests.protection.referral.meeting import Ground, run
from tests.protection.referral.racing import DONE, Halt, Ring, Stage, World, course, registered
from tests.support import place

from palermo.protection.cases.services.persons import record_identity
from palermo.protection.referral.models.changes import SentChange
from palermo.protection.referral.models.referrals import Enquiry
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

ACTS = [act.name for act in registered()]


@pytest.mark.parametrize("name", ACTS)
def test_what_discloses_and_what_ends_it_take_turns(
    ground: Ground, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ground, name, halts=[Halt.BEFORE_COMMIT], mixed=True, monkeypatch=monkeypatch) == []


@pytest.mark.drill
@pytest.mark.parametrize("name", ACTS)
def test_so_do_any_two_acts_in_either_order_wherever_the_first_halts(
    ground: Ground, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ground, name, halts=list(Halt), mixed=False, monkeypatch=monkeypatch) == []


def test_there_are_acts_of_both_sorts() -> None:
    assert {act.does.value for act in registered()} == {"makes", "ends"}
    assert len(registered()) > 15


class Changing:
    """Somebody who changes how the person is reached safely while it is sent."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring

    def run(self, world: World, *, before_commit: Callable[[], object] = bool) -> str:
        """Write the new way in a unit of work."""
        with unit_of_work(self.ring.lead) as work:
            record_identity(work.actor, person_id=world.person_id, safe_contact="Only at the clinic")
            before_commit()
        return DONE


def test_what_changes_while_it_is_sent_leaves_or_is_known_to_be_old(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    [sends] = [one for one, _other, _stage in ground.pairs if str(one) == "send_identity_slice"][:1]
    changes: Any = Changing(ground.ring)
    with place.database(ground.server, template=ground.template) as database:
        with (
            psycopg.connect(database.owner, autocommit=True) as watch,
            course(watch, monkeypatch) as track,
        ):
            worlds = ground.worlds[Stage.ACCEPTED][:2]
            for world, (first, second) in zip(worlds, ((sends, changes), (changes, sends)), strict=True):
                assert track.race(world, first, second, Halt.BEFORE_COMMIT) == (DONE, DONE)
        work_off()
        for world, first in zip(worlds, (sends, changes), strict=True):
            with unit_of_work(ground.ring.lead):
                old = SentChange.objects.filter(referral_id=world.referral_id, what="safe_contact").exists()
            with unit_of_work(ground.ring.helper):
                row = Enquiry.objects.select_related("person").get(pk=world.enquiry_id)
                assert row.person is not None
                new = unseal(row.person, "safe_contact")["safe_contact"] == "Only at the clinic"
            assert (old, new) == ((True, False) if first is sends else (False, True))
