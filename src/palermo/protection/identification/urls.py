"""Addresses of identification, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.identification.authority.views import asked, asking, matters, telling
from palermo.protection.identification.notifying import views as notifying
from palermo.protection.identification.views import decisions, identification, presumption, screening

urlpatterns = [
    path("decisions/", identification.decisions, name="decisions"),
    path("decisions/asked/", identification.with_authority, name="with_authority"),
    *steps("cases/<uuid:case_id>/authority/", asking.ask_step, name="ask_authority"),
    path("cases/<uuid:case_id>/not-asking/", asked.not_asking, name="not_asking"),
    path("cases/<uuid:case_id>/asked/<uuid:ask_id>/", asked.asked, name="asking"),
    path("cases/<uuid:case_id>/asked/<uuid:ask_id>/take-back/", asked.take_back, name="take_back"),
    *steps("asked/<uuid:ask_id>/again/", asking.again_step, name="ask_authority_again"),
    path("cases/<uuid:case_id>/asked/<uuid:ask_id>/told/", telling.told, name="tell_decision"),
    path("cases/<uuid:case_id>/asked/<uuid:ask_id>/letter/", telling.letter, name="letter"),
    path("matters/<uuid:matter_id>/answer/", matters.send_again, name="matter_answer"),
    path("matters/<uuid:matter_id>/taken-back/", matters.taken_back, name="matter_taken_back"),
    path("notifications/", notifying.notifications, name="notifications"),
    *steps("cases/<uuid:case_id>/notify/", notifying.notify_step, name="notify"),
    path("cases/<uuid:case_id>/not-due/", notifying.not_due, name="not_due"),
    path(
        "cases/<uuid:case_id>/notifications/<uuid:notification_id>/error/",
        notifying.strike,
        name="strike_notification",
    ),
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
