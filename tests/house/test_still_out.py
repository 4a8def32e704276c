"""Whatever may be out about a case is asked about when it closes: a new table is registered, or says why not."""

from __future__ import annotations

from django.apps import apps

from palermo.protection.cases.models.cases import Case
from palermo.trust.still_out import LEAVES, registered, tables

NEVER_OUT = {
    "protection_need": "the closing page shows the unmet ones by themselves",
    "protection_case_assignment": "who works on the file",
    "protection_first_contact": "how the person came",
    "protection_assistance": "help that was given",
    "protection_goal": "the person's own, and goes on without a file",
    "protection_judgement": "what the person said",
    "protection_closing": "an earlier closing",
    "protection_decline": "what the person did not want",
    "protection_information": "what the person was told",
    "protection_paper": "where a paper lies",
    "protection_interpreting": "who interpreted",
    "protection_screening": "what was observed",
    "protection_account": "what was told",
    "protection_decision": "made",
    "protection_guardian": "a mandate does not hang on the file",
    "protection_child_view": "what the child said",
    "protection_search_hit": "who looked for the file",
    "protection_arrived_change": "what the office itself has not seen yet stands on Today, and stays there",
}
"""Tables about a case, and why none of their rows is waited for by anybody."""


def test_every_table_about_a_case_is_asked_about_or_says_why_not() -> None:
    about = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Case
    }
    assert about - tables() - NEVER_OUT.keys() == set()
    assert NEVER_OUT.keys() <= about


def test_each_kind_can_be_left_and_what_can_be_ended_says_how() -> None:
    assert len(registered()) >= 13
    for kind in registered():
        assert bool(kind.ends) == (kind.end is not None), kind.code
        assert not kind.ends.keys() & LEAVES.keys(), kind.code
        assert len(kind.code) <= 20
