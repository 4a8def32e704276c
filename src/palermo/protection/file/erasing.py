"""What this room does when a person is erased: each subject takes its part.

Registered with the vault in AppConfig.ready; repeated after each restore, by the owner of the database, so it
names the office in every query and asks no policy.
"""

from __future__ import annotations

from uuid import UUID

from palermo.desk.drafts import forget_drafts_about
from palermo.desk.forgetting import forget_working_day
from palermo.desk.kept_pages.services import forget_pages_about
from palermo.desk.put_off import forget_put_off_about
from palermo.protection.accountability.erasing import erase_accountability
from palermo.protection.cases.erasing import erase_cases
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.children.erasing import erase_child
from palermo.protection.conference.erasing import erase_conferences, remains_of_conferences
from palermo.protection.file.rows_about import ids_about
from palermo.protection.first_contact.erasing import erase_first_contact
from palermo.protection.identification.authority.erasing import erase_asking, remains_of_asking
from palermo.protection.identification.erasing import erase_identification
from palermo.protection.identification.notifying.erasing import erase_notifications, remains_of_notifying
from palermo.protection.need_to_know.erasing import erase_never_share, forget_look_alikes
from palermo.protection.referral.erasing import erase_referrals, what_remains
from palermo.trust.vault.erasure import Remains

_PARTS = (
    erase_identification,
    erase_asking,
    erase_notifications,
    erase_child,
    erase_first_contact,
    erase_never_share,
    forget_look_alikes,
    erase_accountability,
    erase_referrals,
    erase_conferences,
)


def erase_rows(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Delete name tokens and free text, coarsen codes, close the person's cases; what remains elsewhere."""
    person = Person.objects.filter(organisation_id=organisation_id, pk=subject_id).first()
    if person is None:
        return []
    about = ids_about(organisation_id, subject_id)
    erase_cases(person)
    for erase_part in _PARTS:
        erase_part(organisation_id, subject_id)
    forget_drafts_about(organisation_id, about)
    forget_pages_about(organisation_id, about)
    files = list(
        Case.objects.filter(organisation_id=organisation_id, person_id=subject_id).values_list(
            "pk", flat=True
        )
    )
    forget_put_off_about(organisation_id, files)
    forget_working_day(organisation_id, subject_id, files)
    return [
        *what_remains(organisation_id, subject_id),
        *remains_of_asking(organisation_id, subject_id),
        *remains_of_conferences(organisation_id, subject_id),
        *remains_of_notifying(organisation_id, subject_id),
    ]
