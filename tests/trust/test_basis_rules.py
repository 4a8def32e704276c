"""Properties of the rules of disclosure, over every combination that hypothesis can think of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from palermo.trust.basis.rules import (
    LEAST_DATA,
    ConsentTerms,
    DataClass,
    Disclosure,
    GivenBy,
    OverrideGround,
    OverrideTerms,
    ProcessingPurpose,
    Terms,
    evaluate,
)

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TODAY = NOW.date()
RECIPIENTS = [UUID(int=number) for number in (1, 2, 3)]
GUARDIANS = [UUID(int=number) for number in (21, 22)]
PEOPLE = [UUID(int=number) for number in (11, 12)]

days = st.integers(-3, 3).map(lambda number: TODAY + timedelta(days=number))
moments = st.integers(-48, 48).map(lambda hours: NOW + timedelta(hours=hours))
classes = st.frozensets(st.sampled_from([code.value for code in DataClass]), max_size=4)
some_classes = st.frozensets(st.sampled_from([code.value for code in DataClass]), min_size=1, max_size=4)
purposes = st.sampled_from([purpose.value for purpose in ProcessingPurpose])
recipients = st.sampled_from(RECIPIENTS)

consents = st.builds(
    ConsentTerms,
    id=st.uuids(version=4),
    recipient_id=recipients,
    purpose=purposes,
    data_classes=classes,
    valid_until=days,
    withdrawn=st.booleans(),
    told_limits=st.booleans(),
    given_by=st.sampled_from(GivenBy),
    guardian_id=st.none() | st.sampled_from(GUARDIANS),
)
overrides = st.builds(
    OverrideTerms,
    id=st.uuids(version=4),
    recipient_id=recipients,
    ground=st.sampled_from(OverrideGround),
    data_classes=classes,
    requested_by_id=st.sampled_from(PEOPLE),
    approved_by_id=st.none() | st.sampled_from(PEOPLE),
    valid_until=moments,
)
disclosures = st.builds(
    Disclosure,
    recipient_id=recipients,
    purpose=purposes,
    data_classes=some_classes,
    now=st.just(NOW),
    subject_is_child=st.booleans(),
    guardians=st.frozensets(st.sampled_from(GUARDIANS)),
)
agreements = st.none() | st.builds(
    Terms,
    purposes=st.frozensets(purposes),
    data_classes=st.frozensets(st.sampled_from([code.value for code in DataClass])),
    valid_from=days,
    valid_until=days,
)
WIDE = Terms(
    purposes=frozenset(ProcessingPurpose),
    data_classes=frozenset(DataClass),
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 1, 1),
)


def covers(consent: ConsentTerms, disclosure: Disclosure) -> bool:
    return (
        consent.recipient_id == disclosure.recipient_id
        and consent.purpose == disclosure.purpose
        and disclosure.data_classes <= consent.data_classes
        and consent.valid_until >= TODAY
        and not consent.withdrawn
        and consent.told_limits
        and (consent.given_by is GivenBy.GUARDIAN) is disclosure.subject_is_child
        and (consent.given_by is GivenBy.SELF or consent.guardian_id in disclosure.guardians)
    )


@given(disclosures, st.lists(consents, max_size=4))
def test_only_a_live_consent_to_this_recipient_purpose_and_data_allows(
    disclosure: Disclosure, some: list[ConsentTerms]
) -> None:
    answer = evaluate(disclosure, terms=WIDE, has_processing_basis=True, consents=some, overrides=[])
    fitting = [consent for consent in some if covers(consent, disclosure)]
    assert answer.allowed is bool(fitting)
    if fitting:
        assert answer.basis_id in {consent.id for consent in fitting}
    else:
        assert answer.basis_id is None


@given(
    disclosures, agreements, st.booleans(), st.lists(consents, max_size=3), st.lists(overrides, max_size=3)
)
def test_no_consent_and_no_override_opens_what_the_agreement_or_the_office_does_not_cover(
    disclosure: Disclosure,
    terms: Terms | None,
    has_basis: bool,
    some: list[ConsentTerms],
    others: list[OverrideTerms],
) -> None:
    live = (
        terms is not None
        and terms.valid_from <= TODAY <= terms.valid_until
        and disclosure.purpose in terms.purposes
        and disclosure.data_classes <= terms.data_classes
    )
    answer = evaluate(
        disclosure, terms=terms, has_processing_basis=has_basis, consents=some, overrides=others
    )
    if not live or not has_basis:
        assert not answer.allowed
    if not live:
        assert answer.reason == "no_agreement" or answer.reason.startswith("agreement_")


@given(
    disclosures,
    agreements,
    st.booleans(),
    st.lists(consents, max_size=3),
    st.lists(overrides, max_size=3),
    consents,
    st.integers(0, 3),
)
def test_one_more_consent_never_turns_a_yes_into_a_no(
    disclosure: Disclosure,
    terms: Terms | None,
    has_basis: bool,
    some: list[ConsentTerms],
    others: list[OverrideTerms],
    one_more: ConsentTerms,
    place: int,
) -> None:
    def answer(consents: list[ConsentTerms]) -> bool:
        return evaluate(
            disclosure, terms=terms, has_processing_basis=has_basis, consents=consents, overrides=others
        ).allowed

    assert answer([*some[:place], one_more, *some[place:]]) >= answer(some)


@given(disclosures, st.lists(consents, min_size=1, max_size=3))
def test_no_consent_of_a_child_alone_opens_anything(disclosure: Disclosure, some: list[ConsentTerms]) -> None:
    about_a_child = replace(disclosure, subject_is_child=True)
    alone = [replace(consent, given_by=GivenBy.SELF) for consent in some]
    assert not evaluate(
        about_a_child, terms=WIDE, has_processing_basis=True, consents=alone, overrides=[]
    ).allowed


@given(disclosures, st.lists(consents, min_size=1, max_size=3))
def test_a_guardians_yes_opens_nothing_while_no_guardian_counts(
    disclosure: Disclosure, some: list[ConsentTerms]
) -> None:
    nobody = replace(disclosure, guardians=frozenset())
    theirs = [replace(consent, given_by=GivenBy.GUARDIAN) for consent in some]
    assert not evaluate(nobody, terms=WIDE, has_processing_basis=True, consents=theirs, overrides=[]).allowed


@given(disclosures, st.lists(consents, min_size=1, max_size=3))
def test_withdrawing_every_consent_ends_every_disclosure_on_consent(
    disclosure: Disclosure, some: list[ConsentTerms]
) -> None:
    withdrawn = [replace(consent, withdrawn=True) for consent in some]
    answer = evaluate(disclosure, terms=WIDE, has_processing_basis=True, consents=withdrawn, overrides=[])
    assert not answer.allowed


@given(disclosures, st.lists(overrides, max_size=4))
def test_one_person_alone_discloses_in_danger_to_life_and_least_data_only(
    disclosure: Disclosure, some: list[OverrideTerms]
) -> None:
    answer = evaluate(disclosure, terms=WIDE, has_processing_basis=True, consents=[], overrides=some)
    if not answer.allowed:
        return
    used = next(override for override in some if override.id == answer.basis_id)
    assert used.recipient_id == disclosure.recipient_id
    assert used.valid_until >= NOW
    assert disclosure.data_classes <= used.data_classes
    assert answer.reason == used.ground
    if used.approved_by_id in (None, used.requested_by_id):
        assert used.ground is OverrideGround.DANGER_TO_LIFE
        assert disclosure.data_classes <= LEAST_DATA


def test_the_refusal_names_what_is_nearest_to_a_yes() -> None:
    disclosure = Disclosure(
        recipient_id=RECIPIENTS[0],
        purpose="assistance",
        data_classes=frozenset({"name"}),
        now=NOW,
        subject_is_child=True,
        guardians=frozenset({GUARDIANS[0]}),
    )
    good = ConsentTerms(
        id=uuid4(),
        recipient_id=RECIPIENTS[0],
        purpose="assistance",
        data_classes=frozenset({"name"}),
        valid_until=TODAY,
        withdrawn=False,
        told_limits=True,
        given_by=GivenBy.GUARDIAN,
        guardian_id=GUARDIANS[0],
    )
    wrong = {
        "no_consent": replace(good, recipient_id=RECIPIENTS[1]),
        "consent_withdrawn": replace(good, withdrawn=True),
        "consent_expired": replace(good, valid_until=TODAY - timedelta(days=1)),
        "consent_without_being_told": replace(good, told_limits=False),
        "guardian_consent_needed": replace(good, given_by=GivenBy.SELF),
        "guardian_not_verified": replace(good, guardian_id=GUARDIANS[1]),
        "consent_other_purpose": replace(good, purpose="statistics"),
        "consent_other_data": replace(good, data_classes=frozenset({"birth"})),
    }
    for reason, consent in wrong.items():
        answer = evaluate(disclosure, terms=WIDE, has_processing_basis=True, consents=[consent], overrides=[])
        assert (answer.allowed, answer.reason) == (False, reason)
