"""What this room records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class DeskVerb(Verb):
    """Of deadlines, drafts and mails without content."""

    CLOCK_STARTED = "clock.started"
    CLOCK_MOVED = "clock.moved"
    CLOCK_PAUSED = "clock.paused"
    CLOCK_RESUMED = "clock.resumed"
    CLOCK_DONE = "clock.done"
    DRAFT_BEGUN = "draft.begun"
    DRAFT_ENDED = "draft.ended"
    DRAFT_EXPIRED = "draft.expired"
    PAGE_KEPT = "page.kept"
    PAGE_ENDED = "page.ended"
    PAGE_EXPIRED = "page.expired"
    NOTICES_CHOSEN = "notices.chosen"
    NOTICES_LOOK_SET = "notices.look_set"
    NOTICES_FORGOTTEN = "notices.forgotten"
    NOTICE_MAILED = "notice.mailed"
    VIEW_KEPT = "view.kept"
    VIEW_RENAMED = "view.renamed"
    VIEW_DELETED = "view.deleted"
    PUT_OFF = "thing.put_off"
    TAKEN_BACK = "thing.taken_back"
    CAME_BACK = "thing.came_back"


class DayVerb(Verb):
    """Of the working day: notes, tasks, appointments, safety plans, hand-overs. In words: `day_words`."""

    NOTE_WRITTEN = "note.written"
    NOTE_STRUCK = "note.struck"
    TASK_GIVEN = "file_task.given"
    TASK_DONE = "file_task.done"
    TASK_UNDONE = "file_task.undone"
    TASK_PASSED_ON = "file_task.passed_on"
    TASK_STRUCK = "file_task.struck"
    APPOINTMENT_MADE = "appointment.made"
    APPOINTMENT_MOVED = "appointment.moved"
    APPOINTMENT_SETTLED = "appointment.settled"
    APPOINTMENT_STRUCK = "appointment.struck"
    SAFETY_PLAN_WRITTEN = "safety_plan.written"
    SHIFT_HANDED_OVER = "shift.handed_over"
    SHIFT_READ = "shift.read"
    SHIFT_FORGOTTEN = "shift.forgotten"


class DeskAsked(Asked):
    """What was asked here and refused."""

    CLOCK_START = "clock.start"
    CLOCK_MOVE = "clock.move"
    CLOCK_PAUSE = "clock.pause"
    CLOCK_RESUME = "clock.resume"
    NOTICES_CHOOSE = "notices.choose"
    NOTICES_LOOK = "notices.look"


VERBS: Final[dict[Verb, Text]] = {
    DeskVerb.CLOCK_STARTED: _("Deadline set"),
    DeskVerb.CLOCK_MOVED: _("Deadline moved"),
    DeskVerb.CLOCK_PAUSED: _("Deadline paused"),
    DeskVerb.CLOCK_RESUMED: _("Deadline goes on"),
    DeskVerb.CLOCK_DONE: _("Deadline met or over"),
    DeskVerb.DRAFT_BEGUN: _("Draft begun"),
    DeskVerb.DRAFT_ENDED: _("Draft ended"),
    DeskVerb.DRAFT_EXPIRED: _("Draft deleted: nobody touched it for 7 days"),
    DeskVerb.PAGE_KEPT: _("Half-typed page kept"),
    DeskVerb.PAGE_ENDED: _("Half-typed page sent or thrown away"),
    DeskVerb.PAGE_EXPIRED: _("Half-typed page deleted: nobody came back to it, or newer ones took its place"),
    DeskVerb.NOTICES_CHOSEN: _("Chosen how to be told that something waits"),
    DeskVerb.NOTICES_LOOK_SET: _("Sender, title and time zone of mails changed"),
    DeskVerb.NOTICES_FORGOTTEN: _("Choice of mails deleted: no role in the office any more"),
    DeskVerb.NOTICE_MAILED: _("Mailed that something waits, without saying what"),
    DeskVerb.VIEW_KEPT: _("View of a list kept"),
    DeskVerb.VIEW_RENAMED: _("View of a list renamed"),
    DeskVerb.VIEW_DELETED: _("View of a list deleted"),
    DeskVerb.PUT_OFF: _("Put off on Today"),
    DeskVerb.TAKEN_BACK: _("Put back on Today"),
    DeskVerb.CAME_BACK: _("Came back on Today by itself"),
}
