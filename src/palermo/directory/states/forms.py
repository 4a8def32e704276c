"""The parts of a State's profile as forms: each value, and beside it what confirms it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.directory.states.words import (
    CODED,
    DAY_KINDS,
    LABELS,
    PARTS,
    WEEKDAYS,
    line_of_help,
    line_of_law,
)
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField, short_line
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguagesField
from palermo.kit.number_fields import WholeNumberField
from palermo.kit.partial_date import PartialDate
from palermo.kit.widgets import Checkboxes
from palermo.reference.profile_parts import Holiday, help_line, law, time_zone, value_at

SPANS = (
    "identification.decision_within",
    "identification.ask_again_within",
    "identification.notify_within",
    "reflection.minimum",
    "children.guardian_within",
)
"""Paths of so many days, with the kind of days."""
MAY_BE_EMPTY = ("authority.also", "identification.notified_to", "children.age_function")
YEARS = ("file_years", "outside_file_years", "quiet_months", "account_months")


class _Lines(forms.CharField):
    """Several values, one on each line."""

    def __init__(self, *, read: Callable[[str], Any], show: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
        self._read, self._show = read, show

    def prepare_value(self, value: Any) -> Any:
        """The lines of a list; what was typed stays."""
        return "\n".join(map(self._show, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Any]:
        """The values. Raises ValidationError naming the line that cannot be read."""
        found = []
        for number, line in enumerate(str(super().clean(value)).splitlines(), start=1):
            if not line.strip():
                continue
            try:
                found.append(self._read(line.strip()))
            except (ValueError, KeyError):
                raise ValidationError(
                    _("Line %(number)d cannot be read. Write it as the help above says."),
                    params={"number": number},
                ) from None
        return found


class PartForm(KitForm):
    """One part of the profile: for each path its value and its source."""

    part = ""

    def __init__(self, *args: Any, body: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for path in PARTS[self.part][1]:
            for name, field, first in _fields(path, body):
                field.initial = first
                self.fields[name] = field
            sources = body.get("sources", {})
            self.fields[_source(path)] = short_line(
                _("What confirms it"),
                help_text=_("Law and section, or the instruction. Empty: it counts as invented."),
            )
            self.fields[_source(path)].initial = sources.get(path, "")

    @property
    def values(self) -> dict[str, Any]:
        """What was said, by path."""
        return {path: _value(path, self.cleaned_data) for path in PARTS[self.part][1]}

    @property
    def sources(self) -> dict[str, str]:
        """What confirms it, by path."""
        return {path: self.cleaned_data[_source(path)] for path in PARTS[self.part][1]}


def part_form(part: str) -> type[PartForm]:
    """The form of a part. Raises KeyError for one that is none."""
    return type(f"{part.title()}Form", (PartForm,), {"part": PARTS[part] and part})


class ValidFromForm(KitForm):
    """From which day on the profile holds."""

    valid_from = PartialDateField(
        label=_("From which day on does it hold?"),
        help_text=_("For what begins from that day on. Open cases keep the version they began with."),
        whole=True,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` is the State's."""
        super().__init__(*args, initial={"valid_from": PartialDate.of(today)}, **kwargs)
        cast("PartialDateField", self.fields["valid_from"]).earliest = today


def _name(path: str) -> str:
    return path.replace(".", "__")


def _source(path: str) -> str:
    return f"source__{_name(path)}"


def _fields(path: str, body: Mapping[str, Any]) -> list[tuple[str, forms.Field, Any]]:
    label, name, value = LABELS[path], _name(path), value_at(body, path)
    if path in SPANS:
        kind = CodedChoiceField(label=_("Which days count?"), choices=DAY_KINDS.items(), unsaid=())
        count = WholeNumberField(label=label, help_text=_("Days"), min_value=1, max_value=3650)
        return [(f"{name}__count", count, value["count"]), (f"{name}__kind", kind, value["kind"])]
    if path == "retention":
        numbers = {
            "file_years": _("Years for a person’s file, from its end"),
            "outside_file_years": _("Years for what stands in no file"),
            "quiet_months": _("Months after which an open file in which nothing happens is shown"),
            "account_months": _("Months after which an account without a role ends"),
        }
        source = short_line(_("Which law or instruction says how long"), required=True)
        return [
            ("retention__source", source, value["source"]),
            *(
                (
                    f"retention__{key}",
                    WholeNumberField(label=numbers[key], min_value=1, max_value=200),
                    value[key],
                )
                for key in YEARS
            ),
        ]
    return [(name, _field(path, label), value)]


def _field(path: str, label: Any) -> forms.Field:
    if path in CODED:
        several = path not in {
            "authority.deciders",
            "identification.presumption_threshold",
            "identification.decision_threshold",
            "identification.notify_objection",
            "identification.notify_place",
            "children.age_function",
        }
        made = CodedMultipleChoiceField if several else CodedChoiceField
        field: forms.Field = made(
            label=label, choices=CODED[path].items(), unsaid=(), required=path not in MAY_BE_EMPTY
        )
        return field
    match path:
        case "calendar.rest_days":
            return forms.TypedMultipleChoiceField(
                label=label, choices=list(WEEKDAYS.items()), coerce=int, widget=Checkboxes, required=False
            )
        case "calendar.holidays":
            return _Lines(
                label=label,
                help_text=_("One a line: month and day (07-15), or year, month and day for one that moves."),
                required=False,
                read=lambda line: Holiday.read(line).text,
                show=str,
            )
        case "help_lines":
            return _Lines(
                label=label,
                help_text=_("One a line: name | number | codes of languages, with commas | hours"),
                required=False,
                read=_help_line,
                show=line_of_help,
            )
        case "laws":
            return _Lines(
                label=label,
                help_text=_("One a line: what it is about | how it is cited | address where it can be read"),
                required=False,
                read=_law,
                show=line_of_law,
            )
        case "languages":
            return LanguagesField(label=label, required=True)
        case "time_zone":
            return _ZoneField(label=label, help_text=_("As computers name it, such as Europe/Rome."))
        case _:
            return short_line(label, required=True)


class _ZoneField(forms.CharField):
    def clean(self, value: Any) -> str:
        found = str(super().clean(value)).strip()
        try:
            return time_zone(found)
        except ValueError:
            raise ValidationError(
                _("There is no time zone of that name. Write one such as Europe/Rome.")
            ) from None


def _help_line(line: str) -> dict[str, Any]:
    parts = _split(line, 4)
    languages = [code.strip() for code in parts[2].split(",") if code.strip()]
    raw = {"name": parts[0], "number": parts[1], "languages": languages, "hours": parts[3]}
    help_line(raw)
    return raw


def _law(line: str) -> dict[str, Any]:
    parts = _split(line, 3)
    raw = {"about": parts[0], "citation": parts[1], "address": parts[2]}
    law(raw)
    return raw


def _split(line: str, count: int) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > count:
        raise ValueError("too many parts")
    return [*parts, *[""] * (count - len(parts))]


def _value(path: str, said: Mapping[str, Any]) -> Any:
    name = _name(path)
    if path in SPANS:
        return {"count": said[f"{name}__count"], "kind": said[f"{name}__kind"]}
    if path == "retention":
        return {"source": said["retention__source"], **{key: said[f"retention__{key}"] for key in YEARS}}
    return said[name]
