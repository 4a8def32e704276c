"""Addresses of the cards of information, below /cards/. All of them are public."""

from __future__ import annotations

from django.urls import path

from palermo.protection.first_contact.views import card_line, rights

app_name = "rights"
urlpatterns = [
    path("", rights.cards, name="cards"),
    path("office/line/", card_line.card_line, name="line"),
    path("<slug:language>/", rights.card, name="card"),
    path("<slug:language>/<int:number>/", rights.version, name="version"),
]
