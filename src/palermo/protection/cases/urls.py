"""Addresses of needs, goals, the team and the closing of a case, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.cases.views import closing, goals, known_as, needs, team

urlpatterns = [
    path("cases/<uuid:case_id>/needs/add/", needs.add_need, name="add_need"),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>/state/", needs.need_state, name="need_state"),
    path("cases/<uuid:case_id>/known-as/", known_as.known_as, name="known_as"),
    path("cases/<uuid:case_id>/team/", team.team, name="team"),
    path("cases/<uuid:case_id>/close/", closing.close, name="close"),
    path("cases/<uuid:case_id>/reopen/", closing.reopen, name="reopen"),
    path("cases/<uuid:case_id>/goals/", goals.goals, name="goals"),
    path("cases/<uuid:case_id>/goals/<uuid:goal_id>/state/", goals.goal_state, name="goal_state"),
    path("cases/<uuid:case_id>/judgements/add/", goals.add_judgement, name="add_judgement"),
]
