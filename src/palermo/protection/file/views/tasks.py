"""Tasks of a case: giving one, and its page, where it is done, passed on or struck out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palermo.desk.duties.codes import Duty, TaskState
from palermo.desk.duties.policies import TASKS, TaskAction
from palermo.desk.duties.services import give_task, pass_on, say_task
from palermo.desk.duties.words import DUTIES, TASK_STATES
from palermo.desk.files import files_of
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, back_to, breadcrumbs, get_case
from palermo.protection.file.day_forms import PassOnForm, TaskForm
from palermo.protection.file.queries.working_day import task_of, words_read
from palermo.trust.people.middleware import ActingRequest

_SAYS = {"done": TaskState.DONE, "undone": TaskState.OPEN, "error": TaskState.ERROR}


def colleagues_of_case(request: ActingRequest, case: Case) -> list[tuple[str, str]]:
    """Who works on the case and reads in it, as choices."""
    return [(str(pk), name) for pk, name in files_of(ROOM).colleagues(request.actor, case.pk)]


@require_http_methods(READ_AND_WRITE)
def add_task(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Give a task to oneself or to a colleague who works on the case."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    form = TaskForm(
        request.POST or None,
        colleagues=colleagues_of_case(request, case),
        initial={"day": PartialDate.of(timezone.localdate()), "colleague": str(request.actor.user_id)},
    )
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: give_task(
                request.actor,
                room=ROOM,
                file_id=case.pk,
                what=Duty(said["what"]),
                due_on=said["day"].earliest,
                to_id=UUID(said["colleague"]),
                words=said["words"],
            ),
        )
        if row is not None:
            return back_to(case, "task")
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/file/task_add.html", context)


@require_http_methods(READ_AND_WRITE)
def task(request: ActingRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """One task. Its words are read here, which is recorded; what is sent says how it stands, or to whom it goes."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    row = task_of(request.actor, case, task_id)
    act = request.POST.get("act", "")
    others = [one for one in colleagues_of_case(request, case) if one[0] != str(row.assigned_to_id)]
    form = PassOnForm(request.POST if act == "pass_on" else None, colleagues=others)
    if act in _SAYS:
        say_task(request.actor, task_id=row.pk, state=_SAYS[act])
        return back_to(case, "task_said")
    if form.is_valid():
        to_id = UUID(form.cleaned_data["colleague"])
        if attempt(form, lambda: pass_on(request.actor, task_id=row.pk, to_id=to_id)) is not None:
            return back_to(case, "task")
    context = {
        "form": form,
        "case": case,
        "row": row,
        "label": DUTIES[row.what],
        "state": TASK_STATES[row.state],
        "words": words_read(request.actor, case, [row])[row.pk],
        "is_open": row.state == TaskState.OPEN,
        "is_late": row.state == TaskState.OPEN and row.due_on < timezone.localdate(),
        "is_error": row.state == TaskState.ERROR,
        "others": others,
        "may_strike": TASKS.may(request.actor, TaskAction.STRIKE, row).allowed,
        "erased": case.person.erased_at is not None,
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/task.html", context)
