"""What the referral pages show: where it stands, what may happen next, and exactly what would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.directory.queries import covered_classes
from palermo.kit.components import Fact, Moment, Section, State, Tone
from palermo.kit.dates import day_text, due_text
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.queries.joined import undecided_in
from palermo.protection.cases.views.common import called
from palermo.protection.cases.words import AGE_BANDS, GENDERS, NEED_KINDS, URGENCIES
from palermo.protection.children.queries.guardians import counting, guardians
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.questions import ASKABLE
from palermo.protection.referral.forms.sending import ANSWER_BY_URGENCY, EnquiryForm
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.policies.referral import REFERRALS, ReferralAction
from palermo.protection.referral.queries.changes import open_changes
from palermo.protection.referral.queries.matching import open_beside
from palermo.protection.referral.queries.referrals import is_overdue
from palermo.protection.referral.services.more import may_send_more
from palermo.protection.referral.services.sending import EnquiryAnswers
from palermo.protection.referral.terms import PURPOSE
from palermo.protection.referral.thread import Side, Verb, possible
from palermo.protection.referral.views.change_notice import change_notice
from palermo.protection.referral.views.override_page import override_shown
from palermo.protection.referral.views.thread_moments import thread_moments
from palermo.protection.referral.views.what_leaves import languages_in_words, sendings
from palermo.protection.referral.words.questions import answer_words, question_words
from palermo.protection.referral.words.referral import (
    CHILDREN,
    OVERDUE,
    decline_reason_of,
    outcome_of,
    state_of,
    withdrawal_answer_of,
)
from palermo.reference.persons import AgeBand, Gender, Urgency
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent
from palermo.trust.basis.queries import bases_for, consent_terms, consents, override_terms, overrides
from palermo.trust.basis.rules import DataClass, Disclosure, evaluate_consents, evaluate_overrides
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.gather import gather
from palermo.trust.people.queries import colleague_names
from palermo.trust.shown import PREFIX


def disclosable(actor: Actor, referral: Referral) -> frozenset[str]:
    """Classes of data that may leave to the referral's recipient now: consented to, or lawful without consent."""
    return _disclosable(actor, referral, gather(_grounds(actor, referral)))


def _grounds(actor: Actor, referral: Referral) -> dict[str, QuerySet[Any]]:
    """What may let data leave to the referral's recipient: the person's yes, acts without it, who may say yes."""
    to = {"recipient_id": referral.recipient_id}
    return {
        "consents": consents(actor, referral.person_id, room=ROOM).filter(**to),
        "overrides": overrides(actor, referral.person_id, room=ROOM).filter(**to),
        "guardians": guardians(actor, referral.person_id),
        "changes": open_changes(actor).filter(referral_id=referral.pk),
    }


def _disclosable(actor: Actor, referral: Referral, grounds: Mapping[str, list[Any]]) -> frozenset[str]:
    now = timezone.now()
    classes: set[str] = set()
    nothing = Disclosure(
        recipient_id=referral.recipient_id,
        purpose=PURPOSE,
        data_classes=frozenset(),
        now=now,
        subject_is_child=is_childs_yes(referral.person),
        guardians=frozenset(row.pk for row in counting(grounds["guardians"])),
    )
    for consent in map(consent_terms, grounds["consents"]):
        if evaluate_consents(replace(nothing, data_classes=consent.data_classes), [consent]).allowed:
            classes |= consent.data_classes
    for override in map(override_terms, grounds["overrides"]):
        if evaluate_overrides(replace(nothing, data_classes=override.data_classes), [override]).allowed:
            classes |= override.data_classes
    return frozenset(classes) & covered_classes(actor, referral.recipient_id, purpose=PURPOSE)


def enquiry_labels() -> dict[str, Any]:
    """What each part of an enquiry is called where it changed since it was shown."""
    labels = {
        "to": _("Office"),
        "need": _("Asks for"),
        "urgency": _("How soon"),
        "age_band": _("Age"),
        "gender": _("Gender"),
        "languages": _("Languages"),
        "children": _("Children who come along"),
    }
    return {f"{PREFIX}{name}": label for name, label in labels.items()}


def enquiry_facts(details: dict[str, Any]) -> list[Fact]:
    """What an enquiry says, in words, on either side."""
    answered: dict[str, list[str]] = details.get("answers", {})
    return [
        Fact(_("How soon"), URGENCIES.get(details["urgency"])),
        Fact(_("Age"), AGE_BANDS.get(details["age_band"])),
        Fact(_("Gender"), GENDERS.get(details["gender"])),
        Fact(_("Languages"), languages_in_words(details["languages"])),
        Fact(_("Children who come along"), CHILDREN.get(details["children"])),
        *(
            Fact(question_words(question), [answer_words(question, code) for code in codes])
            for question, codes in answered.items()
        ),
    ]


def enquiry_details(need: Need) -> dict[str, Any]:
    """What the file says already of an enquiry for a need: the first answers of its form."""
    person = need.person
    return {
        "urgency": need.urgency,
        "age_band": person.age_band,
        "gender": person.gender,
        "languages": person.languages,
        "answer_within": ANSWER_BY_URGENCY[Urgency(need.urgency)],
    }


def enquiry_answers(said: Mapping[str, Any]) -> EnquiryAnswers:
    """The answers of the enquiry's form as the service takes them."""
    return EnquiryAnswers(
        urgency=Urgency(said["urgency"]),
        age_band=AgeBand(said["age_band"]),
        gender=Gender(said["gender"]),
        languages=tuple(said.get("languages", ())),
        children=said["children"],
    )


