"""The switch of case files: an office keeps persons."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.queries import in_force
from palermo.trust.basis.rules import ProcessingPurpose
from palermo.trust.mandates import HELPING
from palermo.trust.retention.endings import keeps_any
from palermo.trust.switches.codes import SwitchCode, SwitchKind
from palermo.trust.switches.registry import Condition, Switch


def _has_basis(organisation_id: UUID) -> bool:
    rows = ProcessingBasis.objects.filter(in_force(office_today()), organisation_id=organisation_id)
    return rows.filter(processing_purpose=ProcessingPurpose.ASSISTANCE).exists()


def _keeps_files(organisation_id: UUID) -> bool:
    return keeps_any(organisation_id, ROOM)


CASE_FILES: Final = Switch(
    code=SwitchCode.CASE_FILES,
    kind=SwitchKind.KEEPS,
    name=_("Case files"),
    says=_(
        "Your office keeps files of persons it helps. While it is off, the whole room of protection is closed for your "
        "office: no file is opened, none is read, no message is taken in."
    ),
    addresses=frozenset({"protection:*"}),
    mandates=HELPING,
    # A closed file too: its person may withdraw, complain, ask who saw it, and its time ends before somebody's eyes.
    busy=_keeps_files,
    busy_words=_(
        "Your office keeps files, or something is under way with another office. It is turned off when nothing is kept "
        "any more: a file is never hidden from who helps, nor from who answers for it."
    ),
    # Not lasting: a basis that ended stops what leaves, and hides no file at night.
    conditions=(Condition(words=_("A legal basis for help for the person is in force"), holds=_has_basis),),
)
