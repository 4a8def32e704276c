"""What codes of events mean that trust records: roles, classes of data, switches, tasks."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.basis.words import DATA_CLASSES, GIVEN_BY, GROUNDS, LEGAL_BASES, PURPOSES
from palermo.trust.ledger.details import add_values
from palermo.trust.people.breach_words import ANSWERS, OUTCOMES
from palermo.trust.people.services.invitations import Way
from palermo.trust.people.throttle import Step
from palermo.trust.people.words import MANDATES, ROLES
from palermo.trust.retention.rules import Rule
from palermo.trust.retention.words import KEEP_REASONS
from palermo.trust.switches.registry import switches
from palermo.trust.switches.words import ENDED

STEPS: Final[dict[str, Text]] = {
    Step.PASSWORD: _("Password"),
    Step.SECOND: _("Second step"),
    Step.LINK: _("Link for a new password"),
}
WAYS: Final[dict[str, Text]] = {
    Way.MAIL: _("By mail"),
    Way.CODE: _("A code for 24 hours"),
    Way.CODE_AWAY: _("A code for 7 days: away until then"),
    Way.CODE_FAR: _("A code for 7 days: it has to travel"),
    Way.HERE: _("On the account page"),
}
RULES: Final[dict[str, Text]] = {
    Rule.PERSON: _("Years after the case was closed"),
    Rule.ANSWERED: _("Years after the answer"),
    Rule.ENQUIRY: _("Years after the enquiry"),
    Rule.NOTIFICATION: _("Years after the notification"),
    Rule.EVENT: _("Years after the event"),
    Rule.ACCOUNT: _("Months without a role"),
}
TASKS: Final[dict[str, Text]] = {
    "bad_file": _("A file that was forged"),
    "breach": _("A breach"),
    "confirm_person": _("Confirming a colleague from the command line"),
    "consent": _("A consent"),
    "consent_withdrawn": _("A consent withdrawn"),
    "exposure": _("What was opened"),
    "first_start": _("The first start"),
    "housekeeping": _("Daily tidying"),
    "inbox": _("What arrived"),
    "invitation": _("An invitation"),
    "keys": _("Changing keys"),
    "mail_test": _("Whether mail arrives"),
    "names": _("The search of names"),
    "new_way_in": _("A new way in from the command line"),
    "notices": _("Mails that something waits"),
    "password_link": _("A link for a new password"),
    "queue": _("The queue"),
    "restore": _("A restore"),
    "retention": _("What is kept, and how long"),
    "role_elsewhere": _("A role in another office"),
    "schedule": _("The schedule"),
    "sign_in_locked": _("Refused sign-ins"),
    "start": _("The start"),
    "who_confirms": _("Who confirms a colleague"),
}
MEANS: Final[dict[str, Text]] = {
    "second_factors": _("Second steps"),
    "sessions": _("Sign-ins"),
    "root": _("The root key"),
    "office": _("The office's key"),
    "search": _("The key under which names are found"),
    "jsonl": _("Signed lines"),
    "csv": _("Spreadsheet"),
}


def register() -> None:
    """Called in AppConfig.ready, when the switches are declared."""
    add_values("role", {role.value: words for role, words in ROLES.items()})
    add_values("mandate", {mandate.value: words for mandate, words in MANDATES.items()})
    add_values("classes", DATA_CLASSES)
    add_values("purpose", PURPOSES)
    add_values("basis", LEGAL_BASES)
    add_values("given_by", GIVEN_BY)
    add_values("ground", GROUNDS)
    add_values("answer", ANSWERS, OUTCOMES)
    add_values("reason", KEEP_REASONS)
    add_values("why", ENDED)
    add_values("step", STEPS)
    add_values("way", WAYS)
    add_values("rule", RULES)
    add_values("system", TASKS)
    for key in ("by", "key", "form"):
        add_values(key, MEANS)


def switch_names() -> dict[str, Text]:
    """The declared switches by code; asked when a page is drawn, because rooms above declare theirs later."""
    return {switch.code.value: switch.name for switch in switches()}
