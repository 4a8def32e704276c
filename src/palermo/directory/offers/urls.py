"""Addresses of services, below /services/."""

from __future__ import annotations

from django.urls import path

from palermo.directory.offers.views import browse, face, rooms
from palermo.kit.steps import steps

app_name = "services"
urlpatterns = [
    path("", browse.directory, name="directory"),
    *steps("add/", face.add, name="add"),
    path("room/", rooms.rooms, name="rooms"),
    path("<uuid:service_id>/", browse.service, name="service"),
    *steps("<uuid:service_id>/change/", face.change, name="change"),
    path("<uuid:service_id>/place/", browse.place, name="place"),
    path("<uuid:service_id>/places/", rooms.places, name="places"),
    path("<uuid:service_id>/room/", rooms.say_room, name="say_room"),
    path("<uuid:service_id>/room/undo/", rooms.take_back, name="take_back"),
    path("<uuid:service_id>/vetting/", browse.vetting, name="vetting"),
    path("<uuid:service_id>/end/", browse.end, name="end"),
]
