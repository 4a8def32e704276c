"""What is done daily about kept views."""

from __future__ import annotations

from palermo.desk.kept.services import forget_views
from palermo.trust.actor import System
from palermo.trust.unit_of_work import unit_of_work


def forget_views_daily(office: System) -> None:
    """Forget what former colleagues kept; once a day."""
    with unit_of_work(office):
        forget_views(office)
