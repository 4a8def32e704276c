"""Numbers one can call: those the installation names, or those a demonstration invents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SIGNS_OF_A_NUMBER: Final = frozenset("0123456789+-() ")


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """A number one can call: who answers, where, when and in what. `invented`: nobody answers it."""

    name: Promise | str
    number: str
    hours: Promise | str = ""
    invented: bool = False

    @property
    def dialled(self) -> str:
        """The address that dials the number; empty for an invented one, which might ring somewhere."""
        return (
            "" if self.invented else "tel:" + "".join(sign for sign in self.number if sign in "0123456789+")
        )


INVENTED_LINES: Final = (
    HelpLine(
        name=_("Listening line of Meridia"),
        number="000 1001",
        hours=_("Day and night. You need not say who you are."),
        invented=True,
    ),
    HelpLine(
        name=_("Harbour desk of Norvalia"),
        number="000 2002",
        hours=_("From 06:00 to 22:00, in eleven languages."),
        invented=True,
    ),
)
"""Numbers of a demonstration. Nobody answers them; the page says so."""


def read_help_lines(text: str) -> tuple[HelpLine, ...]:
    """The lines that a setting names, one a line: `who answers | number | when and in which languages`.

    Raises ImproperlyConfigured for a line without a name and a number.

    >>> read_help_lines("Quiet line | +44 20 7946 0000 | day and night")[0].dialled
    'tel:+442079460000'
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, number, hours, *more = [*map(str.strip, line.split("|")), "", ""]
        if (
            not name
            or not any(map(str.isdigit, number))
            or not set(number) <= _SIGNS_OF_A_NUMBER
            or any(more)
        ):
            raise ImproperlyConfigured(
                f"PALERMO_HELP_LINES: write 'who answers | number | when', one a line, not {line!r}."
            )
        found.append(HelpLine(name=name, number=number, hours=hours))
    return tuple(found)


def help_lines() -> tuple[HelpLine, ...]:
    """The numbers of this installation; a demonstration has invented ones and never others beside them."""
    if settings.PALERMO_DEMO:
        return INVENTED_LINES
    return read_help_lines(str(getattr(settings, "PALERMO_HELP_LINES", "")))
