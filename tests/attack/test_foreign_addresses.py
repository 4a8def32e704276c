"""What the offices are shown, asked for by everybody who is not shown it: another office, or an own colleague."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from tests.attack.reading import ID, pattern
from tests.attack.running import Copy
from tests.authorisation.reading import ROLES, Row, read_matrix
from tests.support.canaries import traces

from palermo.trust.mandates import Role

pytestmark = pytest.mark.attack
ANSWERED = frozenset("+>!~")
REFUSED = frozenset({403, 404, 405})
OLD_PAGE = "This page was open too long"
"""A form that was refused for its token alone was not asked."""
FEWEST_ADDRESSES, FEWEST_PATTERNS = 100, 60
MATRIX = {(row.name, row.method): row for row in read_matrix()}
OWN, STRANGER = 0, 2
ASSIGNED = {Role.CASEWORKER, Role.DECISION_MAKER}
"""Of the matrix's case these are assigned to it; who is not gets what its focal point gets."""


def may(name: str, method: str, roles: set[Role], *, office: int) -> bool:
    """Whether the matrix lets one of the roles of that office have this address, without a part in the file."""
    row: Row | None = MATRIX.get((name, method))
    if row is None:
        return False
    if office == OWN and name.startswith("protection:"):
        roles = {Role.FOCAL_POINT if role in ASSIGNED else role for role in roles}
    signs = dict(zip(ROLES, row.offices[office], strict=True))
    return any(signs[role] in ANSWERED for role in roles)


def offices(copy: Copy) -> dict[str, list[str]]:
    """The accounts of each office."""
    found: dict[str, list[str]] = {}
    for email in copy.accounts:
        found.setdefault(copy.office(email), []).append(email)
    return found


def shown(copy: Copy, emails: list[str]) -> set[str]:
    """The addresses with an id that these accounts are shown."""
    return {path for email in emails for path in copy.seen(email).addresses if ID.search(path)}


def known(copy: Copy, emails: list[str]) -> set[str]:
    """The ids that these accounts read on their pages."""
    return {found for email in emails for found in copy.seen(email).ids}


def unknown_to(ids: set[str], addresses: set[str]) -> Iterator[str]:
    """The addresses that name an id which is not among these."""
    return (path for path in sorted(addresses) if not set(ID.findall(path)) <= ids)


def asked(copy: Copy, email: str, path: str, *, office: int) -> Iterator[tuple[bool, str]]:
    """Ask by GET and by POST; whether each held, and what was asked."""
    name, roles = pattern(path), copy.roles(email)
    for method in ("GET", "POST"):
        answer = copy.asker(email).get(path) if method == "GET" else copy.asker(email).send(path)
        told = traces(f"{answer.headers}\n{answer.page}".encode())
        refused = answer.status in REFUSED and not told and OLD_PAGE not in answer.page
        holds = refused or may(name, method, roles, office=office)
        yield holds, f"{method} {name} by {email}: {answer.status}{' with words' if told else ''}"


def test_what_one_office_is_shown_no_account_of_another_one_gets(
    copy: Copy, held: Callable[[bool, str], None]
) -> None:
    accounts, addresses = offices(copy), set[str]()
    for office, emails in accounts.items():
        foreign = shown(copy, emails)
        addresses |= foreign
        for other in accounts.keys() - {office}:
            ids = known(copy, accounts[other])
            for path in unknown_to(ids, foreign):
                for email in accounts[other]:
                    for holds, what in asked(copy, email, path, office=STRANGER):
                        held(holds, what)
    assert len(addresses) > FEWEST_ADDRESSES
    assert len({pattern(path) for path in addresses}) > FEWEST_PATTERNS


def test_what_a_colleague_works_on_no_other_colleague_gets_who_is_not_shown_it(
    copy: Copy, held: Callable[[bool, str], None]
) -> None:
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        accounts = dict(owner.execute("SELECT email, id::text FROM people_user").fetchall())
    for emails in offices(copy).values():
        for email in emails:
            own = known(copy, [email]) | {accounts[email]}
            for path in unknown_to(own, shown(copy, emails)):
                for holds, what in asked(copy, email, path, office=OWN):
                    held(holds, what)
