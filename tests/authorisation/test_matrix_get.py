"""Every page, for roles of the own, the partner and a stranger office. The table is matrix.txt."""

from __future__ import annotations

import pytest
from tests.authorisation.asking import check_method_is_not_allowed_without_a_row, check_row, rows_of
from tests.authorisation.reading import Row
from tests.authorisation.world import World

ROWS = rows_of("GET")


def test_an_address_without_a_row_does_not_allow_the_method(world: World) -> None:
    check_method_is_not_allowed_without_a_row("GET", world)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_who_may_and_one_of_each_mandate_that_may_not_get_what_the_matrix_says(
    row: Row, world: World
) -> None:
    check_row(row, world, row.in_short())


@pytest.mark.drill
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_role_of_each_office_gets_what_the_matrix_says(row: Row, world: World) -> None:
    check_row(row, world, row.whole())
