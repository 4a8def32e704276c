"""Ten thousand payloads of each kind, whole and broken in every way; the same ones each time.

Of kinds that are that old they stand on the fields as they were when the schemas were still read by a validator of our
own, whose answers to these very payloads lie beside this module (`answers/`, see `test_same_answers.py`). Nothing here
is read from the schemas of today.

Only `Random.random` is used: the standard library promises the same numbers for one seed from it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

MANY = 10_000
SEED = "payloads"

NEEDS = [
    "accommodation", "health", "psychosocial", "legal", "interpretation", "material",
    "education", "employment", "child_care", "documents", "safety", "other",
]  # fmt: skip
URGENCY = ["tonight", "days", "weeks"]
AGES = ["under_12", "12_17", "in_doubt", "18_25", "26_40", "over_40", "not_known", "not_asked", "not_said"]
GENDERS = ["woman", "man", "other", "not_known", "not_asked", "not_said"]
CHILDREN = ["none", "one", "two", "three_or_more", "not_known", "not_asked", "not_said"]
LANGUAGES = [
    "en", "ar", "pt-BR", "zh-Hant-TW", "ti", "yue", "sl-rozaj-biske", "de-1996",
    "other", "not_known", "not_asked", "not_said",
]  # fmt: skip
ENQUIRIES = ["BCDF-2345", "0000-0000", "ZZZZ-9999"]
SERVICES = ["0b9a3c1e-77aa-4f0e-8b1d-0123456789ab", "ffffffff-ffff-4fff-bfff-ffffffffffff"]
BIRTHS = ["", "1999", "1999-04", "1999-04-31"]
DAYS = ["2026-11-30", "1999-04-31"]
QUESTIONS = ["language", "gender", "children_ages", "pets"]
CHANGED = ["safe_contact", "name", "never_share", "guardian", "age", "died"]
NATIONALITIES = ["ITA", "RS", "stateless", "not_known", "a", "a_very_long_code_ind"]

# Signs at the borders of every rule: blanks of many scripts, control signs, ends of lines, halves of signs, signs
# beyond sixteen bits, and some that look like what is meant.
SIGNS = [
    *map(chr, range(0x21)),
    *map(chr, range(0x7E, 0xA1)),
    *"aZ09_-.é\u0130\u0300\u0661ａ",
    *"\u00ad\u0378\u1680\u180e\u2000\u200a\u200b\u200d\u2028\u2029\u202e\u202f\u205f\u2060\u3000\ufeff\uffff",
    *"\ud7ff\ud800\udbff\udc00\udfff\ue000\U0001f3e0\U000e0001\U0010ffff",
]
# What stands where something else belongs. No two unlike values that are written alike (7 and "7").
NONSENSE: list[Any] = [
    None, True, 7, -1.5, "", " ", "nonsense", "\x00", "é", [], ["\x07"], {}, {"a": 1}, [None], [["en"]], {"kind": {}},
]  # fmt: skip
NAMES = ["passport_number", "", "kind", "code ", "Code", "needs.0.kind", "a.b", "__proto__", "\x00", "é"]


@dataclass(frozen=True, kw_only=True)
class Form:
    """One field: values that fit it, and how long a text may be (0 for what is no free text)."""

    fits: Sequence[str] = ()
    longest: int = 0
    many: bool = False
    required: bool = False
    never_empty: bool = False
    inner: dict[str, Form] = field(default_factory=dict)


def text(longest: int, *, required: bool = False) -> Form:
    """Free text; what is required may not be blank in any of the kinds."""
    return Form(longest=longest, required=required, never_empty=required)


def code(fits: Sequence[str], *, required: bool = False, many: bool = False) -> Form:
    """One of a few codes, or a list of them."""
    return Form(fits=fits, required=required, many=many)


IDENTITY = {
    "code": code(ENQUIRIES, required=True),
    "safe_contact": text(4000, required=True),
    "name": text(400),
    "other_names": text(4000),
    "gender": code(GENDERS),
    "birth": code(BIRTHS),
    "age_band": code(AGES),
    "contact": text(4000),
    "languages": code(LANGUAGES, many=True),
    "nationality": code(NATIONALITIES),
}
"""Who a person is, as far as it goes along."""
NEEDED = Form(inner={"kind": code(NEEDS, required=True), "urgency": code(URGENCY, required=True)})
KINDS: dict[str, dict[str, Form]] = {
    "enquiry-2": {
        "code": code(ENQUIRIES, required=True),
        "need_kind": code(NEEDS, required=True),
        "urgency": code(URGENCY, required=True),
        "age_band": code(AGES, required=True),
        "gender": code(GENDERS, required=True),
        "languages": code(LANGUAGES, required=True, many=True),
        "children": code(CHILDREN, required=True),
        "service": code(SERVICES),
    },
    "came_back-1": {"code": code(ENQUIRIES, required=True), "came_as": code(ENQUIRIES, required=True)},
    "identity_slice-1": {**IDENTITY, "needs": NEEDED},
    "enquiry_answers-1": {
        "code": code(ENQUIRIES, required=True),
        "scheme": code(["enquiry_questions_1"], required=True),
        "answers": Form(
            inner={
                "question": code(QUESTIONS, required=True),
                "codes": code(LANGUAGES, required=True, many=True),
            },
            required=True,
        ),
    },
    "identity_update-1": {
        **IDENTITY,
        "changed": code(CHANGED, many=True),
        "never_share": Form(
            inner={"kind": code(["office", "official", "place"], required=True), "words": text(1000)}
        ),
        "guardian": code(["none", "changed"]),
        "died": code(["yes"]),
        "needs": NEEDED,
    },
    "identification_request-1": {
        **IDENTITY,
        "about": code(["", *ENQUIRIES], required=True),
        "asked_by": code(["none", "person", "guardian", "lawyer", "office"], required=True),
        "presumed_on": code(DAYS, required=True),
        "responder_kind": code(["ngo", "police"], required=True),
        "reflection_until": code(["", *DAYS], required=True),
        "lawyer": code(["has_one", "wants_one", "does_not_want", "none_there"], required=True),
        "screening_scheme": code(["", "palermo-indicators-1"]),
        "observed": code(["fear", "debt", "isolated"], many=True),
        "purposes": code(["forced_labour", "servitude"], many=True),
        "accounts": Form(
            inner={
                "standing": code(["first", "further", "correction"], required=True),
                "told_on": code(["1999", *DAYS], required=True),
                "language": code(["en", "ar", "not_kept"], required=True),
                "text": text(20000, required=True),
            }
        ),
        "grounds": text(8000),
    },
    "identification_answer-1": {
        "code": code(ENQUIRIES, required=True),
        "outcome": code(["positive", "negative"], required=True),
        "threshold": code(["reasonable_grounds", "balance_of_probabilities", "sure"], required=True),
        "decided_on": code(DAYS, required=True),
        "reasons": text(8000, required=True),
    },
    "conference_call-1": {
        **IDENTITY,
        "day": code(DAYS, required=True),
        "hour": code(["00:00", "14:30", "29:59"], required=True),
        "zone": code(["UTC", "Asia/Kathmandu", "Etc/GMT+3"], required=True),
        "place_kind": code(["with_the_caller", "elsewhere", "telephone", "video"], required=True),
        "place": Form(longest=400, required=True),
        "points": code(["safety", "place_to_live", "who_does_what"], required=True, many=True),
        "until": code(DAYS, required=True),
        "words": text(2000),
        "needs": NEEDED,
    },
    "conference_decisions-1": {
        "code": code(ENQUIRIES, required=True),
        "list": code(["1", "12", "9999999"], required=True),
        "decisions": Form(
            inner={
                "number": code(["d1", "d50"], required=True),
                "office": code(["01a22ea7-1c95-7128-a541-b0fbc4c72081"], required=True),
                "what": code(["ring", "go_along", "other_duty"], required=True),
                "due_on": code(DAYS, required=True),
                "dropped": code(["yes", "no"], required=True),
            },
            required=True,
        ),
        "words": Form(
            inner={
                "number": code(["d1", "d50"], required=True),
                "words": Form(longest=400, required=True),
            }
        ),
    },
    "notification-1": {
        "code": code(ENQUIRIES, required=True),
        "about": code(["presumed", "identified"], required=True),
        "event_on": code(DAYS, required=True),
        "age_class": code(["child", "in_doubt", "adult", "not_known"], required=True),
        "sex": code(["woman", "man", "other", "not_known"], required=True),
        "purposes": code(["forced_labour", "surrogacy", "slavery"], required=True, many=True),
        "place": code(["XA", "XA-COAST", "GB-SCT-1"], required=True),
    },
    "service_place-1": {
        "code": code(ENQUIRIES, required=True),
        "address": text(1000, required=True),
        "staff": text(1000),
        "security": text(2000),
    },
}


def payloads(kind: str, *, seed: str = SEED, many: int = MANY) -> Iterator[Any]:
    """`many` payloads of a kind: every third fits, the others were broken in one to four places."""
    chance = Chance(f"{seed}:{kind}")
    for number in range(many):
        payload = chance.table(KINDS[kind])
        for _ in range(0 if number % 3 == 0 else 1 + chance.below(4)):
            payload = chance.broken(payload, KINDS[kind])
        yield payload


class Chance:
    """What is drawn from one seed."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - the same payloads each time

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        return int(self._random.random() * limit)

    def one_of(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return values[self.below(len(values))]

    def table(self, forms: dict[str, Form]) -> dict[str, Any]:
        """A table that fits: every required field, and each optional one at evens."""
        return {name: self.value(form) for name, form in forms.items() if form.required or self.below(2)}

    def value(self, form: Form) -> Any:
        """A value that fits."""
        if form.inner:
            return [self.table(form.inner) for _ in range(self.below(4))]
        if form.many:
            start = self.below(len(form.fits))
            return list(form.fits[start : start + self.below(5)])
        if form.fits:
            return self.one_of(form.fits)
        found = self.one_of(["Ring twice.\nAsk for Ana.", "\t", "أمل", "🏠", "\u00adx", "N" * form.longest])
        return found + "x" if form.never_empty and len(found) < form.longest else found

    def broken(self, payload: dict[str, Any], forms: dict[str, Form]) -> Any:
        """The payload with one thing changed, wrong more often than not; now and then no table at all."""
        if not isinstance(payload, dict) or self.below(60) == 0:
            return self.one_of([None, 7, "enquiry", [], [payload], {}])
        name = self.one_of(list(forms))
        ways: list[Callable[[], Any]] = [
            lambda: {key: value for key, value in payload.items() if key != name},
            lambda: {**payload, self.one_of(NAMES): self.one_of(NONSENSE)},
            lambda: {**payload, name: self.one_of(NONSENSE)},
            lambda: {**payload, name: self.spoilt(forms[name])},
            lambda: {**payload, name: self.spoilt(forms[name])},
            lambda: {**payload, name: self.spoilt(forms[name])},
        ]
        return self.one_of(ways)()

    def spoilt(self, form: Form) -> Any:
        """A value of the right type, or nearly, that fits only by chance."""
        if form.inner:
            return self.spoilt_records(form)
        if form.many:
            return self.spoilt_codes(form)
        return self.spoilt_code(form) if form.fits else self.spoilt_text(form)

    def spoilt_text(self, form: Form) -> str:
        """Too long or just not, blank, or with a sign at its border or within."""
        sign = self.one_of(SIGNS)
        ways = [
            sign,
            sign * (1 + self.below(3)),
            "".join(self.one_of(SIGNS) for _ in range(1 + self.below(4))),
            f"Ana{sign}",
            f"{sign}Ana",
            f"A{sign}a",
            "".join(self.one_of(" \t\n\u00a0\u2003\u3000") for _ in range(1 + self.below(5))),
            "N" * (form.longest + self.below(3) - 1),
            "🏠" * (form.longest + self.below(3) - 1),
            " " * (form.longest + self.below(3) - 1),
            sign * (form.longest + 1),
        ]
        return str(self.one_of(ways))

    def spoilt_code(self, form: Form) -> str:
        """A code with a sign too many, too few or another, in another case, doubled, or of another field."""
        good = self.one_of(form.fits)
        sign = self.one_of(SIGNS)
        place = self.below(len(good) + 1)
        ways = [
            f"{good}\n",
            f"\n{good}",
            f"{good}{sign}",
            f"{sign}{good}",
            good[:place] + sign + good[place:],
            good[:place] + good[place + 1 :],
            good[:place] + sign + good[place + 1 :],
            good.upper(),
            good.lower(),
            good.title(),
            f"{good}{good}",
            f"{good}\n{good}",
            f"{good}-{good}",
            self.one_of([*LANGUAGES, *ENQUIRIES, *SERVICES, *BIRTHS, *NATIONALITIES, *AGES]),
        ]
        return str(self.one_of(ways))

    def spoilt_codes(self, form: Form) -> list[Any]:
        """A list with a code twice, with what is no code, or about as long as a list may be."""
        good = self.one_of(form.fits)
        # "aa", "ab" …: about as many languages as a list may hold
        different = [
            f"a{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(49 + self.below(4))
        ]
        ways = [
            [good, good],
            [good, self.spoilt_code(form)],
            [self.spoilt_code(form), good, self.spoilt_code(form)],
            [good, self.one_of(NONSENSE)],
            [self.one_of(NONSENSE)] * 2,
            [good, self.spoilt_code(form), good],
            different,
            [*different[:49], good, self.spoilt_code(form)],
            [good] * (49 + self.below(4)),
        ]
        return list(self.one_of(ways))

    def spoilt_records(self, form: Form) -> list[Any]:
        """A list of tables, some of them broken as a payload can be, or too many of them."""
        whole, other = self.table(form.inner), self.table(form.inner)
        ways = [
            [self.broken(whole, form.inner)],
            [whole, self.broken(other, form.inner), self.one_of(NONSENSE)],
            [whole, whole],
            [self.broken(self.broken(whole, form.inner), form.inner), other],
            [whole] * (49 + self.below(4)),
            [*[other] * 50, self.broken(whole, form.inner)],
        ]
        return list(self.one_of(ways))
