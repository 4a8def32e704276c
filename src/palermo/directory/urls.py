"""Addresses of agreements, below /agreements/."""

from __future__ import annotations

from django.urls import path

from palermo.directory import views
from palermo.kit.steps import steps

app_name = "directory"
urlpatterns = [
    path("", views.agreement_list, name="agreements"),
    *steps("propose/", views.propose, name="propose"),
    path("<uuid:agreement_id>/", views.agreement, name="agreement"),
    path("<uuid:agreement_id>/accept/", views.accept, name="accept"),
    path("<uuid:agreement_id>/end/", views.end, name="end"),
]
