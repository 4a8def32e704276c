"""Invented people for the demo's cases, drawn the same way each time. No name below belongs to a person."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from palermo.reference.persons import AgeBand, Gender

_FIRST = (
    *(
        "Liorah",
        "Mavrine",
        "Tesnim",
        "Okelo",
        "Branwynn",
        "Iskra",
        "Faridoun",
        "Nhalia",
        "Zoltane",
        "Pernille-Ro",
    ),
    *(
        "Amadisa",
        "Quirin",
        "Sevastine",
        "Doukara",
        "Yevhenka",
        "Rosalba",
        "Thandola",
        "Mirsad-Elo",
        "Kaveria",
        "Ulrun",
    ),
    *("زنوبا", "كيريمان", "Вестина", "Радомило", "Chidera-Lu", "Xuanyi-Ro"),
)
_LAST = (
    *(
        "Sunder",
        "Oakley-Var",
        "Tamrin",
        "Bellweather",
        "Koroma-Est",
        "Pascaline",
        "Droste-Lind",
        "Ahmadine",
        "Vantroy",
    ),
    *(
        "Szelmar",
        "Okonjo-Wye",
        "Brankovar",
        "Lindqvar",
        "Thistledown",
        "Marrakane",
        "Eboniere",
        "Castellane-Roe",
    ),
    *("الورداني", "Липовецка", "Nguyenor"),
)
_SAFE = (
    "Text only, after 20:00. Never leave a message.",
    "Ring between 9 and 11 in the morning, from a hidden number. The word is 'heron'.",
    "Through the day centre only.",
    "Not at all on Fridays: somebody else has the telephone then.",
    "Write to the new address; the old one is read by others.",
    "Only in person, at the market hall, on Tuesdays.",
)
_LANGUAGES = ("en", "fr", "ar", "es", "uk", "ro", "vi", "bn", "am", "pt", "sq", "tl")
_NATIONALITIES = {
    "fr": ("XA",),
    "ar": ("XB", "XA"),
    "uk": ("XC",),
    "am": ("stateless",),
    "es": ("XA", "XC"),
    "tl": ("not_said",),
}
_AGES = (
    *(AgeBand.FROM_18_TO_25,) * 5,
    *(AgeBand.FROM_26_TO_40,) * 6,
    *(AgeBand.OVER_40,) * 2,
    AgeBand.NOT_ASKED,
)


@dataclass(frozen=True, kw_only=True)
class Invented:
    """Somebody invented: coded details, and a name where one was told."""

    age_band: AgeBand
    gender: Gender
    languages: tuple[str, ...]
    safe_contact: str
    nationalities: tuple[str, ...] = ("not_asked",)
    name: str = ""
    birth: str = ""


def invented(chance: Random, *, child: bool = False) -> Invented:
    """The next invented person; about every second one told a name."""
    age = (
        chance.choice((AgeBand.FROM_12_TO_17, AgeBand.FROM_12_TO_17, AgeBand.IN_DOUBT))
        if child
        else chance.choice(_AGES)
    )
    named = chance.random() < 0.55
    languages = tuple(chance.sample(_LANGUAGES, chance.choice((1, 1, 2))))
    return Invented(
        age_band=age,
        gender=chance.choice(
            (Gender.WOMAN, Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.MAN, Gender.OTHER)
        ),
        languages=languages,
        nationalities=_NATIONALITIES.get(languages[0], ("not_asked",)),
        safe_contact=chance.choice(_SAFE),
        name=f"{chance.choice(_FIRST)} {chance.choice(_LAST)}" if named else "",
        birth=str(chance.randint(2009, 2013) if child else chance.randint(1970, 2005))
        if named and chance.random() < 0.7
        else "",
    )
