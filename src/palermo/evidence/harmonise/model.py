"""The canonical case model: what a harmonised record says, and how it lies in a Parquet file.

Two shapes exist. *Persons*: one row a record of a victim, of a perpetrator, or of both. *Counts*: one row a
published number, with the lowest and the highest it can be. The units are those of IC-TIP: event, victim,
perpetrator, reporting entity; they are the prefixes of the columns.

A field of the persons shape never mixes what it says with why it says nothing:

* a single value lies in `FIELD`, and `FIELD_state` tells what an empty value means (`State`);
* a set lies in three lists: `FIELD` holds the codes the source affirms, `FIELD_no` those it denies,
  `FIELD_unknown` those it names as unknown; `FIELD_state` is `known` as soon as one is affirmed or denied.

A file holds only the columns of fields its source asks for; `present` adds the others as `not_asked`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SCHEMA = "palermo-cases"
SCHEMA_VERSION = "1"


class Shape(StrEnum):
    """What one row stands for: a record of persons, or a published count."""

    PERSONS = "persons"
    COUNTS = "counts"


class Unit(StrEnum):
    """The four units of description of IC-TIP."""

    EVENT = "event"
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    ENTITY = "entity"


class Kind(StrEnum):
    """How a field holds its value: one code, a set of codes, or a whole number."""

    ONE = "one"
    SET = "set"
    NUMBER = "number"


class State(StrEnum):
    """What a field of a record says, apart from its value.

    KNOWN: it has a value; "no" is a value. UNKNOWN: asked, and the source answers that it is not known.
    NOT_ASKED: the source has no such question, or says it was not put. NOT_APPLICABLE: the source says so.
    MISSING: the cell is blank, the source is silent. QUARANTINED: something stands there that no rule trusts.
    """

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    QUARANTINED = "quarantined"


class CountState(StrEnum):
    """What a published count is: a number, hidden by its publisher (then an interval), or not given."""

    NUMBER = "number"
    SUPPRESSED = "suppressed"
    MISSING = "missing"


@dataclass(frozen=True)
class Field:
    """One field of the persons shape; `scheme` names the vocabulary of its codes, empty for numbers."""

    name: str
    unit: Unit
    kind: Kind
    scheme: str
    definition: str

    @property
    def columns(self) -> dict[str, str]:
        """Return the field's columns and their DuckDB types, in order."""
        if self.kind is Kind.SET:
            names = (self.name, f"{self.name}_no", f"{self.name}_unknown")
            return {**dict.fromkeys(names, "VARCHAR[]"), f"{self.name}_state": "VARCHAR"}
        value = "INTEGER" if self.kind is Kind.NUMBER else "VARCHAR"
        return {self.name: value, f"{self.name}_state": "VARCHAR"}


def _fields(unit: Unit, *rows: tuple[str, Kind, str, str]) -> tuple[Field, ...]:
    return tuple(Field(f"{unit}_{name}", unit, kind, scheme, text) for name, kind, scheme, text in rows)


ONE, SET, NUMBER = Kind.ONE, Kind.SET, Kind.NUMBER

