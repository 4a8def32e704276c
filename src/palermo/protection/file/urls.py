"""Addresses of the pages that put one case together, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.file.views import (
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
    open_case,
    rows,
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
    path("ends/", ends.ends, name="ends"),
    path("ends/<uuid:notice_id>/", ends.ending, name="ending"),
    path("board/", board.office_board, name="board"),
    path("board/counts.csv", board.board_csv, name="board_csv"),
    path("board/<slug:number>/", counted.board_list, name="board_list"),
]
