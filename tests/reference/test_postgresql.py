"""The dated table of PostgreSQL's security releases: what a server lacks is named, what is not known is not judged."""

from __future__ import annotations

from datetime import date

import pytest

from palermo.reference.postgresql import AS_OF, SECURITY_RELEASES, lacking


@pytest.mark.parametrize(
    ("version", "names"),
    [
        (180004, ["18.6", "18.7"]),
        (180000, ["18.1", "18.2", "18.4", "18.6", "18.7"]),
        (180007, []),
        (180099, []),
        (150019, ["15.20"]),
        (190000, []),
        (140001, []),
    ],
)
def test_a_server_lacks_the_security_releases_after_its_own(version: int, names: list[str]) -> None:
    assert [name for name, _holes in lacking(version)] == names


def test_the_table_is_dated_and_goes_forward() -> None:
    days = [release.released for release in SECURITY_RELEASES if release.released is not None]
    assert days == sorted(days)
    assert all(day <= AS_OF for day in days)
    assert date(2026, 1, 1) < AS_OF
    for major in (15, 16, 17, 18):
        minors = [release.minors[major] for release in SECURITY_RELEASES]
        assert minors == sorted(set(minors))
    assert all(release.holes > 0 for release in SECURITY_RELEASES)
