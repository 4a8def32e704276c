"""Pages of the State's profile: what holds, writing the next version part by part, having it signed, signing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from palermo.directory.states.forms import ValidFromForm, part_form
from palermo.directory.states.models import StateProfile, StateProfileDraft
from palermo.directory.states.policies import PROFILES, ProfileAction
from palermo.directory.states.queries import (
    country_of,
    keeps_profile,
    own_draft,
    signed_versions,
    state_today,
    version_in_force,
    who_may_sign,
)
from palermo.directory.states.services import (
    ask_for_signature,
    begin_draft,
    digest_of,
    discard_draft,
    example_body,
    sign_draft,
    write_draft,
)
from palermo.directory.states.words import LABELS, PARTS, value_words
from palermo.kit.choices import Text
from palermo.kit.cldr import country_name
from palermo.kit.components import Cell, Column, Fact, Section, State, Table, Tone
from palermo.kit.layout import Link
from palermo.reference.profile_parts import value_at
from palermo.reference.profiles import profile_from
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names, office_names
from palermo.trust.people.views.common import attempt, get_or_post
from palermo.trust.rows import row_or_404

DONE: dict[str, Text] = {
    "begun": gettext_lazy("A new version is begun. Nothing of it holds before two people signed it."),
    "written": gettext_lazy("This part is kept in the new version."),
    "asked": gettext_lazy("A second person is asked to sign."),
    "signed": gettext_lazy("Signed. Open cases keep the version they began with."),
    "discarded": gettext_lazy("The new version is thrown away. What holds stays."),
}
INVENTED = State(gettext_lazy("invented"), Tone.ATTENTION)


def _home(done: str = "") -> str:
    url = reverse("profile:profile")
    return f"{url}?done={done}" if done else url


def _trail() -> list[Link]:
    return [Link(_("The State’s profile"), _home())]


@require_safe
def profile(request: ActingRequest) -> HttpResponse:
    """The profile that holds for what begins today, the next version if one is written, and those before."""
    actor = request.actor
    PROFILES.require(actor, ProfileAction.SEE)
    country = country_of(actor.organisation_id)
    held = version_in_force(country)
    body = held.body if held else example_body(country)
    draft = own_draft(actor)
    writes = keeps_profile(actor)
    context = {
        "country": country_name(country),
        "held": held,
        "sections": profile_sections(body),
        "unconfirmed": len(profile_from(body).unconfirmed),
        "draft": draft,
        "may_write": writes and PROFILES.may(actor, ProfileAction.WRITE).allowed,
        "may_sign": writes and draft is not None and _may_sign(request, draft),
        "parts": [
            Link(str(words), reverse("profile:part", args=[part])) for part, (words, _paths) in PARTS.items()
        ],
        "signers": who_may_sign(actor, draft) if draft is not None else [],
        "versions": _versions_table(request, list(signed_versions(country)[:50])),
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "directory/states/profile.html", context)


def _may_sign(request: ActingRequest, draft: StateProfileDraft) -> bool:
    allowed = PROFILES.may(request.actor, ProfileAction.SIGN, draft).allowed
    return allowed and draft.asked_by_id is not None and request.actor.user_id not in draft.writers


@require_safe
def version(request: ActingRequest, profile_id: UUID) -> HttpResponse:
    """One signed version, whether it holds or held."""
    PROFILES.require(request.actor, ProfileAction.SEE)
    row = row_or_404(request.actor, StateProfile.objects.all(), profile_id, object_type="state_profile")
    context = {
        "row": row,
        "country": country_name(row.country),
        "sections": profile_sections(row.body),
        "trail": _trail(),
    }
    return render(request, "directory/states/version.html", context)


@require_POST
def begin(request: ActingRequest) -> HttpResponse:
    """Begin the next version."""
    begin_draft(request.actor)
    return redirect(_home("begun"))


@require_POST
def discard(request: ActingRequest) -> HttpResponse:
    """Throw the next version away."""
    discard_draft(request.actor)
    return redirect(_home("discarded"))


@get_or_post
def part(request: ActingRequest, part: str) -> HttpResponse:
    """One part of the next version."""
    if part not in PARTS:
        raise Http404
    draft = _draft(request, ProfileAction.WRITE)
    if draft is None:
        return redirect(_home())
    form = part_form(part)(request.POST if request.method == "POST" else None, body=draft.body)
    if form.is_valid():
        written = attempt(form, lambda: write_draft(request.actor, values=form.values, sources=form.sources))
        if written is not None:
            return redirect(_home("written"))
    context = {"form": form, "heading": PARTS[part][0], "trail": _trail()}
    return render(request, "directory/states/part.html", context)


@get_or_post
def ready(request: ActingRequest) -> HttpResponse:
    """Say that it is ready, from which day on it holds, and see who could sign."""
    draft = _draft(request, ProfileAction.WRITE)
    if draft is None:
        return redirect(_home())
    today = state_today(country_of(request.actor.organisation_id))
    form = ValidFromForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        day = form.cleaned_data["valid_from"].earliest
        if attempt(form, lambda: ask_for_signature(request.actor, valid_from=day)) is not None:
            return redirect(_home("asked"))
    context = {
        "form": form,
        "changes": _changes(request, draft),
        "signers": [name for name in who_may_sign(request.actor, draft) if name != _own_name(request)],
        "trail": _trail(),
    }
    return render(request, "directory/states/ready.html", context)


def _own_name(request: ActingRequest) -> str:
    user_id = request.actor.user_id
    return colleague_names(request.actor, {user_id}).get(user_id, "") if user_id else ""


@get_or_post
def sign(request: ActingRequest) -> HttpResponse:
    """All that changes, and the signature of the second person."""
    draft = _draft(request, ProfileAction.SIGN)
    if draft is None or not _may_sign(request, draft):
        return redirect(_home())
    if request.method == "POST":
        sign_draft(request.actor, digest=request.POST.get("digest", ""))
        return redirect(_home("signed"))
    context = {
        "changes": _changes(request, draft),
        "sections": profile_sections(draft.body),
        "digest": digest_of(draft.body),
        "draft": draft,
        "by": colleague_names(request.actor, set(draft.writers)).values(),
        "trail": _trail(),
    }
    return render(request, "directory/states/sign.html", context)


def _draft(request: ActingRequest, action: ProfileAction) -> StateProfileDraft | None:
    """The own office's draft, if one is written. Raises Refused for who may not."""
    PROFILES.require(request.actor, action)
    return own_draft(request.actor)


