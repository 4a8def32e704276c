"""What is wrong with a form, in words that say how to mend it, with the place to mend it at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.widgets import Checkboxes, PartialDateInput, Radios


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `text` says how, `target` is the id of the control ("" for the whole form)."""

    text: str
    target: str = ""


# Django's own messages say what is wrong; these say how to mend it. A message a form gave itself stays.
_MENDED: Final[list[tuple[Any, Text]]] = [
    (forms.ChoiceField.default_error_messages["invalid_choice"], _("Choose one of the answers listed.")),
    (
        forms.MultipleChoiceField.default_error_messages["invalid_choice"],
        _("Choose from the answers listed."),
    ),
    (forms.DateField.default_error_messages["invalid"], _("Enter a date, for example 2026-11-23.")),
    (validators.EmailValidator.message, _("Enter an email address, for example name@example.org.")),
    (
        validators.MaxLengthValidator.message,
        _("Shorten this to at most %(limit_value)s characters; it has %(show_value)s."),
    ),
    (validators.MinLengthValidator.message, _("Enter at least %(limit_value)s characters.")),
    (validators.MaxValueValidator.message, _("Enter a number of at most %(limit_value)s.")),
    (validators.MinValueValidator.message, _("Enter a number of at least %(limit_value)s.")),
    (validators.ProhibitNullCharactersValidator.message, _("Remove the characters that cannot be shown.")),
]
_REQUIRED: Final = forms.Field.default_error_messages["required"]


@dataclass(frozen=True, slots=True)
class Problems:
    """All that is wrong on a page. `typed_again` where a browser keeps back a password or a file."""

    items: tuple[Problem, ...] = ()
    typed_again: bool = False

    def __bool__(self) -> bool:
        return bool(self.items)


def problems_of(*some: forms.BaseForm) -> Problems:
    """The problems of the forms of a page: of each whole form first, then by field in the page's order."""
    found: list[Problem] = []
    again = False
    for form in some:
        found += [Problem(str(text)) for text in form.non_field_errors()]
        for field in form:
            found += [Problem(text, target_of(field)) for text in messages_of(field)]
            again = again or isinstance(field.field.widget, forms.PasswordInput | forms.FileInput)
    return Problems(tuple(found), again)


def messages_of(field: BoundField) -> list[str]:
    """The errors of one field in words that mend."""
    return [text for error in field.errors.as_data() for text in _mend(error, field)]


def target_of(field: BoundField) -> str:
    """The id of the control at which the field is mended."""
    if field.is_hidden:
        return ""
    widget = field.field.widget
    if isinstance(widget, PartialDateInput):
        return f"{field.auto_id}_{wrong_part(field) or 'day'}"
    if isinstance(widget, Radios | Checkboxes | forms.RadioSelect | forms.CheckboxSelectMultiple):
        # Where choices stand in groups, the first id has the number of its group too.
        return next((str(option.id_for_label) for option in field if option.id_for_label), field.auto_id)
    return str(field.id_for_label or field.auto_id)


def wrong_part(field: BoundField) -> str:
    """The part of a partial date that is to be mended; empty where the whole is."""
    for error in field.errors.as_data():
        if error.params and "part" in error.params:
            return str(error.params["part"])
    return ""


def _mend(error: ValidationError, field: BoundField) -> Iterable[str]:
    message: Any = getattr(error, "message", None)
    if _same(message, _REQUIRED):
        return [str(_missing(field.field)) % {"label": field.label}]
    for theirs, ours in _MENDED:
        if _same(message, theirs):
            return [str(ours) % (error.params or {})]
    return [str(text) for text in error.messages]


def _missing(field: forms.Field) -> Text:
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(label)s” to go on.")
    if isinstance(field, forms.ChoiceField):
        return _("Choose an answer for “%(label)s”.")
    return _("Fill in “%(label)s”.")


def _same(message: Any, default: Any) -> bool:
    if message is default:
        return True
    return isinstance(message, Promise | str) and isinstance(default, str) and message == default
