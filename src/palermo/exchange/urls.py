"""Addresses of packages, below /exchange/."""

from __future__ import annotations

from django.urls import path

from palermo.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.package_list, name="packages"),
    path("open/", views.open_file, name="open_file"),
    path("<uuid:envelope_id>/", views.package, name="package"),
    path("<uuid:envelope_id>/file/", views.package_file, name="file"),
    path("<uuid:envelope_id>/told/", views.events_file, name="events_file"),
    path("<uuid:envelope_id>/opened/", views.opened, name="opened"),
]
