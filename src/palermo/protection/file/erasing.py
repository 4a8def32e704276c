"""What this room does when a person is erased, and what it knows to remain elsewhere.

Registered with the vault in AppConfig.ready; repeated after each restore, by the owner of the database, so it
names the office in every query and asks no policy.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Left
from django.utils import timezone

from palermo.desk.drafts import forget_drafts_about
from palermo.exchange.models import Body
from palermo.protection.accountability.erasing import erase_accountability
from palermo.protection.cases.codes import CaseState, CloseReason
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.rules import coarse_nationality
from palermo.protection.first_contact.erasing import erase_first_contact
from palermo.protection.identification.erasing import erase_identification
from palermo.protection.referral.codes import WithdrawalAnswer
from palermo.protection.referral.models.matching import PlaceTold, UnmetNeed
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.reference.persons import coarse_age
from palermo.trust.basis.models import Consent
from palermo.trust.vault.erasure import Remains

BACKUP_DAYS = 30
"""Days for which a backup of keys is kept at most."""


def erase_rows(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Delete name tokens and free text, coarsen codes, close cases; what remains elsewhere."""
    person = Person.objects.filter(organisation_id=organisation_id, pk=subject_id).first()
    if person is None:
        return []
    _empty_person(person)
    hers = {"organisation_id": organisation_id, "person_id": subject_id}
    NameToken.objects.filter(**hers).delete()
    Case.objects.filter(**hers).update(narrative=b"", trouble=0)
    Case.objects.filter(**hers, state=CaseState.OPEN).update(
        state=CaseState.CLOSED, closed_on=timezone.now().date(), closed_reason=CloseReason.ERASED
    )
    erase_identification(organisation_id, subject_id)
    Assistance.objects.filter(**hers).update(note=b"", given_on=Left("given_on", 7))
    erase_first_contact(organisation_id, subject_id)
    erase_accountability(organisation_id, subject_id)
    _delete_what_travels(organisation_id, subject_id)
    Referral.objects.filter(**hers).update(enquiry={}, zone="")
    PlaceTold.objects.filter(**hers).update(address=b"", staff=b"", security=b"")
    UnmetNeed.objects.filter(organisation_id=organisation_id, need__person_id=subject_id).update(need=None)
    Enquiry.objects.filter(**hers).update(details={})
    return what_remains(organisation_id, subject_id)


def _empty_person(person: Person) -> None:
    for column in Person.sealed_columns():
        setattr(person, column, b"")
    person.age_band = coarse_age(person.age_band)
    person.nationality = coarse_nationality(person.nationality)
    person.languages = []
    person.erased_at = person.erased_at or timezone.now()
    person.save()


def _delete_what_travels(organisation_id: UUID, subject_id: UUID) -> None:
    hers = {"organisation_id": organisation_id, "person_id": subject_id}
    threads = [
        *Referral.objects.filter(**hers).values_list("thread_id", flat=True),
        *Enquiry.objects.filter(**hers).values_list("thread_id", flat=True),
    ]
    Body.objects.filter(envelope__thread_id__in=threads).delete()
    about = [
        subject_id,
        *Case.objects.filter(**hers).values_list("pk", flat=True),
        *Need.objects.filter(**hers).values_list("pk", flat=True),
        *Referral.objects.filter(**hers).values_list("pk", flat=True),
        *Enquiry.objects.filter(**hers).values_list("pk", flat=True),
    ]
    forget_drafts_about(organisation_id, about)


def what_remains(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """What an erasure here does not reach: offices that received the identity or sent it, and backups.

    Backups of keys end by themselves. A package that came here sealed to the office, not to the person's key, may
    lie in an older backup of data, and the office could open it as long as that backup is kept.
    """
    hers = {"organisation_id": organisation_id, "person_id": subject_id}
    until = dict(
        Consent.objects.filter(organisation_id=organisation_id, subject_id=subject_id)
        .order_by("valid_until")
        .values_list("recipient_id", "valid_until")
    )
    received = (
        Referral.objects.filter(**hers, disclosed_at__isnull=False)
        .exclude(withdrawal_answer=WithdrawalAnswer.ERASED)
        .order_by("disclosed_at")
        .values_list("recipient_id", flat=True)
    )
    sent = Enquiry.objects.filter(**hers).order_by("received_at").values_list("sender_id", flat=True)
    erased_at = Person.objects.filter(pk=subject_id).values_list("erased_at", flat=True).first()
    backups_end = (erased_at or timezone.now()).date() + timedelta(days=BACKUP_DAYS)
    return [
        *(Remains("identity_received", office, until.get(office)) for office in dict.fromkeys(received)),
        *(Remains("own_file_of_sender", office, None) for office in dict.fromkeys(sent)),
        Remains("key_backups", None, backups_end),
        *([Remains("package_backups", None, None)] if sent else []),
    ]
