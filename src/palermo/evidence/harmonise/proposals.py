"""What a column is proposed as, and how that is written into the mapping that a person reads and corrects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, NO_SOURCE, Column, Treatment
from palermo.evidence.harmonise.model import FIELD_BY_NAME, Kind, Shape
from palermo.evidence.harmonise.names import Name


@dataclass(frozen=True)
class Asked:
    """A column as it was given: its header, that header taken apart, its cells, the filled and the different ones."""

    header: str
    name: Name
    cells: tuple[str, ...]
    filled: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """What a column may be, how well that fits (0 to 1), and why in words."""

    column: Column
    fit: float
    reason: str

    @property
    def carried(self) -> bool:
        """Whether anything of the column's cells would go into the cases."""
        return self.column.treatment not in CARRIED_NOWHERE | {Treatment.KEY}


def ignored(header: str, reason: str) -> Proposal:
    """Return the proposal to carry a column nowhere because it says nothing about a record."""
    return Proposal(Column(header, Treatment.IGNORED, reason=reason), 0.0, reason)


def once(proposals: list[Proposal]) -> list[Proposal]:
    """Keep one key and one column of each field that holds one value; say of the others why they stand back."""
    best: dict[str, Proposal] = {}
    for proposal in proposals:
        what = _single(proposal.column)
        if what and (what not in best or proposal.fit > best[what].fit):
            best[what] = proposal
    found = []
    for proposal in proposals:
        what = _single(proposal.column)
        if not what or best[what] is proposal:
            found.append(proposal)
            continue
        first = best[what].column.name
        how = {Treatment.KEY: Treatment.DOCUMENT, Treatment.YEAR_OF_DATE: Treatment.EXACT_DATE}
        kind = how.get(proposal.column.treatment, Treatment.IGNORED)
        reason = f"{first!r} fits {what} better; one column may say it."
        found.append(Proposal(Column(proposal.column.name, kind, reason=reason), 0.0, reason))
    return found


def _single(column: Column) -> str:
    """Return what only one column may be: the key, or a field with one value; flags of one field go together."""
    if column.treatment is Treatment.KEY:
        return "key"
    field = FIELD_BY_NAME.get(column.field)
    return field.name if field and field.kind is not Kind.SET else ""


@dataclass(frozen=True)
class Reading:
    """What the mapping says of the whole table: words for silence, yes and no, signs between values, hidden counts."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    separators: tuple[str, ...]
    calendar: str = ""
    suppressed: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


def quoted(text: str) -> str:
    """Return a text as TOML."""
    return json.dumps(text, ensure_ascii=False)


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join(map(quoted, words)) + "]"


def _table(words: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{quoted(value)} = {quoted(code)}" for value, code in words.items()) + " }"


def _lines(proposal: Proposal) -> Iterator[str]:
    column = proposal.column
    yield from (
        "",
        f"# {proposal.reason}",
        "[[column]]",
        f"name = {quoted(column.name)}",
        f'as = "{column.treatment}"',
    )
    for key in ("field", "scheme", "code", "reason"):
        if text := getattr(column, key):
            yield f"{key} = {quoted(text)}"
    if column.at:
        yield f"at = {_table(dict(column.at))}"
    for key, number in (("low", column.low), ("high", column.high)):
        if number is not None:
            yield f"{key} = {number}"
    if column.codes:
        yield f"codes = {_table(dict(column.codes))}"


@dataclass(frozen=True)
class Fixed:
    """What holds for every row of a table of counts: codes that are proposed, and fields that a person must say."""

    codes: dict[str, str]
    unsaid: Sequence[str]


def written(
    stem: str,
    name: str,
    shape: Shape,
    proposals: Sequence[Proposal],
    reading: Reading,
    remarks: Sequence[str],
    fixed: Fixed | None = None,
) -> str:
    """Return a mapping as TOML, with the reason of each proposal above it and `remarks` at its head."""
    carried = sum(proposal.carried for proposal in proposals)
    tidy = "".join(letter if letter.isalnum() else "-" for letter in stem.casefold()).strip("-")
    head = [
        f"# Proposed for {name}: {carried} of {len(proposals)} columns would be carried.",
        "# Read every line, correct it, save it, and use it again: palermo harmonise FILE --mapping MAP.toml",
        "# Raise the version when you change it. `as` and `field`: docs/canonical-model.md.",
        *(f"# {remark}" for remark in remarks),
        "",
        "[mapping]",
        f"name = {quoted(tidy or 'table')}",
        'version = "1"',
        f"title = {quoted(stem)}",
        f'source = "{NO_SOURCE}"',
        f'shape = "{shape}"',
        "",
        "[reading]",
        f"missing = {_list(reading.missing)}",
        f"unknown = {_list(reading.unknown)}",
        f"separators = {_list(reading.separators)}",
    ]
    if reading.calendar:
        head.append(f"calendar = {quoted(reading.calendar)}")
    head += [f"{key} = {_list(words)}" for key, words in (("yes", reading.yes), ("no", reading.no)) if words]
    if reading.suppressed:
        hidden = (f"{quoted(sign)} = [0, {int(sign[1:]) - 1}]" for sign in reading.suppressed)
        head.append("suppressed = { " + ", ".join(hidden) + " }")
    if fixed is not None:
        head += ["", "# What holds for every row and stands in no column.", "[fixed]"]
        head += [f"{field} = {quoted(code)}" for field, code in fixed.codes.items()]
        head += [f'# {field} = "say which"' for field in fixed.unsaid]
    return "\n".join([*head, *(line for proposal in proposals for line in _lines(proposal))]) + "\n"
