"""Invented ways through a competent authority: asked with the person's yes, decided there, told, asked again."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from palermo.demo.stories import File, Story, close, days
from palermo.directory.rules import ControllerRole
from palermo.directory.services import accept as accept_agreement
from palermo.directory.services import propose
from palermo.kit.office_time import office_today
from palermo.operation.worker import Worker
from palermo.protection.cases.models.persons import Person
from palermo.protection.identification.authority.codes import Interpreted, Lawyer, LetterKept, NotAsking
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.asking import (
    Again,
    Yes,
    ask_authority,
)
from palermo.protection.identification.authority.services.taking_back import record_not_asking
from palermo.protection.identification.authority.services.telling import record_told
from palermo.protection.identification.authority.slice import Chosen
from palermo.protection.identification.authority.terms import PURPOSE
from palermo.protection.identification.codes import AskedBy
from palermo.protection.identification.models import Account
from palermo.protection.identification.services.decisions import decide
from palermo.trust.actor import Staff
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, LegalBasis
from palermo.trust.unit_of_work import unit_of_work

YEAR = timedelta(days=365)
CLASSES = (
    *(DataClass.SAFE_CONTACT, DataClass.NAME, DataClass.BIRTH, DataClass.LANGUAGES),
    *(DataClass.SCREENING, DataClass.ACCOUNT),
)


def may_ask(asking: Staff, authority: Staff) -> None:
    """An agreement with the authority for identification, and the asking office's legal basis for it."""
    today = office_today()
    with unit_of_work(asking):
        record_processing_basis(
            asking, purpose=PURPOSE, legal_basis=LegalBasis.PUBLIC_TASK, valid_from=today - YEAR
        )
        row = propose(
            asking,
            partner_id=authority.organisation_id,
            title="Decisions on identification",
            purposes=[PURPOSE],
            data_classes=CLASSES,
            legal_basis=LegalBasis.PUBLIC_TASK,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=today - YEAR,
            valid_until=today + YEAR,
        )
    with unit_of_work(authority):
        accept_agreement(authority, agreement_id=row.pk)


def with_the_authority(file: File, chance: Random) -> Story:
    """The authority is asked and decides, or the person wants none of it; help goes on either way."""
    worker, case, decides = file.worker, file.case, file.team.asks
    with unit_of_work(worker):
        reachable = Person.objects.get(pk=case.person_id).has_safe_contact
        if not reachable or chance.random() < 0.2:
            record_not_asking(worker, case_id=case.pk, reason=NotAsking.PERSON_DOES_NOT_WANT)
            decides = None
    if decides is None:
        yield days(chance, 20, 90)
        close(file, chance)
        return
    row = _ask(file, decides, chance)
    yield days(chance, 31, 60)
    outcome = chance.choice(("positive", "positive", "positive", "negative"))
    _decide(decides, row, outcome)
    yield days(chance, 1, 6)
    _tell(worker, row, chance)
    yield days(chance, 5, 20)
    if outcome == "negative" and chance.random() < 0.6:
        again = Again(about_id=row.pk, asked_by=AskedBy.PERSON, grounds="The papers were found (invented).")
        row = _ask(file, decides, chance, again)
        yield days(chance, 10, 40)
        _decide(decides, row, "positive")
        yield days(chance, 1, 6)
        _tell(worker, row, chance)
    yield days(chance, 20, 90)
    close(file, chance)


def _ask(file: File, decides: Staff, chance: Random, again: Again | None = None) -> Ask:
    worker, case = file.worker, file.case
    with unit_of_work(worker):
        told = Account.objects.filter(organisation_id=case.organisation_id, case=case)
        entries = frozenset(told.values_list("pk", flat=True))
        classes = {DataClass.NAME, DataClass.SCREENING, *([DataClass.ACCOUNT] if entries or again else [])}
        row = ask_authority(
            worker,
            case_id=case.pk,
            recipient_id=decides.organisation_id,
            chosen=Chosen(classes=frozenset(classes), accounts=entries),
            yes=Yes(
                given_by=GivenBy.SELF,
                form=ConsentMeans.SPOKEN,
                language="en",
                told_limits=True,
                valid_until=office_today() + timedelta(days=180),
            ),
            lawyer=chance.choice((Lawyer.HAS_ONE, Lawyer.WANTS_ONE, Lawyer.DOES_NOT_WANT)),
            again=again,
        )
    Worker().work_off()
    return row


def _decide(decides: Staff, row: Ask, outcome: str) -> None:
    with unit_of_work(decides):
        found = Matter.objects.get(organisation_id=decides.organisation_id, thread_id=row.thread_id)
        decide(
            decides,
            case_id=found.case_id,
            outcome=outcome,
            reasons="Weighed as the profile asks, from what was sent; invented.",
        )
    Worker().work_off()


def _tell(worker: Staff, row: Ask, chance: Random) -> None:
    with unit_of_work(worker):
        record_told(
            worker,
            ask_id=row.pk,
            told_on=office_today(),
            language="en",
            interpreted=chance.choice((Interpreted.INTERPRETER, Interpreted.NOT_NEEDED)),
            letter_kept=chance.choice((LetterKept.WITH_OFFICE, LetterKept.READ_ONLY, LetterKept.WITH_LAWYER)),
        )
