"""From the answers of the flows "open a case" and "who the person is" to what their services take."""

from __future__ import annotations

from palermo.kit.choices import is_unsaid
from palermo.kit.wizard import Answers
from palermo.protection.cases.forms.cases import AboutForm
from palermo.protection.file.services.identity import Identity
from palermo.protection.file.services.opening import Opening
from palermo.protection.first_contact.codes import UrgentNeed
from palermo.protection.first_contact.forms.contact import new_arrival_of
from palermo.protection.first_contact.forms.paper import taken_of
from palermo.reference.persons import NeedKind


def urgent_needs(codes: list[str]) -> tuple[UrgentNeed, ...]:
    """What is urgent among the answers of the first page; "not asked" and its like are none."""
    return tuple(UrgentNeed(code) for code in codes if not is_unsaid(code))


def opening_of(answers: Answers) -> Opening:
    """What the five steps of opening a case say."""
    first, more, about, who = (answers[name] for name in ("needs", "came", "about", "who"))
    return Opening(
        arrival=new_arrival_of(first["came_by"], dict(more)),
        urgent=urgent_needs(first["urgent"]),
        later=tuple(NeedKind(kind) for kind in more["later"]),
        age_band=about["age_band"],
        gender=about["gender"],
        nationality=about["nationality"],
        other_nationalities=tuple(AboutForm.other_nationalities(about)),
        languages=tuple(AboutForm.languages(dict(about))),
        texts=_texts(answers),
        narrative=who["narrative"],
        paper=taken_of(answers["paper"]) if first.get("from_paper") else None,
    )


def identity_of(answers: Answers) -> Identity:
    """What the three steps of recording an identity say."""
    about = answers["about"]
    return Identity(
        age_band=about["age_band"],
        gender=about["gender"],
        nationality=about["nationality"],
        other_nationalities=tuple(AboutForm.other_nationalities(about)),
        languages=tuple(AboutForm.languages(dict(about))),
        texts=_texts(answers),
        narrative=answers["who"]["narrative"],
    )


def _texts(answers: Answers) -> dict[str, str]:
    """The sealed columns of a person from the steps "contact" and "who"."""
    who = answers["who"]
    return {
        "safe_contact": answers["contact"]["safe_contact"],
        "name": who["name"],
        "other_names": who["other_names"],
        "birth": who["birth"].iso if who["birth"] else "",
        "contact": who["contact"],
    }
