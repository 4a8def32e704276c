"""Pages of the directory: every service, one service, its protected face, its vetting, its end."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.offers.codes import VettedBy
from palermo.directory.offers.components import directory_table, public_facts
from palermo.directory.offers.forms import PlaceForm, ServiceFilterForm, VettingForm
from palermo.directory.offers.models import Service
from palermo.directory.offers.policies import OWN_SERVICES, SERVICES, ServiceAction
from palermo.directory.offers.queries import services
from palermo.directory.offers.services import end_service, record_place, record_vetting, show_place
from palermo.kit.choices import Text
from palermo.kit.components import page_of
from palermo.kit.layout import Link
from palermo.kit.wizard import START
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404

PAGE_SIZE = 50
DONE: dict[str, Text] = {
    "added": gettext_lazy(
        "The service stands in the directory. Say now where it is, and how much room there is."
    ),
    "changed": gettext_lazy("What others read of this service is changed."),
    "place": gettext_lazy("The address is sealed. Only your office sees it, and whom you tell."),
    "places": gettext_lazy("The places are kept."),
    "vetted": gettext_lazy("Vetting and funding are recorded."),
}


def found(request: ActingRequest, service_id: UUID) -> Service:
    """The service, if the actor may see it. Raises Http404."""
    return get_or_404(request.actor, SERVICES, services(request.actor), service_id)


def found_own(request: ActingRequest, service_id: UUID, *, action: ServiceAction) -> Service:
    """The acting office's service, if the actor may do `action` on it. Raises Http404, or Refused."""
    row = get_or_404(request.actor, OWN_SERVICES, services(request.actor), service_id)
    OWN_SERVICES.require(request.actor, action, row)
    return row


def page_of_service(row: Service) -> str:
    """The address of a service's page."""
    return reverse("services:service", args=[row.pk])


def trail(row: Service | None = None) -> list[Link]:
    """From the directory down to the service."""
    links = [Link(_("Services"), reverse("services:directory"))]
    return [*links, Link(row.name, page_of_service(row))] if row else links


def back_to(row: Service, done: str) -> HttpResponse:
    """Go to the service's page, which says what was done."""
    return redirect(f"{page_of_service(row)}?done={done}")


@require_safe
def directory(request: ActingRequest) -> HttpResponse:
    """Services of every office, as far as others may know them, by name."""
    SERVICES.require(request.actor, ServiceAction.SEE)
    form = ServiceFilterForm(request.GET)
    chosen = form.chosen
    rows = services(request.actor).filter(**chosen)
    with suppress(KeyError, ValueError):  # without a key, or with one that is none: the first page
        last = rows.filter(pk=UUID(request.GET["after"])).first()
        if last is not None:
            rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    page = page_of(list(rows[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
    may_keep = SERVICES.may(request.actor, ServiceAction.KEEP).allowed
    add = Link(_("Add a service"), reverse("services:add", args=[START])) if may_keep else None
    table = directory_table(
        page.rows,
        now=timezone.now(),
        next_key=page.next_key,
        empty=_("No service fits these filters.")
        if chosen
        else _("Services that offices offer stand here, with what others may know of them."),
        action=None if chosen else add,
    )
    context = {"table": table, "filters": form, "form": form, "may_keep": may_keep}
    return render(request, "directory/services/directory.html", context)


@require_safe
def service(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """One service: its public face, and for its own office the way to everything else."""
    row = found(request, service_id)
    own = row.organisation_id == request.actor.organisation_id
    context = {
        "service": row,
        "facts": public_facts(row, now=timezone.now()),
        "may_keep": own and SERVICES.may(request.actor, ServiceAction.KEEP, row).allowed,
        "may_vet": own and SERVICES.may(request.actor, ServiceAction.VET, row).allowed,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "trail": trail(),
    }
    return render(request, "directory/services/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """The protected face, for its own office's keepers: shown (and recorded as shown), and written."""
    row = found_own(request, service_id, action=ServiceAction.KEEP)
    if request.method == "POST":
        form = PlaceForm(request.POST)
        if form.is_valid():
            record_place(request.actor, service_id=row.pk, **form.cleaned_data)
            return back_to(row, "place")
    else:
        form = PlaceForm(initial=show_place(request.actor, row))
    return render(
        request, "directory/services/place.html", {"form": form, "service": row, "trail": trail(row)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def vetting(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """Who vetted it until when, and its funding period."""
    row = found_own(request, service_id, action=ServiceAction.VET)
    said = {
        "vetted_by": row.vetted_by or "nobody",
        "vetted_until": row.vetted_until and row.vetted_until.isoformat(),
        "funded_from": row.funded_from and row.funded_from.isoformat(),
        "funded_until": row.funded_until and row.funded_until.isoformat(),
    }
    form = VettingForm(request.POST if request.method == "POST" else None, said=said)
    if form.is_valid():
        by = form.cleaned_data["vetted_by"]
        vetted_by = None if by == "nobody" else VettedBy(by)
        record_vetting(request.actor, service_id=row.pk, vetted_by=vetted_by, **form.days)
        return back_to(row, "vetted")
    return render(
        request, "directory/services/vetting.html", {"form": form, "service": row, "trail": trail(row)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActingRequest, service_id: UUID) -> HttpResponse:
    """Take a service out of the directory: say what that does, then do it."""
    row = found_own(request, service_id, action=ServiceAction.KEEP)
    if request.method == "POST":
        end_service(request.actor, service_id=row.pk)
        return redirect("services:directory")
    return render(request, "directory/services/end.html", {"service": row, "trail": trail(row)})
