"""The draft of recording who a person is: it begins with what is recorded, and showing it is a look."""

from __future__ import annotations

from uuid import UUID

from palermo.desk.drafts import SealedDraft
from palermo.kit.choices import Unsaid
from palermo.kit.draft_store import Draft
from palermo.kit.partial_date import PartialDate, ToldDate
from palermo.kit.told_fields import NOT_SAID
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.queries.changes import newest_change
from palermo.protection.file.forms import seen_first
from palermo.protection.file.queries.identity import SEALED, identity_texts
from palermo.trust.actor import Actor
from palermo.trust.vault.vault import record_look, unseal

FLOW = "identity"


class IdentityDraft(SealedDraft):
    """A draft that begins with what is recorded, so that nobody has to type it again.

    It holds who the person is, so that showing it on a page is a look like any other (`shown`), and recorded.
    """

    def __init__(self, actor: Actor, case: Case, *, beginning: UUID | None, shown: bool) -> None:
        super().__init__(actor, room=ROOM, flow=FLOW, object_id=case.pk, beginning=beginning)
        self._reader, self._case, self._is_shown = actor, case, shown
        self._draft: Draft | None = None

    def load(self) -> Draft:
        """What was typed, or what is recorded where nothing was typed yet."""
        if self._draft is None:
            kept = super().load()
            if kept and self._is_shown:
                record_look(
                    self._reader,
                    object_type="person",
                    object_id=self._case.person_id,
                    columns=_columns_in(kept),
                )
            self._draft = kept or self._recorded()
        return self._draft

    def shown(self) -> None:
        """Nothing: to load it for a page was recorded as the look it is, with its columns."""

    def save(self, draft: Draft) -> None:
        """Keep what was typed."""
        super().save(draft)
        self._draft = draft

    def begun_at(self) -> int:
        """The newest change (its place in the chain) that was known when the draft began."""
        return seen_first(mark for typed in self.load().values() for mark in typed.get("seen", ()))

    def _recorded(self) -> Draft:
        seen = str(newest_change(self._reader, self._case.person_id))
        draft = _as_typed(self._case.person, identity_texts(self._reader, self._case))
        return {name: {**typed, "seen": [seen]} for name, typed in draft.items()}


def birth_on_file(case: Case) -> str:
    """The birth that is recorded, to compare another with: it is shown to nobody."""
    return unseal(case.person, "birth")["birth"]


def _as_typed(person: Person, texts: dict[str, str]) -> Draft:
    birth = PartialDate.parse(texts["birth"]) if texts["birth"] else None
    year, month, day = _parts(birth)
    first, second, third = [*person.languages, "", "", ""][:3]
    another, one_more = [*person.other_nationalities, "", ""][:2]
    return {
        "contact": {"safe_contact": [texts["safe_contact"]]},
        "about": {
            "age_band": [person.age_band],
            "gender": [person.gender],
            "nationality": [person.nationality],
            "nationality_2": [another],
            "nationality_3": [one_more],
            "language_1": [first or Unsaid.NOT_ASKED.value],
            "language_2": [second],
            "language_3": [third],
        },
        "who": {
            "name": [texts["name"]],
            "other_names": [texts["other_names"]],
            "birth_day": [_part(day)],
            "birth_month": [_part(month)],
            "birth_year": [_part(year)],
            "birth_calendar": [birth.calendar if isinstance(birth, ToldDate) else NOT_SAID],
            "contact": [texts["contact"]],
            "narrative": [texts["narrative"]],
        },
    }


def _columns_in(draft: Draft) -> list[str]:
    """The sealed columns of which the draft holds a text, as `reveal` would name them."""
    typed = {name for fields in draft.values() for name, texts in fields.items() if any(texts)}
    typed |= {name.partition("_")[0] for name in typed if name.startswith("birth_")}
    return [column for column in SEALED if column in typed]


def _parts(birth: PartialDate | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as they were told."""
    if birth is None:
        return None, None, None
    return birth.as_told if isinstance(birth, ToldDate) else (birth.year, birth.month, birth.day)


def _part(number: int | None) -> str:
    return "" if number is None else str(number)
