"""Which nationalities may be recorded of one person."""

from __future__ import annotations

from palermo.protection.cases.rules import go_together
from palermo.protection.cases.verbs import CaseAsked
from palermo.trust.service import Refused


def check_nationalities(*codes: str) -> None:
    """Raise Refused unless a person can have these nationalities at once (`rules.go_together`)."""
    if not go_together(codes):
        raise Refused("nationalities_apart", verb=CaseAsked.PERSON_RECORD, object_type="person")
