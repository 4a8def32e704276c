"""The panel: all methods, ratings and doubts of one estimate on one page, for statisticians and for journalists.

It never headlines a number that is rated RED, and prints no count of the input under 10: list sizes are rounded to
tens, and neither overlaps nor the number left after omitting a list (which tells who was on that list alone)
stand anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from palermo.charts import Column, Table
from palermo.charts.document import (
    Bullets,
    Document,
    Facts,
    Fold,
    Notice,
    Paragraph,
    Piece,
    Section,
    TableBlock,
)
from palermo.evidence.prevalence.assessment import Assessment
from palermo.evidence.prevalence.panel_pictures import (
    bent_picture,
    capture_picture,
    consistency_picture,
    linkage_picture,
    methods_picture,
    models_picture,
    rounded,
    variants_picture,
)
from palermo.evidence.prevalence.rating import AMBER, RED, UNTESTABLE
from palermo.evidence.prevalence.stated import ASSUMPTIONS, DETAILS
from palermo.evidence.prevalence.words import people, percent

_FEWEST_PRINTED = 10


def panel(assessment: Assessment, *, title: str, day: date) -> str:
    """Return the page as HTML. `title` names what was estimated, `day` when."""
    document = Document(
        title=title,
        lead=_lead(assessment),
        sections=[
            Section("May a number be told?", _verdict(assessment)),
            Section("What each method says", _methods(assessment)),
            Section("What the choice of lists and models decides", _choices(assessment)),
            Section("What no data can show", _untestable(assessment)),
            Section("Does it get known sizes right?", _known_sizes(assessment)),
            Section("The lists", _lists(assessment)),
            Section("How it was computed", _computed(assessment)),
        ],
        footer=f"Made {day.day} {day:%b %Y} with palermo prevalence panel.",
    )
    return document.html()


def _lead(assessment: Assessment) -> str:
    main, seen = assessment.main, people(assessment.histories.n_observed)
    if main.rating == RED or main.interval is None:
        return f"{seen} people were seen. These lists do not support a number of those who were not."
    lower, upper = _about(main.interval.lower), _about(main.interval.upper)
    totals = [each.estimate for each in assessment.compared if each.estimate is not None]
    return (
        f"{seen} people were seen. Seen and unseen together there may have been about {lower} to {upper} "
        f"(95 % interval, model choice included); other methods give {_about(min(totals))} to {_about(max(totals))}."
    )


def _verdict(assessment: Assessment) -> list[Piece]:
    main = assessment.main
    if main.rating == RED:
        notice = Notice("RED: do not publish a number from this table", kind="danger")
    elif main.rating == AMBER:
        notice = Notice("AMBER: tell the range and these reasons, never one number", kind="attention")
    else:
        notice = Notice("NO WARNING FOUND", "Tell the range, never one number.")
    untestable = () if main.reasons == (UNTESTABLE,) else (UNTESTABLE,)
    return [
        notice,
        Bullets([_sentence(reason) for reason in (*main.reasons, *untestable)]),
        Paragraph(
            "How it works: several organisations each list the people they met. Few people on two lists at once "
            "suggest that many are on none. That holds only if being on one list does not make another likelier or "
            "less likely, beyond what the model allows for; if everybody has some chance to be seen; if records of one "
            "person are recognised as the same person's; and if nobody is listed who does not belong there."
        ),
    ]


def _methods(assessment: Assessment) -> list[Piece]:
    note = (
        "Bands are 95 % intervals, marks are totals, seen and unseen. A hatched row gives no estimate. The first two "
        "rows are one estimate with two intervals, both of which pay for the choice of the model; that of AIC does not."
    )
    bent = (
        "How people differ cannot be learnt from lists: each row supposes one way, and fits about as well. The first "
        "is a lower bound. These rows do not enter the rating."
    )
    pieces: list[Piece] = [methods_picture(assessment, note), bent_picture(assessment, bent)]
    if assessment.main.rating == RED:
        why = "These totals are here to show how far they disagree. None of them is fit to be quoted."
        pieces.insert(0, Paragraph(why))
    return pieces


def _choices(assessment: Assessment) -> list[Piece]:
    pieces: list[Piece] = []
    main, models = assessment.main, assessment.checks.all_models
    if models.models:
        note = (
            f"{models.fitted} models were fitted; {len(models.models)} can be estimated from this table. Those shown "
            "have a BIC within 2 of the best: the data hardly prefer one of them."
        )
        pieces.append(models_picture(assessment, note))
    if assessment.checks.variants:
        pieces.append(
            variants_picture(
                assessment.checks.variants,
                total=main.estimate,
                title="If one list were left out, or two were merged",
                note="Stepwise totals. Whoever chose and merged the lists decided this much of the result.",
            )
        )
    note = (
        "Precision and recall of the linkage as stated."
        if assessment.linkage_known
        else "Illustrations: nothing was stated of how well records were linked."
    )
    return [*pieces, linkage_picture(assessment, note)]


def _untestable(assessment: Assessment) -> list[Piece]:
    pieces: list[Piece] = []
    if assessment.tilted:
        pieces.append(
            variants_picture(
                assessment.tilted,
                total=assessment.main.estimate,
                title="If the model leaves something out",
                note="The first two rows change no cell that was observed: no data can speak for or against them. The "
                "others give one pair of lists half or twice the overlap the model supposes.",
            )
        )
    if assessment.priors:
        pieces.append(
            variants_picture(
                assessment.priors,
                total=None,
                title="If one believed something else beforehand",
                note="Posterior medians of the average over decomposable graphs, under several priors.",
            )
        )
    return pieces or [Paragraph("The model of this table could not be estimated, so nothing can be varied.")]


def _known_sizes(assessment: Assessment) -> list[Piece]:
    if not assessment.consistency:
        return [Paragraph("No list has 30 people, so that none could be estimated from the others.")]
    told = [each for each in assessment.consistency if each.covered is not None]
    right = sum(bool(each.covered) for each in told)
    note = (
        f"Each list's members, estimated from where else they were seen. {right} of {len(told)} intervals hold the "
        f"size that is known. A hatched row gave no estimate."
    )
    return [consistency_picture(assessment, note)]


def _lists(assessment: Assessment) -> list[Piece]:
    histories, statements = assessment.histories, assessment.statements
    rows = tuple(
        (
            name,
            "under 10" if (size := histories.overlap(name)) < _FEWEST_PRINTED else f"about {rounded(size)}",
        )
        for name in histories.lists
    )
    sizes = Table((Column("name", "List"), Column("size", "People")), rows)
    pieces: list[Piece] = [TableBlock(sizes, "People on each list, rounded to tens")]
    if any(each.estimate is not None for each in assessment.compared):
        pieces.append(
            capture_picture(assessment, "Between the highest and the lowest total of the methods compared.")
        )
    if statements is None:
        return [
            *pieces,
            Notice("Nothing is stated about the lists", "Give a file with --lists.", kind="attention"),
        ]
    columns = (Column("name", "List"), *(Column(key, key.replace("_", " ").capitalize()) for key in DETAILS))
    stated = tuple(
        (name, *(part.get(key, "not stated") for key in DETAILS)) for name, part in statements.details.items()
    )
    assumed = [
        (key.replace("_", " ").capitalize(), statements.assumptions.get(key, "not stated"))
        for key in ASSUMPTIONS
    ]
    return [*pieces, TableBlock(Table(columns, stated), "What is stated about the lists"), Facts(assumed)]


def _computed(assessment: Assessment) -> list[Piece]:
    main = assessment.main
    rows = [
        ("People observed", people(assessment.histories.n_observed)),
        ("Main method", "stepwise selection of pairs"),
        ("Made with", main.settings.in_words()),
        ("Lists that act together", ", ".join(":".join(each) for each in main.interactions) or "none"),
        ("Latent classes", f"R-hat {assessment.latent.rhat:.2f} over all chains"),
        ("Fingerprint of the table", main.fingerprint or "none: no key was given"),
    ]
    intervals: Sequence[tuple[str, str]] = [
        (f"{percent(each.level)} {each.kind}", f"{people(each.lower)} to {_end(each.upper)}")
        for each in main.intervals
    ]
    numbers = Table((Column("kind", "Interval"), Column("ends", "People in all")), tuple(intervals))
    return [
        Facts(rows),
        Fold("Intervals of the main method", [TableBlock(numbers, "Intervals of the main method")]),
        Fold("Notes", [Bullets([_sentence(each) for each in main.warnings])]),
    ]


def _end(upper: float) -> str:
    return people(upper) if math.isfinite(upper) else "no upper end"


def _about(number: float) -> str:
    """Return a number with two digits that count, for a sentence that must not sound exact."""
    if not math.isfinite(number):
        return "no upper end"
    digits = 1 - math.floor(math.log10(max(number, 1.0)))
    return f"{round(number, digits):,.0f}"


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
