"""What each role sees and does, from the policies: a page for everybody; a second look before an administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import administrators_now
from palermo.trust.people.seeing import TOPICS, Post, in_brief, never_beside, not_granted, posts, told
from palermo.trust.people.words import ROLES, mandate_words, role_words

SURE = "sure"
"""The field that says that the second page was looked at."""


@dataclass(frozen=True, kw_only=True)
class RoleShown:
    """One role as the page tells it; `topics` are headings with their sentences."""

    key: str
    name: str
    mandates: str
    brief: str
    topics: list[tuple[Text, list[Text]]]
    lacking: list[Text]
    never: str
    current: bool


@require_safe
def roles(request: ActingRequest) -> HttpResponse:
    """Who may see what: each role with its sentences, those of the reader first."""
    shown = [_shown(request, role) for role in Role]
    context = {"roles": sorted(shown, key=lambda one: not one.current)}
    return render(request, "people/roles.html", context)


def _shown(request: ActingRequest, role: Role) -> RoleShown:
    own = [post for post in posts() if post.role is role]
    # Under two mandates a role is told once: a test holds that both are granted the same.
    post = own[0]
    actor = request.actor
    return RoleShown(
        key=slugify(role.value),
        name=str(ROLES[role]),
        mandates=_(", ").join(mandate_words(one.mandate) for one in own),
        brief=in_brief(post),
        topics=topics_of(post),
        lacking=not_granted(post),
        never=_(", ").join(role_words(other) for other in never_beside(post)),
        current=isinstance(actor, Staff) and actor.has(role),
    )


def topics_of(post: Post) -> list[tuple[Text, list[Text]]]:
    """The sentences of a post under the words of their topics."""
    return [(TOPICS[topic], sentences) for topic, sentences in told(post).items()]


def looked_twice(request: ActingRequest) -> bool:
    """Whether what an administrator may do was shown before this form was sent."""
    return request.POST.get(SURE) == "yes"


def second_look(
    request: ActingRequest, form: forms.Form, post: Post, *, name: str, trail: list[Link]
) -> HttpResponse:
    """The page between the form and the act: what the new administrator may do, who is one already."""
    sent = [
        (field, value)
        for field in request.POST
        if _is_answer(form, field)
        for value in request.POST.getlist(field)
    ]
    context = {
        "name": name,
        "topics": topics_of(post),
        "lacking": not_granted(post),
        "others": administrators_now(request.actor),
        "sent": [*sent, (SURE, "yes")],
        "trail": trail,
    }
    return render(request, "people/second_look.html", context)


def _is_answer(form: forms.Form, field: str) -> bool:
    # A date is sent in parts: NAME_day, NAME_month, NAME_year.
    return any(field == name or field.startswith(f"{name}_") for name in form.fields)
