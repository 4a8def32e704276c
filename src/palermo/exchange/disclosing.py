"""Identity leaves only on an evaluation that allowed it, and whose basis still holds at the moment of sending."""

from __future__ import annotations

from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent, Override
from palermo.trust.basis.queries import consent_terms, override_terms
from palermo.trust.basis.rules import (
    Disclosure,
    Evaluation,
    evaluate_consents,
    evaluate_overrides,
)


def basis_refusal(actor: Actor, evaluation: Evaluation, disclosure: Disclosure, *, room: str) -> str | None:
    """A reason code when `evaluation` does not carry `disclosure`, else None.

    The consent or override it names is read again: it must be of a file of `room`, and cover recipient, purpose,
    classes and time; the consent of a child has to be a guardian's who counts now.
    """
    if not evaluation.allowed:
        return evaluation.reason
    if evaluation.basis_id is None:
        return "identity_needs_evaluation"
    named = {"organisation_id": actor.organisation_id, "room": room, "pk": evaluation.basis_id}
    consent = Consent.objects.filter(**named).first()
    if consent is not None:
        answer = evaluate_consents(disclosure, [consent_terms(consent)])
        return None if answer.allowed else answer.reason
    override = Override.objects.filter(**named).first()
    if override is None:
        return "identity_needs_evaluation"
    answer = evaluate_overrides(disclosure, [override_terms(override)])
    return None if answer.allowed else answer.reason
