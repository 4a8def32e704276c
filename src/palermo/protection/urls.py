"""Addresses below /protection/. Ids only: no code and no name stands in an address."""

from __future__ import annotations

from palermo.protection.accountability import urls as accountability
from palermo.protection.cases import urls as cases
from palermo.protection.children import urls as children
from palermo.protection.conference import urls as conference
from palermo.protection.file import urls as file
from palermo.protection.first_contact import urls as first_contact
from palermo.protection.identification import urls as identification
from palermo.protection.need_to_know import urls as need_to_know
from palermo.protection.referral import urls as referral

app_name = "protection"

urlpatterns = [
    *file.urlpatterns,
    *cases.urlpatterns,
    *identification.urlpatterns,
    *children.urlpatterns,
    *referral.urlpatterns,
    *first_contact.urlpatterns,
    *need_to_know.urlpatterns,
    *accountability.urlpatterns,
    *conference.urlpatterns,
]
