"""The offices of the fictional alliance turn on what they use: a coordinator asks, an administrator signs."""

from __future__ import annotations

from palermo.kit.office_time import office_today
from palermo.trust.actor import Staff
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import ask_for_switch, sign_switch
from palermo.trust.unit_of_work import unit_of_work


def turn_on(asks: Staff, signs: Staff) -> None:
    """Turn on every switch of the two's office; both answer for it."""
    for code in SwitchCode:
        with unit_of_work(asks):
            row = ask_for_switch(
                asks,
                code=code,
                from_day=office_today(),
                responsible_id=asks.user_id,
                deputy_id=signs.user_id,
            )
        with unit_of_work(signs):
            sign_switch(signs, switch_id=row.pk)
