"""The switch of files with one row a person: codes of many persons leave the program at once."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import HELPING, Role
from palermo.trust.switches.codes import SwitchCode, SwitchKind
from palermo.trust.switches.queries import is_on
from palermo.trust.switches.registry import Condition, Switch


def _keeps_files(organisation_id: UUID) -> bool:
    return is_on(organisation_id, SwitchCode.CASE_FILES)


ROW_FILES: Final = Switch(
    code=SwitchCode.ROW_FILES,
    kind=SwitchKind.TAKES_OUT,
    name=_("Files with one row a person"),
    says=_(
        "A coordinator may take a file with one row for each person out of the program: codes and coded columns, no "
        "name, contact, text, exact day or place. Once it is taken, the program cannot protect it. Each such file "
        "stands in “who saw this file” of each person in it."
    ),
    addresses=frozenset({"protection:row_file"}),
    mandates=HELPING,
    one_of_the_two=Role.ADMINISTRATOR,
    conditions=(Condition(words=_("Case files are on"), holds=_keeps_files, lasting=True),),
)


def takes_rows(actor: Actor) -> bool:
    """True where the office acted for has it switched on."""
    return isinstance(actor, Staff) and SwitchCode.ROW_FILES not in actor.off
