"""Recognises a table of published counts, where a row is a number and not somebody, and proposes its mapping.

It is one when some columns hold numbers under a name that counts, others say of whom (a year, a country, a sex, an
age, a category) and together tell nearly every row from the next, and none says who somebody is or numbers a record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from palermo.evidence.harmonise.fits import letters, meaning
from palermo.evidence.harmonise.mapping import Column, Treatment
from palermo.evidence.harmonise.names import Name, Role, tokens
from palermo.evidence.harmonise.office_signs import letters as office_letters
from palermo.evidence.harmonise.proposals import Asked, Proposal, ignored
from palermo.evidence.harmonise.text import plain
from palermo.reference.countries import country

# A number with a sign of hiding before it or a publisher's flag behind it, or a flag in its place.
NUMBER = re.compile(
    r"[<>~≤]?\s*\d[\d .,'\u00a0\u202f]*\s*(\(?[a-z]{1,2}\)?|\*)?|:\s*[a-z]?|\.\.|\[?[cxzu]\]?|-|\*", re.I
)
YEAR = re.compile(r"(19|20|25)\d\d")
NEEDED = ("country", "indicator", "year")
CODED = {
    "sex": "case-sex",
    "age": "case-agegroup",
    "indicator": "case-indicator",
    "dimension": "case-dimension",
}
CATEGORIES = {"citizenship", "exploitation", "sector", "origin", "form", "purpose", "relation", "means"}
AMOUNTS = {"age", "child", "duration", "month", "days", "year", "id", "education", "language", "paid"}
NUMBERS = {"number", "numbers", "numero", "nro", "num", "n", "nombre", "nummer", "номер", "العدد", "عدد"}
UNIQUE = 0.8  # of the rows; offices print some twice
GROWN = {
    "woman", "women", "man", "men", "femme", "femmes", "homme", "hommes", "mujer", "mujeres", "hombre", "hombres",
    "mulher", "mulheres", "homem", "homens", "donne", "uomini", "frauen", "manner", "женщины", "мужчины", "نساء",
    "رجال",
}  # fmt: skip
SEXES = {"Feminine": "female", "Masculine": "male"}


@dataclass(frozen=True)
class Counted:
    """The proposals for a table of counts, what a person should know of it, and what no column says: with a code
    that is proposed for every row, or without."""

    proposals: list[Proposal]
    remarks: list[str]
    fixed: dict[str, str]
    unsaid: list[str]


def _numeric(asked: Asked) -> bool:
    numbers = sum(NUMBER.fullmatch(value) is not None for value in asked.filled)
    plainly = sum(any(letter.isdecimal() for letter in value) for value in asked.filled)
    return plainly > 0 and numbers >= 0.8 * len(asked.filled)


def _name(asked: Asked) -> Name:
    return asked.name.counting if _numeric(asked) else asked.name


def _topics(asked: Asked) -> set[str]:
    return _name(asked).concepts(Role.TOPIC)


def _is_year(asked: Asked) -> bool:
    return bool(asked.values) and all(YEAR.fullmatch(value) for value in asked.values)


def _counts(asked: Asked) -> bool:
    """Whether a column holds the numbers: its cells are numbers, and its name counts or says whom or which year."""
    if not _numeric(asked) or _is_year(asked) or {*asked.values} <= {"0", "1"}:
        return False
    if YEAR.fullmatch(asked.header):
        return True
    name, topics = _name(asked), _topics(asked)
    subjects = name.concepts(Role.SUBJECT)
    counting = "count" in topics
    if name.withheld is not None or subjects & {"kin", "staff"} or (topics & AMOUNTS and not counting):
        return False
    # A column headed by the words of one code ("Women", "Minors") counts those; one of people or cases counts them.
    people = subjects & {"victim", "perpetrator", "child"} and not topics - {
        "trafficking",
        "registration",
        "count",
    }
    told = bool(people) or bool(_at(asked)) or topics - {"count"} == {"case"}
    return told or (counting and not name.strangers)


def _only_a_number(asked: Asked) -> bool:
    """Whether a column is headed by no more than "number" and does not number the rows."""
    words = [word for word in asked.name.words if word.role is not Role.FILLER]
    running = all(value.isdecimal() for value in asked.filled) and {*map(int, asked.filled)} == {
        *range(1, len(asked.filled) + 1)
    }
    return (
        len(words) == 1
        and words[0].text in NUMBERS
        and _numeric(asked)
        and not _is_year(asked)
        and not running
    )


def _says_of_whom(asked: Asked) -> bool:
    """Whether a name says by itself that it counts: persons, those of a year, or the observed value of an exchange."""
    persons = _name(asked).concepts(Role.SUBJECT) & {"victim", "perpetrator"}
    observed = "obs value" in " ".join(tokens(asked.header))
    return bool(persons or _at(asked) or observed)


def _told_apart(asked: Sequence[Asked]) -> bool:
    """Whether columns together tell nearly every row from the others; persons repeat."""
    rows = list(zip(*(each.cells for each in asked), strict=True))
    return len({*rows}) >= UNIQUE * len(rows)


def _only_children(asked: Asked) -> bool:
    """Whether a number may be that of somebody's children; alone it makes no table of counts."""
    return "child" in _name(asked).others and not YEAR.fullmatch(asked.header)


