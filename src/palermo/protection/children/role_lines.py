"""What roles see and do for children, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.CASES,
        words=_(
            "Sees whether the person may be a child, and decides about their age together with a second colleague."
        ),
        asked=questions(CHILDREN, ChildAction.SEE, ChildAction.DECIDE_AGE),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Asks for a guardian, and writes down and reads what the child thinks."),
        asked=questions(CHILDREN, ChildAction.CARE_FOR_CHILD, ChildAction.READ_CHILD),
    ),
)
