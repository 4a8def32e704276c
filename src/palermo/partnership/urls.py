"""Addresses of the partnership room, below /partnership/. All of them are public."""

from __future__ import annotations

from django.urls import path

from palermo.partnership import pictures, views

app_name = "partnership"
urlpatterns = [
    path("states/", views.states, name="states"),
    path("states.csv", views.states_csv, name="states_csv"),
    path("states/timeline.svg", pictures.timeline, name="timeline"),
    path("states/map.svg", pictures.world_map, name="map"),
    path("states/timeline/", views.timeline_table, name="timeline_table"),
    path("states/counting/", views.counting, name="counting"),
    path("states/<slug:code>/", views.state, name="state"),
    path("protocol/", views.protocol, name="protocol"),
]
