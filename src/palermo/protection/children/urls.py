"""Addresses of what concerns a child, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.children.views import children, guardians

urlpatterns = [
    path("cases/<uuid:case_id>/child/", children.child, name="child"),
    path("cases/<uuid:case_id>/child/views/<uuid:view_id>/", children.view, name="child_view"),
    path("cases/<uuid:case_id>/child/age/<uuid:decision_id>/", guardians.age_answer, name="age_answer"),
    path(
        "cases/<uuid:case_id>/child/guardians/<uuid:guardian_id>/<slug:change>/",
        guardians.guardian,
        name="guardian",
    ),
    path("cases/<uuid:case_id>/child/<slug:question>/", children.child_question, name="child_question"),
]
