"""Forms drawn by the kit's templates.

With FORM_RENDERER set to `palermo.kit.forms.KitRenderer` every form of the program is drawn so, those of
libraries included; a `KitForm` is drawn so in any case.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from palermo.kit.problems import messages_of, target_of, wrong_part
from palermo.kit.text import (
    is_control,
    one_line_end,
    place_of_unseen,
    turns_writing,
    without_controls,
    without_unseen,
)

NO_HELPERS: Final = {
    "spellcheck": "false",
    "autocorrect": "off",
    "autocapitalize": "off",
    "writingsuggestions": "false",
}
"""Attributes of a field in which somebody types: no spelling service, no correction, no suggestion by the browser."""


def no_turned_text(text: str) -> None:
    """Raise ValidationError for signs that turn the direction of writing: they make a name read as another."""
    if any(turns_writing(sign) for sign in text):
        raise ValidationError(
            _(
                "An invisible sign turned the direction of writing, at “%(place)s”. It is taken out: read what stands"
                " here now. Send it again to use it so, or correct it."
            ),
            code="turned",
            params={"place": place_of_unseen(text)},
        )


def no_control_signs(text: str) -> None:
    """Raise ValidationError for control characters: nobody sees them, and no package may carry them."""
    if any(is_control(sign) for sign in text):
        raise ValidationError(
            _(
                "An invisible sign that cannot be kept stood at “%(place)s”. It is taken out: read what stands here"
                " now. Send it again to use it so, or correct it."
            ),
            code="control",
            params={"place": place_of_unseen(text)},
        )


class KitBoundField(BoundField):
    """A field of a form on a page: knows its problems in words that mend and where to mend them."""

    @property
    def data(self) -> Any:
        """What was sent, texts with one kind of line end, and without what nobody sees and nobody typed.

        A browser's two signs of an end would count twice. A secret is taken as it is: it may hold anything.
        """
        sent = super().data
        if not isinstance(sent, str):
            return sent
        text = one_line_end(sent)
        return text if isinstance(self.field.widget, forms.PasswordInput) else without_unseen(text)

    def value(self) -> Any:
        """What stands in the control: of a text that was refused for what nobody sees in it, the rest."""
        shown = super().value()
        if self.form.is_bound and isinstance(shown, str) and isinstance(self.field, forms.CharField):
            return without_controls(shown)
        return shown

    @property
    def problems(self) -> list[str]:
        """The errors in words that mend."""
        return messages_of(self)

    @property
    def target(self) -> str:
        """The id of the control to mend."""
        return target_of(self)

    @property
    def is_optional(self) -> bool:
        """Whether the label says "(optional)"; a single tick box never does."""
        return not self.field.required and not isinstance(self.field, forms.BooleanField)

    @property
    def is_tick(self) -> bool:
        """Whether it is one tick box, whose label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Django's attributes, without a placeholder: it vanishes when it is needed."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        built["placeholder"] = False
        # A browser would cut a pasted text at the limit without a word; the page keeps all of it and says so.
        built["maxlength"] = False
        if isinstance(widget or self.field.widget, forms.TextInput | forms.Textarea):
            built["dir"] = "auto"  # what is typed has a direction of its own, whatever the page's
            # A browser's own helpers may send what is typed to its maker, and change names.
            built |= {name: value for name, value in NO_HELPERS.items() if name not in built}
        if part := wrong_part(self):
            built["data-wrong-part"] = part
        return built


class KitRenderer(TemplatesSetting):
    """Draws forms and fields with the kit's templates. `django.forms` must be an installed app."""

    form_template_name = "kit/form.html"
    field_template_name = "kit/field.html"
    bound_field_class = KitBoundField


class KitForm(forms.Form):
    """A form in the kit's dress. Write it into a page with `{{ form }}` or `{{ form.name.as_field_group }}`.

    Nothing is marked for the browser to refuse: the page says what to mend and keeps what was typed.
    """

    default_renderer = KitRenderer
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [*field.validators, no_turned_text, no_control_signs]


class FilterForm(KitForm):
    """Filters of a list, kept in the address. Give it `request.GET`; draw it with `kit/filters.html`.

    No filter is required, and one that cannot be read is named on the page and does not filter. `more` are the names
    of filters that `kit/filter_line.html` folds.
    """

    more: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters in use by field name, each with its value."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    @property
    def line(self) -> list[BoundField]:
        """The filters that stand in one line above a list; a form names the others in `more`."""
        return [self[name] for name in self.fields if name not in self.more]

    @property
    def rest(self) -> list[BoundField]:
        """The filters that are folded."""
        return [self[name] for name in self.fields if name in self.more]

    @property
    def rest_chosen(self) -> int:
        """How many folded filters are in use."""
        return len(self.more & self.chosen.keys())

    @property
    def rest_wrong(self) -> bool:
        """Whether a folded filter could not be read."""
        return not self.more.isdisjoint(self.errors)
