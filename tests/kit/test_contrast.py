"""Every ink of the sheet is read on every ground it stands on, computed from the values that stand in the sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import palermo

SHEET = re.sub(
    r"/\*.*?\*/",
    "",
    (Path(palermo.__file__).parent / "kit" / "static" / "kit" / "palermo.css").read_text(),
    flags=re.DOTALL,
)
VALUES = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,8});", SHEET))
TEXT, PART = 4.5, 3.0
"""Ratios of WCAG 2.2 for words, and for the parts of a control and marks that carry a meaning."""

PAPERS = ("paper", "surface", "shade")
TINTS = ("sea-tint", "other-tint", "attention-tint", "danger-tint", "done-tint", "lantern-tint")
WORDS = [
    *((ink, ground) for ink in ("ink", "muted", "sea", "sea-deep", "danger", "done") for ground in PAPERS),
    *((ink, ground) for ink in ("ink", "muted") for ground in TINTS),
    *(("attention", ground) for ground in ("attention-tint", *PAPERS)),
    *(("other", ground) for ground in ("other-tint", *PAPERS)),
    *(("sea", "sea-tint"), ("sea-deep", "sea-tint"), ("danger", "danger-tint"), ("done", "done-tint")),
    *(("lantern", ground) for ground in ("paper", "surface")),
    *((ink, "sea-night") for ink in ("#fff", "#d3e4e5", "lantern-light")),
    *(("#fff", ground) for ground in ("sea", "sea-deep", "danger", "#7d1414", "lantern", "ink")),
    ("sea-night", "lantern-light"),
    ("sea-night", "#fff"),
    ("#000", "#fff"),  # on paper, and pictures in the reader's own few colours
]
"""Which ink stands on which ground: names of values, or colours that stand in the sheet as such."""
PARTS = [
    *(("edge", ground) for ground in PAPERS),
    *((mark, ground) for mark in ("sea", "lantern", "other", "danger", "done") for ground in PAPERS),
    ("focus", "sea-night"),
    ("ink", "focus"),
]


def colour(name: str) -> tuple[float, float, float]:
    """The three parts of a colour, 0 to 1, of a value's name or of a colour as it stands."""
    digits = VALUES.get(name, name).removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return red, green, blue


def ratio(ink: str, ground: str) -> float:
    """The contrast of two colours as WCAG 2.2 computes it."""

    def luminance(name: str) -> float:
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour(name)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_are_read_on_their_ground(ink: str, ground: str) -> None:
    assert ratio(ink, ground) >= TEXT


@pytest.mark.parametrize(("mark", "ground"), PARTS)
def test_edges_and_marks_are_told_from_their_ground(mark: str, ground: str) -> None:
    assert ratio(mark, ground) >= PART


def test_an_ink_and_a_ground_that_a_rule_sets_together_are_among_these() -> None:
    pairs = set()
    for block in re.findall(r"\{([^{}]*)\}", SHEET):
        inks = re.findall(r"(?:^|;)\s*color:\s*([^;]+)", block)
        grounds = re.findall(r"(?:^|;)\s*background(?:-color)?:\s*([^;]+)", block)
        pairs |= {(name_of(ink), name_of(ground)) for ink in inks for ground in grounds}
    plain = {pair for pair in pairs if None not in pair}
    assert plain <= {(ink, ground) for ink, ground in WORDS}
    assert len(plain) >= 12


def test_no_rule_has_an_ink_that_is_not_computed() -> None:
    inks = {name_of(ink) for ink in re.findall(r"[;{]\s*color:\s*([^;}]+)", SHEET)} - {None}
    assert inks <= {ink for ink, _ground in WORDS}


def name_of(value: str) -> str | None:
    """The value's name or the colour as it stands; None for what the system or another rule decides."""
    value = value.replace("!important", "").strip()
    if found := re.fullmatch(r"var\(--([a-z-]+)\)", value):
        return found[1]
    return value if re.fullmatch(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?", value) else None
