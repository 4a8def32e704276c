"""Which releases of PostgreSQL mend holes, so that a server that lacks one can be named.

The embedded server comes inside a package whose own version says nothing of it; a server of one's own grows old too.
Read on AS_OF from the announcements of https://www.postgresql.org/support/security/ as vendors and packagers quote
them; the page itself was not at hand. A release the table does not know is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

AS_OF: Final = date(2026, 11, 30)


@dataclass(frozen=True, kw_only=True)
class SecurityRelease:
    """Releases of one day: the minor version of each major one, and how many holes they mend."""

    released: date | None
    holes: int
    minors: dict[int, int]


SECURITY_RELEASES: Final = (
    SecurityRelease(released=date(2025, 11, 13), holes=2, minors={15: 15, 16: 11, 17: 7, 18: 1}),
    SecurityRelease(released=date(2026, 2, 12), holes=5, minors={15: 16, 16: 12, 17: 8, 18: 2}),
    SecurityRelease(released=date(2026, 5, 14), holes=11, minors={15: 18, 16: 14, 17: 10, 18: 4}),
    SecurityRelease(released=date(2026, 8, 13), holes=28, minors={15: 19, 16: 15, 17: 11, 18: 6}),
    # CVE-2026-6460; the day is not in what was at hand.
    SecurityRelease(released=None, holes=1, minors={15: 20, 16: 16, 17: 12, 18: 7}),
)


def lacking(server_version: int) -> list[tuple[str, int]]:
    """The security releases that a server (180004 is 18.4) lacks: each one's version and number of holes."""
    major, minor = divmod(server_version, 10000)
    return [
        (f"{major}.{release.minors[major]}", release.holes)
        for release in SECURITY_RELEASES
        if release.minors.get(major, 0) > minor
    ]
