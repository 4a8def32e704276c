"""What must hold of a person, of both offices' rows and of what lies between them, whoever won."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.protection.referral.racing import Ring, World

from palermo.exchange.models import Body, Envelope
from palermo.protection.cases.models.persons import Person
from palermo.protection.conference.models import Member
from palermo.protection.identification.authority.models import Ask
from palermo.protection.need_to_know.models import NeverShare
from palermo.protection.referral.codes import ReferralState as State
from palermo.protection.referral.models.matching import PlaceTold
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.thread import OVER
from palermo.trust.basis.models import Consent, Override
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.unit_of_work import machinery, unit_of_work

WITHDRAWN = {State.WITHDRAWN, State.WITHDRAWAL_ANSWERED}
ENDED_BY_THE_SENDER = WITHDRAWN | {State.NOT_PURSUED}


def broken(ring: Ring, world: World) -> list[str]:
    """What does not hold in a world once every task was worked off, in words; nothing where all of it does."""
    with unit_of_work(ring.lead):
        person = Person.objects.get(pk=world.person_id)
        rows = list(Referral.objects.select_related("person").filter(person=person))
    with unit_of_work(ring.helper):
        theirs = Enquiry.objects.filter(thread_id__in=[row.thread_id for row in rows])
        enquiries = {row.thread_id: row for row in theirs}
    with unit_of_work(ring.lead):
        return [
            *(f"{row.state}: {what}" for row in rows for what in _of_a_referral(row, enquiries)),
            *_of_the_basis(world, rows, erased=person.erased_at is not None),
            *_left_after_its_end(world, rows),
        ]


def _of_a_referral(row: Referral, enquiries: dict[UUID, Enquiry]) -> Iterator[str]:
    there = enquiries.get(row.thread_id)
    if there is None:
        if row.state != State.NOT_PURSUED:  # ended before it was taken in: nobody there knows of it
            yield "the other side has no row"
        return
    if there.state != row.state:
        yield f"the other side says {there.state}, and waits"
    if there.person_id is not None and row.disclosed_at is None:
        yield "a file was opened there, and nothing was disclosed here"
    if there.person_id is not None and row.state == State.NOT_PURSUED:
        yield "a file was opened there"
    if row.state == State.NOT_PURSUED and row.disclosed_at is not None:
        yield "disclosed"
    if row.person.erased_at is not None and State(row.state) not in OVER:
        yield "the person is erased, and the other office is not told"
    if State(row.state) in OVER and Body.objects.filter(envelope__thread_id=row.thread_id).exists():
        yield "a sealed body is left"
    told = PlaceTold.objects.filter(referral=row).exclude(address=b"")
    if State(row.state) in OVER and told.exists():
        yield "the address is kept"


def _of_the_basis(world: World, rows: list[Referral], *, erased: bool) -> Iterator[str]:
    ended = next(row for row in rows if row.pk == world.referral_id).state in ENDED_BY_THE_SENDER
    asked = Ask.objects.filter(person_id=world.person_id, state__in=["open", "answered"]).exists()
    called = Member.objects.filter(person_id=world.person_id)
    if erased and asked:
        yield "the person is erased, and the authority is not told"
    if erased and called.filter(ended_at=None).exists():
        yield "the person is erased, and an office called to a conference is not told"
    if not (erased or ended):
        return
    held = Consent.objects.filter(subject_id=world.person_id, withdrawn_at=None)
    if asked:
        # The yes to an authority is one of its own.
        held = held.exclude(disclosure_purpose="identification")
    if not erased:
        # So is the yes to meet at a conference: nothing but a call rests on it, and each call asks anew.
        held = held.exclude(pk__in=called.values("consent_id"))
    if held.exists():
        yield "a consent holds on"
    if Override.objects.filter(subject_id=world.person_id, valid_until__gt=timezone.now()).exists():
        yield "a disclosure without consent holds on"


def _left_after_its_end(world: World, rows: list[Referral]) -> Iterator[str]:
    """In the order of the office's chain: nothing leaves any more for whom it was ended."""
    never = list(NeverShare.objects.filter(person_id=world.person_id).values_list("pk", flat=True))
    threads = {row.thread_id: row for row in rows}
    sent = {row.pk: row for row in Envelope.objects.filter(thread_id__in=threads)}
    ended: set[str] = set()
    about = [world.person_id, *(row.pk for row in rows), *sent]
    for event in LedgerEvent.objects.filter(object_id__in=about).order_by("sequence"):
        if event.object_id == world.person_id and event.verb in {"person.erased", "never_share.added"}:
            ended.add(event.verb)
        if event.object_id in {row.pk for row in rows} and event.verb in {
            "referral.withdrawn",
            "referral.not_pursued",
        }:
            ended.add(str(event.object_id))
        if event.verb not in {"package.sent", "package.exported"} or event.object_id not in sent:
            continue
        envelope = sent[event.object_id]
        of = str(threads[envelope.thread_id].pk)
        carried = event.verb == "package.exported" and "never_share.added" in ended
        if (
            envelope.sender_id == rows[0].organisation_id
            and not carried
            and ended
            & {
                "person.erased",
                "never_share.added" if never else "",
                of,
            }
        ):
            yield f"{event.verb} ({envelope.kind}) after {', '.join(sorted(ended))}"


def failed_tasks() -> list[str]:
    """What a task raised that was no refusal."""
    with machinery():
        rows = DBTaskResult.objects.failed()
        return [
            row.exception_class_path for row in rows if not row.exception_class_path.endswith("TaskRefused")
        ]
