"""Codes of appointments: what for, and what became of one."""

from __future__ import annotations

from enum import StrEnum


class AppointmentKind(StrEnum):
    """What an appointment is for."""

    DOCTOR = "doctor"
    COUNSELLING = "counselling"
    LAWYER = "lawyer"
    COURT = "court"
    AUTHORITY = "authority"
    CONSULATE = "consulate"
    SCHOOL_OR_WORK = "school_or_work"
    WITH_US = "with_us"
    OTHER = "other_appointment"


class AppointmentState(StrEnum):
    """What became of it. One entered in error was none."""

    PLANNED = "planned"
    KEPT = "appointment_kept"
    MISSED = "missed"
    CANCELLED = "cancelled"
    ERROR = "in_error"
