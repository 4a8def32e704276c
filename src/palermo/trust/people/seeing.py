"""What each role sees and does, as the policies answer it: the pages that give a role read it here.

A room registers lines: a sentence, and the questions of its policies that the sentence speaks of. Whether a role has
a line is asked of the policies for a colleague of that role and mandate, without a row: nothing here says who may do
what. tests/authorisation/test_roles_in_words.py holds that every question which a policy grants to some role stands
in one line, and that the questions of a line are answered alike for each role.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.trust.actor import INSTALLATION_ID, Staff
from palermo.trust.mandates import ROLE_MANDATES, Held, Mandate, Role, assignment_refusal
from palermo.trust.policy import Policy


class Topic(StrEnum):
    """Under which heading a line stands, in the order of the page."""

    CASES = "cases"
    REFERRALS = "referrals"
    IDENTIFICATION = "identification"
    ACCOUNTABILITY = "accountability"
    SERVICES = "services"
    OFFICE = "office"
    OVERSIGHT = "oversight"


TOPICS: Final[dict[Topic, Text]] = {
    Topic.CASES: gettext_lazy("Cases and persons"),
    Topic.REFERRALS: gettext_lazy("Referrals between offices"),
    Topic.IDENTIFICATION: gettext_lazy("Identification"),
    Topic.ACCOUNTABILITY: gettext_lazy("Requests and complaints"),
    Topic.SERVICES: gettext_lazy("Services and agreements"),
    Topic.OFFICE: gettext_lazy("The office"),
    Topic.OVERSIGHT: gettext_lazy("What is recorded"),
}


@dataclass(frozen=True)
class Question:
    """One question to a policy: may this actor do this?"""

    policy: Policy[Any, Any]
    action: StrEnum

    def granted(self, actor: Staff) -> bool:
        """What the policy answers without a row."""
        return bool(self.policy.may(actor, self.action))


@dataclass(frozen=True, kw_only=True)
class RoleLine:
    """A sentence about a role, and the questions whose answer it is.

    `brief` says the same in a few words beside a choice, `lacking` what is said there of a role that has it not.
    Where a role is granted `unless`, the sentence is left out: another one says more.
    """

    topic: Topic
    words: Text
    asked: tuple[Question, ...]
    brief: Text = ""
    lacking: Text = ""
    unless: Question | None = None

    def holds(self, actor: Staff) -> bool:
        """Whether the policies grant it."""
        return all(question.granted(actor) for question in self.asked)

    def is_told(self, actor: Staff) -> bool:
        """Whether it is granted, and no other line says more."""
        return self.holds(actor) and not (self.unless and self.unless.granted(actor))


@dataclass(frozen=True)
class Post:
    """A role under a mandate."""

    role: Role
    mandate: Mandate

    @property
    def actor(self) -> Staff:
        """A colleague in this post, as the policies are asked about one."""
        office = INSTALLATION_ID if self.mandate is Mandate.OPERATION else _NOWHERE
        return Staff(
            user_id=_NOWHERE,
            organisation_id=office,
            unit_id=_NOWHERE,
            mandate=self.mandate,
            roles=frozenset({self.role}),
        )


_NOWHERE = UUID(int=0)
_LINES: list[RoleLine] = []


def questions(policy: Policy[Any, Any], *actions: StrEnum) -> tuple[Question, ...]:
    """Questions of one policy."""
    return tuple(Question(policy, action) for action in actions)


def add_lines(lines: Iterable[RoleLine]) -> None:
    """Add a room's lines; called in AppConfig.ready."""
    _LINES.extend(lines)


def role_lines() -> Sequence[RoleLine]:
    """Every room's lines, by topic and as the room wrote them."""
    order = list(Topic)
    return sorted(_LINES, key=lambda line: order.index(line.topic))


def posts() -> list[Post]:
    """Every role with each mandate it may be held under."""
    return [
        Post(role, mandate)
        for role, mandates in ROLE_MANDATES.items()
        for mandate in sorted(mandates, key=list(Mandate).index)
    ]


def told(post: Post) -> dict[Topic, list[Text]]:
    """The sentences about a post, by topic; a topic without one is left out."""
    found: dict[Topic, list[Text]] = {}
    for line in role_lines():
        if line.is_told(post.actor):
            found.setdefault(line.topic, []).append(line.words)
    return found


def not_granted(post: Post) -> list[Text]:
    """What a post has not, of that which people would wrongly expect it to have."""
    return [line.lacking for line in role_lines() if line.lacking and not line.holds(post.actor)]


def in_brief(post: Post) -> str:
    """What the post sees and does, and what it does not, in two lines for beside a choice."""
    has = [str(line.brief) for line in role_lines() if line.brief and line.is_told(post.actor)]
    lacks = [str(words) for words in not_granted(post)]
    lines = []
    if has:
        what = _("; ").join(has)
        lines.append(_("%(what)s.") % {"what": what[:1].upper() + what[1:]})
    else:
        lines.append(_("Nothing so far: no page is made for this role yet."))
    if lacks:
        lines.append(_("Not: %(what)s.") % {"what": _("; ").join(lacks)})
    return "\n".join(lines)


@cache
def never_beside(post: Post) -> list[Role]:
    """Roles that nobody may hold in the same office beside this one, under none of their mandates."""
    return [
        other
        for other, mandates in ROLE_MANDATES.items()
        if other is not post.role
        and all(assignment_refusal([_held(post)], _held(Post(other, one))) for one in mandates)
    ]


def _held(post: Post) -> Held:
    return Held(organisation_id=_NOWHERE, unit_id=_NOWHERE, mandate=post.mandate, role=post.role)
