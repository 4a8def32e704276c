"""Every rule by which a row or a cell is not taken as it stands, and what is then done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a rule does. Nothing is done in silence: each time it is one line of the quarantine file.

    ROW: the row is kept out. CELL: the cell is emptied and its state is `quarantined`. REPAIRED: the value is
    kept after a repair that changes no meaning. INTERVAL: the number is kept as an interval. NOTED: it is kept as
    it is, with the doubt on record.
    """

    ROW = "row kept out"
    CELL = "cell kept out"
    REPAIRED = "repaired"
    INTERVAL = "kept as interval"
    NOTED = "kept, noted"


@dataclass(frozen=True)
class Rule:
    """One rule: its code in the quarantine file, what it does, and what it means."""

    code: str
    action: Action
    meaning: str


ROW, CELL, REPAIRED = Action.ROW, Action.CELL, Action.REPAIRED
INTERVAL, NOTED = Action.INTERVAL, Action.NOTED

RULES: tuple[Rule, ...] = (
    Rule("blank_row", ROW, "No cell of the row says anything."),
    Rule("ragged_row", ROW, "The row has more or fewer cells than the header."),
    Rule("broken_row", ROW, "The row cannot be read as a row of the file's format."),
    Rule(
        "unclosed_quote",
        ROW,
        "A quote opens in the row and does not close; the lines after it are read anew.",
    ),
    Rule("many_lines", NOTED, "A cell of the row spans more than ten lines, or lines that look like rows."),
    Rule("repeated_header", ROW, "The row repeats the names or labels of the columns."),
    Rule("hashtag_row", ROW, "The row holds the hashtags of the columns (HXL), not a record."),
    Rule("total_row", ROW, "The row is a total of others, not a record."),
    Rule("note_row", ROW, "The row is a source or a note beside the table, not a record."),
    Rule(
        "repeated_key_agreeing", ROW, "An earlier row has the same key and says the same; that one is kept."
    ),
    Rule("repeated_key_conflicting", ROW, "Rows with the same key say different things; none is kept."),
    Rule("missing_key", ROW, "The cells that tell one record from another are blank."),
    Rule("broken_encoding", CELL, "Letters were lost when the file was saved in another encoding."),
    Rule("unknown_code", CELL, "The vocabulary has no such code or label."),
    Rule("ambiguous_label", CELL, "The label stands for more than one code."),
    Rule(
        "code_or_missing",
        CELL,
        "The word is a country's code and a word for what is missing; nothing says which.",
    ),
    Rule("not_a_number", CELL, "A whole number is expected here."),
    Rule(
        "ambiguous_number",
        CELL,
        "The sign parts thousands or decimals; neither mapping nor column says which.",
    ),
    Rule("out_of_range", CELL, "The number is outside the limits of the field."),
    Rule("impossible_date", CELL, "No such day exists, it lies in the future, or it is before 1900."),
    Rule("date_form", CELL, "The cell is no day in a form that is read."),
    Rule("partial_date", CELL, "A whole day is needed here; a part of it is missing."),
    Rule("other_calendar", CELL, "The year seems to be of another calendar; the mapping does not name it."),
    Rule("ambiguous_date", CELL, "Day and month can be told either way; the mapping does not say which."),
    Rule("dates_out_of_order", CELL, "Assistance is dated before identification."),
    Rule("contradicting_cells", CELL, "Two columns of the row affirm and deny the same."),
    Rule("blank_at_end", REPAIRED, "Blanks before or after the value are left out."),
    Rule("invisible_character", REPAIRED, "Characters that nobody sees are left out."),
    Rule("letter_case", REPAIRED, "The code is written in other capitals."),
    Rule("label_for_code", REPAIRED, "A label stands for its code."),
    Rule("country_form", REPAIRED, "A name or another code stands for the country's code."),
    Rule("part_of_country", REPAIRED, "A part of a country stands for the country."),
    Rule("alias", REPAIRED, "A spelling of the alias table stands for the code."),
    Rule("repeated_code", REPAIRED, "The same code stands twice in one cell; it is kept once."),
    Rule("separator", REPAIRED, "Several values are joined by another sign than the scheme's."),
    Rule("number_form", REPAIRED, "A whole number is written with decimals or leading zeros."),
    Rule("number_in_band", REPAIRED, "A whole number stands for the band that holds it."),
    Rule("thousands_separator", REPAIRED, "A separator of thousands stands in the number."),
    Rule("other_digits", REPAIRED, "The digits are those of another script."),
    Rule("short_year", REPAIRED, "The year is written with two digits; the latest such year is taken."),
    Rule("serial_day", REPAIRED, "The day is written as the number by which spreadsheets count days."),
    Rule("suppressed_cell", INTERVAL, "The publisher hid the number; it is kept as an interval."),
    Rule(
        "leaked_question_code", ROW, "A code or a prompt of the questionnaire stands where a label belongs."
    ),
    Rule("leaked_code_as_count", ROW, "A code of the questionnaire, as a number, stands for the count."),
    Rule("implausible_count", ROW, "The number is larger than any count of this kind can be."),
    Rule("count_missing", ROW, "There is no count."),
    Rule("count_hidden", ROW, "The publisher hid the number, and the mapping gives no bounds for its sign."),
    Rule(
        "ambiguous_count", ROW, "A sign parts thousands or decimals; neither mapping nor column says which."
    ),
    Rule("not_a_count", ROW, "The count is no whole number of zero or more, and no suppression sign."),
    Rule("number_as_category", ROW, "A bare number stands where a label belongs."),
    Rule("category_missing", ROW, "The row does not say of which category it counts."),
    Rule("category_unknown", ROW, "The alias table does not know the label."),
    Rule("category_broken_encoding", ROW, "Letters of the label were lost, and the table does not know it."),
    Rule(
        "coded_cell_unknown",
        ROW,
        "A dimension, an indicator, a sex, an age or a flag of the row is not known.",
    ),
    Rule("year_unknown", ROW, "The year is missing or outside the limits."),
    Rule("country_unknown", ROW, "The country that reports is not known."),
    Rule(
        "flagged_count",
        NOTED,
        "The publisher marks the number: provisional, estimated, a break, or the like.",
    ),
    Rule(
        "repeated_part", NOTED, "The key of a part stands more than once; each row is one of several parts."
    ),
    Rule("part_exceeds_total", NOTED, "A part is larger than its total; both are kept as reported."),
    Rule("parts_exceed_total", NOTED, "The parts sum to more than their total; all are kept as reported."),
    Rule("forms_exceed_total", NOTED, "The forms sum to more than the total: a person may have several."),
    Rule("parts_below_total", NOTED, "The parts sum to less than their total; nobody says what the rest is."),
)

RULE_BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
