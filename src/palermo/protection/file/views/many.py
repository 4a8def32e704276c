"""What is done with several cases chosen in the list: given to one colleague, and told what was left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palermo.kit.lists import Act, Bulk
from palermo.protection.cases.codes import Giving
from palermo.protection.cases.forms.cases import AssignForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.colleagues import assignable
from palermo.protection.cases.services.many import Given, give_cases
from palermo.protection.cases.views.common import attempt, called, list_link, page_of_case
from palermo.protection.cases.words import GIVING
from palermo.protection.need_to_know.models import NeverShare
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.views.common import uuid_of
from palermo.trust.reasons import explain


def bulk_of(url: str) -> Bulk:
    """What the list offers for chosen cases."""
    return Bulk(url=url, acts=[Act(label, how.value) for how, label in GIVING.items()], field="case")


@require_POST
def give(request: ActingRequest) -> HttpResponse:
    """Ask to whom the chosen cases go; then give them, and list what was done and what was left out."""
    CASES.require(request.actor, CaseAction.ASSIGN)
    ids = [found for found in map(uuid_of, request.POST.getlist("case")) if found]
    how = Giving.HAND_OVER if request.POST.get("act") == Giving.HAND_OVER else Giving.ASSIGN
    colleagues = [(str(pk), name) for pk, name in assignable(request.actor)]
    asked = "colleague" in request.POST
    form = AssignForm(request.POST if asked else None, colleagues=colleagues)
    if len(ids) > 1:
        form.fields["colleague"].label = _("Who is to work on these cases?")
    if ids and form.is_valid():
        chosen = UUID(form.cleaned_data["colleague"])
        given = attempt(form, lambda: give_cases(request.actor, case_ids=ids, user_id=chosen, how=how))
        if given is not None:
            return render(
                request,
                "protection/file/given.html",
                _told(request.actor, given, dict(colleagues)[str(chosen)]),
            )
    context = {
        "form": form,
        "cases": _cases(request.actor, ids),
        "never": _never(request.actor, ids),
        "ids": ids,
        "how": how.value,
        "heading": GIVING[how],
        "hands_over": how is Giving.HAND_OVER,
        "trail": [list_link()],
    }
    return render(request, "protection/file/give.html", context)


def _cases(actor: Actor, ids: Sequence[UUID]) -> list[Case]:
    """Those of the cases that the actor may see, in the order chosen."""
    found = {
        case.pk: case for case in CASES.visible(actor, Case.objects.filter(pk__in=ids)).defer("narrative")
    }
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def _never(actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Which of the cases are of somebody with a list of whom never to tell."""
    rows = NeverShare.objects.filter(
        organisation_id=actor.organisation_id, ended_at__isnull=True, person__cases__in=list(ids)
    )
    return set(rows.values_list("person_id", flat=True))


def _told(actor: Actor, given: Given, name: str) -> dict[str, object]:
    left = dict(given.left_out)
    cases = {case.pk: called(case, url=page_of_case(case)) for case in _cases(actor, [*given.done, *left])}
    return {
        "name": name,
        "done": [cases[pk] for pk in given.done if pk in cases],
        "left_out": [
            (cases.get(pk, _("A case that is not of your office")), explain(why)) for pk, why in left.items()
        ],
        "trail": [list_link()],
    }
