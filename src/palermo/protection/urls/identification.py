"""Addresses of identification and of children, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.children.views import children, guardians
from palermo.protection.identification.views import decisions, identification, presumption, screening

_CASE = "cases/<uuid:case_id>"

urlpatterns = [
    path("decisions/", identification.decisions, name="decisions"),
    path(f"{_CASE}/identification/", identification.identification, name="identification"),
    path(f"{_CASE}/screening/keep/", screening.keep_screening, name="keep_screening"),
    path(f"{_CASE}/screening/<slug:step>/", screening.screening, name="screening"),
    path(f"{_CASE}/accounts/add/", identification.add_account, name="add_account"),
    path(f"{_CASE}/accounts/<uuid:account_id>/", identification.account, name="account"),
    path(f"{_CASE}/presume/<slug:step>/", presumption.presume_step, name="presume"),
    path(f"{_CASE}/presumptions/<uuid:presumption_id>/", presumption.presumption, name="presumption"),
    path(f"{_CASE}/reflection/<slug:change>/", presumption.change_reflection, name="reflection"),
    path(f"{_CASE}/decide/<slug:step>/", decisions.decide_step, name="decide"),
    path(f"{_CASE}/decisions/<uuid:decision_id>/", decisions.decision, name="decision"),
    path(
        f"{_CASE}/decisions/<uuid:decision_id>/again/",
        decisions.ask_decision_again,
        name="ask_again",
    ),
    path(f"{_CASE}/child/", children.child, name="child"),
    path(f"{_CASE}/child/views/<uuid:view_id>/", children.view, name="child_view"),
    path(f"{_CASE}/child/age/<uuid:decision_id>/", guardians.age_answer, name="age_answer"),
    path(
        f"{_CASE}/child/guardians/<uuid:guardian_id>/<slug:change>/",
        guardians.guardian,
        name="guardian",
    ),
    path(f"{_CASE}/child/<slug:question>/", children.child_question, name="child_question"),
]
