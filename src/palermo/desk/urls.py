"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from palermo.desk.kept_pages.views import back, kept_page_view, typing
from palermo.desk.notices.views import look, notices
from palermo.desk.views import throw

app_name = "desk"
urlpatterns = [
    path("account/notices/", notices, name="notices"),
    path("office/notices/", look, name="look"),
    path("today/back/", back, name="back"),
    path("today/typing/", typing, name="typing"),
    path("today/kept/<uuid:page_id>/", kept_page_view, name="kept_page"),
    path("drafts/<uuid:draft_id>/throw/", throw, name="throw_draft"),
]
