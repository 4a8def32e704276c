"""Form fields for codes: those that people say on the telephone, and those that prove something once."""

from __future__ import annotations

from typing import Any

from django import forms

from palermo.reference.spoken_codes import LONGEST_TYPED, plain_signs, read_code


class SpokenCodeField(forms.CharField):
    """A code as it is typed, pasted or found in a sentence; gives it as it is kept ("K7MC-4XRD").

    What holds no code, or more than one, is given as it came: the service refuses it in words.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TYPED)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "translate": "no"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The code in what was sent, without the signs that came along."""
        text = super().to_python(value) or ""
        return read_code(text) or text


class SecretCodeField(forms.CharField):
    """A code that proves something once, as it is typed or pasted; gives its letters and figures alone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TYPED)
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """What was sent, without what people put between its signs."""
        text = super().to_python(value) or ""
        return plain_signs(text) or text
