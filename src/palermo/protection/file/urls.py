"""Addresses of the pages that put one case together, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.file.views import (
    assistance,
    board,
    case,
    case_history,
    cases,
    counted,
    ends,
    erasure,
    identity,
    kept_views,
    many,
    open_case,
    rows,
    striking,
)

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("cases/give/", many.give, name="give_cases"),
    path("rows/", rows.row_file, name="row_file"),
    path("views/keep/", kept_views.keep, name="keep_view"),
    path("views/<uuid:view_id>/", kept_views.kept_view, name="kept_view"),
    path("open/", open_case.open_start, name="open_case"),
    path("open/<slug:step>/", open_case.open_step, name="open_case_step"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/assistance/", case.assistance, name="assistance"),
    path("cases/<uuid:case_id>/referrals/", case.referrals, name="case_referrals"),
    path("cases/<uuid:case_id>/people/", case.people, name="people"),
    path("cases/<uuid:case_id>/history/", case_history.history, name="history"),
    path("cases/<uuid:case_id>/who/", identity.who, name="who"),
    path("cases/<uuid:case_id>/identity/<slug:step>/", identity.identity, name="identity"),
    path("cases/<uuid:case_id>/assistance/add/", assistance.add_assistance, name="add_assistance"),
    path("cases/<uuid:case_id>/assistance/<uuid:assistance_id>/note/", identity.note, name="note"),
    path(
        "cases/<uuid:case_id>/assistance/<uuid:assistance_id>/error/",
        striking.help_in_error,
        name="help_in_error",
    ),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>/error/", striking.need_in_error, name="need_in_error"),
    path("enquiries/<uuid:enquiry_id>/error/", striking.completion_in_error, name="completion_in_error"),
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
