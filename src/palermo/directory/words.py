"""Agreements in plain language, and the reasons of their refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.directory.rules import AgreementState, ControllerRole
from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.trust.people.models import Organisation
from palermo.trust.people.words import OFFICE_KINDS

STATES: dict[AgreementState, State] = {
    AgreementState.PROPOSED: State(_("Proposed"), Tone.ATTENTION),
    AgreementState.NOT_BEGUN: State(_("Not begun"), Tone.SEA),
    AgreementState.LIVE: State(_("Live"), Tone.DONE),
    AgreementState.EXPIRED: State(_("Expired")),
    AgreementState.ENDED: State(_("Ended")),
}

CONTROLLER_ROLES: dict[str, Text] = {
    ControllerRole.INDEPENDENT: _("Decides for itself (controller)"),
    ControllerRole.JOINT: _("Decides together with the other (joint controller)"),
    ControllerRole.PROCESSOR: _("Works on the other’s instructions (processor)"),
}

REASONS: dict[str, Text] = {
    "agreement_others_to_accept": _("The other office has to accept this; yours proposed it."),
    "agreement_other_state": _("This agreement stands differently now. Reload the page."),
    "agreement_says_too_little": _("Give the agreement a title, a purpose and at least one class of data."),
    "agreement_ends_in_the_past": _("The last day has passed already. Choose a later one."),
    "controller_roles_joint": _("Deciding together is for both offices or for neither. Check both roles."),
    "controller_roles_processors": _("One of the two offices has to decide. Check both roles."),
}


def name_and_kind(office: Organisation) -> str:
    """An office's name with its kind behind it: whoever is asked about it must know what it is."""
    kind = OFFICE_KINDS.get(office.kind)
    return f"{office.name} ({kind})" if kind else office.name
