"""Form fields of the kit: partial dates, coded answers, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import lazy
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text, Unsaid, is_unsaid, with_unsaid
from palermo.kit.dates import day_text
from palermo.kit.files import MEGABYTE, FileKind, content_is, ending_of, plain_name
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import FIRST_YEAR, LAST_YEAR, ImpossibleDateError, PartialDate
from palermo.kit.pasted_dates import dates_read
from palermo.kit.widgets import Checkboxes, PartialDateInput, Radios, TypedDate
from palermo.reference.calendars import Part


class PartialDateField(forms.Field):
    """A date of which the day, or the day and the month, may be unknown.

    Gives a PartialDate, or None where it is not required and nothing was typed. `earliest` and `latest` (a
    date, or a function giving one) bound what it may be: a partial date passes if it can lie within them.
    `whole` asks for the day too. Months may be typed as numbers or by their names in the page's language.
    """

    widget = PartialDateInput
    default_error_messages: ClassVar[dict[str, Text]] = {
        "no_year": _("Enter the year with four figures, for example 2026. Leave out what is not known."),
        "no_month": _("Enter the month as a number from 1 to 12."),
        "month_missing": _("Enter the month too, or leave out the day."),
        "no_day": _("Enter the day as a number from 1 to 31."),
        "day_impossible": _("Check the day: this month has no day %(day)s."),
        "two_dates": _("This can be %(one)s or %(other)s. Enter day, month and year in their own boxes."),
        "whole": _("Enter day, month and year."),
        "too_early": _("Enter a date not before %(bound)s."),
        "too_late": _("Enter a date not after %(bound)s."),
    }

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] | None = None,
        latest: date | Callable[[], date] | None = None,
        whole: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest, self.whole = earliest, latest, whole

    def to_python(self, value: Any) -> PartialDate | None:
        """The date typed; raises ValidationError naming in params["part"] the part to mend."""
        if isinstance(value, PartialDate):
            return value
        if not isinstance(value, TypedDate) or not any(value):
            return None
        if (pasted := self._in_one_piece(value)) is not None:
            return pasted
        year = self._number(value.year)
        if year is None or len(value.year) != 4:
            raise self._wrong("no_year", "year")
        month = self._month(value.month)
        if month is None and value.month:
            raise self._wrong("no_month", "month")
        day = self._number(value.day)
        if day is None and value.day:
            raise self._wrong("no_day", "day")
        try:
            return PartialDate(year, month, day)
        except ImpossibleDateError as impossible:
            if impossible.part == "year":
                raise self._outside(year) from impossible
            code = {"month": "no_month", "day": "day_impossible"}[impossible.part]
            if month is None and impossible.part == "month":
                code = "month_missing"
            raise self._wrong(code, impossible.part, day=str(day)) from impossible

    def validate(self, value: Any) -> None:
        """Hold the bounds."""
        super().validate(value)
        if value is None:
            return
        if self.whole and not value.is_whole:
            raise self._wrong("whole", "month" if value.month is None else "day")
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if earliest and value.latest < earliest:
            raise self._wrong("too_early", "year", bound=day_text(earliest))
        if latest and value.earliest > latest:
            raise self._wrong("too_late", "year", bound=day_text(latest))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed than stood there."""
        if self.disabled:
            return False
        try:
            return bool((initial or None) != self.to_python(data))
        except ValidationError:
            return True

    def _in_one_piece(self, value: TypedDate) -> PartialDate | None:
        """The date that stands whole in one of the boxes, None where none does; ValidationError where it can be two."""
        filled = [part for part in value if part]
        if len(filled) != 1 or self._number(filled[0]) is not None:
            return None
        read = dates_read(filled[0], month_of=self._month)
        if len(read) > 1:
            one, other = (day_text(date) for date in read)
            raise self._wrong("two_dates", "day", one=one, other=other)
        return read[0] if read else None

    def _outside(self, year: int) -> ValidationError:
        if year < FIRST_YEAR:
            return self._wrong("too_early", "year", bound=day_text(date(FIRST_YEAR, 1, 1)))
        return self._wrong("too_late", "year", bound=day_text(date(LAST_YEAR, 12, 31)))

    def _wrong(self, code: str, part: Part, **params: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"part": part, **params})

    @staticmethod
    def _number(text: str) -> int | None:
        return int(text) if text.isdecimal() and len(text) <= 4 else None

    @classmethod
    def _month(cls, text: str) -> int | None:
        for names in (MONTHS, MONTHS_3):
            for number, name in names.items():
                if text and text.casefold().rstrip(".") == str(name).casefold().rstrip("."):
                    return number
        return cls._number(text)


