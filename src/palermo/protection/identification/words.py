"""Codes of screening, presumption, reflection and decision in plain language, and the reasons of refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, Unsaid
from palermo.kit.components import State
from palermo.protection.identification.codes import (
    NONE_SEEN,
    AskedBy,
    DecisionOutcome,
    EarlyReason,
    ExtendReason,
    Observed,
    PauseReason,
    ReflectionEnd,
    Standing,
    Threshold,
    Told,
)
from palermo.reference.indicators import Element, Family

OBSERVED: dict[str, Text] = {
    Observed.OBSERVED: _("Observed"),
    Observed.NOT_OBSERVED: _("Not observed"),
    Observed.NOT_ASKED: Unsaid.NOT_ASKED.label,
    Observed.NOT_SAID: Unsaid.NOT_SAID.label,
}
"""None of them has a colour, and none counts for more."""

FAMILIES: dict[Family, Text] = {
    Family.MOVEMENT: _("Freedom to come and go"),
    Family.PRESSURE: _("Fear and pressure"),
    Family.CONTACT: _("Contact with others"),
    Family.LABOUR: _("Work"),
}

ELEMENTS: dict[Element, Text] = {
    Element.ACT: _("What was done"),
    Element.MEANS: _("By what means"),
    Element.PURPOSE: _("For what purpose"),
}

INDICATORS: dict[str, Text] = {
    "against_will": _("Seems to work or to stay against their own will"),
    "cannot_leave": _("Cannot leave the place of work or of living"),
    "movements_controlled": _("Somebody else decides where they go and when"),
    "feels_cannot_leave": _("Feels unable to leave"),
    "fear": _("Shows fear or anxiety"),
    "violence_or_threats": _("Was hurt or threatened, or people close to them were"),
    "injuries": _("Has injuries as after an assault"),
    "distrusts_authorities": _("Does not trust the authorities"),
    "others_speak": _("Lets others speak, even when spoken to directly"),
    "as_instructed": _("Acts as if told what to say and do"),
    "few_contacts": _("Has little contact with other people"),
    "little_family_contact": _("Has little or no contact with the family"),
    "cannot_speak_freely": _("Cannot speak freely with others"),
    "vulnerability_abused": _("Somebody takes advantage of their difficult situation"),
    "deceived": _("Was deceived about the work, the pay or the place"),
    "movement_restricted": _("Is locked in or watched"),
    "isolated": _("Is kept apart from others"),
    "violence": _("Meets physical or sexual violence"),
    "intimidated": _("Is intimidated or threatened"),
    "documents_kept": _("Somebody else keeps their papers"),
    "wages_withheld": _("Wages are held back"),
    "debt": _("Works off a debt that does not end"),
    "abusive_conditions": _("Lives or works in degrading or dangerous conditions"),
    "excessive_overtime": _("Works far longer than the law allows"),
}
"""As `reference` has them; a test compares the two, so that the words can be translated."""

ELEMENT_CODES: dict[str, Text] = {
    "recruitment": _("Recruitment"),
    "transportation": _("Transportation"),
    "transfer": _("Transfer"),
    "harbouring": _("Harbouring"),
    "receipt": _("Receipt of a person"),
    "force": _("Force, or the threat of it"),
    "coercion": _("Another form of coercion"),
    "abduction": _("Abduction"),
    "fraud": _("Fraud"),
    "deception": _("Deception"),
    "abuse_of_power": _("Abuse of power"),
    "abuse_of_vulnerability": _("Abuse of a position of vulnerability"),
    "payment_for_control": _("Payments or benefits to somebody who has control over the person"),
    "sexual_exploitation": _("Exploitation of the prostitution of others or other sexual exploitation"),
    "forced_labour": _("Forced labour or services"),
    "enslavement": _("Slavery"),
    "similar_to_slavery": _("Practices similar to slavery"),
    "servitude": _("Servitude"),
    "domestic_servitude": _("Domestic servitude"),
    "organ_removal": _("Removal of organs"),
    "forced_begging": _("Forced begging"),
    "forced_criminality": _("Exploitation of criminal activities: forced to break the law"),
    "forced_marriage": _("Exploitation of forced marriage"),
    "surrogacy": _("Exploitation of surrogacy"),
    "illegal_adoption": _("Exploitation of illegal adoption"),
    "armed_groups": _("Forced military service or use by armed groups"),
    "other_exploitation": _("Another form of exploitation"),
    "slavery": _("Slavery or practices similar to it"),
    NONE_SEEN: _("Asked about, none found"),
}

STANDINGS: dict[str, Text] = {
    Standing.FIRST: _("First account"),
    Standing.FURTHER: _("Further account"),
    Standing.CORRECTION: _("Correction"),
}

THRESHOLDS: dict[str, Text] = {
    Threshold.REASONABLE_GROUNDS: _("Reasonable grounds"),
    Threshold.BALANCE_OF_PROBABILITIES: _("More likely than not"),
    Threshold.SURE: _("Sure"),
}

TOLD: dict[str, Text] = {
    Told.WHAT_IT_MEANS: _("What a presumption means, and that it is no final decision"),
    Told.TIME_TO_REFLECT: _("That there is time to recover and to think, and how long"),
    Told.HELP_WITHOUT_CONDITION: _("That help does not depend on anything"),
    Told.NO_DUTY_TO_COOPERATE: _("That nobody has to speak with police or a court for it"),
    Told.MAY_SAY_NO: _("That one may refuse to be identified"),
    Told.WHO_DECIDES: _("Who decides later, and how to have it looked at again"),
}

REFLECTION_ENDS: dict[str, Text] = {
    ReflectionEnd.TIME_OVER: _("The time is over"),
    ReflectionEnd.PERSON_WISHED: _("The person wished it"),
    ReflectionEnd.LEFT_VOLUNTARILY: _("The person left the country of their own will"),
    ReflectionEnd.CONTACT_LOST: _("Contact was lost"),
    ReflectionEnd.PERSON_DIED: _("The person died"),
    ReflectionEnd.PRESUMED_IN_ERROR: _("It was presumed in error"),
    ReflectionEnd.ERASED: _("The file was erased"),
}

PAUSE_REASONS: dict[str, Text] = {
    PauseReason.IN_HOSPITAL: _("In hospital"),
    PauseReason.NOT_REACHED: _("Cannot be reached"),
    PauseReason.PERSON_ASKED: _("The person asked for it"),
    PauseReason.OTHER: _("Another reason"),
}

EXTEND_REASONS: dict[str, Text] = {
    ExtendReason.PERSON_ASKED: _("The person asked for it"),
    ExtendReason.HEALTH: _("Health"),
    ExtendReason.CHILD: _("A child needs longer"),
    ExtendReason.DECISION_WAITS: _("The decision is not made yet"),
}

OUTCOMES: dict[str, State] = {
    DecisionOutcome.POSITIVE: State(_("Identified")),
    DecisionOutcome.NEGATIVE: State(_("Not identified")),
    DecisionOutcome.NOT_YET: State(_("Not yet decided")),
}

EARLY_REASONS: dict[str, Text] = {
    EarlyReason.PERSON_ASKED: _("The person asked for it"),
    EarlyReason.SAFETY: _("For the safety of the person"),
    EarlyReason.LEGAL_DUTY: _("A law leaves no other way"),
}

ASKED_BY: dict[str, Text] = {
    AskedBy.PERSON: _("The person"),
    AskedBy.GUARDIAN: _("The guardian"),
    AskedBy.LAWYER: _("A lawyer for the person"),
    AskedBy.OFFICE: _("An office that helps"),
}


REASONS: dict[str, Text] = {
    "account_empty": _("Write what was told, or go back without writing anything."),
    "not_a_first_responder": _(
        "The country profile does not list this kind of office as a first responder. Ask one that it lists."
    ),
    "reflection_none": _("No period of recovery and reflection runs in this case."),
    "reflection_not_over": _(
        "The minimum days are not over. Before that, only the person’s own wish can end the period. If the person "
        "cannot be reached, pause the time."
    ),
    "reflection_error_undecided": _(
        "That it was presumed in error only the decision-maker finds, with reasons. Until then the days go on."
    ),
    "reflection_only_longer": _("A period is only ever made longer. Choose a later day."),
    "reasons_missing": _("Write down the reasons. They are sealed."),
    "nobody_presumed": _("A first responder presumes first; then it can be decided."),
    "decision_too_early": _(
        "The minimum days of recovery and reflection are not over. Say why it is decided before, or wait."
    ),
    "decided_already": _(
        "This was decided already. To decide again, record who asks to have the decision looked at again."
    ),
    "decision_waits_already": _("This waits for the decision-maker already."),
}
