"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class ChildVerb(Verb):
    """Of ages in doubt, guardians and what children say."""

    AGE_PROPOSED = "age.proposed"
    AGE_ANSWERED = "age.answered"
    AGE_CONFIRMED = "age.confirmed"
    MAJORITY_ANNOUNCED = "majority.announced"
    GUARDIAN_REQUESTED = "guardian.requested"
    GUARDIAN_RECORDED = "guardian.recorded"
    GUARDIAN_VERIFIED = "guardian.verified"
    GUARDIAN_CONFLICT_CHECKED = "guardian.conflict_checked"
    GUARDIAN_ENDED = "guardian.ended"
    VIEW_RECORDED = "view.recorded"


class ChildAsked(Asked):
    """What was asked here and refused."""

    AGE_PROPOSE = "age.propose"
    AGE_ANSWER = "age.answer"
    AGE_CONFIRM = "age.confirm"
    GUARDIAN_REQUEST = "guardian.request"
    GUARDIAN_RECORD = "guardian.record"
    GUARDIAN_VERIFY = "guardian.verify"
    GUARDIAN_CHECK_CONFLICT = "guardian.check_conflict"
    GUARDIAN_END = "guardian.end"
    VIEW_RECORD = "view.record"


GUARDIAN_CHANGES: Final = (
    ChildVerb.GUARDIAN_VERIFIED,
    ChildVerb.GUARDIAN_CONFLICT_CHECKED,
    ChildVerb.GUARDIAN_ENDED,
)
"""What changes what is recorded of a guardian."""

VERBS: Final[dict[Verb, Text]] = {
    ChildVerb.AGE_PROPOSED: _("Age in doubt: proposal of one person"),
    ChildVerb.AGE_ANSWERED: _("Age in doubt: answer of a second person"),
    ChildVerb.AGE_CONFIRMED: _("Of age by a proven date of birth: decided by one person"),
    ChildVerb.MAJORITY_ANNOUNCED: _("Where somebody stands by the date of birth changed"),
    ChildVerb.GUARDIAN_REQUESTED: _("Guardian asked for"),
    ChildVerb.GUARDIAN_RECORDED: _("Guardian recorded"),
    ChildVerb.GUARDIAN_VERIFIED: _("Mandate of a guardian verified"),
    ChildVerb.GUARDIAN_CONFLICT_CHECKED: _("Looked for a conflict of interest of a guardian"),
    ChildVerb.GUARDIAN_ENDED: _("Guardian ended"),
    ChildVerb.VIEW_RECORDED: _("The child’s own view recorded"),
}
