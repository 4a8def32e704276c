"""Codes of a notification without identity (scheme palermo-notification, version 1)."""

from __future__ import annotations

from enum import StrEnum


class NotificationState(StrEnum):
    """What became of a notification at the office that owes it."""

    SENT = "sent"
    NOT_DUE = "not_due"
    IN_ERROR = "in_error"


class NotifiedAbout(StrEnum):
    """What the law wants told: that somebody was presumed, or formally identified."""

    PRESUMED = "presumed"
    IDENTIFIED = "identified"


class AgeClass(StrEnum):
    """Age as coarse as it may leave."""

    CHILD = "child"
    IN_DOUBT = "in_doubt"
    ADULT = "adult"
    NOT_KNOWN = "not_known"


class NotifiedSex(StrEnum):
    """Sex as coarse as it may leave."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class PersonSays(StrEnum):
    """What the person said once told that it goes and what is in it. No consent: the law requires it."""

    NOTHING_AGAINST = "nothing_against"
    OBJECTS = "objects"
    NOT_REACHED = "not_reached"


class NotDue(StrEnum):
    """Why nothing is sent."""

    PERSON_OBJECTS = "person_objects"
    TOLD_WITH_REQUEST = "told_with_request"
    ANOTHER_OFFICE = "another_office"
    OUTSIDE = "outside"
    LAW_DOES_NOT_APPLY = "law_does_not_apply"
    DANGER = "danger"


class NotificationEvent(StrEnum):
    """What the two sides tell each other about one."""

    IN_ERROR = "notification_in_error"
