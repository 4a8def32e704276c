"""Addresses of need to know: who saw a file, whom never to tell, which files are one person's, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.need_to_know.views import access_log, joining, look_alikes, never_share

urlpatterns = [
    path("cases/<uuid:case_id>/seen/", access_log.seen, name="seen"),
    path("cases/<uuid:case_id>/seen/paper/<slug:language>/", access_log.seen_paper, name="seen_paper"),
    path("cases/<uuid:case_id>/never-share/", never_share.never_share, name="never_share"),
    path("cases/<uuid:case_id>/join/", joining.join, name="join"),
    path("cases/<uuid:case_id>/joined/<uuid:joining_id>/", joining.joined, name="joined"),
    path("cases/<uuid:case_id>/alike/<uuid:pair_id>/", look_alikes.alike, name="alike"),
]
