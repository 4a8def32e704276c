"""Addresses of requests of authorities and of complaints, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.accountability.views import breaches, complaint_handler, complaints, requests

urlpatterns = [
    *steps("cases/<uuid:case_id>/requests/add/", requests.record_authority_request, name="case_request_add"),
    *steps("cases/<uuid:case_id>/complaints/add/", complaints.record_a_complaint, name="case_complaint_add"),
    path("cases/<uuid:case_id>/breaches/<uuid:notice_id>/", breaches.tell_of_breach, name="tell_of_breach"),
    path("requests/", requests.authority_requests, name="authority_requests"),
    *steps("requests/add/", requests.record_authority_request, name="request_add"),
    path("requests/<uuid:request_id>/", requests.authority_request, name="authority_request"),
    path("requests/<uuid:request_id>/advice/", requests.request_advice, name="request_advice"),
    path("requests/<uuid:request_id>/decision/", requests.request_decision, name="request_decision"),
    path("complaints/", complaints.complaints, name="complaints"),
    *steps("complaints/add/", complaints.record_a_complaint, name="complaint_add"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path(
        "complaints/<uuid:complaint_id>/hand-over/", complaint_handler.hand_over, name="complaint_hand_over"
    ),
]
