"""Which parts of the program only staff reads by day; all else the person helped, the public or the night desk reads.

One table for texts and pages: a text is for those who read the pages of the files that ask for it, a page for those
who read what its view says.
"""

from __future__ import annotations

# Paths within the package: folders end in a slash, a file may stand without its ending.
STAFF_ONLY = (
    "demo/",
    "directory/components",
    "directory/drafting",
    "directory/forms",
    "directory/profiles",
    "directory/rules",
    "directory/templates/directory/agreement",
    "directory/today",
    "directory/verbs",
    "directory/views",
    "directory/words",
    "exchange/",
    "operation/",
    "protection/file/views/board",
    "protection/templates/protection/file/board",
    "trust/basis/",
    "trust/ledger/",
    "trust/people/breach_",
    "trust/people/invit",
    "trust/people/operation_today",
    "trust/people/templates/people/add_unit",
    "trust/people/templates/people/assign",
    "trust/people/templates/people/breach",
    "trust/people/templates/people/colleague",
    "trust/people/templates/people/end_role",
    "trust/people/templates/people/heads",
    "trust/people/templates/people/installation",
    "trust/people/templates/people/invit",
    "trust/people/templates/people/ledger",
    "trust/people/templates/people/offered",
    "trust/people/templates/people/units",
    "trust/people/views/breaches",
    "trust/people/views/colleagues",
    "trust/people/views/heads",
    "trust/people/views/installation",
    "trust/people/views/invitations",
    "trust/people/views/ledger",
    "trust/retention/",
    "trust/switches/",
    "trust/vault/",
)


def is_staff_only(place: str) -> bool:
    """Whether only staff reads what this file of the package says.

    >>> is_staff_only("trust/people/views/ledger.py"), is_staff_only("web/templates/web/landing.html")
    (True, False)
    """
    return place.startswith(STAFF_ONLY)
