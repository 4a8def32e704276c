"""Drawing the neutral word by which a case is known in its office."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.rules import is_like_a_name
from palermo.reference.neutral_words import FALLBACK, neutral_words
from palermo.trust.locks import one_at_a_time


def draw_word(organisation_id: UUID, *, unlike: Sequence[str] = (), besides: str = "") -> str:
    """A word by chance that no open case of the office has, while words remain; then any of them.

    It is of the language in use, like none of the names in `unlike`, and not `besides`. Until this transaction ends
    nobody else in the office draws one, so that two who open cases at once do not draw the same.
    """
    words = list(neutral_words(get_language() or FALLBACK))
    secrets.SystemRandom().shuffle(words)
    one_at_a_time(f"protection.known_as:{organisation_id}")
    free = _free(organisation_id, words)
    fits = (word for word in [*free, *words] if word != besides and not is_like_a_name(word, unlike))
    return next(fits, "")


def is_taken(case: Case) -> bool:
    """Whether another open case of the office is known by the word of this one."""
    return (
        Case.objects.filter(
            organisation_id=case.organisation_id, state=CaseState.OPEN, known_as=case.known_as
        )
        .exclude(pk=case.pk)
        .exists()
    )


def _free(organisation_id: UUID, words: Sequence[str]) -> list[str]:
    """Those of `words` that no open case has, in their order: each looked up in the index, however many cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.word FROM unnest(%s::text[]) WITH ORDINALITY AS w (word, place) WHERE NOT EXISTS ("
            " SELECT 1 FROM protection_case c WHERE c.organisation_id = %s AND c.state = %s AND c.known_as = w.word"
            ") ORDER BY w.place",
            [list(words), organisation_id, CaseState.OPEN.value],
        )
        return [word for (word,) in cursor.fetchall()]
