"""Controls drawn by the kit: radio buttons, checkboxes, and a date in three parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, is_unsaid
from palermo.kit.partial_date import PartialDate


class _Hinted:
    """Adds a hint to an option, and a line before the reasons for having no answer."""

    def __init__(self, *args: Any, hints: Mapping[str, Text] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints: Mapping[str, Text] = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)  # type: ignore[misc]
        value = str(option["value"])
        option["hint"] = self.hints.get(value, "")
        if option["hint"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', '')}_hint"
        return option

    def optgroups(self, *args: Any, **kwargs: Any) -> list[Any]:
        groups: list[Any] = super().optgroups(*args, **kwargs)  # type: ignore[misc]
        options = [option for _name, some, _index in groups for option in some]
        first = next((option for option in options if is_unsaid(str(option["value"]))), None)
        if first is not None and first is not options[0]:
            first["after_or"] = True
        return groups


class Radios(_Hinted, forms.RadioSelect):
    """One answer of a few. `hints` maps a value to a line under its label."""

    template_name = "kit/widgets/choices.html"


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Any number of answers. `hints` maps a value to a line under its label."""

    template_name = "kit/widgets/choices.html"


class TypedDate(NamedTuple):
    """The three parts of a date as somebody typed them."""

    day: str
    month: str
    year: str


class PartialDateInput(forms.Widget):
    """Three inputs: day, month, year, named NAME_day, NAME_month, NAME_year."""

    template_name = "kit/widgets/partial_date.html"
    use_fieldset = True
    parts: ClassVar[dict[str, Text]] = {"day": _("Day"), "month": _("Month"), "year": _("Year")}

    def id_for_label(self, id_: str) -> str:
        """The control a label or an error summary leads to first."""
        return f"{id_}_day" if id_ else ""

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 (the shape of every widget)
        name: str,
    ) -> TypedDate:
        """What was typed, kept as it stands."""
        return TypedDate(*(str(data.get(f"{name}_{part}", "")).strip() for part in self.parts))

    def value_omitted_from_data(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 (the shape of every widget)
        name: str,
    ) -> bool:
        """Whether none of the three inputs was sent."""
        return not any(f"{name}_{part}" in data for part in self.parts)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three inputs with their labels, values and marks."""
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        base, wrong = own.pop("id", ""), own.pop("data-wrong-part", "")
        invalid = own.pop("aria-invalid", None)
        values = self._values(value)
        context["widget"]["parts"] = [
            {
                "label": label,
                "name": f"{name}_{part}",
                "id": f"{base}_{part}" if base else "",
                "value": values[part],
                "part": part,
                "invalid": bool(invalid) and wrong in {"", part},
            }
            for part, label in self.parts.items()
        ]
        return context

    @staticmethod
    def _values(value: object) -> dict[str, str]:
        if isinstance(value, str) and value:
            value = PartialDate.parse(value)
        if isinstance(value, PartialDate):
            known = {"day": value.day, "month": value.month, "year": value.year}
            return {part: "" if number is None else str(number) for part, number in known.items()}
        if isinstance(value, TypedDate):
            return value._asdict()
        return {"day": "", "month": "", "year": ""}