FIELDS: tuple[Field, ...] = (
    *_fields(
        Unit.EVENT,
        ("registration_year", NUMBER, "", "Year in which the person was identified, assisted or registered."),
        ("registration_period", ONE, "case-period", "Years of registration, where a source gives several."),
        ("exploitation_country", ONE, "iso-3166-1", "Country of exploitation, ISO 3166-1 alpha-3."),
        (
            "exploitation_region",
            ONE,
            "case-region",
            "Region of exploitation where no country is given (M49).",
        ),
        ("exploitation_forms", SET, "case-exploitation", "Forms of exploitation."),
        ("labour_sectors", SET, "case-sector", "Sectors of forced labour (ISIC sections and CTDC's own)."),
        ("sexual_forms", SET, "case-sexual", "Forms of sexual exploitation."),
        ("means", SET, "case-means", "Means of control used on the person."),
        ("recruitment_methods", SET, "case-recruitment", "How the person was recruited."),
        ("recruiter_relations", SET, "case-recruiter", "Who recruited, in relation to the person."),
        ("recruitment_websites", SET, "case-websites", "Websites and applications used to recruit."),
        ("exploitation_websites", SET, "case-websites", "Websites and applications used to exploit."),
        ("duration", ONE, "case-duration", "Months of trafficking, in bands."),
        ("abduction", ONE, "case-yesno", "Whether the person was abducted."),
        (
            "stage",
            ONE,
            "case-stage",
            "Stage of a historic trafficking event: recruitment, transit, exploitation.",
        ),
        ("stage_country", ONE, "iso-3166-1", "Country of that stage, ISO 3166-1 alpha-3."),
        ("case_status", ONE, "case-status", "Where the case stands."),
        ("incoming_reason", ONE, "case-referral", "Reason for the incoming referral."),
        ("outgoing_reason", ONE, "case-referral", "Reason for the outgoing referral."),
        ("support", ONE, "case-support", "Type of the support plan."),
        ("days_to_assistance", NUMBER, "", "Days from identification to assistance; the dates are not kept."),
    ),
    *_fields(
        Unit.VICTIM,
        ("gender", ONE, "case-gender", "Gender of the victim."),
        ("age", ONE, "case-age", "Age when identified, assisted or registered, in bands."),
        ("age_at_exploitation", ONE, "case-age", "Age when exploitation began, in bands."),
        ("age_when_trafficked", NUMBER, "", "Age when trafficked, in years; not the age at identification."),
        ("majority", ONE, "case-majority", "Adult or minor when identified, assisted or registered."),
        ("majority_at_exploitation", ONE, "case-majority", "Adult or minor when exploitation began."),
        ("citizenship", SET, "iso-3166-1", "Citizenships, ISO 3166-1 alpha-3."),
        ("citizenship_region", ONE, "case-region", "Region of citizenship where no country is given (M49)."),
        ("marital_status", ONE, "case-marital", "Marital status."),
        ("education", ONE, "case-education", "Highest level of education (ISCED 2011)."),
        ("children", NUMBER, "", "Number of children."),
        ("primary_language", ONE, "iso-639-2", "First language, ISO 639-2."),
        ("secondary_language", ONE, "iso-639-2", "Second language, ISO 639-2."),
        ("deceased", ONE, "case-yesno", "Whether the person is known to be no longer alive."),
        ("status", ONE, "case-victimstatus", "Possible, actual, or not a victim, as a named body decided."),
        ("status_decided_by", ONE, "case-decider", "The body that decided on the status."),
        ("relation_to_trafficker", ONE, "case-relation", "Relationship to the trafficker."),
        (
            "vulnerabilities",
            SET,
            "case-vulnerability",
            "Vulnerabilities; deprecated in HTCDS 2.0, read only.",
        ),
        ("consent", ONE, "case-yesno", "Whether consent is recorded."),
        (
            "data_agreement",
            ONE,
            "case-yesno",
            "Agreement to manage data; deprecated in HTCDS 2.0, read only.",
        ),
    ),
    *_fields(
        Unit.PERPETRATOR,
        ("genders", SET, "case-gender", "Genders of the perpetrators of the record."),
        ("ages", SET, "case-perpetratorage", "Age bands of the perpetrators of the record."),
        ("citizenship_regions", SET, "case-region", "Regions of citizenship of the perpetrators (M49)."),
        ("relations", SET, "case-perpetratorrelation", "Relations between the victim and the perpetrators."),
        ("roles", SET, "case-role", "Roles of the perpetrators in the process."),
        ("paid", SET, "case-yesno", "Whether the victim paid the perpetrators."),
    ),
    *_fields(
        Unit.ENTITY,
        ("kind", ONE, "case-organisation", "Kind of the organisation that reports."),
        ("country", ONE, "iso-3166-1", "Country of that organisation, ISO 3166-1 alpha-3."),
        ("datasource", ONE, "case-datasource", "Case management or hotline."),
    ),
)

FIELD_BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}

ALWAYS: dict[str, str] = {"record_number": "BIGINT", "source": "VARCHAR"}

COUNT_COLUMNS: dict[str, str] = {
    **ALWAYS,
    "country": "VARCHAR",
    "region": "VARCHAR",
    "subregion": "VARCHAR",
    "indicator": "VARCHAR",
    "dimension": "VARCHAR",
    "category": "VARCHAR",
    "sex": "VARCHAR",
    "age": "VARCHAR",
    "year": "INTEGER",
    "unit": "VARCHAR",
    "count_lower": "BIGINT",
    "count_upper": "BIGINT",
    "count_state": "VARCHAR",
}


# What a source of counts says in a column of its own, or once for the whole table, and the vocabulary of each.
COUNT_SCHEMES: dict[str, str] = {
    "country": "iso-3166-1",
    "indicator": "case-indicator",
    "dimension": "case-dimension",
    "category": "",
    "sex": "case-sex",
    "age": "case-agegroup",
    "year": "",
}


def columns(fields: Iterable[Field] = FIELDS) -> dict[str, str]:
    """Return the columns of a persons file that asks for these fields, and their DuckDB types, in order."""
    asked = {field.name for field in fields}
    found = dict(ALWAYS)
    for field in FIELDS:
        if field.name in asked:
            found |= field.columns
    return found


def absent(field: Field) -> dict[str, str]:
    """Return SQL for the columns of a field that a file does not ask for."""
    return {
        name: f"'{State.NOT_ASKED}'" if name.endswith("_state") else f"CAST(NULL AS {kind})"
        for name, kind in field.columns.items()
    }


def present(names: Iterable[str]) -> str:
    """Return the select list that turns a file with these columns into every column of the persons shape.

    Fields the file does not ask for are empty, in state `not_asked`. Use it on
    `read_parquet([...], union_by_name = true)` too: a state that is NULL there is `not_asked`.

    >>> "'not_asked' AS event_stage_state" in present(["record_number", "source"])
    True
    """
    there = set(names)
    parts = list(ALWAYS)
    for field in FIELDS:
        state = f"{field.name}_state"
        if state in there:
            parts += [name for name in field.columns if name != state]
            parts.append(f"coalesce({state}, '{State.NOT_ASKED}') AS {state}")
        else:
            parts += [f"{expression} AS {name}" for name, expression in absent(field).items()]
    return ", ".join(parts)
