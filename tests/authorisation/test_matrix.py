"""The table matrix.txt is whole: a row for every address, and in every run somebody asks for each kind of answer."""

from __future__ import annotations

import pytest
from tests.authorisation.asking import METHODS, addresses
from tests.authorisation.reading import REFUSED, ROLES, Row, read_matrix
from tests.support.cast import HOME

ROWS = read_matrix()


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row.name for row in ROWS} == addresses()


def test_no_address_is_without_a_name() -> None:
    assert all(not name.endswith("None") for name in addresses())


def test_each_row_stands_once_and_is_of_a_method_that_is_asked() -> None:
    labels = [row.label for row in ROWS]
    assert sorted(set(labels)) == sorted(labels)
    assert {row.method for row in ROWS} == set(METHODS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_in_every_run_each_role_that_may_and_one_of_each_mandate_that_may_not_is_asked(row: Row) -> None:
    for office, (roles, all_signs) in enumerate(zip(row.in_short(), row.offices, strict=True)):
        signs = dict(zip(ROLES, all_signs, strict=True))
        assert {signs[role] for role in roles} == set(all_signs)
        assert len(roles) >= 2
        if all_signs not in row.offices[:office]:
            assert {role for role, sign in signs.items() if sign not in REFUSED} <= roles
    own = dict(zip(ROLES, row.offices[0], strict=True))
    for mandate in set(HOME.values()):
        asked = {own[role] for role in row.in_short()[0] if HOME[role] == mandate}
        assert asked == {sign for role, sign in own.items() if HOME[role] == mandate}, mandate


def test_over_the_whole_table_no_role_of_any_office_is_left_out() -> None:
    for office in range(3):
        asked = [row.in_short()[office] for row in ROWS]
        assert {role for roles in asked for role in roles} == set(ROLES)
