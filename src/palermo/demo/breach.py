"""An invented breach: a telephone was lost while its owner was signed in."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES
from palermo.trust.actor import Staff
from palermo.trust.ledger.breaches import note_breach
from palermo.trust.ledger.codes import BreachKind
from palermo.trust.ledger.exposure import Window
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import reveal


def load_breach(auditor: Staff, caseworker: Staff) -> None:
    """The caseworker opened two files on the telephone that was lost; the auditor notes it the same hour."""
    now = timezone.now()
    with unit_of_work(caseworker):
        mine = CASES.visible(caseworker, Case.objects.select_related("person"))
        for case in mine.order_by("id")[:2]:
            reveal(caseworker, case.person, "safe_contact", "name", object_type="person")
    with unit_of_work(auditor):
        window = Window(account_id=caseworker.user_id, since=now - timedelta(hours=1), until=None)
        note_breach(auditor, kind=BreachKind.DEVICE_LOST, window=window, known_at=timezone.now())
