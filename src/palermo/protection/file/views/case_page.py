"""What the pages of a case share: the file, what the reader may, the head with its acts, the rail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.kit.office_time import local_day
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import list_link
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import CASE_STATES, CLOSE_REASONS, pronouns
from palermo.protection.file.history_lines import Kind
from palermo.protection.file.queries.case_file import CaseFile, case_file
from palermo.protection.file.views.case_head import Act, head_facts
from palermo.protection.file.views.working_day import DAY_DONE
from palermo.protection.referral.codes import ReferralState
from palermo.trust.basis.queries import is_overdue
from palermo.trust.basis.words import GROUNDS
from palermo.trust.people.middleware import ActingRequest

DONE: Final[dict[str, Text]] = {
    "opened": gettext_lazy("The case is open. Use its code wherever a name would stand."),
    "known_as": gettext_lazy("The word by which the case is known is changed."),
    "identity": gettext_lazy("What you wrote is kept and sealed."),
    "identity_word": gettext_lazy(
        "What you wrote is kept and sealed. "
        "The word by which the case was known was like the name, so another was drawn."
    ),
    "joined": gettext_lazy("The two files are joined. Both stay, and it can be undone for 30 days."),
    "parted": gettext_lazy("The joining is undone. Both files are what they were."),
    "contact_chosen": gettext_lazy("The safe contact you chose holds for every file of the person."),
    "another_person": gettext_lazy("Nobody is asked about these two files again."),
    "paused": gettext_lazy("What you typed is kept for 7 days. Go on whenever you can."),
    **DAY_DONE,
    "need": gettext_lazy("The need is recorded."),
    "unmet": gettext_lazy("That no service was found is recorded and counted, without the person."),
    "need_state": gettext_lazy("The need's state is recorded."),
    "assistance": gettext_lazy("The help given is recorded."),
    "answer": gettext_lazy("The answer is recorded."),
    "assigned": gettext_lazy("Your colleague can open this case from now on."),
    "unassigned": gettext_lazy("The case is closed to this colleague from now on."),
    "closed": gettext_lazy("The case is closed. It can be opened again."),
    "reopened": gettext_lazy("The case is open again."),
    "held": gettext_lazy("Nobody can erase this file until the hold is released."),
    "released": gettext_lazy("The hold is released. The file can be erased again."),
    "struck": gettext_lazy("It is struck out. It stays to be read, and counts nowhere."),
}
"""What was just done, by the code in the address."""
_ACTIONS: Final = (
    CaseAction.SEE_IDENTITY,
    CaseAction.IDENTIFY,
    CaseAction.CALL,
    CaseAction.RECORD_NEED,
    CaseAction.ASSIST,
    CaseAction.REFER,
    CaseAction.CLOSE,
    CaseAction.REOPEN,
    CaseAction.WHO_SAW,
    CaseAction.ASSIGN,
    CaseAction.HOLD,
    CaseAction.ERASE,
)


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """A page of a case as it is opened: its file, what the reader may do, when."""

    request: ActingRequest
    part: Part
    file: CaseFile
    may: Mapping[CaseAction, bool]
    now: datetime

    @property
    def erased(self) -> bool:
        """Whether the person was erased."""
        return self.file.case.person.erased_at is not None

    @property
    def writes(self) -> bool:
        """Whether something new may still be written into it."""
        return self.file.case.state == CaseState.OPEN and not self.erased

    def context(self, acts: Sequence[Act]) -> dict[str, Any]:
        """What every page of a case shows, with the act that is due and one beside it."""
        file, row = self.file, self.file.case
        is_open = row.state == CaseState.OPEN
        counts = {
            Part.ASSISTANCE: sum(one.struck_at is None for one in file.assistance),
            Part.REFERRALS: len(file.referrals) + len(file.came_by),
        }
        return {
            "case": row,
            "person": row.person,
            "file": file,
            "may": self.may,
            "is_open": is_open,
            "erased": self.erased,
            "tags": [] if is_open else [CASE_STATES[row.state]],
            "closed_reason": CLOSE_REASONS.get(row.closed_reason, ""),
            "done": _done(self.request.GET.get("done", ""), row),
            "pronouns": pronouns(row.person.gender),
            "head": head_facts(file),
            "may_note": self.may[CaseAction.ASSIST] and not self.erased,
            "act": acts[0] if acts else None,
            "quiet": acts[1] if len(acts) > 1 else None,
            "withdrawn": [
                (enquiry.office, reverse("protection:enquiry", args=[enquiry.pk]))  # type: ignore[attr-defined]
                for enquiry in file.came_by
                if enquiry.state == ReferralState.WITHDRAWN
            ],
            "reviews": [
                (GROUNDS[review.ground], review.review_due_at, is_overdue(review, now=self.now))
                for review in file.reviews_due
            ],
            "speaks": REQUESTS.may(self.request.actor, RequestAction.RECORD).allowed,
            "trail": [list_link()],
            "rail": case_rail(self.request.actor, row, current=self.part, counts=counts),
        }


def case_page(
    request: ActingRequest,
    case_id: UUID,
    *,
    part: Part,
    most: int = 0,
    kind: Kind | None = None,
    before: int | None = None,
) -> CasePage:
    """A page of a case, with so many events of its history. Reading its safe-contact rules is recorded."""
    now = timezone.now()
    file = case_file(request.actor, case_id, day=local_day(now), most=most, kind=kind, before=before)
    may = {action: CASES.may(request.actor, action, file.case).allowed for action in _ACTIONS}
    return CasePage(request=request, part=part, file=file, may=may, now=now)


def _done(code: str, row: Case) -> Text:
    """What was just done; of an opening the word that was drawn with it."""
    if code == "opened" and row.known_as:
        return _(
            "The case is open. Your office knows it as %(word)s, a word drawn by chance: say it, or the code, "
            "wherever a name would stand."
        ) % {"word": row.known_as}
    return DONE.get(code, "")
