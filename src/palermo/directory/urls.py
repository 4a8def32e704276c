"""Addresses of agreements, below /agreements/."""

from __future__ import annotations

from django.urls import path

from palermo.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.agreement_list, name="agreements"),
    path("propose/<slug:step>/", views.propose, name="propose"),
    path("<uuid:agreement_id>/", views.agreement, name="agreement"),
    path("<uuid:agreement_id>/accept/", views.accept, name="accept"),
    path("<uuid:agreement_id>/end/", views.end, name="end"),
]
