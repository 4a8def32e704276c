"""Addresses of first contact, events and help only counted, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.first_contact.views import counted_help as counts
from palermo.protection.first_contact.views import events
from palermo.protection.first_contact.views import interview as talk

urlpatterns = [
    path("cases/<uuid:case_id>/talk/", talk.talk, name="talk"),
    path("cases/<uuid:case_id>/came/", talk.came, name="came"),
    path("cases/<uuid:case_id>/wishes/", talk.wishes, name="wishes"),
    path("cases/<uuid:case_id>/declined/", talk.declined, name="declined"),
    path(
        "cases/<uuid:case_id>/declined/<uuid:decline_id>/wanted/",
        talk.wanted_after_all,
        name="wanted_after_all",
    ),
    path("cases/<uuid:case_id>/interpreters/add/", talk.add_interpreter, name="add_interpreter"),
    path("cases/<uuid:case_id>/interpreters/<uuid:interpreting_id>/", talk.interpreter, name="interpreter"),
    path("cases/<uuid:case_id>/information/add/", talk.add_information, name="add_information"),
    path("cases/<uuid:case_id>/information/<uuid:information_id>/words/", talk.words, name="words"),
    path("cases/<uuid:case_id>/interview/", talk.interview, name="interview"),
    path("cases/<uuid:case_id>/event/out/", talk.out_of_event, name="out_of_event"),
    path("events/", events.events, name="events"),
    path("events/add/", events.add_event, name="add_event"),
    path("events/<uuid:event_id>/", events.event, name="event"),
    path("events/<uuid:event_id>/open/", events.event_open, name="event_open"),
    path("events/<uuid:event_id>/add/", events.event_add_case, name="event_add_case"),
    path("events/<uuid:event_id>/lines/", events.event_lines, name="event_lines"),
    path("events/<uuid:event_id>/note/", events.event_note, name="event_note"),
    path("counts/", counts.counts, name="counts"),
    path("counts/add/", counts.add_count, name="count_help"),
]
