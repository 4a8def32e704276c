"""What a flow of pages asks of whoever keeps its draft (`kit.wizard`)."""

from __future__ import annotations

from typing import Protocol, TypeAlias

Draft: TypeAlias = dict[str, dict[str, list[str]]]


class DraftStore(Protocol):
    """Where one flow of one reader keeps its draft: by step, by name of the input, as typed."""

    def load(self) -> Draft:
        """The draft, empty if there is none."""

    def save(self, draft: Draft) -> None:
        """Keep the draft in place of the one before."""

    def clear(self) -> None:
        """Forget the draft."""

    def shown(self) -> None:
        """What the draft holds is put before its reader."""

    @property
    def bound_to(self) -> str:
        """Whose draft about what it is: what the last page showed counts for nothing elsewhere."""
