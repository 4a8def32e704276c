"""Codes are read as people write and paste them, and no name is taken for one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.reference.spoken_codes import (
    SIGNS,
    codes_in,
    looks_like_code,
    new_code,
    plain_signs,
    read_code,
)

NAMES = Path(__file__).parents[2] / "bench" / "names"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\u00ad\uff0d\ufe63 \u00a0\u2009._/"
UNSEEN = "\u200e\u200f\u202a\u202c\u2066\u2069\u200b\u200d\ufeff\u00ad"
codes = st.text(alphabet=SIGNS, min_size=8, max_size=8).map(lambda signs: f"{signs[:4]}-{signs[4:]}")
with_figure = codes.filter(lambda code: any(sign.isdigit() for sign in code))
around = st.sampled_from(["", "case ", "the code: ", "see ", "(", "\u201c", "le dossier ", "ملف "])
behind = st.sampled_from(["", ".", ",", ")", "\u201d", "?", " please", " والسلام", "\n"])
CODE = "K7MC-4XRD"


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@given(codes, around, behind, st.sampled_from(["", *DASHES]), st.booleans(), st.booleans())
def test_a_code_is_read_however_it_is_written(
    code: str, before: str, after: str, dash: str, small: bool, full_width: bool
) -> None:
    written = code.replace("-", dash)
    written = written.lower() if small else written
    assert codes_in(before + (wide(written) if full_width else written) + after) == (code,)


@given(codes, st.lists(st.tuples(st.integers(0, 9), st.sampled_from(UNSEEN)), max_size=6))
def test_signs_that_nobody_sees_change_nothing(code: str, marks: list[tuple[int, str]]) -> None:
    written = code
    for place, mark in marks:
        written = written[:place] + mark + written[place:]
    assert read_code(written) == code


@given(codes)
def test_a_code_is_read_sign_by_sign_and_in_pairs(code: str) -> None:
    signs = code.replace("-", "")
    assert read_code(" ".join(signs)) == code
    assert read_code(" ".join(signs[at : at + 2] for at in range(0, 8, 2))) == code


@given(with_figure)
def test_a_sign_heard_or_typed_for_another_is_read_as_it_was_meant(code: str) -> None:
    assert read_code(code.replace("M", "N")) == code
    assert read_code(code.translate(str.maketrans("CHKMPTXY", "СНКМРТХУ"))) == code
    assert read_code(code.translate(str.maketrans("34679", "٣٤٦٧٩"))) == code


@given(
    st.lists(codes, min_size=2, max_size=6, unique=True), st.sampled_from([" ", ", ", "\n", " and ", "; "])
)
def test_several_codes_are_read_each_once_and_in_their_order(many: list[str], between: str) -> None:
    assert codes_in(between.join([*many, many[0]])) == tuple(many)
    assert read_code(between.join(many)) is None, "a field for one code takes no two"


@given(st.text(max_size=60))
def test_whatever_is_read_is_a_code_and_reads_itself(text: str) -> None:
    for code in codes_in(text):
        assert set(code) <= {*SIGNS, "-"} and len(code) == 9
        assert codes_in(code) == (code,)
        assert looks_like_code(text)


@given(with_figure, st.integers(0, 7), st.sampled_from("0158ABGSQ"))
def test_a_code_with_a_slip_is_no_code_and_no_name(code: str, place: int, slip: str) -> None:
    signs = code.replace("-", "")
    for wrong in (signs[:place] + slip + signs[place + 1 :], signs[:-1], signs + "4"):
        assert read_code(wrong) is None
        assert looks_like_code(wrong) or not any(sign.isdigit() for sign in wrong)


def test_no_name_looks_like_a_code() -> None:
    names = {
        name
        for path in NAMES.glob("*.csv")
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
        for name in row[1:]
    }
    assert len(names) > 300
    assert {name for name in names if looks_like_code(name)} == set()


@pytest.mark.parametrize(
    "text", ["", "Amina Dembele", "Wynn Tryk", "heron", "Hmmm", "5W", "+44 20 7946 0958"]
)
def test_what_is_no_code_is_read_as_none(text: str) -> None:
    assert codes_in(text) == ()


def test_codes_are_made_of_their_signs() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(read_code(code) == code for code in made)


@given(st.text(alphabet="23456789ABCDEFGHJKMNPQRSTVWXYZ", max_size=18), st.sampled_from(DASHES))
def test_the_signs_of_a_secret_code_are_found_between_whatever_stands_there(signs: str, dash: str) -> None:
    assert plain_signs(wide(dash.join(signs))) == signs
    assert plain_signs(f"\u2067{dash.join(signs.lower())}\u2069.") == signs
