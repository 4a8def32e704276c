"""Palermo's addresses and a few views that fail half-way, for tests."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import include, path

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import Organisation
from palermo.trust.service import Refused, service
from palermo.web.urls import urlpatterns as real

CANARY = "canary-Olivewing"


@service
def rename(actor: Actor) -> None:
    """Write something with its event."""
    Organisation.objects.filter(pk=actor.organisation_id).update(name="Renamed half-way")
    record(actor, verb="office.renamed", object_type="office", object_id=actor.organisation_id)


@service
def refuse(actor: Actor) -> None:
    """Write something, then refuse."""
    rename(actor)
    raise Refused("role_missing", verb="office.rename", object_type="office")


ENDS: dict[str, Any] = {
    "unexpected": RuntimeError(CANARY),
    "not_found": Http404(CANARY),
    "denied": PermissionDenied(CANARY),
    "suspicious": SuspiciousOperation(CANARY),
    "away": OperationalError(CANARY),
}


def half_done(request: ActingRequest, end: str) -> HttpResponse:
    """Do the first half, then fail as asked."""
    rename(request.actor)
    if end == "refused":
        refuse(request.actor)
    if end in ENDS:
        raise ENDS[end]
    return HttpResponse(status=int(end))


def unrecorded(request: ActingRequest) -> HttpResponse:
    """Write and tell nobody."""
    Organisation.objects.filter(pk=request.actor.organisation_id).update(name="Silent")
    return HttpResponse("done")


urlpatterns = [
    path("half-done/<str:end>/", half_done, name="half_done"),
    path("unrecorded/", unrecorded, name="unrecorded"),
    path("", include(real)),
]
handler500 = "palermo.web.errors.server_error"
