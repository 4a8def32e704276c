"""What the pages of one case register with the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.files import register as register_files
from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.desk.paused import Label, at_start, name_files_with, register_flow
from palermo.protection.file import day_today, today, today_needs
from palermo.protection.file.day_leaving import APPOINTMENTS_TO_KEEP, TASKS_TO_DO
from palermo.protection.file.day_role_lines import LINES
from palermo.protection.file.desk_policies import CASE_FILES
from palermo.protection.file.details import register as register_details
from palermo.protection.file.drafts import with_files
from palermo.protection.file.erasing import erase_rows
from palermo.protection.file.still_out import KINDS
from palermo.protection.file.switch import ROW_FILES
from palermo.protection.first_contact.words import URGENT_NEEDS
from palermo.trust import open_work, still_out
from palermo.trust.people.seeing import add_lines
from palermo.trust.switches.registry import register as register_switch
from palermo.trust.today import register as register_today
from palermo.trust.vault.erasure import register as register_erasure


def register() -> None:
    """Called in AppConfig.ready."""
    for kind in KINDS:
        still_out.register(kind)
    register_details()
    _register_working_day()
    register_switch(ROW_FILES)
    register_erasure("protection", erase_rows)
    register_today("protection.tonight", today_needs.needs_due_tonight)
    name_files_with(with_files)
    register_today("protection.ends", today.records_that_end)
    register_today("protection.quiet", today.files_without_activity)
    register_flow(
        "open_case",
        title=_("A case to open"),
        url=at_start(alone="protection:open_case_step"),
        label=Label(step="needs", field="urgent", words=URGENT_NEEDS),
    )
    register_flow("identity", title=_("Who a person is, to record"), url=at_start("protection:identity"))


def _register_working_day() -> None:
    register_files(CASE_FILES)
    add_lines(LINES)
    open_work.register(TASKS_TO_DO)
    open_work.register(APPOINTMENTS_TO_KEEP)
    register_today("protection.tasks", day_today.tasks_to_do)
    register_today("protection.tasks_given", day_today.tasks_given, counted=True)
    register_today("protection.appointments", day_today.appointments_ahead)
    register_today("protection.safety", day_today.safety_to_review)
    register_today("protection.shifts", day_today.handovers_to_read)
    register_notice(NoticeKind.TASKS, day_today.tasks_given, pages=["protection:task"])
