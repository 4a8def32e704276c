"""Codes about children and guardians in plain language, and the reasons of refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, Unsaid
from palermo.protection.cases.majority import Majority
from palermo.protection.children.codes import (
    BirthProof,
    Conflict,
    GuardianEnd,
    MandateKind,
    Relation,
    ViewTopic,
    ViewWish,
)

RELATIONS: dict[str, Text] = {
    Relation.APPOINTED: _("Appointed guardian"),
    Relation.PARENT: _("Parent"),
    Relation.RELATIVE: _("Relative"),
    Relation.INSTITUTION: _("Institution"),
    Relation.OTHER: _("Somebody else"),
    Relation.NOT_KNOWN: Unsaid.NOT_KNOWN.label,
}

MANDATES: dict[str, Text] = {
    MandateKind.COURT_ORDER: _("Order of a court"),
    MandateKind.AUTHORITY_ORDER: _("Order of the authority for guardians"),
    MandateKind.PRIVATE_PAPER: _("A private paper, such as a letter of the family"),
    MandateKind.SAYS_SO: _("Nothing was shown"),
}

CONFLICTS: dict[str, Text] = {
    Conflict.NONE_FOUND: _("Looked for, none found"),
    Conflict.FOUND: _("Found"),
    Conflict.IN_DOUBT: _("In doubt"),
}

GUARDIAN_ENDS: dict[str, Text] = {
    GuardianEnd.MANDATE_ENDED: _("The mandate ended"),
    GuardianEnd.REPLACED: _("Somebody else was appointed"),
    GuardianEnd.CONFLICT: _("A conflict of interest"),
    GuardianEnd.CHILD_ASKED: _("The child asked for it"),
    GuardianEnd.OF_AGE: _("The child is of age"),
    GuardianEnd.ERASED: _("The file was erased"),
}

TOPICS: dict[str, Text] = {
    ViewTopic.GUARDIAN: _("The guardian"),
    ViewTopic.PLACE_TO_LIVE: _("Where to live"),
    ViewTopic.REFERRAL: _("Another office that is to help"),
    ViewTopic.RETURN: _("Going back"),
    ViewTopic.CONTACT: _("Contact with family or others"),
    ViewTopic.OTHER: _("Something else"),
}

VIEW_WISHES: dict[str, Text] = {
    ViewWish.WANTS: _("Wants it"),
    ViewWish.DOES_NOT_WANT: _("Does not want it"),
    ViewWish.UNDECIDED: _("Undecided"),
    ViewWish.NOT_ASKED: Unsaid.NOT_ASKED.label,
    ViewWish.NOT_SAID: Unsaid.NOT_SAID.label,
}

COUNTS: Text = _("Counts: mandate verified, no conflict of interest found")

REASONS: dict[str, Text] = {
    "guardian_needed": _(
        "This child has no guardian who counts. Until there is one only safety measures go on: ask for a guardian"
        " first."
    ),
    "guardian_of_age": _("The person is of age: the mandate has ended by itself"),
    "birth_not_to_the_day": _(
        "The date of birth is not recorded to the day. Propose the age instead; a second person answers."
    ),
    "not_of_age_yet": _("By the date of birth the person is not eighteen yet."),
    "guardian_there": _("This child has a guardian who counts."),
    "guardian_unnamed": _("Write down who it is. The name is sealed."),
    "guardian_ended": _("Guardian no longer"),
    "guardian_mandate_unverified": _("Does not count yet: the mandate is not verified"),
    "guardian_mandate_none": _("This is no mandate: a guardian is appointed by an act that can be shown."),
    "guardian_mandate_over": _("The mandate has ended. Check the date."),
    "guardian_conflict_unchecked": _("Does not count yet: nobody looked for a conflict of interest"),
    "guardian_conflict": _("Does not count: a conflict of interest was found or is in doubt"),
    "not_a_child": _("A guardian is asked for where somebody is a child, or treated as one."),
    "age_not_in_doubt": _("The age is not in doubt, and nobody treats this person as a child."),
    "age_answered": _("This proposal about the age is answered already."),
    "age_proposal_waits": _("A proposal about the age waits for a second person already."),
    "age_needs_two_people": _(
        "Nobody decides alone that somebody is no child. Propose it on the page “Child and guardian”; a second,"
        " different person answers."
    ),
}

PROOFS: dict[str, Text] = {
    BirthProof.PASSPORT: _("A passport or identity card"),
    BirthProof.BIRTH_CERTIFICATE: _("A birth certificate"),
    BirthProof.REGISTER: _("An extract from a register"),
    BirthProof.COURT: _("A decision of a court or authority"),
}

MAJORITIES: dict[str, Text] = {
    Majority.CHILD: _("Under eighteen"),
    Majority.SOON: _("Eighteen within 30 days"),
    Majority.PERHAPS: _("Perhaps eighteen"),
    Majority.OF_AGE: _("Eighteen by the date of birth"),
}
