"""The page of a yes that says of which paper it is, and until when a yes of that day holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from palermo.kit.office_time import office_today
from palermo.kit.wizard import Step
from palermo.protection.first_contact.forms.paper import ConsentPaperForm
from palermo.protection.referral.forms.sending import LASTS
from palermo.reference.profiles import ConsentLasts
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleagues_now


def paper_step(actor: Actor) -> Step:
    """Asked where the yes was written on paper before."""
    return Step(
        name="paper",
        heading=_("The paper"),
        form=ConsentPaperForm,
        when=lambda said: said["answer"]["answer"] == "yes" and bool(said["consent"].get("from_paper")),
        arguments=lambda answers: {
            "colleagues": colleagues_now(actor),
            "holds": lambda day: last_day(answers["consent"], day) >= office_today(),
        },
    )


def last_day(said: Mapping[str, Any], on: date) -> date:
    """The last day of a yes that was said on another day than today; a day of one's own stands as it is."""
    lasts = LASTS.get(ConsentLasts(said["until"]))
    chosen: date = said["last_day"]
    return on + lasts if lasts else chosen
