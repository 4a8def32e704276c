"""What the pages say each role sees and does is what the policies answer, question by question."""

from __future__ import annotations

import pytest
from tests.authorisation.test_policies_fail_closed import in_each_room, staff

from palermo.protection.cases.policies import CASES
from palermo.trust.actor import INSTALLATION_ID
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.policies import PEOPLE
from palermo.trust.people.seeing import Post, Question, in_brief, never_beside, not_granted, posts, role_lines

LEFT_OUT = {
    "DraftPolicy keep": "a half-finished page is its author's alone, whatever the role",
    "DraftPolicy see": "a half-finished page is its author's alone, whatever the role",
    "KeptPagePolicy keep": "a half-typed page is its author's alone, whatever the role",
    "KeptPagePolicy see": "a half-typed page is its author's alone, whatever the role",
    "KeptViewPolicy keep": "filters of a list that somebody named are theirs alone, whatever the role",
    "PutOffPolicy keep": "what somebody put off on their own Today is theirs alone, whatever the role",
    "PutOffPolicy see": "what somebody put off on their own Today is theirs alone, whatever the role",
    "ExchangePolicy send": "asked beneath the acts of a room, which have their own lines",
    "ExchangePolicy tell": "asked beneath the acts of a room, which have their own lines",
    "ExchangePolicy delete_body": "asked beneath the acts of a room, which have their own lines",
    "BasisPolicy(prosecution)": "no page of that room is here yet",
}


def asked_somewhere(post: Post) -> set[str]:
    """Policy and action of each question that the policies grant to this post."""
    office = INSTALLATION_ID if post.mandate is Mandate.OPERATION else None
    actor = staff(post.role, post.mandate, *([office] if office else []))
    return {
        f"{name} {action}"
        for name, _room, policy in in_each_room()
        for action in policy.actions
        if policy.may(actor, action) and not {name, f"{name} {action}"} & LEFT_OUT.keys()
    }


def named(question: Question) -> str:
    for name, _room, policy in in_each_room():
        if type(policy) is type(question.policy) and vars(policy) == vars(question.policy):
            return f"{name} {question.action}"
    raise AssertionError(f"{question} is asked of no policy that policies.txt lists.")


@pytest.mark.parametrize("post", posts(), ids=lambda post: f"{post.role}-{post.mandate}")
def test_a_role_is_said_to_do_what_the_policies_grant_it_and_nothing_else(post: Post) -> None:
    said = {named(one) for line in role_lines() if line.holds(post.actor) for one in line.asked}
    assert said == asked_somewhere(post)


def test_each_question_stands_in_one_line_and_those_of_a_line_are_answered_alike() -> None:
    all_of = [named(one) for line in role_lines() for one in line.asked]
    assert sorted(all_of) == sorted(set(all_of))
    for line in role_lines():
        for post in posts():
            answers = {question.granted(post.actor) for question in line.asked}
            assert len(answers) == 1, (line.words, post)


def test_what_is_left_out_is_a_question_of_some_policy() -> None:
    known = {name for name, _room, _policy in in_each_room()}
    known |= {f"{name} {action}" for name, _room, policy in in_each_room() for action in policy.actions}
    assert LEFT_OUT.keys() <= known


def test_the_words_beside_a_choice_follow_a_policy_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    administrator = Post(Role.ADMINISTRATOR, Mandate.ADMINISTRATION)
    assert "any case" in in_brief(administrator)
    assert "the ledger" in [str(words) for words in not_granted(administrator)]
    monkeypatch.setattr(type(CASES), "_decide", lambda *_args: True)
    monkeypatch.setattr(type(PEOPLE), "_decide", lambda *_args: True)
    assert "any case" not in in_brief(administrator)
    assert not_granted(administrator) == []


def test_a_role_sees_and_does_the_same_under_each_of_its_mandates() -> None:
    by_role: dict[Role, list[str]] = {}
    for post in posts():
        by_role.setdefault(post.role, []).append(in_brief(post))
    assert {role: len(set(texts)) for role, texts in by_role.items()} == dict.fromkeys(Role, 1)


def test_roles_that_exclude_each_other_are_named_from_the_table_of_exclusions() -> None:
    auditor = Post(Role.AUDITOR, Mandate.OVERSIGHT)
    assert set(never_beside(auditor)) == set(Role) - {Role.AUDITOR}
    police = Post(Role.POLICE_OFFICER, Mandate.ENFORCEMENT)
    assert Role.CASEWORKER in never_beside(police)
    assert Role.PROSECUTOR_LIAISON not in never_beside(police)