def _at(asked: Asked) -> dict[str, str]:
    """Return what the name of a column of numbers says that it counts."""
    if YEAR.fullmatch(asked.header):
        return {"year": asked.header}
    found = _codes(asked.header)
    words = tokens(asked.header)
    if not found and len(words) > 1:
        # "Female adult" is a word of each; one word that says neither leaves it open.
        said = [_codes(word) for word in words]
        if all(said):
            found = {field: code for each in said if not _total(each) for field, code in each.items()}
    return {} if _total(found) else found


def _codes(text: str) -> dict[str, str]:
    return {field: code for field in ("sex", "age") if (code := meaning(CODED[field], text))}


def _total(codes: dict[str, str]) -> bool:
    return {*codes.values()} == {"total"}


def _field(asked: Asked) -> str:
    """Return which field of a count a column fills, or nothing."""
    if _numeric(asked) and not _is_year(asked) and not asked.name.concepts(Role.TOPIC) & {"age", "sex"}:
        return ""
    topics = _topics(asked)
    if _is_year(asked) and ("year" in topics or not topics or topics <= {"date", "registration"}):
        return "year"
    told = next((topic for topic in ("indicator", "dimension", "sex") if topic in topics), "")
    if told:
        return told
    if topics & {"age", "majority"}:
        return "age"
    if topics & CATEGORIES:
        return "category"
    if "country" in topics or "reporter" in topics:
        return "country"
    places = sum(country(value, compared=plain(value)) is not None for value in asked.values)
    words = [value for value in asked.values if len(value) > 2]
    if not asked.name.strangers or topics:
        return ""
    return "country" if words and places * 2 > len(asked.values) else ""


def _column(asked: Asked, field: str) -> Column:
    if field == "country":
        return Column(asked.header, Treatment.COUNTRY, field=field)
    if field == "category":
        forms = {value: code for value in asked.values if (code := meaning("case-exploitation", value))}
        codes = forms if _dimension(asked) == "exploitation" else {}
        return Column(asked.header, Treatment.CATEGORY, field=field, codes=codes)
    if field == "year":
        return Column(asked.header, Treatment.NUMBER, field=field, low=1990, high=2100)
    scheme = CODED[field]
    short = {value: SEXES[code] for value, code in letters(asked.values).items()} if field == "sex" else {}
    codes = {value: code for value in asked.values if (code := short.get(value) or meaning(scheme, value))}
    return Column(asked.header, Treatment.CODE, field=field, scheme=scheme, codes=codes)


