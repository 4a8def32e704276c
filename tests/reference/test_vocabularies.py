"""Vocabularies as versioned data: byte-exact where a publisher printed them, and never invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from palermo.reference.countries import Form, country, names, regions
from palermo.reference.crosswalks import Relation, crosswalk, crosswalks, loss
from palermo.reference.states import states
from palermo.reference.vocabularies import (
    UnknownScheme,
    htcds_fields,
    vocabularies,
    vocabulary,
)

PUBLISHED = Path(__file__).parents[3] / "shared" / "reference" / "htcds" / "htcds_2_0_fields.json"


def test_htcds_has_ten_objects_and_84_fields_of_which_three_are_deprecated_and_40_core() -> None:
    fields = htcds_fields()
    assert len(vocabulary("htcds-objects").concepts) == 10
    assert len(fields) == len(vocabulary("htcds-fields").concepts) == 84
    assert sorted(field.name for field in fields if not field.writable) == [
        "vic_AgreementToManagePersonalData",
        "vic_DetailsOfVulnerabilities",
        "vic_Vulnerabilities",
    ]
    assert sum(field.core for field in fields) == 40


def test_htcds_is_byte_for_byte_what_was_published() -> None:
    if not PUBLISHED.is_file():
        pytest.skip("the published field list is not beside the repository")
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    for ours, theirs in zip(htcds_fields(), published, strict=True):
        assert (ours.object, ours.name, ours.status, ours.core) == (
            theirs["section"],
            theirs["name"],
            theirs["status"],
            theirs["core"],
        )
        assert ours.label == (theirs["label"] or "")
        assert ours.type == (theirs["type"] or "")
        assert ours.description == (theirs["description"] or "")
        assert ours.notes == (theirs["notes"] or "")
        codes = [(entry.code, entry.label) for entry in ours.codes.concepts] if ours.codes else []
        assert codes == [(value["code"], value["label"]) for value in theirs.get("values", [])]


def test_htcds_names_its_licence_and_attribution_and_says_what_was_changed_and_that_nobody_endorses_it() -> (
    None
):
    for scheme, found in vocabularies().items():
        if scheme.startswith("htcds-"):
            assert found.licence == "CC BY 4.0"
            assert "International Organization for Migration" in found.attribution
            assert "No endorsement by IOM is implied" in found.attribution
            assert "logo is not used" in found.attribution
            assert found.changes


def test_every_code_stands_once_and_every_broader_code_exists() -> None:
    for found in vocabularies().values():
        codes = [entry.code for entry in found.concepts]
        assert len(codes) == len(set(codes)), found.scheme
        assert "" not in codes, found.scheme
        home = {"htcds-fields": "htcds-objects", "iso-3166-1": "m49"}.get(found.scheme, found.scheme)
        for entry in found.concepts:
            assert not entry.broader or entry.broader in vocabulary(home), (found.scheme, entry.code)


def test_ic_tip_has_its_four_units_and_no_code_of_its_own_since_the_official_text_was_not_available() -> None:
    found = vocabulary("ic-tip-units")
    assert [entry.label for entry in found.concepts] == ["Event", "Victim", "Perpetrator", "Reporting entity"]
    assert all(entry.notation == "" for entry in found.concepts)
    assert "provisional" in found.version


def test_the_protocols_act_means_and_purpose_are_those_of_article_3() -> None:
    found = vocabulary("protocol-article-3")
    parts = {part: [e for e in found.concepts if e.broader == part] for part in ("act", "means", "purpose")}
    assert {part: len(entries) for part, entries in parts.items()} == {"act": 5, "means": 8, "purpose": 7}
    assert found["act"].valid(date(2003, 12, 25))
    assert not found["act"].valid(date(2003, 12, 24))


def test_every_state_of_the_register_is_a_country_with_the_same_region() -> None:
    for state in states():
        assert state.iso3 in vocabulary("iso-3166-1")
        assert regions()[state.iso3][0] == state.region.value


def test_a_country_is_known_by_its_codes_and_by_names_in_many_languages_and_a_shared_name_leads_nowhere() -> (
    None
):
    assert country("NG", compared="ng") == ("NGA", Form.ALPHA_2)
    assert country("NGA", compared="nga") == ("NGA", Form.ALPHA_3)
    assert country("Alemania", compared="alemania") == ("DEU", Form.NAME)
    assert country("Германия", compared="германия") == ("DEU", Form.NAME)
    assert country("nigeriens", compared="nigeriens") is None
    assert country("Atlantis", compared="atlantis") is None
    assert set(names().values()) <= {entry.code for entry in vocabulary("iso-3166-1").concepts}


def test_a_country_that_is_no_more_says_until_when_it_was() -> None:
    gone = vocabulary("iso-3166-1")["SCG"]
    assert gone.valid(date(2005, 1, 1))
    assert not gone.valid(date(2010, 1, 1))


def test_every_step_of_a_crosswalk_starts_and_ends_in_a_vocabulary_and_none_means_no_target() -> None:
    for walk in crosswalks().values():
        for step in walk.steps:
            assert step.code in vocabulary(walk.source), (walk.source, step.code)
            assert (step.relation is Relation.NONE) == (step.target == "")
            field, _, code = step.target.partition("/")
            if code:
                assert code in vocabulary(f"htcds-{field}")
            elif step.target:
                assert step.target in vocabulary(walk.target), (walk.target, step.target)


def test_the_merge_of_2024_is_reported_as_what_can_no_longer_be_told_apart() -> None:
    report = loss(crosswalk("ctdc-means-2021", "ctdc-2024"))
    assert report.by_relation == {Relation.BROADER: 12, Relation.EXACT: 4, Relation.NONE: 1}
    assert report.shared["meansDebtBondageEarnings"] == ("DebtBondage", "TakesEarnings")
    assert report.shared["meansThreats"] == ("Threats", "UsesChildren", "ThreatOfLawEnforcement")
    assert report.shared["meansAbusePsyPhySex"] == ("PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse")
    assert report.shared["meansDenyBasicNeeds"] == (
        "RestrictsFinancialAccess",
        "RestrictsMovement",
        "RestrictsMedicalCare",
        "WithholdsNecessities",
    )
    assert not report.lossless


def test_of_the_27_columns_of_ctdc_2024_fifteen_are_exact_eight_partial_and_four_without_a_place_in_htcds() -> (
    None
):
    report = loss(crosswalk("ctdc-2024", "htcds-fields"))
    assert report.by_relation[Relation.EXACT] == 15
    assert report.by_relation[Relation.BROADER] + report.by_relation[Relation.NARROWER] == 8
    assert report.by_relation[Relation.NONE] == 4


def test_education_goes_to_isced_and_back_without_loss() -> None:
    assert loss(crosswalk("htcds-prs_HighestLevelOfEducation", "isced-2011")).lossless


def test_a_merged_means_covers_what_it_merges() -> None:
    means = vocabulary("case-means")
    assert means.covers("DenyBasicNeeds", "RestrictsMovement")
    assert means.covers("ThreatsAny", "PhysicalThreats")
    assert not means.covers("DenyBasicNeeds", "FalsePromises")


def test_a_vocabulary_or_way_that_does_not_exist_is_said_so_with_what_there_is() -> None:
    with pytest.raises(UnknownScheme, match="palermo vocab list"):
        vocabulary("ics-tip-codes")
    with pytest.raises(UnknownScheme, match="it goes to case-means, htcds-vic_MethodsOfControl"):
        crosswalk("htcds-methods-of-control-definitions", "isic-4")