class CodedChoiceField(forms.ChoiceField):
    """One coded answer, or one of the reasons for having none, as radio buttons.

    `choices` are (code, label) pairs; `unsaid` says which reasons are offered (all three unless told);
    `hints` maps a code to a line under its label. Gives the code as text.
    """

    def __init__(
        self,
        *,
        choices: Iterable[Choice],
        unsaid: Iterable[Unsaid] = tuple(Unsaid),
        hints: Mapping[str, Text] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", Radios(hints=hints))
        super().__init__(choices=with_unsaid(choices, unsaid), **kwargs)


class CodedMultipleChoiceField(forms.MultipleChoiceField):
    """Several coded answers, or one reason for having none; the two exclude each other. Gives codes."""

    default_error_messages: ClassVar[dict[str, Text]] = {
        "unsaid_and_said": _("Choose either answers or one reason why there is none, not both."),
    }

    def __init__(
        self,
        *,
        choices: Iterable[Choice],
        unsaid: Iterable[Unsaid] = tuple(Unsaid),
        hints: Mapping[str, Text] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", Checkboxes(hints=hints))
        super().__init__(choices=with_unsaid(choices, unsaid), **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse an answer together with a reason for having none."""
        super().validate(value)
        if len(value) > 1 and any(is_unsaid(code) for code in value):
            raise ValidationError(self.error_messages["unsaid_and_said"], code="unsaid_and_said")


class SafeFileField(forms.FileField):
    """One uploaded file of a kind and size allowed, its kind judged by ending and content.

    Gives the UploadedFile with a plain name, rewound, and its `content_type` set from the kind found, never
    from what the browser said. `max_bytes` must not exceed what the server takes in.
    """

    default_error_messages: ClassVar[dict[str, Text]] = {
        "required": _("Choose a file. One larger than {limit} does not arrive."),
        "too_large": _("Choose a smaller file: it may have at most {limit}."),
        "empty": _("Choose another file: this one is empty."),
        "wrong_kind": _("Choose a file of one of these kinds: %(kinds)s."),
        "wrong_content": _("Choose another file: the content of this one is not what its name says."),
    }

    def __init__(self, *, kinds: Iterable[FileKind], max_bytes: int = MEGABYTE, **kwargs: Any) -> None:
        self.kinds = tuple(kinds)
        self.max_bytes = max_bytes
        super().__init__(**kwargs)
        endings = sorted(ending for kind in self.kinds for ending in kind.endings)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in endings)
        limit = lazy(filesizeformat, str)(max_bytes)
        for code in ("required", "too_large"):
            self.error_messages[code] = format_lazy(self.error_messages[code], limit=limit)

    def to_python(self, data: Any) -> UploadedFile[Any] | None:
        """The file, checked; raises ValidationError saying what to choose instead."""
        file = super().to_python(data)
        if not isinstance(file, UploadedFile):
            return None
        if file.size is None or file.size > self.max_bytes:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        name = plain_name(str(file.name))
        ending = ending_of(name)
        kind = next((kind for kind in self.kinds if ending in kind.endings), None)
        if kind is None:
            kinds = get_text_list([kind.name for kind in self.kinds], gettext("or"))
            raise ValidationError(
                self.error_messages["wrong_kind"], code="wrong_kind", params={"kinds": kinds}
            )
        file.seek(0)
        content = file.read(self.max_bytes + 1)
        file.seek(0)
        if not content_is(kind, content):
            raise ValidationError(self.error_messages["wrong_content"], code="wrong_content")
        file.name, file.content_type = name, kind.content_type
        return file


LONG_TEXT = 4000
NAME = 200


def today() -> Any:
    """Today in the office acted for, asked when a form is checked."""
    return office_today()


def long_text(
    label: Any, *, help_text: Any = "", rows: int = 4, max_length: int = LONG_TEXT, required: bool = False
) -> forms.CharField:
    """A field for a few sentences, sealed by whoever keeps them."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )


def short_line(label: Any, *, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A field for one line."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def whole_day(label: Any, **kwargs: Any) -> PartialDateField:
    """A day that is known, not after today."""
    return PartialDateField(label=label, whole=True, latest=today, **kwargs)


def id_or_none(text: str) -> UUID | None:
    """The id a choice stands for; None for "none"."""
    return UUID(text) if text else None
