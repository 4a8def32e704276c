"""The switch of case files: an office keeps persons."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.queries import in_force
from palermo.trust.basis.rules import ProcessingPurpose
from palermo.trust.mandates import HELPING
from palermo.trust.switches.codes import SwitchCode, SwitchKind
from palermo.trust.switches.registry import Condition, Switch


def _has_basis(organisation_id: UUID) -> bool:
    rows = ProcessingBasis.objects.filter(in_force(timezone.now().date()), organisation_id=organisation_id)
    return rows.filter(processing_purpose=ProcessingPurpose.ASSISTANCE).exists()


def _has_open_cases(organisation_id: UUID) -> bool:
    return Case.objects.filter(organisation_id=organisation_id, state=CaseState.OPEN).exists()


CASE_FILES: Final = Switch(
    code=SwitchCode.CASE_FILES,
    kind=SwitchKind.KEEPS,
    name=_("Case files"),
    says=_(
        "Your office keeps files of persons it helps. While it is off, the whole room of protection is closed for your "
        "office: no file is opened, none is read, no package is taken in."
    ),
    addresses=frozenset({"protection:*"}),
    mandates=HELPING,
    busy=_has_open_cases,
    busy_words=_(
        "There are open cases. It is not turned off before they are closed: a file is never hidden from who helps."
    ),
    # Not lasting: a basis that ended stops what leaves, and hides no file at night.
    conditions=(Condition(words=_("A legal basis for help for the person is in force"), holds=_has_basis),),
)
