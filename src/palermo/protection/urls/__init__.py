"""Addresses below /protection/. Ids only: no code and no name stands in an address."""

from __future__ import annotations

from django.urls import path

from palermo.protection.file.views import assistance as work
from palermo.protection.file.views import case, cases, identity
from palermo.protection.file.views import erasure as ending
from palermo.protection.file.views import open_case as opening
from palermo.protection.urls import contact, finding, identification, knowing, referral

app_name = "protection"

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("find/", cases.find, name="find"),
    path("open/", opening.open_start, name="open_case"),
    path("open/<slug:step>/", opening.open_step, name="open_case_step"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/who/", identity.who, name="who"),
    path("cases/<uuid:case_id>/identity/<slug:step>/", identity.identity, name="identity"),
    path("cases/<uuid:case_id>/needs/add/", work.add_need, name="add_need"),
    path("cases/<uuid:case_id>/needs/<uuid:need_id>/state/", work.need_state, name="need_state"),
    path("cases/<uuid:case_id>/assistance/add/", work.add_assistance, name="add_assistance"),
    path("cases/<uuid:case_id>/assistance/<uuid:assistance_id>/note/", identity.note, name="note"),
    path("cases/<uuid:case_id>/answers/add/", work.add_answer, name="add_answer"),
    path("cases/<uuid:case_id>/team/", work.team, name="team"),
    path("cases/<uuid:case_id>/close/", work.close, name="close"),
    path("cases/<uuid:case_id>/reopen/", work.reopen, name="reopen"),
    path("cases/<uuid:case_id>/hold/", ending.hold, name="hold"),
    path("cases/<uuid:case_id>/erase/", ending.erase, name="erase"),
    path("cases/<uuid:case_id>/erased/", ending.erased, name="erased"),
    *identification.urlpatterns,
    *finding.urlpatterns,
    *referral.urlpatterns,
    *contact.urlpatterns,
    *knowing.urlpatterns,
]
