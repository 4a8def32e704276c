"""Addresses of need to know: never-share list, goals, requests of authorities, complaints, the board."""

from __future__ import annotations

from django.urls import path

from palermo.protection.accountability.views import complaints
from palermo.protection.accountability.views import requests as authorities
from palermo.protection.cases.views import goals
from palermo.protection.file.views import board
from palermo.protection.need_to_know.views import access_log as seen
from palermo.protection.need_to_know.views import never_share as never

urlpatterns = [
    path("cases/<uuid:case_id>/seen/", seen.seen, name="seen"),
    path("cases/<uuid:case_id>/seen/paper/<slug:language>/", seen.seen_paper, name="seen_paper"),
    path("cases/<uuid:case_id>/never-share/", never.never_share, name="never_share"),
    path("cases/<uuid:case_id>/goals/", goals.goals, name="goals"),
    path("cases/<uuid:case_id>/goals/<uuid:goal_id>/state/", goals.goal_state, name="goal_state"),
    path("cases/<uuid:case_id>/judgements/add/", goals.add_judgement, name="add_judgement"),
    path(
        "cases/<uuid:case_id>/requests/add/<slug:step>/",
        authorities.record_authority_request,
        name="case_request_add",
    ),
    path(
        "cases/<uuid:case_id>/complaints/add/<slug:step>/",
        complaints.record_a_complaint,
        name="case_complaint_add",
    ),
    path("requests/", authorities.authority_requests, name="authority_requests"),
    path("requests/add/<slug:step>/", authorities.record_authority_request, name="request_add"),
    path("requests/<uuid:request_id>/", authorities.authority_request, name="authority_request"),
    path("requests/<uuid:request_id>/advice/", authorities.request_advice, name="request_advice"),
    path("requests/<uuid:request_id>/decision/", authorities.request_decision, name="request_decision"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/add/<slug:step>/", complaints.record_a_complaint, name="complaint_add"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("complaints/<uuid:complaint_id>/hand-over/", complaints.hand_over, name="complaint_hand_over"),
    path("board/", board.office_board, name="board"),
]
