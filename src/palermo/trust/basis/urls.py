"""Addresses of the office's legal bases, below /office/basis/."""

from __future__ import annotations

from django.urls import path

from palermo.trust.basis import views

app_name = "basis"
urlpatterns = [
    path("", views.bases, name="bases"),
    path("record/", views.record, name="record"),
    path("<uuid:basis_id>/end/", views.end, name="end"),
]