def counts(table: Sequence[Asked]) -> Counted | None:
    """Propose the mapping of a table of counts; None when the table is none."""
    numbers = [asked for asked in table if _counts(asked)] or [*filter(_only_a_number, table)][:1]
    fields: dict[str, Asked] = {}
    for asked in table:
        field = "" if asked in numbers else _field(asked)
        if field:
            fields.setdefault(field, asked)
    if (
        all(map(_only_children, numbers))
        or not fields
        or any(_personal(asked) for asked in table if asked not in numbers)
    ):
        return None
    if not any(map(_says_of_whom, numbers)) and not _told_apart([*fields.values()]):
        return None
    if "category" in fields and "dimension" not in fields and not _dimension(fields["category"]):
        del fields["category"]  # of what it is a category no count can say
    taken = {asked.header: field for field, asked in fields.items()}
    across = _across(numbers)
    proposals = []
    for asked in table:
        if asked.header in across:
            proposals.append(_number(asked, across[asked.header]))
        elif asked.header in taken:
            field = taken[asked.header]
            proposals.append(Proposal(_column(asked, field), 1.0, f"the {field} of what is counted"))
        elif asked in numbers:
            proposals.append(ignored(asked.header, "Counts too; its name does not say of what."))
        elif _flags(asked):
            proposals.append(
                Proposal(Column(asked.header, Treatment.COUNT_FLAG), 1.0, "signs beside the counts")
            )
        else:
            proposals.append(ignored(asked.header, "Says nothing that a count holds, or says it again."))
    fixed = _fixed(fields)
    there = {*fields, *fixed, *(field for at in across.values() for field in at)}
    remarks = ["A row of this table looks like a published number, not like a person."]
    return Counted(proposals, remarks, fixed, [field for field in NEEDED if field not in there])


def _across(numbers: Sequence[Asked]) -> dict[str, dict[str, str]]:
    """Return what each column of counts says that it counts; of the field that only others name, the total."""
    told = {asked.header: _at(asked) for asked in numbers}
    if len(numbers) == 1:
        return told
    named = {field for at in told.values() for field in at}
    plain_ones = [header for header, at in told.items() if not at]
    if not named or "year" in named:
        kept = {header: at for header, at in told.items() if at} or {numbers[0].header: {}}
        return kept if len({*map(frozenset, kept.values())}) == 1 else {numbers[0].header: {}}
    if any({"sex", "age"} <= {*at} for at in told.values()):
        # Beside girls or boys, women and men are those who are grown up.
        told = {
            header: {"age": "adult", **at} if plain(header) in GROWN else at for header, at in told.items()
        }
    return {
        header: {field: at.get(field, "total") for field in sorted(named)}
        for header, at in told.items()
        if at or header == plain_ones[0]
    }


def _flags(asked: Asked) -> bool:
    signs = {"flag", "flags", "obs flag", "obs status", "footnote", "footnotes", "symbol"}
    return " ".join(tokens(asked.header)) in signs and all(
        office_letters(value) is not None for value in asked.values
    )


def _dimension(category: Asked) -> str:
    """Return what the categories of a column are categories of, or nothing."""
    topics = _topics(category)
    if topics & {"citizenship", "origin"}:
        return "citizenship"
    return "exploitation" if topics & {"exploitation", "form"} else ""


def _fixed(fields: dict[str, Asked]) -> dict[str, str]:
    """Return what is proposed for every row where no column says it."""
    found = {} if "indicator" in fields else {"indicator": "detected_victims"}
    if "category" in fields and "dimension" not in fields:
        found["dimension"] = _dimension(fields["category"])
    return found


def _number(asked: Asked, at: dict[str, str]) -> Proposal:
    reason = "its cells are counts" + ("; of whom, its name says" if at else "")
    return Proposal(Column(asked.header, Treatment.COUNT, at=at), 1.0, reason)


def _personal(asked: Asked) -> bool:
    """Whether a column speaks of one person or one record: an identity, a number of a record, nearly all different."""
    name = asked.name
    topics = name.concepts(Role.TOPIC)
    if name.technical or topics & {"unit", "indicator", "dimension"}:
        return False
    if name.withheld is not None and name.withheld is not Treatment.FREE_TEXT:
        return True
    if "staff" in name.concepts(Role.SUBJECT) or (
        "id" in topics and not topics & {"country", "sex", "age", "unit"}
    ):
        return True
    years_of_age = "age" in topics and asked.values and all(value.isdecimal() for value in asked.values)
    return bool(topics & {"consent", "marital", "education", "language"} or years_of_age)
