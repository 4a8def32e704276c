"""The time zone of the office: its administrator chooses, everybody's pages follow."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.kit.cldr import zone_words
from palermo.kit.components import Fact
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.reference.time_zones import zone_of_office, zones_of
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import Organisation
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.services import set_zone
from palermo.trust.people.views.common import attempt, get_or_post
from palermo.trust.people.zone_form import ZoneForm


@get_or_post
def office_zone(request: ActingRequest) -> HttpResponse:
    """Which zone the office lives by, what time it is there, and another one."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    office = Organisation.objects.get(pk=request.actor.organisation_id)
    form = ZoneForm(
        request.POST if request.method == "POST" else None,
        country=office.country,
        initial={"zone": office.zone},
    )
    if (
        form.is_valid()
        and attempt(form, lambda: set_zone(request.actor, zone=form.cleaned_data["zone"])) is not None
    ):
        return redirect(f"{request.path}?saved=1")
    zone = zone_of_office(chosen=office.zone, country=office.country)
    context = {
        "form": form,
        "saved": "saved" in request.GET,
        "facts": [
            Fact(_("Time zone now"), zone_words(zone)),
            Fact(_("Chosen by"), _("your administrator") if office.zone else _("your State")),
            Fact(_("Now it is"), day_text(timezone.now())),
        ],
        "several": not office.zone and len(zones_of(office.country)) > 1,
        "trail": [Link(_("Colleagues"), reverse("people:colleagues"))],
    }
    return render(request, "people/zone.html", context)
