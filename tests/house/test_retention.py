"""Every table names until when its rows are kept, and every rule that is shown has somebody who finds what it ends."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

from palermo.trust.owned import OwnedModel
from palermo.trust.retention.endings import endings, keeper_codes
from palermo.trust.retention.rules import TERMS, Rule
from palermo.trust.retention.tables import TABLES as KEPT
from palermo.trust.retention.tables import End
from palermo.trust.walls import register

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "retention.md"


def test_every_table_of_the_register_names_its_rule_and_no_other_table_does() -> None:
    assert {table.name for table in register.TABLES} ^ KEPT.keys() == set()


def test_what_an_owned_row_says_of_its_rule_is_what_its_table_follows() -> None:
    owned = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
    assert len(owned) > 40
    said = {model._meta.db_table: model._meta.get_field("retention_rule").get_default() for model in owned}
    assert {table: rule for table, rule in said.items() if rule != KEPT[table].rule} == {}
    assert {model for model in owned if model._meta.get_field("retention_rule").max_length < 40} == set()


def test_each_rule_has_its_terms_and_a_table_that_follows_it() -> None:
    assert set(TERMS) == set(Rule) == {kept.rule for kept in KEPT.values()}


def test_what_nothing_ends_says_why_unless_it_is_about_nobody_or_of_an_office() -> None:
    plain = {Rule.REFERENCE, Rule.OFFICE, Rule.CHAIN}
    silent = {
        name
        for name, kept in KEPT.items()
        if kept.end in {End.NONE, End.STAYS} and kept.rule not in plain and not kept.why
    }
    assert silent == set()


def test_each_rule_that_is_shown_has_an_ending_and_each_ending_is_of_such_a_rule() -> None:
    shown = {rule for rule, terms in TERMS.items() if terms.shown}
    assert {ending.rule for ending in endings()} == shown
    assert all(TERMS[rule].years for rule in shown)
    assert keeper_codes("person")


def test_the_decision_names_each_rule() -> None:
    text = DECISION.read_text(encoding="utf-8")
    assert {rule for rule in Rule if f"`{rule}`" not in text} == set()
