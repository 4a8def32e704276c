"""Addresses of switches, below /office/switches/."""

from __future__ import annotations

from django.urls import path

from palermo.trust.switches import views

app_name = "switches"
urlpatterns = [
    path("", views.switch_list, name="list"),
    path("<slug:code>/", views.switch, name="switch"),
    path("<slug:code>/sign/", views.sign, name="sign"),
    path("<slug:code>/off/", views.end, name="end"),
]
