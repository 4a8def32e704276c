"""After a restore nothing is open by a promise of before."""

from __future__ import annotations

from django.utils import timezone
from tests.support.cast import Cast

from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import Invitation, Unit
from palermo.trust.people.services import invite_colleague
from palermo.trust.people.services.invitations import Way, lapse_after_restore
from palermo.trust.unit_of_work import unit_of_work


def test_an_invitation_that_waited_has_lapsed_and_the_ledger_says_how_many(cast: Cast) -> None:
    administers = cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(administers):
        unit = Unit.objects.get(organisation_id=cast.owner.id, mandate="assistance")
        offered = invite_colleague(
            administers,
            email="nadia@owner.example",
            full_name="Nadia Invented",
            unit_id=unit.pk,
            role=Role.CASEWORKER,
            valid_from=timezone.now().date(),
            way=Way.HERE,
        )
    with unit_of_work(cast.owner.system):
        assert lapse_after_restore(cast.owner.system) == 1
        assert lapse_after_restore(cast.owner.system) == 0
    with unit_of_work(administers):
        assert Invitation.objects.get(pk=offered.invitation.pk).lapses_at <= timezone.now()
        (event,) = LedgerEvent.objects.filter(verb="invitation.lapsed")
    assert event.codes["invitations"] == 1
