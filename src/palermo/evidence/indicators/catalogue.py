"""The catalogue of indicators: what is counted, over whom, by what, from where, and what it does not say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from palermo.evidence.harmonise.model import Shape
from palermo.evidence.indicators import groupings as by
from palermo.evidence.indicators.groupings import Grouping

PERSONS = "persons detected"
INFORMED = "persons with any information in this group (CTDC's rule)"
CTDC = "CTDC, codebook of the Global Synthetic Dataset 2024: denominators"
DETECTED = (
    "Detected victims are those that somebody found and recorded; they do not measure how many there are."
)
SILENCE = "A blank is silence, not a no: shares are of those of whom anything is known in this group."
OVERLAP = "A person may have several: shares add up to more than 100 %."
FORMS_OVERLAP = (
    "A person may have several forms of exploitation: by form, they add up to more than all persons."
)


class Draw(StrEnum):
    """The picture an indicator is shown in."""

    BARS = "bars"
    MAP = "map"
    SERIES = "series"
    PYRAMID = "pyramid"
    FLOWS = "flows"
    TABLE = "table"


@dataclass(frozen=True)
class Indicator:
    """One indicator. `groupings` say how its persons are put in groups; of published counts there are none.

    `denominator` is empty where no share is given. `fixed` means that it is never cut further.
    """

    key: str
    title: str
    definition: str
    unit: str
    numerator: str
    denominator: str
    disaggregations: tuple[str, ...]
    source: str
    caveats: tuple[str, ...]
    draw: Draw
    shape: Shape = Shape.PERSONS
    groupings: tuple[Grouping, ...] = ()
    fixed: bool = False


def _detected(
    grouping: Grouping, title: str, definition: str, *caveats: str, draw: Draw = Draw.BARS, source: str = CTDC
) -> Indicator:
    overlap = (SILENCE, OVERLAP) if grouping.overlapping else ()
    return Indicator(
        key=f"detected_by_{grouping.name}",
        title=title,
        definition=definition,
        unit="persons",
        numerator=f"{PERSONS} in the group",
        denominator=INFORMED,
        disaggregations=tuple(name for name in by.DISAGGREGATIONS if name != grouping.name),
        source=source,
        caveats=(DETECTED, *overlap, *caveats),
        draw=draw,
        groupings=(grouping,),
    )


AT_IDENTIFICATION = "Age when identified, assisted or registered, not when trafficking began."
FIRST_HELPED = "In CTDC's files this is the country where the person was first assisted or identified."
NOT_ORIGIN = "Citizenship is no proof of where the person lived or set out from."
UNODC = "UNODC, Global Report on Trafficking in Persons, data portal"

CATALOGUE: tuple[Indicator, ...] = (
    _detected(
        by.YEAR,
        "Detected victims by year of registration",
        "Persons by the year they were registered in.",
        "A rise may be more finding, more recording or more sources, not more crime.",
        draw=Draw.SERIES,
    ),
    _detected(
        by.PERIOD,
        "Detected victims by years of registration",
        "Persons by the run of years they were registered in.",
        "The runs are of different length.",
    ),
    _detected(by.SEX, "Detected victims by sex", "Persons by the sex or gender recorded."),
    _detected(by.AGE, "Detected victims by age", "Persons by age band.", AT_IDENTIFICATION),
    _detected(
        by.MAJORITY,
        "Detected adults and children",
        "Persons of 18 years and more, and under 18.",
        AT_IDENTIFICATION,
    ),
    _detected(
        by.FORM, "Detected victims by form of exploitation", "Persons by each form of exploitation affirmed."
    ),
    _detected(
        by.CITIZENSHIP,
        "Detected victims by citizenship",
        "Persons by citizenship; who has several is counted apart.",
        NOT_ORIGIN,
        draw=Draw.MAP,
    ),
    _detected(
        by.CITIZENSHIP_REGION,
        "Detected victims by region of citizenship",
        "Persons by region of citizenship.",
        NOT_ORIGIN,
    ),
    _detected(
        by.COUNTRY,
        "Detected victims by country of exploitation",
        "Persons by country of exploitation.",
        FIRST_HELPED,
        "More detected victims may mean more effort to find them.",
        draw=Draw.MAP,
    ),
    _detected(
        by.REGION,
        "Detected victims by region of exploitation",
        "Persons by region of exploitation.",
        FIRST_HELPED,
    ),
    _detected(
        by.MEANS,
        "Means of control",
        "Persons by each means of control affirmed.",
        "The merged codes of CTDC 2024 are wider than those of HTCDS.",
    ),
    _detected(
        by.RECRUITER, "Relation of the recruiter", "Persons by each relation to their recruiter affirmed."
    ),
    _detected(by.SECTOR, "Sectors of forced labour", "Persons by each sector of forced labour affirmed."),
    _detected(
        by.SEXUAL, "Forms of sexual exploitation", "Persons by each form of sexual exploitation affirmed."
    ),
    _detected(
        by.DURATION,
        "Duration of trafficking",
        "Persons by how long they were trafficked, in months.",
        "Known for few, and for those who came free.",
    ),
    _detected(
        by.ASSISTANCE,
        "Time from identification to assistance",
        "Persons by the days between identification and first assistance.",
        "Only where both days are known; who was never assisted is not in it.",
        source="Palermo",
    ),
    _detected(
        by.BORDER,
        "Domestic and cross-border",
        "Persons exploited in a country of their citizenship, or in another.",
        NOT_ORIGIN,
        FIRST_HELPED,
        source="Palermo",
    ),
    *(
        _detected(
            each,
            f"{each.title}, by detected victims",
            "Persons detected, by what their record says of the perpetrators; several together are a group.",
            "Counts detected victims, not perpetrators: one perpetrator may stand in many records.",
        )
        for each in by.PERPETRATORS
    ),
    Indicator(
        key="age_and_sex",
        title="Detected victims by age and sex",
        definition="Persons by age band and by sex or gender.",
        unit="persons",
        numerator=f"{PERSONS} of an age band and a sex",
        denominator="",
        disaggregations=("year", "country", "region"),
        source="Palermo",
        caveats=(DETECTED, AT_IDENTIFICATION, "Other genders stand in the table only."),
        draw=Draw.PYRAMID,
        groupings=(by.AGE, by.SEX),
    ),
    Indicator(
        key="corridors",
        title="Corridors of detected victims",
        definition="Persons by citizenship, country of exploitation and year: a corridor is of a year, "
        "and origin and destination belong to it, not to a country.",
        unit="persons",
        numerator=f"{PERSONS} of a citizenship, in a country, in a year",
        denominator="",
        disaggregations=(),
        source="Palermo",
        caveats=(
            DETECTED,
            NOT_ORIGIN,
            FIRST_HELPED,
            "Years and sources are not complete: nobody counted on a corridor is no proof that nobody took it.",
        ),
        draw=Draw.FLOWS,
        groupings=(by.CITIZENSHIP, by.COUNTRY, by.YEAR),
        fixed=True,
    ),
    Indicator(
        key="published_detected",
        title="Detected victims as States reported them",
        definition="Victims detected by authorities, by reporting country and year; suppressed numbers are ranges.",
        unit="persons",
        numerator="detected victims reported",
        denominator="",
        disaggregations=("country", "year", "sex", "age", "form", "citizenship"),
        source=UNODC,
        caveats=(
            DETECTED,
            "Not every State reports every year: sums over States are of those that did.",
            "Parts do not always add up to the total a State gave; each is shown as reported.",
            FORMS_OVERLAP,
        ),
        draw=Draw.MAP,
        shape=Shape.COUNTS,
    ),
    Indicator(
        key="sdg_16_2_2",
        title="SDG 16.2.2: detected victims per 100,000 population",
        definition="Detected victims of trafficking per 100,000 inhabitants of the reporting country in the year.",
        unit="persons per 100,000",
        numerator="detected victims reported",
        denominator="population of the same country and year, from the file given with --population",
        disaggregations=("country", "year"),
        source="UN Statistics Division, metadata of SDG indicator 16.2.2",
        caveats=(
            DETECTED,
            "Given only where a population file with its source is given.",
            "It measures detection; a high number may mean a State that looks.",
        ),
        draw=Draw.MAP,
        shape=Shape.COUNTS,
    ),
    Indicator(
        key="justice",
        title="Prosecutions and convictions beside detected victims",
        definition="Persons in contact with the law, prosecuted and convicted, and offences, beside detected "
        "victims, each as reported.",
        unit="persons; offences",
        numerator="what each column says",
        denominator="",
        disaggregations=("country", "year"),
        source=UNODC,
        caveats=(
            "Different units: victims, accused persons, offences. Different years: a conviction follows years "
            "after a detection. So no rate and no ranking is made of them.",
            "Not every State reports every column.",
        ),
        draw=Draw.TABLE,
        shape=Shape.COUNTS,
    ),
)

BY_KEY = {indicator.key: indicator for indicator in CATALOGUE}


def catalogue_page() -> str:
    """Return the catalogue as the page docs/indicators.md."""
    lines = [
        "# The catalogue of indicators",
        "",
        "Written by `palermo indicators --catalogue` from the code; a test keeps it in step.",
        "",
        "An indicator is data (what stands here) and function: how persons are grouped lies in",
        "`palermo.evidence.indicators.groupings`. Detected is called detected everywhere.",
    ]
    for each in CATALOGUE:
        lines += ["", f"## {each.title}", "", f"`{each.key}`. {each.definition}", ""]
        facts = (
            ("Unit", each.unit),
            ("Numerator", each.numerator),
            ("Denominator", each.denominator or "none: numbers only"),
            ("By", ", ".join(each.disaggregations) or "nothing further"),
            ("Made of", "case records" if each.shape is Shape.PERSONS else "published counts"),
            ("Picture", each.draw.value),
            ("Source", each.source),
        )
        lines += [f"* {name}: {value}" for name, value in facts]
        lines += [f"* Caveat: {caveat}" for caveat in each.caveats]
    return "\n".join(lines) + "\n"
