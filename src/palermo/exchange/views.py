"""Pages of packages: what came and went, one header, carrying one as a file, opening one that came as a file."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.exchange import components
from palermo.exchange.files import export_envelope, export_events, import_file
from palermo.exchange.forms import PackageFileForm
from palermo.exchange.models import Envelope
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import bodies_kept, packages, public_keys, told_by_this_office
from palermo.kit.components import Confirmation, page_of
from palermo.kit.layout import Link
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.reasons import explain
from palermo.trust.service import Refused

PAGE_SIZE = 50


def _found(request: ActingRequest, envelope_id: UUID) -> Envelope:
    return get_or_404(request.actor, EXCHANGE, packages(request.actor), envelope_id)


def _trail() -> list[Link]:
    return [Link(_("Messages"), reverse("exchange:packages"))]


@require_safe
def package_list(request: ActingRequest) -> HttpResponse:
    """What the office sent and received, newest first: headers only, whoever they are about."""
    EXCHANGE.require(request.actor, PackageAction.SEE)
    rows = packages(request.actor)
    with suppress(KeyError, ValueError):  # without a key, or with one that is none: the first page
        if last := packages(request.actor).filter(pk=UUID(request.GET["after"])).first():
            rows = rows.filter(Q(sent_at__lt=last.sent_at) | Q(sent_at=last.sent_at, pk__lt=last.pk))
    page = page_of(list(rows[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
    kept = bodies_kept(row.pk for row in page.rows)
    own = public_keys([request.actor.organisation_id]).get(request.actor.organisation_id)
    context = {
        "table": components.packages_table(request.actor, page.rows, kept, next_key=page.next_key),
        "keys": components.key_fact(own),
    }
    return render(request, "exchange/package_list.html", context)


@require_safe
def package(request: ActingRequest, envelope_id: UUID) -> HttpResponse:
    """One package's header: between whom, for what, under which restrictions, until when."""
    row = _found(request, envelope_id)
    kept = bool(bodies_kept([row.pk]))
    sections = components.package_sections(
        request.actor, row, public_keys([row.sender_id, row.receiver_id]), kept=kept
    )
    context = {
        "package": row,
        "trail": _trail(),
        "sections": sections,
        "may_export": kept and bool(EXCHANGE.may(request.actor, PackageAction.EXPORT, row)),
        "told": bool(told_by_this_office(request.actor, row.thread_id)),
    }
    return render(request, "exchange/package.html", context)


@require_POST
def package_file(request: ActingRequest, envelope_id: UUID) -> HttpResponse:
    """The file of a package this office sent. A POST, because the ledger records it."""
    row = _found(request, envelope_id)
    try:
        content = export_envelope(request.actor, envelope=row)
    except Refused as refused:
        if refused.reason != "body_deleted":
            raise
        return redirect("exchange:package", row.pk)
    return _download(content, f"palermo-{row.pk.hex[:8]}.json")


@require_POST
def events_file(request: ActingRequest, envelope_id: UUID) -> HttpResponse:
    """The file of what this office told in a package's thread. A POST, because the ledger records it."""
    row = _found(request, envelope_id)
    try:
        content = export_events(request.actor, thread_id=row.thread_id)
    except Refused as refused:
        if refused.reason != "nothing_told":
            raise
        return redirect("exchange:package", row.pk)
    return _download(content, f"palermo-{row.thread_id.hex[:8]}-told.json")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def open_file(request: ActingRequest) -> HttpResponse:
    """Open a package, or what was told about one, that came as a file. What is wrong stands at the field."""
    EXCHANGE.require(request.actor, PackageAction.IMPORT)
    form = PackageFileForm()
    if request.method == "POST":
        form = PackageFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                envelope = import_file(request.actor, data=form.cleaned_data["package"].read())
            except Refused as refused:
                form.add_error("package", explain(refused.reason))
            else:
                return redirect("exchange:opened", envelope.pk)
    return render(request, "exchange/open_file.html", {"form": form, "trail": _trail()})


@require_safe
def opened(request: ActingRequest, envelope_id: UUID) -> HttpResponse:
    """Confirms that a file was in order."""
    row = _found(request, envelope_id)
    confirmation = Confirmation(
        happened=_("The file is in order"),
        next_steps=[
            _("Its signature is that of %(office)s, and nothing in it was changed.")
            % {"office": components.other_side(request.actor, row).name},
            # Who sent the package is told about it; a package itself is never opened by its sender.
            _("What it tells appears with what your office sent, within a minute.")
            if row.sender_id == request.actor.organisation_id
            else _("Its content appears among what your office received, within a minute."),
        ],
    )
    return render(request, "kit/confirmation_page.html", {"confirmation": confirmation, "trail": _trail()})
