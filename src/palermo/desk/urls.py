"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from palermo.desk.notices.views import look, notices
from palermo.desk.views import throw

app_name = "desk"
urlpatterns = [
    path("account/notices/", notices, name="notices"),
    path("office/notices/", look, name="look"),
    path("drafts/<uuid:draft_id>/throw/", throw, name="throw_draft"),
]
