"""Missing answers, stored with the reason they are missing.

A blank tells nobody whether a question was put. Every coded question therefore offers these beside its own
answers, and what is stored is one of them, never nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    # Only the type checker's own description of Django has this name.
    from django.utils.functional import _StrPromise

    Text: TypeAlias = str | _StrPromise
else:
    Text: TypeAlias = str | Promise
Choice: TypeAlias = tuple[str, Text]


class Unsaid(StrEnum):
    """Why there is no answer."""

    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"

    @property
    def label(self) -> Text:
        """The words on the page."""
        return _LABELS[self]


_LABELS: Final[dict[Unsaid, Text]] = {
    Unsaid.NOT_KNOWN: _("Not known"),
    Unsaid.NOT_ASKED: _("Not asked"),
    Unsaid.NOT_SAID: _("Does not want to say"),
}
_CODES: Final = frozenset(code.value for code in Unsaid)


def with_unsaid(choices: Iterable[Choice], unsaid: Iterable[Unsaid] = Unsaid) -> list[Choice]:
    """The choices followed by the reasons for having no answer.

    >>> [code for code, label in with_unsaid([("yes", "Yes")])]
    ['yes', 'not_known', 'not_asked', 'not_said']
    """
    return [*choices, *((code.value, code.label) for code in unsaid)]


def is_unsaid(code: str) -> bool:
    """Whether a stored code says that, and why, there is no answer."""
    return code in _CODES
