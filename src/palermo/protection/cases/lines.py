"""What one line says of a case: whom it is about by word and code, age, languages, and who has it.

Read at once for all lines that are shown; a person's file has one name on every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from palermo.kit.choices import Text
from palermo.kit.components import Known
from palermo.kit.languages import LANGUAGES
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.leaving import last_colleague
from palermo.reference.persons import AgeBand, Gender, is_child
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.today import TodayItem, Told, View

_AGES: dict[str, Text] = {
    AgeBand.UNDER_12: gettext_lazy("under 12"),
    AgeBand.FROM_12_TO_17: gettext_lazy("12–17"),
    AgeBand.IN_DOUBT: gettext_lazy("perhaps under 18"),
    AgeBand.FROM_18_TO_25: gettext_lazy("18–25"),
    AgeBand.FROM_26_TO_40: gettext_lazy("26–40"),
    AgeBand.OVER_40: gettext_lazy("over 40"),
}
_ADULTS: dict[str, Text] = {
    Gender.WOMAN: pgettext_lazy("in a line", "woman"),
    Gender.MAN: pgettext_lazy("in a line", "man"),
}
_CHILDREN: dict[str, Text] = {
    Gender.WOMAN: pgettext_lazy("in a line", "girl"),
    Gender.MAN: pgettext_lazy("in a line", "boy"),
}
_MOST_LANGUAGES = 2
_WAS_WITH = gettext_lazy("was with %(name)s")


def tell_files(actor: Actor, file_ids: Collection[UUID]) -> dict[UUID, Told]:
    """What lines say of these cases, of those the actor may see: whom each is about, facts, who works on it.

    A line may be about a case that its reader may not open, as an enquiry they answered: nothing of it is told. One
    statement.
    """
    here = {"organisation_id": actor.organisation_id}
    working = open_assignments(CaseAssignment.objects.filter(**here, case_id__in=file_ids))
    person = {name: F(f"person__{name}") for name in ("age_band", "gender", "languages")}
    cases = CASES.visible(actor, Case.objects.filter(**here, pk__in=file_ids)).only("code", "known_as")
    cases = cases.annotate(**person, was_with=last_colleague())
    found = gather({"cases": cases, "working": working.only("case_id", "user_id").order_by("id")})
    whose: dict[UUID, list[UUID]] = {}
    for row in found["working"]:
        whose.setdefault(row.case_id, []).append(row.user_id)
    return {
        case.pk: Told(
            person=Known(case.known_as, case.code),
            facts=(
                *facts(age=case.age_band, gender=case.gender, languages=case.languages),
                *(() if case.pk in whose or not case.was_with else (_WAS_WITH % {"name": case.was_with},)),
            ),
            whose=tuple(whose.get(case.pk, ())),
        )
        for case in found["cases"]
    }


def facts(*, age: str, gender: str, languages: Iterable[str]) -> tuple[Text, ...]:
    """Age and gender in a few words, then the first languages; what is not known of the age is said."""
    who = (_CHILDREN if is_child(age) else _ADULTS).get(gender)
    if years := _AGES.get(age):
        form = _("%(who)s, %(age)s") if age == AgeBand.IN_DOUBT else _("%(who)s %(age)s")
        first = form % {"who": who, "age": years} if who else years
    elif who:
        first = _("%(who)s, age not known") % {"who": who}
    else:
        first = _("age not known")
    spoken = [LANGUAGES[code] for code in languages if code in LANGUAGES]
    return (first, *spoken[:_MOST_LANGUAGES])


class OfCases(TypedDict):
    """What a list of Today is given whose rows are about cases."""

    narrow: Callable[[QuerySet[Any], View], QuerySet[Any]]
    hand_over: Callable[[TodayItem], str]


def of_cases(actor: Actor, case: str = "case_id") -> OfCases:
    """How rows are narrowed to cases that the actor works on or that nobody does, and where a case is handed over.

    `case` is the column that names the case. Who leads hands over; for others there is no address.
    """
    assigns = CASES.may(actor, CaseAction.ASSIGN).allowed

    def narrow(rows: QuerySet[Any], view: View) -> QuerySet[Any]:
        of_office = CaseAssignment.objects.filter(organisation_id=actor.organisation_id)
        working = open_assignments(of_office.filter(case_id=OuterRef(case)))
        if view is View.MINE and actor.user_id is not None:
            return rows.filter(Exists(working.filter(user_id=actor.user_id)))
        return rows.filter(~Exists(working))

    def hand_over(item: TodayItem) -> str:
        return reverse("protection:team", args=[item.file]) if assigns and item.file else ""

    return OfCases(narrow=narrow, hand_over=hand_over)
