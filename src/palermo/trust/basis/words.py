"""The codes of basis in plain language, and the reasons of its verdicts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.trust.basis.rules import (
    BasisState,
    ConsentMeans,
    DataClass,
    GivenBy,
    LegalBasis,
    OverrideGround,
    ProcessingPurpose,
)

PURPOSES: dict[str, Text] = {
    ProcessingPurpose.ASSISTANCE: _("Help for the person"),
    ProcessingPurpose.IDENTIFICATION: _("Identification"),
    ProcessingPurpose.PROTECTION: _("Safety of the person"),
    ProcessingPurpose.RETURN: _("Voluntary return"),
    ProcessingPurpose.STATISTICS: _("Statistics"),
}

LEGAL_BASES: dict[str, Text] = {
    LegalBasis.CONSENT: _("Consent"),
    LegalBasis.VITAL_INTEREST: _("Vital interest of a person"),
    LegalBasis.PUBLIC_TASK: _("Task in the public interest"),
    LegalBasis.LEGAL_OBLIGATION: _("Legal obligation"),
    LegalBasis.LEGITIMATE_INTEREST: _("Legitimate interest"),
}

BASIS_HINTS: dict[str, Text] = {
    LegalBasis.CONSENT: _("The person agrees that your office keeps and uses the data, and can end it."),
    LegalBasis.VITAL_INTEREST: _("To protect somebody’s life or safety."),
    LegalBasis.PUBLIC_TASK: _("A law gives your office this task."),
    LegalBasis.LEGAL_OBLIGATION: _("A law obliges your office to do it."),
    LegalBasis.LEGITIMATE_INTEREST: _("Your office needs it, and the person’s rights do not weigh more."),
}

BASIS_STATES: dict[BasisState, State] = {
    BasisState.TO_COME: State(_("To come"), Tone.SEA),
    BasisState.IN_FORCE: State(_("In force"), Tone.DONE),
    BasisState.ENDED: State(_("Ended")),
    BasisState.TAKEN_BACK: State(_("Taken back")),
}

DATA_CLASSES: dict[str, Text] = {
    DataClass.SAFE_CONTACT: _("How to reach the person safely"),
    DataClass.NAME: _("Name and gender"),
    DataClass.BIRTH: _("Date of birth and age"),
    DataClass.CONTACT: _("Telephone or address"),
    DataClass.LANGUAGES: _("Languages"),
    DataClass.NATIONALITY: _("Nationality"),
    DataClass.NEEDS: _("What is needed"),
    DataClass.SCREENING: _("What a screening found"),
    DataClass.ACCOUNT: _("What the person told"),
}

CONSENT_FORMS: dict[str, Text] = {
    ConsentMeans.SPOKEN: _("Spoken"),
    ConsentMeans.SIGNED: _("Signed"),
    ConsentMeans.THUMB: _("Thumbprint"),
}

GIVEN_BY: dict[str, Text] = {
    GivenBy.SELF: _("The person"),
    GivenBy.GUARDIAN: _("The guardian"),
}

GROUNDS: dict[str, Text] = {
    OverrideGround.DANGER_TO_LIFE: _("Danger to life"),
    OverrideGround.DUTY_TO_REPORT: _("Duty to report"),
    OverrideGround.COURT_ORDER: _("Order of a court"),
}

REASONS: dict[str, Text] = {
    "consent": _("The person consented to this recipient."),
    "danger_to_life": _("Disclosed without consent: danger to life."),
    "duty_to_report": _("Disclosed without consent: duty to report."),
    "court_order": _("Disclosed without consent: order of a court."),
    "named_person_needed": _("A named colleague has to do this; the program may not do it by itself."),
    "no_agreement": _("There is no live agreement between the two offices. Nothing may be sent."),
    "agreement_not_begun": _("The agreement between the two offices has not begun yet."),
    "agreement_expired": _("The agreement between the two offices has ended. Renew it first."),
    "agreement_other_purpose": _("The agreement between the two offices does not cover this purpose."),
    "agreement_other_data": _("The agreement between the two offices does not cover all of these data."),
    "no_processing_basis": _(
        "Your office has no legal basis in force for this purpose. Your coordinator or administrator records it."
    ),
    "processing_basis_over": _("This legal basis has ended already."),
    "ends_before_it_begins": _("The last day lies before the first. Check both dates."),
    "no_consent": _("The person has not consented to this recipient."),
    "consent_withdrawn": _("The person has withdrawn the consent to this recipient."),
    "consent_expired": _("The consent has ended. Ask the person again."),
    "consent_without_being_told": _(
        "Say first, in a language the person understands, that a withdrawal cannot unsay what was read."
    ),
    "consent_without_data": _("Say which data the person agrees to send."),
    "consent_other_purpose": _("The consent is for another purpose."),
    "consent_other_data": _("The consent does not cover all of these data."),
    "guardian_consent_needed": _("For a child, or while the age is in doubt, the guardian has to consent."),
    "own_consent_needed": _("The person is of age: they say yes themselves, and nobody says it for them."),
    "guardian_not_verified": _(
        "A guardian’s yes counts once the mandate is verified and a conflict of interest was looked for and not found."
        " Record both on the page of the child."
    ),
    "recipient_is_this_office": _("The recipient is your own office. Choose another one."),
    "no_override": _("There is no ground for sending this without consent."),
    "override_without_data": _("Say which data have to be sent."),
    "override_expired": _("The permission to send without consent has ended."),
    "override_other_data": _("The permission to send without consent does not cover all of these data."),
    "override_needs_second_person": _("A second, different person has to decide this."),
    "override_more_than_least_data": _(
        "In danger to life one person alone may send only: how to reach safely, name, languages, needs."
    ),
    "override_too_long": _("Choose an end in the future, at most 30 days from now."),
    "override_review_waiting": _(
        "Something was sent to this office on danger to life already, and nobody has reviewed it yet. A second person"
        " reviews it first."
    ),
    "override_approved": _("A second person has approved this already."),
    "override_no_review": _("This needs no review, or has had one."),
    "person_informed": _("It is recorded already that the person was told."),
}

WAYS: dict[str, tuple[Text, str]] = {
    "no_processing_basis": (_("The legal bases of your office"), "basis:bases"),
}
