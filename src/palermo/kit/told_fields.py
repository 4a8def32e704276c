"""A date as somebody tells it or as it stands on a paper: in the calendar in which it was told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text
from palermo.kit.dates import CALENDARS
from palermo.kit.fields import PartialDateField
from palermo.kit.partial_date import ImpossibleDateError, PartialDate, ToldDate
from palermo.kit.widgets import PartialDateInput, TypedDate
from palermo.reference.calendars import YEARS, Calendar

NOT_SAID = ""
"""Nobody was asked for the calendar: it is taken to be ours."""


class TypedTold(NamedTuple):
    """The parts of a date as somebody typed them, and the code of its calendar."""

    day: str
    month: str
    year: str
    calendar: str

    @property
    def date(self) -> TypedDate:
        """The parts alone."""
        return TypedDate(self.day, self.month, self.year)


class ToldDateInput(PartialDateInput):
    """Day, month and year, and below them NAME_calendar: in which calendar this is."""

    template_name = "kit/widgets/told_date.html"

    def value_from_datadict(  # type: ignore[override]  # one part more
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> TypedTold:
        """What was typed and chosen, kept as it stands."""
        parts = super().value_from_datadict(data, files, name)
        return TypedTold(*parts, str(data.get(f"{name}_calendar", "")))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three inputs and the calendars."""
        if isinstance(value, str) and value:
            value = PartialDate.parse(value)
        calendar = value.calendar if isinstance(value, ToldDate | TypedTold) else NOT_SAID
        if isinstance(value, ToldDate):
            year, month, day = value.as_told
            value = TypedDate(*("" if part is None else str(part) for part in (day, month, year)))
        elif isinstance(value, TypedTold):
            value = value.date
        context = super().get_context(name, value, attrs)
        base = context["widget"]["attrs"].get("id") or (attrs or {}).get("id", "")
        choices: list[Choice] = [(NOT_SAID, _("The one of this page")), *CALENDARS.items()]
        context["widget"] |= {
            "calendar_id": f"{base}_calendar",
            "calendars": [(code, words, str(calendar) == str(code)) for code, words in choices],
        }
        return context


class ToldDateField(PartialDateField):
    """A partial date in the calendar in which it was told; gives a PartialDate, of another calendar a ToldDate.

    A year that ours cannot mean leads to the choice of the calendar.
    """

    widget = ToldDateInput
    default_error_messages: ClassVar[dict[str, Text]] = {
        "calendar_unknown": _("Choose one of the calendars listed."),
        "perhaps_another": _("Check the year, or choose below in which calendar it was told."),
        "perhaps_thirteen": _(
            "Check the month, or choose below in which calendar it was told: one has 13 months."
        ),
        "no_year_there": _("Check the year: in this calendar it cannot be reckoned here."),
        "no_month_there": _("Check the month: the year has no such month in this calendar."),
        "day_there": _("Check the day: the month has no such day in this calendar."),
    }

    def to_python(self, value: Any) -> PartialDate | None:
        """The date told; raises ValidationError naming in params["part"] the part to mend."""
        if not isinstance(value, TypedTold):
            return super().to_python(value)
        if not any(value.date):
            return None
        if value.calendar in {NOT_SAID, Calendar.GREGORIAN}:
            ours = self._of_ours(value)
            if ours is None or value.calendar == NOT_SAID:
                return ours
            # That somebody was asked is kept, so that nobody is asked again.
            return ToldDate.told(Calendar.GREGORIAN, ours.year, ours.month, ours.day)
        if value.calendar not in set(Calendar):
            raise self._wrong("calendar_unknown", "year")
        year, month, day = (self._number(part) for part in (value.year, value.month, value.day))
        if year is None:
            raise self._wrong("no_year", "year")
        if month is None and value.month:
            raise self._wrong("no_month_there", "month")
        if day is None and value.day:
            raise self._wrong("no_day", "day")
        try:
            return ToldDate.told(Calendar(value.calendar), year, month, day)
        except ImpossibleDateError as impossible:
            code = {"year": "no_year_there", "month": "no_month_there", "day": "day_there"}[impossible.part]
            if month is None and impossible.part == "month":
                code = "month_missing"
            raise self._wrong(code, impossible.part) from impossible

    def validate(self, value: Any) -> None:
        """Hold the bounds; a year to come may be one of another calendar."""
        try:
            super().validate(value)
        except ValidationError as error:
            if (
                error.code == "too_late"
                and not isinstance(value, ToldDate)
                and _is_told_elsewhere(value.year)
            ):
                raise self._wrong("perhaps_another", "year") from error
            raise

    def _of_ours(self, value: TypedTold) -> PartialDate | None:
        try:
            return super().to_python(value.date)
        except ValidationError as error:
            year, month = self._number(value.year), self._number(value.month)
            if error.code in {"too_early", "too_late"} and year is not None and _is_told_elsewhere(year):
                raise self._wrong("perhaps_another", "year") from error
            if error.code == "no_month" and month == 13:
                raise self._wrong("perhaps_thirteen", "month") from error
            raise


def _is_told_elsewhere(year: int) -> bool:
    return any(year in years for calendar, years in YEARS.items() if calendar is not Calendar.GREGORIAN)
