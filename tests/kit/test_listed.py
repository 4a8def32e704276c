"""Words in one line are parted as the language of the page parts them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from palermo.kit.listed import listed


@pytest.mark.parametrize(
    ("language", "line"),
    [("en-gb", "a, b, 3"), ("ar", "a، b، 3"), ("zh-hans", "a、b、3"), ("fr", "a, b, 3")],
)
def test_the_comma_is_that_of_the_language(language: str, line: str) -> None:
    with override(language):
        assert listed(["a", "b", 3]) == line
        assert listed([]) == ""
