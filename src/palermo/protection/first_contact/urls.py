"""Addresses of the interview, of events and of help only counted, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.first_contact.views import counted_help, events, interview

urlpatterns = [
    path("cases/<uuid:case_id>/talk/", interview.interview, name="talk"),
    path("cases/<uuid:case_id>/came/", interview.arrival, name="came"),
    path("cases/<uuid:case_id>/wishes/", interview.wishes, name="wishes"),
    path("cases/<uuid:case_id>/declined/", interview.declined, name="declined"),
    path(
        "cases/<uuid:case_id>/declined/<uuid:decline_id>/wanted/",
        interview.wanted_after_all,
        name="wanted_after_all",
    ),
    path("cases/<uuid:case_id>/interpreters/add/", interview.add_interpreter, name="add_interpreter"),
    path(
        "cases/<uuid:case_id>/interpreters/<uuid:interpreting_id>/", interview.interpreter, name="interpreter"
    ),
    path("cases/<uuid:case_id>/information/add/", interview.add_information, name="add_information"),
    path("cases/<uuid:case_id>/information/<uuid:information_id>/words/", interview.words, name="words"),
    path("cases/<uuid:case_id>/interview/", interview.interview_state, name="interview"),
    path("cases/<uuid:case_id>/event/out/", interview.out_of_event, name="out_of_event"),
    path("events/", events.events, name="events"),
    path("events/add/", events.add_event, name="add_event"),
    path("events/<uuid:event_id>/", events.event, name="event"),
    path("events/<uuid:event_id>/open/", events.event_open, name="event_open"),
    path("events/<uuid:event_id>/add/", events.event_add_case, name="event_add_case"),
    path("events/<uuid:event_id>/lines/", events.event_lines, name="event_lines"),
    path("events/<uuid:event_id>/note/", events.event_note, name="event_note"),
    path("counts/", counted_help.counts, name="counts"),
    path("counts/add/", counted_help.add_count, name="count_help"),
]
