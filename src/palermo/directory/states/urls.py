"""Addresses of the State's profile, below /office/profile/."""

from __future__ import annotations

from django.urls import path

from palermo.directory.states import views

app_name = "profile"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("begin/", views.begin, name="begin"),
    path("discard/", views.discard, name="discard"),
    path("ready/", views.ready, name="ready"),
    path("sign/", views.sign, name="sign"),
    path("part/<slug:part>/", views.part, name="part"),
    path("versions/<uuid:profile_id>/", views.version, name="version"),
]
