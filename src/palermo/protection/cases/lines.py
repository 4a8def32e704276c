"""What one line says of a case: whom it is about by word and code, age, languages, and who has it.

One value read beside a row of any table of the office that names a case; a person's file has one name on every line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from palermo.kit.choices import Text
from palermo.kit.components import Known
from palermo.kit.languages import LANGUAGES
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, CaseAction, open_assignments
from palermo.protection.cases.queries.leaving import last_colleague
from palermo.reference.persons import AgeBand, Gender, is_child
from palermo.trust.actor import Actor
from palermo.trust.today import TodayItem, View

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


def case_line(case: str = "case_id") -> Subquery:
    """What a line says of the case that the column `case` of a row of the same office names, as JSON."""
    whose = open_assignments(
        CaseAssignment.objects.filter(organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk"))
    )
    rows = Case.objects.filter(organisation_id=OuterRef("organisation_id"), pk=OuterRef(case))
    said = JSONObject(
        id="id",
        code="code",
        word="known_as",
        age=F("person__age_band"),
        gender=F("person__gender"),
        languages=F("person__languages"),
        was=last_colleague(),
        whose=ArraySubquery(whose.order_by("id").values("user_id")),
    )
    return Subquery(rows.values(said=said)[:1], output_field=JSONField())


def of_line(line: Mapping[str, Any] | None) -> dict[str, Any]:
    """The file, the person, the facts and the colleagues of a line of Today, from `case_line`."""
    if not line:
        return {}
    known = facts(age=line["age"], gender=line["gender"], languages=line["languages"])
    if line["was"] and not line["whose"]:
        known = (*known, _("was with %(name)s") % {"name": line["was"]})
    return {
        "file": UUID(line["id"]),
        "person": Known(line["word"], line["code"]),
        "facts": known,
        "whose": tuple(UUID(user) for user in line["whose"]),
    }


def facts(*, age: str, gender: str, languages: Iterable[str]) -> tuple[Text, ...]:
    """Age and gender in a few words, then the first languages; what is not known of the age is said."""
    who = (_CHILDREN if is_child(age) else _ADULTS).get(gender)
    if years := _AGES.get(age):
        first = _("%(who)s %(age)s") % {"who": who, "age": years} if who else years
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
    working = open_assignments(
        CaseAssignment.objects.filter(organisation_id=actor.organisation_id, case_id=OuterRef(case))
    )
    assigns = CASES.may(actor, CaseAction.ASSIGN).allowed

    def narrow(rows: QuerySet[Any], view: View) -> QuerySet[Any]:
        if view is View.MINE and actor.user_id is not None:
            return rows.filter(Exists(working.filter(user_id=actor.user_id)))
        return rows.filter(~Exists(working))

    def hand_over(item: TodayItem) -> str:
        return reverse("protection:team", args=[item.file]) if assigns and item.file else ""

    return OfCases(narrow=narrow, hand_over=hand_over)
