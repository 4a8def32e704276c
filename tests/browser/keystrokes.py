"""Counts what a colleague types and points at, and says how long that takes by the keystroke-level model.

Source: S. K. Card, T. P. Moran, A. Newell, "The keystroke-level model for user performance time with
interactive systems", Communications of the ACM 23 (1980), 396-410: a keystroke of an average non-secretary
typist, pointing, moving a hand between keyboard and mouse, and preparing in mind. The press of a mouse
button is that of D. Kieras, "Using the keystroke-level model to estimate execution times" (University of
Michigan, 1993). The model covers an error-free expert; it counts neither reading, nor listening to the
person, nor the machine's answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Locator
from tests.browser.browser_page import Window

KEYSTROKE: Final = 0.28
POINTING: Final = 1.10
HOMING: Final = 0.40
MENTAL: Final = 1.35
BUTTON: Final = 0.10


@dataclass
class Effort:
    """What it took: pages sent, characters typed, fields typed into, answers chosen, links and buttons pressed."""

    pages: int = 0
    keystrokes: int = 0
    typed_fields: int = 0
    choices: int = 0
    clicks: int = 0

    @property
    def seconds(self) -> float:
        """By the model: for each click a thought, pointing and a press; for each text a thought, both ways of the hand,
        pointing into the field, and its characters."""
        clicks = (self.clicks + self.choices) * (MENTAL + POINTING + BUTTON)
        texts = self.typed_fields * (MENTAL + 2 * HOMING + POINTING + BUTTON)
        return clicks + texts + self.keystrokes * KEYSTROKE

    def __str__(self) -> str:
        return (
            f"{self.pages} pages, {self.keystrokes} keystrokes in {self.typed_fields} fields, "
            f"{self.choices} choices, {self.clicks} links and buttons: {self.seconds / 60:.1f} minutes by the model"
        )


@dataclass
class CountingWindow(Window):
    """A window that counts what is done in it."""

    effort: Effort = field(default_factory=Effort)

    def unfold(self, name: str) -> None:
        super().unfold(name)
        self.effort.clicks += 1

    def _step(self, control: Locator) -> None:
        super()._step(control)
        self.effort.pages += 1
        self.effort.clicks += 1

    def write(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        super().write(label, text)
        self.effort.typed_fields += 1
        self.effort.keystrokes += len(text)

    def choose(self, question: str, *answers: str) -> None:
        """Tick or choose the answers of a question."""
        super().choose(question, *answers)
        self.effort.choices += len(answers)

    def select(self, label: str, answer: str) -> None:
        """Choose from a list that opens: one click more than a radio button."""
        self.page.get_by_label(label, exact=True).select_option(label=answer)
        self.effort.choices += 1
        self.effort.clicks += 1


def first_referral(window: CountingWindow, office: str) -> None:
    """From the list of cases to an enquiry that has left: a new person, with all that is known in coarse answers."""
    window.follow("Open a case")
    window.choose("What is needed right now?", "A bed tonight", "An interpreter")
    window.choose(
        "How did your office come to know the person?", "Somebody else told us or brought the person"
    )
    window.press("Go on with what is known")
    window.write(
        "How may the person be reached safely, and who may be told what? (optional)",
        "Ring only before noon. If a man answers, say you are the dentist. The word is heron.",
    )
    window.press("Continue")
    window.select("By which route? (optional)", "A hotline")
    window.choose("What else does the person need, within days?", "Legal advice")
    window.select("Or what kind of office or person was it? (optional)", "Civil society organisation")
    window.press("Continue")
    window.choose("Age", "18 to 25")
    window.choose("Gender, as the person puts it", "Woman or girl")
    window.write("Language spoken best", "French")
    window.press("Continue")
    window.write("Name (optional)", "Zephyrine Quillfeather")
    window.press("Continue")
    window.press("Open the case")
    window.unfold("More for this need: Safe place to stay")
    window.follow(re.compile("^Ask another office ?: Safe place to stay$"))
    window.choose("Which office?", office)
    window.press("Continue")
    window.choose("Children who come along", "One")
    window.choose("When do you need an answer?", "Within 4 hours")
    window.press("Continue")
    window.press("Send the enquiry")
