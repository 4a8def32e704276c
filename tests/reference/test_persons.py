"""The codes about persons that several rooms share."""

from __future__ import annotations

from palermo.directory.offers.codes import CHILDRENS_AGES, AgeGroup, Sex
from palermo.reference.persons import CHILDS_BANDS, AgeBand, Gender, coarse_age, is_child


def test_an_age_in_doubt_is_a_child_s_and_an_age_nobody_told_is_no_child_s() -> None:
    assert {band for band in AgeBand if is_child(band)} == CHILDS_BANDS
    assert is_child("in_doubt")
    assert not any(is_child(code) for code in ("not_known", "not_asked", "not_said", "18_25", ""))


def test_an_erasure_leaves_of_each_age_no_more_than_child_or_adult() -> None:
    left = {band: coarse_age(band) for band in AgeBand}
    assert set(left.values()) == {"child", "adult", "not_known", "not_asked", "not_said"}
    assert all(is_child(band) == is_child(left[band]) for band in AgeBand)


def test_a_service_is_for_ages_and_genders_that_a_person_can_have() -> None:
    assert {group.value for group in AgeGroup} <= {band.value for band in AgeBand}
    assert {sex.value for sex in Sex} <= {gender.value for gender in Gender}
    assert {AgeGroup.UNDER_12, AgeGroup.FROM_12_TO_17} == CHILDRENS_AGES
