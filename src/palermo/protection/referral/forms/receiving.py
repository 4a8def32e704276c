"""Forms of the receiving side: the decision, the end, the answer to a withdrawal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.fields import CodedChoiceField
from palermo.kit.forms import KitForm
from palermo.protection.referral.codes import WithdrawalAnswer
from palermo.protection.referral.words.referral import DECLINE_REASONS, OUTCOMES, WITHDRAWAL_ANSWERS


class DeclineForm(KitForm):
    """Why this office cannot help."""

    reason = CodedChoiceField(
        label=_("Why?"),
        choices=DECLINE_REASONS.items(),
        unsaid=(),
        help_text=_("The other office sees the reason. Nothing about the person stays here."),
    )


class CompleteForm(KitForm):
    """How it ended. The other office sees this code and nothing of the file."""

    outcome = CodedChoiceField(label=_("How did it end?"), choices=OUTCOMES.items(), unsaid=())
    goes_on = forms.BooleanField(
        label=_("The need is not met, and your office goes on looking"),
        help_text=_("Otherwise it ends in your own file too. The other office is told in any case."),
        required=False,
    )


class WithdrawalForm(KitForm):
    """What this office does now that consent was withdrawn."""

    answer = CodedChoiceField(
        label=_("What does your office do?"),
        choices=WITHDRAWAL_ANSWERS.items(),
        unsaid=(),
        hints={
            "erased": _(
                "Your own file of the person is erased as soon as you send this answer. It cannot be undone."
            ),
            "kept_her_agreement": _("The person has agreed to your service and wants you to go on."),
            "kept_legal_duty": _("A law obliges your office to keep it. Say which one when asked."),
        },
    )
    sure = forms.BooleanField(
        label=_("If it is to be erased: yes, erase the file now, for good"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Erasing asks for a tick of its own."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("answer") == WithdrawalAnswer.ERASED and not said.get("sure"):
            self.add_error("sure", _("Tick this to erase the file, or choose another answer."))
        return said
