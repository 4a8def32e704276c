"""Pages of States and the Protocol. Public: everything here is published fact, nothing is anybody's own."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Column, Table
from palermo.kit.layout import Link
from palermo.kit.problems import problems_of
from palermo.partnership import components, figures, pictures
from palermo.partnership.downloads import states_csv as csv_of
from palermo.partnership.forms import StatesFilter
from palermo.partnership.listing import Entry, entries, entry_of, filtered
from palermo.partnership.words import GRADES_IN_FULL, LEVELS, STANDINGS
from palermo.partnership.world_map import map_description, map_title
from palermo.reference.counting import status_as_of
from palermo.reference.osce import osce_count
from palermo.reference.protocol import Confidence, protocol_entry_into_force
from palermo.reference.provisions import provisions
from palermo.reference.readings import readings_of_56
from palermo.reference.scheme import PROTOCOL, sources


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """Every State and its standing as of a day, the counts, the line of time, and two numbers explained."""
    form = StatesFilter(request.GET)
    status = status_as_of(form.as_of)
    shown = _shown(form, status.counted_on)
    context = {
        "form": form,
        "filters": form,
        "status": status,
        "scheme": PROTOCOL,
        "protocol": protocol_entry_into_force(),
        "counts": components.counts_table(status),
        "grades": [(GRADES_IN_FULL[grade], status.parties_by_confidence[grade]) for grade in Confidence],
        "shown": len(shown),
        "table": components.states_table(shown, on=status.counted_on),
        "pictures": pictures.line_of_time(),
        "picture_title": figures.growth_title(),
        "picture_description": figures.growth_description(),
        "map": pictures.map_of(status.counted_on),
        "map_title": map_title(on=status.counted_on),
        "map_description": map_description(on=status.counted_on),
        "readings": components.readings_table(),
        "osce_56": readings_of_56().best[0],
        "osce_now": osce_count(PROTOCOL.known_until).best,
        "unconfirmed": components.unconfirmed_table(),
        "sources": [components.source_cell(source) for source in sources().values()],
        "query": request.GET.urlencode(),
    }
    return render(request, "partnership/states.html", context)


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """One State, or the European Union: its acts, the rule of entry into force, how well that is known."""
    entry = entry_of(code.upper())
    if entry is None:
        raise Http404
    if code != entry.code:
        return redirect("partnership:state", code=entry.code, permanent=True)
    context = {
        "entry": entry,
        "standing": STANDINGS[entry.standing(PROTOCOL.known_until)],
        "scheme": PROTOCOL,
        "protocol": protocol_entry_into_force(),
        "protocol_facts": components.protocol_facts(entry),
        "state_facts": components.state_facts(entry),
        "trail": _trail(),
    }
    return render(request, "partnership/state.html", context)


@require_safe
def timeline_table(request: HttpRequest) -> HttpResponse:
    """The line of time and the table it is drawn from."""
    growth = figures.growth_table()
    words = {"day", "what"}
    context = {
        "table": Table(
            caption=_("Every day on which a number changed"),
            columns=[Column(column.title, figures=column.key not in words) for column in growth.columns],
            rows=growth.rows,
            empty="",
        ),
        "pictures": pictures.line_of_time(),
        "picture_title": figures.growth_title(),
        "picture_description": figures.growth_description(),
        "scheme": PROTOCOL,
        "trail": _trail(),
    }
    return render(request, "partnership/timeline.html", context)


@require_safe
def protocol(request: HttpRequest) -> HttpResponse:
    """The Protocol, article by article, with how far each provision obliges."""
    table = Table(
        caption=_("Provisions"),
        note=_("Our own digest of the English text; the text itself decides."),
        columns=(Column(_("Article")), Column(_("What it says")), Column(_("How far it obliges"))),
        rows=[
            [
                provision.article,
                provision.subject,
                f"{LEVELS[provision.level]}\n{provision.qualification}".strip(),
            ]
            for provision in provisions()
        ],
        empty="",
    )
    context = {"table": table, "scheme": PROTOCOL, "protocol": protocol_entry_into_force()}
    return render(request, "partnership/protocol.html", context)


@require_safe
def states_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file, with the filters of the address; a filter that cannot be read is refused."""
    form = StatesFilter(request.GET)
    if problems := problems_of(form):
        lines = "\n".join(problem.text for problem in problems.items)
        return HttpResponse(lines, status=400, content_type="text/plain; charset=utf-8")
    on = status_as_of(form.as_of).counted_on
    response = HttpResponse(csv_of(_shown(form, on), on=on), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="protocol-status-{on.isoformat()}.csv"'
    return response


def _shown(form: StatesFilter, on: date) -> list[Entry]:
    chosen = {name: value for name, value in form.chosen.items() if name != "on"}
    return filtered(entries(), on=on, **chosen)


def _trail() -> list[Link]:
    return [Link(_("States and the Protocol"), reverse("partnership:states"))]
