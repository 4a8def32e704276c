"""Which acts of the ledger stand in the history of a case, of which kind, and who may read them there.

A new act brings one line here: its verb, the kind it is found under, and the words where those of the ledger do not do.
`tests/protection/file/test_history.py` asks of each act about a case that it stands here or is left out for a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.desk.verbs import DayVerb
from palermo.kit.choices import Text
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.children.verbs import ChildVerb
from palermo.protection.conference import verbs as conference
from palermo.protection.first_contact.verbs import FirstContactVerb
from palermo.protection.identification.notifying.verbs import OURS as NOTIFYING
from palermo.protection.identification.notifying.verbs import NotificationVerb
from palermo.protection.identification.verbs import OURS, THEIRS, IdentificationVerb
from palermo.protection.need_to_know.verbs import NeedToKnowVerb
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.verbs import BasisVerb, VaultVerb


class Kind(StrEnum):
    """What a line of the history is about."""

    DAY = "day"
    HELP = "help"
    REFERRALS = "referrals"
    CONFERENCES = "conferences"
    SHARING = "sharing"
    SPEAKING = "speaking"
    IDENTIFICATION = "identification"
    IDENTITY = "identity"
    CASE = "case"


KINDS: Final[dict[Kind, Text]] = {
    Kind.DAY: _("Notes, tasks and appointments"),
    Kind.HELP: _("Needs and help"),
    Kind.REFERRALS: _("Referrals"),
    Kind.CONFERENCES: _("Conferences"),
    Kind.SHARING: _("What may be told, and to whom"),
    Kind.SPEAKING: _("Speaking with the person"),
    Kind.IDENTIFICATION: _("Identification and care for a child"),
    Kind.IDENTITY: _("Who the person is"),
    Kind.CASE: _("The file and who works on it"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """How one act stands in the history. `words` take what it was about, and the other office; `theirs` is its act.

    Without words those of the ledger are used. `sealed` lines are for those alone who may see who the person is.
    """

    kind: Kind
    words: Text = ""
    theirs: bool = False
    sealed: bool = False


def _ours(words: Text) -> Line:
    return Line(kind=Kind.REFERRALS, words=words)


def _theirs(words: Text) -> Line:
    return Line(kind=Kind.REFERRALS, words=words, theirs=True)


def _day(words: Text = "") -> Line:
    return Line(kind=Kind.DAY, words=words, sealed=True)


_HELP, _CASE = Line(kind=Kind.HELP), Line(kind=Kind.CASE)
_SPEAKING, _IDENTIFICATION = Line(kind=Kind.SPEAKING), Line(kind=Kind.IDENTIFICATION)
_SHARING = Line(kind=Kind.SHARING, sealed=True)
_IDENTITY = Line(kind=Kind.IDENTITY, sealed=True)

LINES: Final[dict[str, Line]] = {
    DayVerb.NOTE_WRITTEN: _day(),
    DayVerb.NOTE_STRUCK: _day(),
    DayVerb.TASK_GIVEN: _day(_("Task for %(name)s: %(what)s")),
    DayVerb.TASK_DONE: _day(_("Task done: %(what)s")),
    DayVerb.TASK_UNDONE: _day(_("Task to be done after all: %(what)s")),
    DayVerb.TASK_PASSED_ON: _day(_("Task passed on to %(name)s: %(what)s")),
    DayVerb.TASK_STRUCK: _day(_("Task entered in error: %(what)s")),
    DayVerb.APPOINTMENT_MADE: _day(_("Appointment made: %(what)s")),
    DayVerb.APPOINTMENT_MOVED: _day(_("Appointment moved: %(what)s")),
    DayVerb.APPOINTMENT_SETTLED: _day(),
    DayVerb.APPOINTMENT_STRUCK: _day(_("Appointment entered in error: %(what)s")),
    DayVerb.SAFETY_PLAN_WRITTEN: _day(),
    CaseVerb.NEED_RECORDED: Line(kind=Kind.HELP, words=_("Needed: %(what)s")),
    CaseVerb.NEED_STATE_SET: _HELP,
    CaseVerb.NEED_STRUCK: Line(kind=Kind.HELP, words=_("Struck out, entered in error: needed: %(what)s")),
    ReferralVerb.NEED_UNMET: Line(kind=Kind.HELP, words=_("No service was found: %(what)s")),
    CaseVerb.ASSISTANCE_RECORDED: Line(kind=Kind.HELP, words=_("Help given: %(what)s")),
    CaseVerb.ASSISTANCE_STRUCK: Line(
        kind=Kind.HELP, words=_("Struck out, entered in error: help given: %(what)s")
    ),
    BasisVerb.AGREEMENT_RECORDED: Line(kind=Kind.HELP, sealed=True),
    CaseVerb.GOAL_RECORDED: _HELP,
    CaseVerb.GOAL_STATE_SET: _HELP,
    CaseVerb.JUDGEMENT_RECORDED: _HELP,
    ReferralVerb.REFERRAL_ENQUIRY_SENT: _ours(_("Asked %(office)s, without a name: %(what)s")),
    ReferralVerb.REFERRAL_CONFIRMED: _ours(_("Took the offer of %(office)s: %(what)s")),
    ReferralVerb.REFERRAL_NOT_PURSUED: _ours(_("Told %(office)s that it is not pursued: %(what)s")),
    ReferralVerb.REFERRAL_IDENTITY_SENT: _ours(_("Told %(office)s who the person is: %(what)s")),
    ReferralVerb.REFERRAL_MORE_SENT: _ours(_("Told %(office)s more, or what has changed: %(what)s")),
    ReferralVerb.REFERRAL_OUT_OF_DATE: _ours(_("Changed since %(office)s was told: %(what)s")),
    ReferralVerb.REFERRAL_TOLD_CHANGE: _ours(_("Told %(office)s by telephone what has changed: %(what)s")),
    ReferralVerb.REFERRAL_ANSWERED: _ours(_("Answered questions of %(office)s: %(what)s")),
    ReferralVerb.ENQUIRY_ASKED_BACK: _ours(_("Asked %(office)s back: %(what)s")),
    ReferralVerb.ENQUIRY_OPENED: _ours(_("Opened what arrived from %(office)s: %(what)s")),
    ReferralVerb.ENQUIRY_CHANGES_SEEN: _ours(_("Saw what %(office)s sent anew: %(what)s")),
    ReferralVerb.REFERRAL_WITHDRAWN: _ours(_("Told %(office)s that the consent has ended: %(what)s")),
    ReferralVerb.ENQUIRY_ACCEPTED_IN_PRINCIPLE: _ours(_("Said yes to %(office)s: %(what)s")),
    ReferralVerb.ENQUIRY_WAITLISTED: _ours(_("Put on the waiting list for %(office)s: %(what)s")),
    ReferralVerb.ENQUIRY_DECLINED: _ours(_("Said no to %(office)s: %(what)s")),
    ReferralVerb.ENQUIRY_PLACE_TOLD: _ours(_("Told %(office)s where it is: %(what)s")),
    ReferralVerb.ENQUIRY_IN_SERVICE: _ours(_("Told %(office)s that help began: %(what)s")),
    ReferralVerb.ENQUIRY_COMPLETED: _ours(_("Told %(office)s that help is completed: %(what)s")),
    ReferralVerb.ENQUIRY_HELP_STRUCK: _ours(_("Told %(office)s that no help had begun: %(what)s")),
    ReferralVerb.ENQUIRY_COMPLETION_STRUCK: _ours(
        _("Told %(office)s that help is not completed, that was entered in error: %(what)s")
    ),
    ReferralVerb.ENQUIRY_WITHDRAWAL_ANSWERED: _ours(_("Answered the withdrawal to %(office)s: %(what)s")),
    ReferralVerb.ENQUIRY_HANDED_OVER: Line(kind=Kind.REFERRALS),
    ReferralVerb.REFERRAL_ACCEPTED_IN_PRINCIPLE: _theirs(_("%(office)s said yes: %(what)s")),
    ReferralVerb.REFERRAL_WAITLISTED: _theirs(_("%(office)s put it on the waiting list: %(what)s")),
    ReferralVerb.REFERRAL_DECLINED: _theirs(_("%(office)s said no: %(what)s")),
    ReferralVerb.REFERRAL_PLACE_TOLD: _theirs(_("%(office)s told where it is: %(what)s")),
    ReferralVerb.REFERRAL_IN_SERVICE: _theirs(_("%(office)s began to help: %(what)s")),
    ReferralVerb.REFERRAL_COMPLETED: _theirs(_("%(office)s completed the help: %(what)s")),
    ReferralVerb.REFERRAL_CORRECTED: _theirs(_("%(office)s took back what it had told in error: %(what)s")),
    ReferralVerb.REFERRAL_WITHDRAWAL_ANSWERED: _theirs(_("%(office)s answered the withdrawal: %(what)s")),
    ReferralVerb.ENQUIRY_RECEIVED: _theirs(_("%(office)s asked, without a name: %(what)s")),
    ReferralVerb.ENQUIRY_IDENTITY_RECEIVED: _theirs(_("%(office)s told us who the person is: %(what)s")),
    ReferralVerb.ENQUIRY_IDENTITY_SENT: _theirs(_("%(office)s told us who the person is: %(what)s")),
    ReferralVerb.REFERRAL_ASKED_BACK: _theirs(_("%(office)s asked back: %(what)s")),
    ReferralVerb.ENQUIRY_ANSWERED: _theirs(_("%(office)s answered our questions: %(what)s")),
    ReferralVerb.ENQUIRY_MORE_RECEIVED: _theirs(_("%(office)s told us more, or what has changed: %(what)s")),
    ReferralVerb.ENQUIRY_NOT_PURSUED: _theirs(_("%(office)s does not pursue it: %(what)s")),
    ReferralVerb.ENQUIRY_WITHDRAWN: _theirs(_("%(office)s told us that the consent has ended: %(what)s")),
    BasisVerb.CONSENT_RECORDED: _SHARING,
    BasisVerb.CONSENT_WITHDRAWN: _SHARING,
    BasisVerb.CONSENT_REPLACED: _SHARING,
    BasisVerb.CONSENT_ENDED: _SHARING,
    BasisVerb.OVERRIDE_REQUESTED: _SHARING,
    BasisVerb.OVERRIDE_APPROVED: _SHARING,
    BasisVerb.OVERRIDE_REVIEWED: _SHARING,
    BasisVerb.OVERRIDE_PERSON_INFORMED: _SHARING,
    BasisVerb.OVERRIDE_ENDED: _SHARING,
    NeedToKnowVerb.NEVER_SHARE_ADDED: _SHARING,
    NeedToKnowVerb.NEVER_SHARE_ENDED: _SHARING,
    FirstContactVerb.INFORMATION_GIVEN: Line(kind=Kind.SPEAKING, words=_("Rights explained, with the card")),
    FirstContactVerb.INTERPRETER_RECORDED: _SPEAKING,
    FirstContactVerb.INTERPRETER_CHECKED: _SPEAKING,
    FirstContactVerb.INTERPRETER_ANOTHER_WANTED: _SPEAKING,
    FirstContactVerb.CONTACT_WISHES_RECORDED: _SPEAKING,
    FirstContactVerb.DECLINE_RECORDED: _SPEAKING,
    FirstContactVerb.DECLINE_ENDED: _SPEAKING,
    FirstContactVerb.EVENT_INTERVIEW_SET: _SPEAKING,
    FirstContactVerb.EVENT_PERSON_TAKEN_OUT: _SPEAKING,
    CaseVerb.CONTACT_RECORDED: _SPEAKING,
    IdentificationVerb.SCREENING_RECORDED: _IDENTIFICATION,
    IdentificationVerb.ACCOUNT_RECORDED: _IDENTIFICATION,
    IdentificationVerb.PRESUMPTION_RECORDED: Line(kind=Kind.IDENTIFICATION, words=_("Presumed a victim")),
    IdentificationVerb.REFLECTION_STARTED: _IDENTIFICATION,
    IdentificationVerb.REFLECTION_PAUSED: _IDENTIFICATION,
    IdentificationVerb.REFLECTION_RESUMED: _IDENTIFICATION,
    IdentificationVerb.REFLECTION_EXTENDED: _IDENTIFICATION,
    IdentificationVerb.REFLECTION_ENDED: _IDENTIFICATION,
    IdentificationVerb.DECISION_RECORDED: _IDENTIFICATION,
    IdentificationVerb.DECISION_ASKED_AGAIN: _IDENTIFICATION,
    **dict.fromkeys(OURS, _IDENTIFICATION),
    **dict.fromkeys(NOTIFYING, _IDENTIFICATION),
    **dict.fromkeys(THEIRS, Line(kind=Kind.IDENTIFICATION, theirs=True)),
    **dict.fromkeys(conference.OURS, Line(kind=Kind.CONFERENCES, sealed=True)),
    **dict.fromkeys(conference.THEIRS, Line(kind=Kind.CONFERENCES, theirs=True, sealed=True)),
    ChildVerb.AGE_PROPOSED: _IDENTIFICATION,
    ChildVerb.AGE_ANSWERED: _IDENTIFICATION,
    ChildVerb.AGE_CONFIRMED: _IDENTIFICATION,
    ChildVerb.MAJORITY_ANNOUNCED: _IDENTIFICATION,
    ChildVerb.GUARDIAN_REQUESTED: _IDENTIFICATION,
    ChildVerb.GUARDIAN_RECORDED: _IDENTIFICATION,
    ChildVerb.GUARDIAN_VERIFIED: _IDENTIFICATION,
    ChildVerb.GUARDIAN_CONFLICT_CHECKED: _IDENTIFICATION,
    ChildVerb.GUARDIAN_ENDED: _IDENTIFICATION,
    ChildVerb.VIEW_RECORDED: _IDENTIFICATION,
    NeedToKnowVerb.LOOK_ALIKE_ANSWERED: _IDENTITY,
    NeedToKnowVerb.FILES_JOINED: _IDENTITY,
    NeedToKnowVerb.FILES_PARTED: _IDENTITY,
    NeedToKnowVerb.FILES_CONTACT_CHOSEN: _IDENTITY,
    CaseVerb.PERSON_IDENTITY_RECORDED: _IDENTITY,
    CaseVerb.PERSON_CODES_RECORDED: _IDENTITY,
    CaseVerb.PERSON_AGE_DOUBTED: _IDENTITY,
    CaseVerb.CASE_OPENED: _CASE,
    CaseVerb.PAPER_ENTERED: _CASE,
    CaseVerb.CASE_CLOSED: _CASE,
    CaseVerb.CASE_REOPENED: _CASE,
    CaseVerb.CASE_STILL_OUT: _CASE,
    CaseVerb.CASE_ASSIGNED: _CASE,
    CaseVerb.CASE_UNASSIGNED: _CASE,
    CaseVerb.CASE_KNOWN_AS_CHANGED: _CASE,
    CaseVerb.ROW_TAKEN: Line(kind=Kind.CASE, sealed=True),
    VaultVerb.HOLD_PLACED: _CASE,
    VaultVerb.HOLD_RELEASED: _CASE,
    VaultVerb.PERSON_ERASED: Line(kind=Kind.CASE, words=_("File erased")),
}

LEFT_OUT: Final[dict[str, str]] = {
    **dict.fromkeys(conference.AT_A_SEAT, "about a seat at a conference, which has a page of its own"),
    DayVerb.SHIFT_HANDED_OVER: "about a shift of the office",
    DayVerb.SHIFT_READ: "about a shift of the office",
    DayVerb.SHIFT_FORGOTTEN: "about a shift of the office",
    CaseVerb.ROW_FILE_TAKEN: "about the office: each person in the file has a line of their own",
    CaseVerb.NAMES_RENEWED: "about the office's search",
    FirstContactVerb.COUNTED_HELP_COUNTED: "about nobody",
    FirstContactVerb.EVENT_RECORDED: "about an event",
    FirstContactVerb.EVENT_PERSONS_ADDED: "about an event, with a page of its own",
    FirstContactVerb.EVENT_LINES_WRITTEN: "about an event",
    NeedToKnowVerb.CASE_SEARCHED: "about a search; who found the file stands under People",
    NeedToKnowVerb.CASE_SEARCHED_FOR: "about a search; who found the file stands under People",
    NeedToKnowVerb.CASE_FOUND: "about a search; who found the file stands under People",
    NeedToKnowVerb.LOOK_ALIKE_FOUND: "stands on the page of the case until somebody answers it",
    NotificationVerb.RECEIVED: "about no case: it stands in the list of what was notified",
    NotificationVerb.CORRECTED: "about no case: it stands in the list of what was notified",
    ReferralVerb.QUESTIONS_FOLLOWED: "the program's own: what is still open of an enquiry's questions",
    BasisVerb.BASIS_RECORDED: "about the office",
    BasisVerb.BASIS_ENDED: "about the office",
    BasisVerb.DISCLOSURE_ALLOWED: "stands with who saw the file; what left is a line of its referral",
    BasisVerb.DISCLOSURE_REFUSED: "stands with who saw the file: nothing left",
}
"""Acts of these rooms that are not about one case, or are shown elsewhere."""


def verbs_of(kind: Kind | None, *, may_read_sealed: bool) -> list[str]:
    """The acts of a kind, or of every kind, that stand in the history of whoever reads it."""
    return [
        str(verb)
        for verb, line in LINES.items()
        if (kind is None or line.kind is kind) and (may_read_sealed or not line.sealed)
    ]
