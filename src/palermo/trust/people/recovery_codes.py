"""Recovery codes: shown once when they are made; what is kept is a password hash of each, sealed.

They lie in allauth's table of second factors, in a row of its type "recovery_codes". allauth's own keep the seed that
all codes are made of, and have no seam for another way of keeping them; so its forms and pages of recovery codes are
not used, and a row of ours holds none of its codes for it to find.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password

from palermo.reference.spoken_codes import plain_signs
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.people.authentication import MFAAdapter
from palermo.trust.people.models import User
from palermo.trust.people.tokens import LETTERS
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.aead import Unreadable

NUMBER: Final = 10
"""How many codes are made at once."""
_LETTERS_EACH, _GROUP = 12, 4
_FIGURES_OF_OLD = 8
_HASHED_AT_ONCE: Final = 5
_KIND = Authenticator.Type.RECOVERY_CODES


def make_codes(user: User) -> list[str]:
    """New codes for the account, as people read them; those of before stop working. Nobody can read them again."""
    User.objects.select_for_update().get(pk=user.pk)  # two who make them at once wait for each other
    Authenticator.objects.filter(user_id=user.pk, type=_KIND).delete()
    codes = [_new_code() for _number in range(NUMBER)]
    Authenticator.objects.create(user_id=user.pk, type=_KIND, data=_kept(user.pk, codes))
    return codes


def spend_code(user_id: UUID, typed: str) -> Authenticator | None:
    """The row of the account whose code this is; the code works no more. None for any other text."""
    plain = plain_signs(typed)
    if len(plain) not in (_LETTERS_EACH, _FIGURES_OF_OLD):
        return None
    rows = Authenticator.objects.select_for_update().filter(user_id=user_id, type=_KIND)
    row: Authenticator | None = rows.first()
    for hashed in (hashes := _hashes(row)):
        if row is not None and check_password(_bound(user_id, plain), hashed):
            row.data = _data([one for one in hashes if one != hashed])
            row.save(update_fields=["data"])
            return row
    return None


def codes_left(user_id: UUID) -> int | None:
    """How many codes still work; None where none were ever made."""
    row = Authenticator.objects.filter(user_id=user_id, type=_KIND).first()
    return None if row is None else codes_left_in(row)


def codes_left_in(row: Authenticator) -> int:
    """How many codes of this row still work."""
    if "hashes" in row.data:
        return len(_hashes(row))
    return len(row.wrap().get_unused_codes())  # type: ignore[no-untyped-call]


def hash_old_codes() -> int:
    """Put hashes in the place of seeds that earlier versions kept, a few accounts at a time; how many.

    The codes stay as they are. A row that somebody changes meanwhile, or whose seed does not open, waits.
    """
    done = 0
    with machinery():
        rows = list(Authenticator.objects.filter(type=_KIND, data__has_any_keys=["seed", "migrated_codes"]))
    for row in (one for one in rows if "hashes" not in one.data):
        if done == _HASHED_AT_ONCE:
            break
        with suppress(Unreadable, ValueError):
            data = _kept(row.user_id, row.wrap().get_unused_codes())
            with unit_of_work(System(organisation_id=INSTALLATION_ID, reason="housekeeping")):
                done += Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=data)
    return done


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _letter in range(_LETTERS_EACH))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS_EACH, _GROUP))


def _bound(user_id: UUID, plain: str) -> str:
    """What is hashed: a hash put into the row of another account fits no code there."""
    return f"{user_id}:{plain}"


def _kept(user_id: UUID, codes: list[str]) -> dict[str, Any]:
    return _data([make_password(_bound(user_id, plain_signs(code))) for code in codes])


def _data(hashes: list[str]) -> dict[str, Any]:
    # allauth looks for its own codes in a row of this type: it finds none.
    return {"hashes": MFAAdapter().encrypt(json.dumps(hashes)), "migrated_codes": []}


def _hashes(row: Authenticator | None) -> list[str]:
    if row is None or "hashes" not in row.data:
        return []
    hashes: list[str] = json.loads(MFAAdapter().decrypt(row.data["hashes"]))
    return hashes
