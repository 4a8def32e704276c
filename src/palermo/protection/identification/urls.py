"""Addresses of identification, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.identification.views import decisions, identification, presumption, screening

urlpatterns = [
    path("decisions/", identification.decisions, name="decisions"),
    path("cases/<uuid:case_id>/identification/", identification.identification, name="identification"),
    path("cases/<uuid:case_id>/screening/keep/", screening.keep_screening, name="keep_screening"),
    *steps("cases/<uuid:case_id>/screening/", screening.screening, name="screening"),
    path("cases/<uuid:case_id>/accounts/add/", identification.add_account, name="add_account"),
    path("cases/<uuid:case_id>/accounts/<uuid:account_id>/", identification.account, name="account"),
    *steps("cases/<uuid:case_id>/presume/", presumption.presume_step, name="presume"),
    path(
        "cases/<uuid:case_id>/presumptions/<uuid:presumption_id>/",
        presumption.presumption,
        name="presumption",
    ),
    path("cases/<uuid:case_id>/reflection/<slug:change>/", presumption.change_reflection, name="reflection"),
    *steps("cases/<uuid:case_id>/decide/", decisions.decide_step, name="decide"),
    path("cases/<uuid:case_id>/decisions/<uuid:decision_id>/", decisions.decision, name="decision"),
    path(
        "cases/<uuid:case_id>/decisions/<uuid:decision_id>/again/",
        decisions.ask_decision_again,
        name="ask_again",
    ),
]
