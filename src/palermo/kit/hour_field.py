"""An hour of the day as people type it: 9, 9:30, 9.30, 930, 9h30, 09 30, in the figures of any script."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

_HOUR: Final = re.compile(r"([0-9]{1,2})\s?(?:[:.,hH]?\s?([0-9]{2})|[hH:.])?")


def read_hour(text: str) -> time | None:
    """The hour that was typed; None for what is none.

    >>> read_hour("9"), read_hour("930"), read_hour("21h05"), read_hour("٩:٣٠"), read_hour("25")
    (datetime.time(9, 0), datetime.time(9, 30), datetime.time(21, 5), datetime.time(9, 30), None)
    """
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in text.strip())
    match = _HOUR.fullmatch(plain)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class HourField(forms.Field):
    """An hour of the day by the office's clock; gives a time, or None where nothing was typed."""

    default_error_messages: ClassVar[dict[str, Text]] = {
        "no_hour": _("Enter the hour with figures, from 0:00 to 23:59, for example 14:30."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "size": 6, "class": "short"}
            ),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        """The hour typed; raises ValidationError for what is none."""
        if isinstance(value, time):
            return value
        if not value or not str(value).strip():
            return None
        hour = read_hour(str(value))
        if hour is None:
            raise ValidationError(self.error_messages["no_hour"], code="no_hour")
        return hour

    def prepare_value(self, value: Any) -> Any:
        """A time as it is typed."""
        return f"{value.hour}:{value.minute:02}" if isinstance(value, time) else value
