"""Who takes over what a colleague has open: one for all of it, or one for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.forms import KitForm
from palermo.trust.open_work import Found
from palermo.trust.people.leaving import Receiver

_LEAVE = "leave"


class HandOverForm(KitForm):
    """A colleague for everything, and for each kind somebody else, or nobody.

    `offered` are the kinds that can be handed over, each with the colleagues whose role fits.
    """

    everything = forms.ChoiceField(label=_("Hand everything over to"), required=False)

    def __init__(
        self,
        *args: Any,
        offered: Sequence[tuple[Found, Sequence[Receiver]]],
        everybody: Sequence[Receiver],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [found.work.code for found, _fitting in offered]
        able = {one.user_id for _found, fitting in offered for one in fitting}
        all_of_it = self.fields["everything"]
        if isinstance(all_of_it, forms.ChoiceField):
            all_of_it.choices = [
                ("", _("Nobody: choose below")),
                *((str(one.user_id), one.name) for one in everybody if one.user_id in able),
            ]
        for found, fitting in offered:
            self.fields[self.field_of(found.work.code)] = forms.ChoiceField(
                label=_("Hand over to"),
                required=False,
                choices=[
                    ("", _("As chosen for everything")),
                    (_LEAVE, _("Leave it for now")),
                    *((str(one.user_id), one.name) for one in fitting),
                ],
            )

    @staticmethod
    def field_of(code: str) -> str:
        """The name of the field of a kind."""
        return f"to_{code.replace('.', '_')}"

    def clean(self) -> dict[str, Any]:
        """Somebody takes over something."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not self.receivers:
            self.add_error("everything", _("Choose who takes over, for everything or for a kind of it."))
        return said

    @property
    def receivers(self) -> dict[str, UUID]:
        """Who takes over each kind, by its code; kinds that stay are left out."""
        chosen: dict[str, UUID] = {}
        for code in self._codes:
            answer = self.cleaned_data.get(self.field_of(code)) or self.cleaned_data.get("everything")
            if answer and answer != _LEAVE:
                chosen[code] = UUID(answer)
        return chosen
