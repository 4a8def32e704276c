"""Addresses and names that look like another one. Plain values in, plain values out.

An address is read by people, and compared by the program letter by letter: where two look alike, a stranger can pass
for a colleague. Letters that look like others: Unicode Technical Standard 39, of which this needs a small part, because
the part before the @ is plain letters only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_ALIKE_IN_ASCII = (("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w"))
_ALIKE_ELSEWHERE = str.maketrans(
    "абвгдеёзіјкмнорстухѕԁһӏԛԝ" + "αβγεηικνορτυχω",
    "a6brдeeзijkmhopctyxsdhlqw" + "abyenikvoptuxw",
)
# Letters of phonetic notation, which no language's names are written with.
_PHONETIC = str.maketrans("ɑɡɪʟɴʀʏʙɢʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "agilnrybghacdejkmoptuvwzfs")
_ALIKE_IN_LATIN = _PHONETIC | str.maketrans("ıȷɩ", "iji")


def canonical(email: str) -> str:
    """The address as it is kept and compared: without blanks around it, in small letters, a domain in letters.

    A domain written as `xn--…` is the same as the one its letters spell.
    """
    local, _at, domain = email.strip().lower().rpartition("@")
    return f"{local}@{'.'.join(_letters(label) for label in domain.split('.'))}"


def comparable(email: str) -> str:
    """The address as an account is found by it; empty, which nobody has, for one that is not told from another.

    So are letters that other rules of comparing (large and small letters, `ß` and `ss`, forms of one letter) take for
    different ones: a domain with a dotless `ı` is the one with an `i` to whoever compares in large letters.

    >>> comparable("Greta@Harbour.example"), comparable("greta@harb\\u0131ur.example")
    ('greta@harbour.example', '')
    """
    kept = canonical(email)
    forms = (kept.upper().lower(), kept.casefold(), unicodedata.normalize("NFKC", kept))
    is_one = kept.rpartition("@")[0].isascii() and all(form == kept for form in forms)
    return kept if is_one else ""


def _letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _is_mailed_as_written(domain: str) -> bool:
    """Whether mail goes to this domain and to no other: some letters are mailed as others, `ß` as `ss`."""
    try:
        return domain.isascii() or domain.encode("idna").decode("idna") == domain
    except UnicodeError:
        return False


def address_refusal(email: str) -> str | None:
    """A reason code if the address holds letters that pass for others or are mailed as others, else None.

    >>> address_refusal("greta@harbour.example")
    >>> address_refusal("gre\\u017fa@harbour.example")
    'address_not_plain'
    """
    local, _at, domain = canonical(email).rpartition("@")
    if not local.isascii() or not email.strip().rpartition("@")[0].isascii():
        return "address_not_plain"
    # "ada"@example.org is the mailbox of ada@example.org, and would be another account here.
    if '"' in local or "\\" in local:
        return "address_not_plain"
    if unicodedata.normalize("NFKC", domain) != domain or not email.isprintable():
        return "address_domain_unclear"
    if not _is_mailed_as_written(domain) or domain.translate(_PHONETIC) != domain:
        return "address_domain_unclear"
    if not comparable(email):
        return "address_domain_unclear"
    for label in domain.split("."):
        if label.startswith("xn--") or len(scripts := _scripts(label)) > 1:
            return "address_domain_unclear"
        # Every letter of it looks like one of ours: it was chosen to be taken for another domain.
        if scripts and scripts != {"LATIN"} and label.translate(_ALIKE_ELSEWHERE).isascii():
            return "address_domain_unclear"
    return None


def _scripts(label: str) -> set[str]:
    """The scripts of a label's letters; those that are written together in Japanese and Korean count as one."""
    found = {unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}
    together = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"}
    return {"CJK"} | found - together if found & together else found


def looks_like(email: str, others: Iterable[str]) -> bool:
    """Whether the address is none of `others` and looks like one of them."""
    mine = canonical(email)
    known = {canonical(other) for other in others}
    return mine not in known and _shape(mine) in {_shape(other) for other in known}


def shape_of_name(name: str) -> str:
    """What a name looks like to whoever reads it: equal for two that a reader takes for one.

    >>> shape_of_name("Iris  Newcomer\u00a0") == shape_of_name("\u0406ris newcomer")
    True
    """
    seen = (letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return _shape(" ".join("".join(seen).casefold().split()))


def _shape(address: str) -> str:
    """What the address looks like: letters and digits that pass for one another are one."""
    shape = unicodedata.normalize("NFKC", address).translate(_ALIKE_ELSEWHERE | _ALIKE_IN_LATIN)
    for one, other in _ALIKE_IN_ASCII:
        shape = shape.replace(one, other)
    return shape
