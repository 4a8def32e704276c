"""What texts say to whoever looks for a header: names within groups of a form, and words by which columns are known."""

from __future__ import annotations

import re

from palermo.evidence.harmonise.names import Role, lexicon, read_name

GROUP_SIGNS = re.compile("[/.:-]")  # KoBo and XLSForm, CommCare, ODK Central
STANDARD = re.compile("(prs|vic|per|cas|org|hte|spl)_.+", flags=re.IGNORECASE)
# Topics whose words head columns and are hardly ever what a cell says.
HEADING = {"sex", "age", "year", "date", "country", "citizenship", "count", "form", "status", "language"}


def without_group(name: str) -> str:
    """Return the name of a standard's own column without the groups of the form before it, or an empty text.

    Only names with a prefix of HTCDS are taken out of their groups, and a person's not out of a group that speaks of
    somebody else: "trafficker/gender" is not the gender of the victim.

    >>> without_group("first/person/prs_Gender"), without_group("trafficker/prs_Gender"), without_group("a/gender")
    ('prs_Gender', '', '')
    """
    *groups, last = GROUP_SIGNS.split(name)
    if not groups or not STANDARD.fullmatch(last):
        return ""
    # An organisation fills forms; it is nobody whose gender or age could be told.
    somebody = any(read_name(part).others - {"organisation"} for part in groups)
    return "" if somebody and last.casefold().startswith("prs") else last


def heads_a_column(text: str) -> bool:
    """Whether a text is made of words by which columns are known, each as it stands in the table of words.

    >>> heads_a_column("Year of registration"), heads_a_column("Feminine"), heads_a_column("Yearwood")
    (True, False, False)
    """
    words = read_name(text).words
    table = lexicon()
    return any(word.role is Role.TOPIC and word.concept in HEADING for word in words) and all(
        word.role in {Role.TOPIC, Role.FILLER}
        and (tuple(word.text.split()) in table.exact or word.text in table.unspaced)
        for word in words
    )
