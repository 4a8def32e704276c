"""Fields for numbers and amounts: one line, no wheel; what can be read in two ways is asked back.

    units = WholeNumberField(label=_("How much?"), min_value=1, max_value=366)
    cost = AmountField(label=_("What did it cost?"), required=False)        # Decimal

A text field with a keyboard of figures: a field of type number would drop figures of other scripts without a word, read
commas by the browser's language and change under the wheel of a mouse.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.datastructures import MultiValueDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.numbers import LONGEST, readings

MOST_PLACES = 3
"""No currency of ISO 4217 has more decimals."""


class TypedNumber(NamedTuple):
    """A number as it was typed, and which of its readings was chosen ("" while none was)."""

    text: str
    chosen: str = ""


class NumberInput(forms.Widget):
    """One line of text named NAME, and below it, where two readings are possible, a choice named NAME_meant."""

    template_name = "kit/widgets/number.html"

    def __init__(self, *, whole: bool, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.whole = whole

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 (the shape of every widget)
        name: str,
    ) -> TypedNumber:
        """What was typed and chosen, kept as it stands."""
        return TypedNumber(str(data.get(name, "")).strip(), str(data.get(f"{name}_meant", "")))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The line, and the readings to choose from."""
        context = super().get_context(name, None, attrs)
        typed = value if isinstance(value, TypedNumber) else TypedNumber(_shown(value))
        possible = _readings(typed.text, whole=self.whole)
        context["widget"] |= {
            "text": typed.text,
            "inputmode": "numeric" if self.whole else "decimal",
            "readings": [
                {
                    "value": format(number, "f"),
                    "label": _plainly(number),
                    "id": f"{context['widget']['attrs'].get('id', name)}_meant_{place}",
                    "chosen": typed.chosen == format(number, "f"),
                }
                for place, number in enumerate(possible)
            ]
            if len(possible) > 1
            else [],
        }
        return context


class _NumberField(forms.Field):
    whole: ClassVar[bool]
    default_error_messages: ClassVar[dict[str, Text]] = {
        "doubtful": _("Choose what is meant: this can be read in two ways."),
    }

    def __init__(self, *, min_value: int = 0, max_value: int | None = None, **kwargs: Any) -> None:
        super().__init__(widget=NumberInput(whole=self.whole), **kwargs)
        self.validators.append(MinValueValidator(min_value))
        if max_value is not None:
            self.validators.append(MaxValueValidator(max_value))

    def to_python(self, value: Any) -> Any:
        """The number typed, or chosen of two readings; raises ValidationError where none was."""
        typed = value if isinstance(value, TypedNumber) else TypedNumber(_shown(value))
        if not typed.text:
            return None
        possible = _readings(typed.text, whole=self.whole)
        if not possible or len(typed.text) > LONGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(possible) > 1:
            possible = [one for one in possible if format(one, "f") == typed.chosen]
            if not possible:
                raise ValidationError(self.error_messages["doubtful"], code="doubtful")
        return int(possible[0]) if self.whole else possible[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another number was typed than stood there."""
        if self.disabled:
            return False
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class WholeNumberField(_NumberField):
    """A whole number; gives an int, or None where it is not required and nothing was typed."""

    whole = True
    default_error_messages: ClassVar[dict[str, Text]] = {
        "invalid": _("Enter a whole number in figures, for example 12."),
    }


class AmountField(_NumberField):
    """An amount of money without its currency; gives a Decimal, or None where nothing was typed."""

    whole = False
    default_error_messages: ClassVar[dict[str, Text]] = {
        "invalid": _("Enter an amount in figures, for example 12.50."),
    }


def number_words(number: Decimal) -> str:
    """A number as the page's language writes it, with its thousands apart."""
    places = max(0, -int(number.as_tuple().exponent))
    return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)


def _plainly(number: Decimal) -> str:
    """A reading so that nobody reads it as the other: no groups, no more decimals than it needs."""
    short = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    places = max(0, -int(short.as_tuple().exponent))
    return number_format(short, decimal_pos=places, use_l10n=True, force_grouping=False)


def _readings(text: str, *, whole: bool) -> list[Decimal]:
    """What a text can mean as a number of this kind; readings that are one number are one."""
    fits = [one for one in readings(text) if not whole or one == one.to_integral_value()]
    if whole:
        fits = [one.quantize(Decimal(1)) for one in fits]
    return list(dict.fromkeys(fits))


def _shown(value: Any) -> str:
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
