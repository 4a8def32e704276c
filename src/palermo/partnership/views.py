"""Pages of States and the Protocol. Public: everything here is published fact, nothing is anybody's own."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Column, Table, page_of
from palermo.kit.layout import Link
from palermo.kit.problems import problems_of
from palermo.partnership import components, figures, pictures
from palermo.partnership.downloads import states_csv as csv_of
from palermo.partnership.forms import StatesFilter
from palermo.partnership.listing import Entry, entries, entry_of, filtered
from palermo.partnership.words import GRADES_IN_FULL, LEVELS, STANDINGS
from palermo.partnership.world_map import borders_note, map_description, map_key, map_title
from palermo.reference.counting import status_as_of
from palermo.reference.osce import osce_count
from palermo.reference.protocol import Confidence, protocol_entry_into_force
from palermo.reference.provisions import provisions
from palermo.reference.readings import readings_of_56
from palermo.reference.scheme import PROTOCOL, sources
from palermo.reference.states import sort_key

PAGE_SIZE = 20


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """The map, the list folded by region or as filtered, the counts of a day and the line of time."""
    form = StatesFilter(request.GET)
    status = status_as_of(form.as_of)
    on = status.counted_on
    region = form.chosen.get("region", "")
    everywhere = _shown(form, on, but="region")
    shown = [entry for entry in everywhere if not region or (entry.state and entry.state.region == region)]
    folded = not region and len(shown) > PAGE_SIZE
    page = page_of(_after(shown, request.GET.get("after", "")), size=PAGE_SIZE, key=lambda entry: entry.code)
    context = {
        "form": form,
        "filters": form,
        "status": status,
        "scheme": PROTOCOL,
        "protocol": protocol_entry_into_force(),
        "counts": components.counts_table(status),
        "shown": len(shown),
        "regions": components.region_folds(everywhere, opened=region, query=request.GET)
        if folded or region
        else [],
        "union": next((entry for entry in everywhere if entry.state is None), None) if folded else None,
        "table": None if folded else components.states_table(page.rows, on=on, next_key=page.next_key),
        "pictures": pictures.line_of_time(),
        "picture_title": figures.growth_title(),
        "picture_description": figures.growth_description(),
        "map": pictures.map_in_page(on),
        "map_title": map_title(on=on),
        "map_description": map_description(on=on),
        "map_key": map_key(on=on),
        "map_file": pictures.map_file(on),
        "borders": borders_note(),
        "query": request.GET.urlencode(),
    }
    return render(request, "partnership/states.html", context)


@require_safe
def counting(request: HttpRequest) -> HttpResponse:
    """How the facts are known: grades, two numbers read apart, unconfirmed days, names, sources."""
    status = status_as_of(PROTOCOL.known_until)
    context = {
        "scheme": PROTOCOL,
        "grades": [(GRADES_IN_FULL[grade], status.parties_by_confidence[grade]) for grade in Confidence],
        "readings": components.readings_table(),
        "osce_56": readings_of_56().best[0],
        "osce_now": osce_count(PROTOCOL.known_until).best,
        "unconfirmed": components.unconfirmed_table(),
        "sources": [components.source_cell(source) for source in sources().values()],
        "trail": _trail(),
    }
    return render(request, "partnership/counting.html", context)


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
        said = "\n".join(problem.text for problem in problems.items)
        return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
    on = status_as_of(form.as_of).counted_on
    lines = sorted(
        _shown(form, on), key=lambda entry: sort_key(entry.name)
    )  # the same file in every language
    response = HttpResponse(csv_of(lines, on=on), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="protocol-status-{on.isoformat()}.csv"'
    return response


def _shown(form: StatesFilter, on: date, *, but: str = "") -> list[Entry]:
    chosen = {name: value for name, value in form.chosen.items() if name not in {"on", but}}
    return filtered(entries(), on=on, **chosen)


def _after(found: list[Entry], code: str) -> list[Entry]:
    """The entries behind one, or all of them where that one is not there: a page and the first of the next."""
    codes = [entry.code for entry in found]
    start = codes.index(code) + 1 if code in codes else 0
    return found[start : start + PAGE_SIZE + 1]


def _trail() -> list[Link]:
    return [Link(_("States and the Protocol"), reverse("partnership:states"))]
