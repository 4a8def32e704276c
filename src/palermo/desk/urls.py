"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from palermo.desk.notices.views import look, notices

app_name = "desk"
urlpatterns = [
    path("account/notices/", notices, name="notices"),
    path("office/notices/", look, name="look"),
]
