"""The benchmark of the search counts what it says it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.search import NAMES, Pair, measure, read_pairs


def test_a_find_a_miss_and_a_false_find_are_counted() -> None:
    kept, other = "Amina Dembele", "Maria Petrova"
    both = f"{kept} {other}"
    pairs = [Pair("x", kept, "Dembélé Ameena"), Pair("x", kept, "Ngozi Okoli"), Pair("y", other, both)]
    x, y, everything = measure(pairs)
    assert (x.language, x.searches, x.found, x.false_finds, x.recall) == ("x", 2, 1, 0, 0.5)
    assert x.missed == (pairs[1],)
    assert (y.found, y.false_finds) == (1, 1), "both of two names are found by a search for both"
    assert (everything.searches, everything.found, everything.false_finds) == (3, 2, 1)


def test_the_list_is_read_and_a_broken_line_is_named(tmp_path: Path) -> None:
    assert [path.stem for path in NAMES] == ["first", "second", "third"]
    assert len({pair.language for path in NAMES for pair in read_pairs(path)}) > 25
    broken = tmp_path / "names.csv"
    broken.write_text("language,kept,typed\n# said\nArabic,one\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"names.csv, pair 1: language, kept, typed"):
        read_pairs(broken)
