"""Addresses of the pages that put one case together, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.file.views import (
    appointments,
    assistance,
    board,
    case,
    cases,
    counted,
    ends,
    erasure,
    identity,
    kept_views,
    many,
    notes,
    open_case,
    rows,
    safety,
    shift,
    tasks,
    week,
)

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("cases/give/", many.give, name="give_cases"),
    path("rows/", rows.row_file, name="row_file"),
    path("views/keep/", kept_views.keep, name="keep_view"),
    path("views/<uuid:view_id>/", kept_views.kept_view, name="kept_view"),
    path("open/", open_case.open_start, name="open_case"),
    path("open/<uuid:beginning>/", open_case.open_start, name="open_case"),
    *steps("open/", open_case.open_step, name="open_case_step"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/who/", identity.who, name="who"),
    *steps("cases/<uuid:case_id>/identity/", identity.identity, name="identity"),
    path("cases/<uuid:case_id>/assistance/add/", assistance.add_assistance, name="add_assistance"),
    path("cases/<uuid:case_id>/assistance/<uuid:assistance_id>/note/", identity.note, name="note"),
    path("cases/<uuid:case_id>/answers/add/", assistance.add_answer, name="add_answer"),
    path("cases/<uuid:case_id>/hold/", erasure.hold, name="hold"),
    path("cases/<uuid:case_id>/erase/", erasure.erase, name="erase"),
    path("cases/<uuid:case_id>/erased/", erasure.erased, name="erased"),
    path("cases/<uuid:case_id>/notes/", notes.notes, name="notes"),
    path("cases/<uuid:case_id>/notes/add/", notes.add_note, name="add_note"),
    path("cases/<uuid:case_id>/notes/<uuid:note_id>/strike/", notes.strike, name="strike_note"),
    path("cases/<uuid:case_id>/tasks/add/", tasks.add_task, name="add_task"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("cases/<uuid:case_id>/appointments/add/", appointments.add_appointment, name="add_appointment"),
    path(
        "cases/<uuid:case_id>/appointments/<uuid:appointment_id>/",
        appointments.appointment,
        name="appointment",
    ),
    path("cases/<uuid:case_id>/safety/", safety.safety, name="safety"),
    path("cases/<uuid:case_id>/safety/write/", safety.write_safety, name="write_safety"),
    path("week/", week.week, name="week"),
    path("shift/", shift.shift, name="shift"),
    path("shift/<uuid:handover_id>/", shift.handover, name="handover"),
    path("ends/", ends.ends, name="ends"),
    path("ends/<uuid:notice_id>/", ends.ending, name="ending"),
    path("board/", board.office_board, name="board"),
    path("board/counts.csv", board.board_csv, name="board_csv"),
    path("board/<slug:number>/", counted.board_list, name="board_list"),
]
