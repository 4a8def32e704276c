"""Addresses of conferences, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.conference.views import calling, conference, member, seat

urlpatterns = [
    path("cases/<uuid:case_id>/conferences/", calling.conferences, name="conferences"),
    path("cases/<uuid:case_id>/conferences/call/", calling.call, name="call_conference"),
    path("conferences/<uuid:conference_id>/", conference.conference, name="conference"),
    path("conferences/<uuid:conference_id>/person/", calling.person, name="conference_person"),
    path("conferences/<uuid:conference_id>/authority/", calling.authority, name="conference_authority"),
    *steps("conferences/<uuid:conference_id>/office/", member.call_step, name="call_member"),
    path("conferences/offices/<uuid:member_id>/end/", member.end, name="end_member"),
    path("conferences/<uuid:conference_id>/decide/", conference.decide, name="conference_decide"),
    path("conferences/decisions/<uuid:decision_id>/", conference.decision, name="conference_decision"),
    path("conferences/<uuid:conference_id>/note/", conference.note, name="conference_note"),
    path("conferences/<uuid:conference_id>/to/<slug:to>/", conference.move, name="conference_move"),
    path("seats/", seat.seats, name="seats"),
    path("seats/<uuid:seat_id>/", seat.seat, name="seat"),
    path("seats/<uuid:seat_id>/leave/", seat.leave_seat, name="leave_seat"),
]
