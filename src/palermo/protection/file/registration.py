"""What the pages of one case register with the rooms below."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.desk.paused import at_start, name_files_with, register_flow
from palermo.protection.file import today, today_needs
from palermo.protection.file.details import register as register_details
from palermo.protection.file.drafts import with_files
from palermo.protection.file.erasing import erase_rows
from palermo.protection.file.still_out import BEGUN
from palermo.protection.file.switch import ROW_FILES
from palermo.trust import still_out
from palermo.trust.switches.registry import register as register_switch
from palermo.trust.today import register as register_today
from palermo.trust.vault.erasure import register as register_erasure


def register() -> None:
    """Called in AppConfig.ready."""
    still_out.register(BEGUN)
    register_details()
    register_switch(ROW_FILES)
    register_erasure("protection", erase_rows)
    register_today("protection.tonight", today_needs.needs_due_tonight)
    name_files_with(with_files)
    register_today("protection.ends", today.records_that_end)
    register_today("protection.quiet", today.files_without_activity)
    register_flow(
        "open_case",
        title=_("A case to open"),
        url=lambda _office: reverse("protection:open_case_step", args=["start"]),
    )
    register_flow("identity", title=_("Who a person is, to record"), url=at_start("protection:identity"))
