"""Whether a notification is due, to whom and until when: plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from palermo.protection.identification.notifying.codes import AgeClass, NotifiedAbout, NotifiedSex
from palermo.reference.persons import AgeBand, Gender, is_child
from palermo.reference.profile_parts import NotifiedTo, Objection
from palermo.reference.profiles import Profile

NAMES_THE_LAW = "notification"
"""What a profile's law is about when it requires the notification."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A notification that is due: about what, to which kind of office, until when, by which law ("" where none)."""

    about: NotifiedAbout
    event_on: date
    to: NotifiedTo
    due_on: date
    law: str
    objection: Objection


def addressee(profile: Profile, *, age_band: str) -> NotifiedTo | None:
    """The kind of office that is told of somebody of that age; a child's is child protection wherever it is named.

    None where the law requires nothing of the kind. Of a child whose profile names the authority alone, that is told.
    """
    wanted = [NotifiedTo.COMPETENT_AUTHORITY]
    if is_child(age_band):
        wanted.insert(0, NotifiedTo.CHILD_PROTECTION)
    return next((one for one in wanted if one in profile.notified_to), None)


def law_of(profile: Profile) -> str:
    """How the law that requires it is cited: the profile's own law about it, or what confirms who is told."""
    cited = [one.citation for one in profile.laws if one.about == NAMES_THE_LAW]
    return "; ".join(cited) or profile.sources.get("identification.notified_to", "")


def owed(
    profile: Profile, *, age_band: str, about: NotifiedAbout, event_on: date, own_kind: str
) -> Owed | None:
    """What is due of a person presumed or identified on `event_on`; None where nothing is, or the office is told."""
    to = addressee(profile, age_band=age_band)
    if to is None or to == own_kind:
        return None
    return Owed(
        about=about,
        event_on=event_on,
        to=to,
        due_on=profile.calendar.after(event_on, profile.notify_within),
        law=law_of(profile),
        objection=profile.notify_objection,
    )


def age_class(age_band: str) -> AgeClass:
    """The class in which an age leaves."""
    if age_band == AgeBand.IN_DOUBT:
        return AgeClass.IN_DOUBT
    if is_child(age_band):
        return AgeClass.CHILD
    unsaid = {AgeBand.NOT_KNOWN, AgeBand.NOT_ASKED, AgeBand.NOT_SAID}
    return AgeClass.NOT_KNOWN if age_band in unsaid or age_band not in set(AgeBand) else AgeClass.ADULT


def sex(gender: str) -> NotifiedSex:
    """The class in which a gender leaves."""
    known = {Gender.WOMAN: NotifiedSex.WOMAN, Gender.MAN: NotifiedSex.MAN, Gender.OTHER: NotifiedSex.OTHER}
    return known[Gender(gender)] if gender in known else NotifiedSex.NOT_KNOWN
