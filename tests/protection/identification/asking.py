"""Steps of asking an authority between two offices of the cast. Everything in it is invented."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from tests.protection import flow
from tests.support.cast import Cast
from tests.support.exchange import agree

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.identification.authority.codes import Lawyer
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.asking import Again, Yes, ask_authority
from palermo.protection.identification.authority.slice import Chosen
from palermo.protection.identification.models import Account
from palermo.protection.identification.services.identification import record_account, record_screening
from palermo.protection.identification.services.presumption import presume
from palermo.trust.actor import Staff
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, LegalBasis, ProcessingPurpose
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.services import end_role
from palermo.trust.unit_of_work import unit_of_work

TOLD = "They kept the papers in a red tin box"
WHY = "The account and the screening agree; nothing speaks against it"
CLASSES = frozenset({DataClass.NAME, DataClass.SCREENING, DataClass.ACCOUNT})
YES = Yes(
    given_by=GivenBy.SELF,
    form=ConsentMeans.SPOKEN,
    language="fr",
    told_limits=True,
    valid_until=timezone.now().date() + timedelta(days=90),
)


def let_ask(cast: Cast) -> UUID:
    """The owner may ask the partner to decide: an agreement for identification, and a legal basis; its id."""
    made = agree(cast.owner, cast.partner, purposes=[ProcessingPurpose.IDENTIFICATION])
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        record_processing_basis(
            lead,
            purpose=ProcessingPurpose.IDENTIFICATION,
            legal_basis=LegalBasis.PUBLIC_TASK,
            valid_from=date(2026, 1, 1),
        )
    return made


def decide_nothing_here(cast: Cast) -> None:
    """The owner has no decision-maker of its own, as an office that helps has none."""
    administrator = cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(administrator):
        row = RoleAssignment.objects.get(organisation_id=cast.owner.id, role=Role.DECISION_MAKER)
        end_role(administrator, assignment_id=row.pk)


def presumed(works: Staff) -> Case:
    """A case with a planted identity, a screening and an account, in which somebody is presumed."""
    file = flow.open_file(works)
    with unit_of_work(works):
        record_screening(
            works,
            case_id=file.case.pk,
            answers={"fear": "observed", "debt": "not_observed"},
            acts=["harbouring"],
            means=["deception"],
            purposes=["forced_labour"],
        )
        record_account(works, case_id=file.case.pk, text=TOLD, told_on=PartialDate(2026, 11), language="fr")
        presume(
            works,
            case_id=file.case.pk,
            presumed_on=timezone.now().date() - timedelta(days=40),
            responder_kind="ngo",
            told=[],
        )
    return file.case


def ask(
    works: Staff,
    case: Case,
    authority_id: UUID,
    *,
    classes: frozenset[DataClass] = CLASSES,
    again: Again | None = None,
    yes: Yes = YES,
) -> Ask:
    """The authority is asked, and its inbox is worked off."""
    with unit_of_work(works):
        told = frozenset(Account.objects.filter(case=case).values_list("pk", flat=True))
        row = ask_authority(
            works,
            case_id=case.pk,
            recipient_id=authority_id,
            chosen=Chosen(classes=classes, accounts=told if DataClass.ACCOUNT in classes else frozenset()),
            yes=yes,
            lawyer=Lawyer.WANTS_ONE,
            again=again,
        )
    flow.work_off()
    return row


def matter(decides: Staff, row: Ask) -> Matter:
    """The authority's own matter of an asking, as whoever decides finds it."""
    with unit_of_work(decides):
        return Matter.objects.select_related("case__person").get(thread_id=row.thread_id)
