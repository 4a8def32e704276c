"""Codes of asking the authority in plain language, what a person is told before, and the reasons of refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.protection.identification.authority.codes import (
    AskState,
    AskWithdrawalAnswer,
    Interpreted,
    Lawyer,
    LetterKept,
    NotAsking,
)

ASK_STATES: dict[str, State] = {
    AskState.OPEN: State(_("With the authority"), Tone.SEA),
    AskState.ANSWERED: State(_("Answered"), Tone.DONE),
    AskState.WITHDRAWN: State(_("Taken back"), Tone.ATTENTION),
    AskState.WITHDRAWAL_ANSWERED: State(_("Taken back, answered")),
}

LAWYERS: dict[str, Text] = {
    Lawyer.HAS_ONE: _("The person has a lawyer"),
    Lawyer.WANTS_ONE: _("The person wants a lawyer"),
    Lawyer.DOES_NOT_WANT: _("The person does not want one"),
    Lawyer.NONE_THERE: _("None could be found"),
}

WITHDRAWAL_ANSWERS: dict[str, Text] = {
    AskWithdrawalAnswer.ERASED: _("Erase the file"),
    AskWithdrawalAnswer.KEPT_BY_LAW: _("A law makes us keep it"),
}

NOT_ASKING: dict[str, Text] = {
    NotAsking.PERSON_DOES_NOT_WANT: _("The person does not want it"),
    NotAsking.NOT_NOW: _("Not now"),
    NotAsking.ASKED_OUTSIDE: _("It was asked in another way, outside Palermo"),
    NotAsking.PERSON_LEFT: _("The person is not here any more"),
}

LETTER_KEPT: dict[str, Text] = {
    LetterKept.NEUTRAL_PAPER: _("On paper that says nothing on its outside"),
    LetterKept.WITH_LAWYER: _("With the lawyer"),
    LetterKept.WITH_OFFICE: _("Here, in your office"),
    LetterKept.READ_ONLY: _("Nowhere: it is read, and not kept"),
}

INTERPRETED: dict[str, Text] = {
    Interpreted.INTERPRETER: _("Yes, an interpreter"),
    Interpreted.COLLEAGUE: _("No: a colleague speaks the language"),
    Interpreted.NOT_NEEDED: _("No: the person reads the language it is written in"),
}

TOLD_BEFORE: tuple[Text, ...] = (
    _(
        "If the authority says yes, the person is formally identified as a victim, with the rights of the State’s law."
    ),
    _("If it says no, help goes on as it is. It can be asked to look again."),
    _("Help goes on whatever it decides, and also if nobody is asked."),
    _("Not to ask is neutral. It is held against nobody, and it can be asked later."),
    _("The person can take it back at any time; what was read by then cannot be unsaid."),
)
"""What the person is told before the yes; its version is `services.asking.TEXT_VERSION`."""

REASONS: dict[str, Text] = {
    "not_an_authority": _("Only a competent authority can be asked to decide. Choose one."),
    "authority_asked_already": _(
        "An authority is asked already. Wait for its answer, or take the asking back."
    ),
    "told_before_decided": _("Nobody can be told before it is decided. Check the day."),
    "ask_other_state": _("This stands differently now. Reload the page."),
    "ask_not_answered": _("There is no decision yet that could be looked at again."),
    "ask_of_another_authority": _("Ask the authority that decided to look at it again."),
}
