"""Several lists come from the database in one statement, and are what they would be one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext
from tests.protection import flow
from tests.support.cast import Cast

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.file.services.assistance import record_assistance
from palermo.trust.gather import gather
from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work


def columns(row: Any) -> dict[str, Any]:
    """Every stored value of a row, as it would be compared."""
    return {
        field.attname: bytes(value) if isinstance(value := getattr(row, field.attname), memoryview) else value
        for field in row._meta.concrete_fields
    }


def test_gathered_rows_are_what_each_list_gives_by_itself_in_one_statement(cast: Cast) -> None:
    asker = cast.owner[Role.CASEWORKER]
    flow.have_basis(cast)
    file = flow.open_file(asker)
    with unit_of_work(asker):
        assigned = CaseAssignment.objects.filter(case_id=OuterRef("pk"))
        lists = {
            "needs": Need.objects.filter(case_id=file.case.pk).order_by("-id"),
            "cases": Case.objects.annotate(has_team=Exists(assigned)),
            "persons": Person.objects.all()[:5],
            "nothing": Need.objects.none(),
            "colleagues": User.objects.filter(~Q(pk=cast.stranger.id)).order_by("email")[:3],
        }
        with CaptureQueriesContext(connection) as asked:
            found = gather(lists)
        assert len(asked) == 1
        for name, rows in lists.items():
            assert [columns(row) for row in found[name]] == [columns(row) for row in rows], name
            assert all(type(row) is rows.model for row in found[name])
        assert found["cases"][0].has_team is True
        assert found["persons"]
        assert not found["nothing"]


@pytest.mark.parametrize("cost", ["120.500", "9999999999.999", "0.100"])
def test_an_amount_of_money_keeps_every_digit(cast: Cast, cost: str) -> None:
    asker = cast.owner[Role.CASEWORKER]
    file = flow.open_file(asker)
    with unit_of_work(asker):
        record_assistance(
            asker,
            case_id=file.case.pk,
            kind="legal",
            given_on=PartialDate(2026, 11),
            cost=Decimal(cost),
            currency="KWD",
        )
        (row,) = gather({"help": Assistance.objects.all()})["help"]
    assert str(row.cost) == cost


def test_what_another_office_owns_is_not_gathered(cast: Cast) -> None:
    flow.have_basis(cast)
    flow.open_file(cast.owner[Role.CASEWORKER])
    with unit_of_work(cast.stranger[Role.COORDINATOR]):
        assert gather({"persons": Person.objects.all()}) == {"persons": []}


def test_rows_of_two_models_at_once_are_refused(cast: Cast) -> None:
    with unit_of_work(cast.owner[Role.CASEWORKER]):
        for rows in (Case.objects.select_related("person"), Case.objects.values("code")):
            with pytest.raises(ValueError, match="rows of one model"):
                gather({"cases": rows})