def enquiry_sections(
    office: str, need: Need, said: Mapping[str, Any], *, change_url: Callable[[str], str]
) -> list[Section]:
    """What leaves with an enquiry, under the names by which the other office reads it; each leads to its change."""
    within: Any = EnquiryForm.base_fields["answer_within"]
    facts = [
        *enquiry_facts({"languages": [], **said}),
        Fact(within.label, dict(within.choices)[said["answer_within"]]),
    ]
    url = f"{change_url('enquiry')}?change=1"
    to = Link(_("Office"), f"{change_url('office')}?change=1")
    return [
        Section(_("Which office do you ask?"), [Fact(_("Office"), office, change=to)]),
        Section(
            _("What the enquiry says"),
            [
                Fact(_("Asks for"), NEED_KINDS[need.kind]),
                *(replace(fact, change=Link(str(fact.label), url)) for fact in facts),
            ],
        ),
    ]


def shown_state(row: Any, *, arrived_from: str = "") -> State:
    """The state as a word; an enquiry whose answer is overdue says so.

    What one side sent has arrived at the other: `arrived_from` is the office it came from.
    """
    if arrived_from and row.state == ReferralState.IDENTITY_SENT:
        return State(_("Arrived from %(office)s") % {"office": arrived_from}, Tone.SEA)
    return OVERDUE if is_overdue(row, now=timezone.now()) else state_of(row.state)


def referral_context(actor: Actor, referral: Referral) -> dict[str, Any]:
    """Everything the page of one referral shows."""
    verbs = possible(ReferralState(referral.state), Side.SENDER)
    closed, leaves = referral.case.state == CaseState.CLOSED, Verb.IDENTITY_SENT in verbs
    bases = bases_for(actor, PURPOSE, day=office_today())
    grounds = gather(
        {
            **_grounds(actor, referral),
            "bases": bases[:1],
            "undecided": undecided_in(actor.organisation_id, referral.person_id)[:1],
        }
    )
    said, held = grounds["consents"], grounds["overrides"]
    may_leave = _disclosable(actor, referral, grounds)
    works = REFERRALS.may(actor, ReferralAction.REFER, referral).allowed
    people = {who for row in held for who in (row.requested_by_id, row.approved_by_id, row.reviewed_by_id)}
    names = colleague_names(actor, {person for person in people if person})
    changed = [Changed(row.what) for row in grounds["changes"]]
    undecided = bool(grounds["undecided"])
    return {
        "referral": referral,
        "state": shown_state(referral),
        "facts": _facts(referral),
        "moments": sorted(
            [
                *thread_moments(
                    actor, referral.thread_id, sent_at=referral.sent_at, own=referral.organisation_id
                ),
                *(_yes(row) for row in said if row.created_at >= referral.sent_at),
            ],
            key=lambda moment: moment.when,
        ),
        "closed_first": closed and (leaves or bool(referral.questions)),
        "may_answer": leaves and not may_leave and not closed,
        "may_send": leaves and bool(may_leave) and not closed,
        "without_basis": leaves and not grounds["bases"],
        "asked_back": [question_words(code) for code in referral.questions],
        "may_add": works and referral.state in ASKABLE and not closed and not undecided,
        "undecided": undecided,
        "answered": [
            Fact(question_words(question), [answer_words(question, code) for code in codes])
            for question, codes in referral.enquiry.get("answers", {}).items()
        ],
        "may_end": Verb.NOT_PURSUED in verbs,
        "may_withdraw": Verb.WITHDRAWN in verbs and referral.disclosed_at is not None,
        "changed_since": change_notice(
            referral, changed, may_leave=may_leave, works=works, undecided=undecided
        )
        if changed
        else None,
        "may_send_more": works
        and not undecided
        and may_send_more(referral, changed)
        and DataClass.SAFE_CONTACT in may_leave,
        "sendings": sendings(actor, referral.thread_id),
        "overrides": [override_shown(actor, row, names, works=works) for row in held],
        "beside": open_beside(actor, referral) if Verb.NOT_PURSUED in verbs else [],
        "place_told": referral.place_is_told,  # type: ignore[attr-defined]
        "trail": trail(referral),
    }


def _yes(row: Consent) -> Moment:
    """The person's yes on the line of time: to what, until when."""
    day = {"day": day_text(row.valid_until)}
    until = (
        _("until the help ends, at most until %(day)s") % day
        if row.until_help_ends
        else _("until %(day)s") % day
    )
    words = listed(label for code, label in DATA_CLASSES.items() if code in row.data_classes)
    return Moment(when=row.created_at, what=_("The person said yes"), detail=f"{words} ({until})")


def _facts(referral: Referral) -> list[Fact]:
    facts = [
        Fact(_("Asked for"), NEED_KINDS.get(referral.need.kind)),
        Fact(_("Code the other office sees"), referral.code),
    ]
    if referral.state == ReferralState.ENQUIRY_SENT:
        facts.append(Fact(_("Answer due"), due_text(referral.due_at, timezone.now())))
    if name := referral.service_name:  # type: ignore[attr-defined]
        facts.insert(1, Fact(_("Service"), name))
    if referral.state == ReferralState.WAITLISTED:
        facts.append(Fact(_("On the waiting list; more is said by"), referral.waitlist_until))
    if referral.decline_reason:
        facts.append(Fact(_("Reason given"), decline_reason_of(referral.decline_reason)))
    if referral.outcome:
        facts.append(Fact(_("How it ended"), outcome_of(referral.outcome)))
    if referral.withdrawal_answer:
        facts.append(Fact(_("Answer to the withdrawal"), withdrawal_answer_of(referral.withdrawal_answer)))
    return facts


def trail(referral: Referral) -> list[Link]:
    """The way down to a referral."""
    return [
        Link(_("Cases"), reverse("protection:cases")),
        Link(str(called(referral.case)), reverse("protection:case", args=[referral.case_id])),
    ]
