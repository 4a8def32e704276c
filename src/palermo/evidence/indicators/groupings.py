"""How persons are put into groups: each grouping gives, in SQL over the canonical case model, a record's category.

A record of which the source says nothing is in no group; it is counted apart, as "no information".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from palermo.evidence.harmonise.model import FIELD_BY_NAME, Kind, State
from palermo.reference.countries import regions
from palermo.reference.vocabularies import vocabularies

NO_INFORMATION = "(no information)"
SEVERAL = "(several)"
KNOWN = "(known)"
CHILDREN = ("0--8", "9--17")


@dataclass(frozen=True)
class Grouping:
    """One way to group: `name` for code, `title` for readers, `sql` a code or NULL (a list where `overlapping`).

    `scheme` is the vocabulary of the codes, `needs` the fields the source must ask for.
    """

    name: str
    title: str
    sql: str
    needs: tuple[str, ...]
    scheme: str = ""
    overlapping: bool = False
    labels: tuple[tuple[str, str], ...] = ()

    def label(self, code: str) -> str:
        """Return a code in words; a code that no vocabulary knows stays as it is."""
        own = dict(self.labels)
        if code in own or code in {NO_INFORMATION, SEVERAL}:
            return own.get(code, code.strip("()"))
        book = vocabularies().get(self.scheme)
        return "; ".join(book[part].label if book and part in book else part for part in code.split(";"))

    def order(self, codes: Sequence[str]) -> list[str]:
        """Return codes as their vocabulary lists them, countries by name, silence last: never by size."""
        book = vocabularies().get(self.scheme)
        places = {name: place for place, (name, _) in enumerate(self.labels)}
        if book and self.scheme != "iso-3166-1":
            places = {concept.code: place for place, concept in enumerate(book.concepts)}
        return sorted(
            codes,
            key=lambda code: (code.startswith("("), places.get(code, len(places)), self.label(code), code),
        )


def one(name: str, title: str, field: str) -> Grouping:
    """Group by a field with one value."""
    found = FIELD_BY_NAME[field]
    sql = f"CASE WHEN {field}_state = '{State.KNOWN}' THEN CAST({field} AS VARCHAR) END"
    return Grouping(name, title, sql, (field,), found.scheme)


def several(name: str, title: str, field: str) -> Grouping:
    """Group by a set of which a person may have several codes; blank means silence, not "no"."""
    found = FIELD_BY_NAME[field]
    assert found.kind is Kind.SET  # noqa: S101 (a slip in the catalogue, seen by every test)
    sql = f"CASE WHEN {field}_state = '{State.KNOWN}' THEN list_distinct({field}) END"
    return Grouping(name, title, sql, (field,), found.scheme, overlapping=True)


def sole(name: str, title: str, field: str) -> Grouping:
    """Group by a set of which a person mostly has one code; whoever has more is in a group of its own."""
    sql = (
        f"CASE WHEN {field}_state = '{State.KNOWN}' AND len({field}) = 1 THEN {field}[1] "
        f"WHEN {field}_state = '{State.KNOWN}' AND len({field}) > 1 THEN '{SEVERAL}' END"
    )
    return Grouping(name, title, sql, (field,), FIELD_BY_NAME[field].scheme)


def joined(name: str, title: str, field: str) -> Grouping:
    """Group by the whole set as the source gives it: two codes together are a group of their own."""
    sql = f"CASE WHEN {field}_state = '{State.KNOWN}' AND len({field}) > 0 THEN array_to_string({field}, ';') END"
    return Grouping(name, title, sql, (field,), FIELD_BY_NAME[field].scheme)


def banded(name: str, title: str, field: str, limits: Sequence[int], unit: str) -> Grouping:
    """Group a number into bands that end at each limit, the last one open."""
    starts = [0, *(limit + 1 for limit in limits)]
    labels = [f"{start}–{limit} {unit}" for start, limit in zip(starts, limits, strict=False)]
    labels.append(f"{starts[-1]} {unit} and more")
    cases = " ".join(f"WHEN {field} <= {limit} THEN 'band{place}'" for place, limit in enumerate(limits))
    sql = f"CASE WHEN {field}_state <> '{State.KNOWN}' OR {field} < 0 THEN NULL {cases} ELSE 'band{len(limits)}' END"
    return Grouping(
        name,
        title,
        sql,
        (field,),
        labels=tuple((f"band{place}", label) for place, label in enumerate(labels)),
    )


YEAR = one("year", "Year of registration", "event_registration_year")
PERIOD = one("period", "Years of registration", "event_registration_period")
SEX = one("sex", "Sex or gender", "victim_gender")
AGE = one("age", "Age at identification", "victim_age")
MAJORITY = one("majority", "Adult or child", "victim_majority")
CITIZENSHIP = sole("citizenship", "Citizenship", "victim_citizenship")
CITIZENSHIP_REGION = one("citizenship_region", "Region of citizenship", "victim_citizenship_region")
COUNTRY = one("country", "Country of exploitation", "event_exploitation_country")
REGION = one("region", "Region of exploitation", "event_exploitation_region")
FORM = several("form", "Form of exploitation", "event_exploitation_forms")
MEANS = several("means", "Means of control", "event_means")
SECTOR = several("sector", "Sector of forced labour", "event_labour_sectors")
SEXUAL = several("sexual", "Form of sexual exploitation", "event_sexual_forms")
RECRUITER = several("recruiter", "Relation of the recruiter", "event_recruiter_relations")
DURATION = one("duration", "Duration in months", "event_duration")
ASSISTANCE = banded(
    "assistance",
    "Days from identification to assistance",
    "event_days_to_assistance",
    (0, 3, 14, 30, 90),
    "days",
)
BORDER = Grouping(
    "border",
    "Domestic or cross-border",
    f"CASE WHEN victim_citizenship_state = '{State.KNOWN}' AND event_exploitation_country_state = '{State.KNOWN}' "
    "AND len(victim_citizenship) = 1 THEN CASE WHEN victim_citizenship[1] = event_exploitation_country "
    "THEN 'domestic' ELSE 'cross' END END",
    ("victim_citizenship", "event_exploitation_country"),
    labels=(
        ("domestic", "In the country of citizenship"),
        ("cross", "In another country than that of citizenship"),
    ),
)
PERPETRATORS = (
    joined("perpetrator_sex", "Sex or gender of the perpetrators", "perpetrator_genders"),
    joined("perpetrator_age", "Age of the perpetrators", "perpetrator_ages"),
    joined(
        "perpetrator_region", "Region of citizenship of the perpetrators", "perpetrator_citizenship_regions"
    ),
    joined("perpetrator_relation", "Relation to the perpetrators", "perpetrator_relations"),
    joined("perpetrator_paid", "Whether the victim paid the perpetrators", "perpetrator_paid"),
    several("perpetrator_role", "Roles of the perpetrators", "perpetrator_roles"),
)

DISAGGREGATIONS = {
    each.name: each
    for each in (YEAR, PERIOD, SEX, AGE, MAJORITY, CITIZENSHIP, CITIZENSHIP_REGION, COUNTRY, REGION)
}


def informed(grouping: Grouping) -> Grouping:
    """Group by whether anything is known of a person; who knows nothing is in no group of its own."""
    sql = f"CASE WHEN {grouping.sql} IS NOT NULL THEN '{KNOWN}' END"
    return Grouping(f"{grouping.name}{INFORMATION}", grouping.title, sql, grouping.needs)


def _gathered(grouping: Grouping, title: str, wider: Mapping[str, str]) -> Grouping:
    """Put groups together; groups that `wider` does not name stay as they are."""
    pairs = ", ".join(f"'{code}': '{into}'" for code, into in sorted(wider.items()))
    sql = f"coalesce((MAP {{{pairs}}})[{grouping.sql}], {grouping.sql})"
    return Grouping(f"{grouping.name}{WIDE}", title, sql, grouping.needs, grouping.scheme)


INFORMATION, WIDE = "_information", "_wide"
_REGION = {code: region for code, (region, _) in regions().items() if region}
_RUN = f"CAST(5 * (TRY_CAST({YEAR.sql} AS INTEGER) // 5) AS VARCHAR)"

WIDER = {
    CITIZENSHIP.name: _gathered(CITIZENSHIP, "Region of citizenship", _REGION),
    COUNTRY.name: _gathered(COUNTRY, "Region of exploitation", _REGION),
    YEAR.name: replace(
        YEAR,
        name=f"{YEAR.name}{WIDE}",
        title="Years of registration, in fives",
        sql=_RUN,
        labels=tuple((str(year), f"{year}–{year + 4}") for year in range(1900, 2100, 5)),
    ),
    AGE.name: replace(
        AGE,
        name=f"{AGE.name}{WIDE}",
        title="Adult or child by age",
        sql=f"CASE WHEN {AGE.sql} IN {CHILDREN} THEN 'Minor' WHEN {AGE.sql} IS NOT NULL THEN 'Adult' END",
        scheme=MAJORITY.scheme,
    ),
}
"""What a grouping is replaced by where its numbers are too many and too small: countries by region, years by fives."""

GROUPINGS = {
    each.name: each
    for each in (
        *DISAGGREGATIONS.values(),
        *(FORM, MEANS, SECTOR, SEXUAL, RECRUITER, DURATION, ASSISTANCE, BORDER),
        *PERPETRATORS,
        *WIDER.values(),
    )
}


def grouping_named(name: str) -> Grouping:
    """Return a grouping by its name, also one of whom anything is known. Raises KeyError for a name there is not."""
    if name.endswith(INFORMATION):
        return informed(GROUPINGS[name.removesuffix(INFORMATION)])
    return GROUPINGS[name]