def profile_sections(body: Mapping[str, Any]) -> list[Section]:
    """All a profile says, part by part; each value with what confirms it, or that it is invented."""
    return [Section(words, [_fact(body, path) for path in paths]) for words, paths in PARTS.values()]


def _fact(body: Mapping[str, Any], path: str) -> Fact:
    source = body.get("sources", {}).get(path, "")
    said = value_words(path, value_at(body, path))
    return Fact(LABELS[path], [*said, _("Source: %(source)s") % {"source": source} if source else INVENTED])


def _changes(request: ActingRequest, draft: StateProfileDraft) -> Table:
    country = country_of(request.actor.organisation_id)
    held = version_in_force(country)
    before = held.body if held else example_body(country)
    rows: list[list[Cell]] = [
        [LABELS[path], _fact(before, path).value, _fact(draft.body, path).value]
        for _words, paths in PARTS.values()
        for path in paths
        if _fact(before, path) != _fact(draft.body, path)
    ]
    return Table(
        caption=_("What changes"),
        columns=[Column(_("What")), Column(_("Holds now")), Column(_("In the new version"))],
        rows=rows,
        empty=_("Nothing differs from what holds now."),
    )


def _versions_table(request: ActingRequest, rows: list[StateProfile]) -> Table:
    names = colleague_names(
        request.actor, {id_ for row in rows for id_ in (row.asked_by_id, row.signed_by_id)}
    )
    of = office_names() if rows else {}
    return Table(
        caption=_("Versions"),
        columns=[Column(_("Version")), Column(_("Holds from")), Column(_("Written and signed by"))],
        rows=[
            [
                Link(str(row.number), reverse("profile:version", args=[row.pk])),
                row.valid_from,
                [names[id_] for id_ in (row.asked_by_id, row.signed_by_id) if id_ in names]
                or of.get(row.organisation_id, ""),
            ]
            for row in rows
        ],
        empty=_(
            "The State has signed none. The Example State’s rules stand in: they are the law of no State."
        ),
    )
