"""Identity, contact and narrative: sealed into columns, opened only through here.

A model that keeps sealed columns derives from `SealedModel` and says whose key opens them:

    class Person(SealedModel):
        vault_room = "protection"
        name = SealedField()

    seal(person, name="…")      # before saving
    reveal(actor, person, "name")  # {"name": "…"}, and an event in the ledger

The ciphertext is bound to table, column, row, office, subject and room, and padded, so that its length tells a step
only; a row is never added with an empty column, so that nobody sees whether something is recorded
(docs/decisions/vault.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.owned import OwnedModel
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt_padded
from palermo.trust.vault.keys import subject_key
from palermo.trust.verbs import LedgerVerb


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # not generic at run time
    """Ciphertext of one text, of the empty one too. Without any byte: emptied by an erasure."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.update(default=b"", blank=True)
        super().__init__(**kwargs)  # type: ignore[arg-type]

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:  # noqa: FBT001 - Django's signature
        """The ciphertext; a row is added with the empty text sealed where nothing was recorded."""
        value = bytes(super().pre_save(model_instance, add))
        if add and not value and isinstance(model_instance, SealedModel):
            seal_nothing(model_instance, self.name)
            value = bytes(getattr(model_instance, self.attname))
        return value


class SealedModel(OwnedModel):
    """An owned row with sealed columns; `vault_subject_id` is the person (or draft) whose key opens them."""

    vault_room: str
    vault_may_be_emptied = False
    """Whether an act empties the whole row while its subject stays: what is empty then stays so."""

    class Meta:
        abstract = True

    @property
    def vault_subject_id(self) -> UUID:
        """Whose key: the row itself unless a model says otherwise."""
        return self.id

    @classmethod
    def sealed_columns(cls) -> list[str]:
        """Names of the sealed columns."""
        return [field.name for field in cls._meta.concrete_fields if isinstance(field, SealedField)]


def place_of(row: SealedModel, column: str) -> str:
    """What the ciphertext in `column` of `row` is bound to."""
    return "/".join(
        [
            row._meta.db_table,
            column,
            str(row.pk),
            str(row.organisation_id),
            str(row.vault_subject_id),
            row.vault_room,
        ]
    )


def seal(row: SealedModel, **texts: str) -> None:
    """Put `texts` (column=text) sealed on `row`, not yet saved; an empty text is sealed like any other.

    Raises Unreadable when the subject's key was destroyed: what is erased takes nothing new.
    """
    key = subject_key(row.organisation_id, row.vault_subject_id, row.vault_room, create=True)
    for column, text in texts.items():
        setattr(row, column, encrypt_padded(key, text.encode(), place=place_of(row, column)))


def seal_nothing(row: SealedModel, column: str) -> None:
    """Seal the empty text in `column`; left as it is where the subject's key was destroyed."""
    try:
        seal(row, **{column: ""})
    except Unreadable:
        return


def unseal(row: SealedModel, *columns: str) -> dict[str, str]:
    """The texts of `columns`, "" where nothing is recorded; for services that pass them on. Raises Unreadable."""
    sealed = {column: bytes(getattr(row, column)) for column in columns}
    if not any(sealed.values()):
        return dict.fromkeys(columns, "")
    key = subject_key(row.organisation_id, row.vault_subject_id, row.vault_room)
    return {
        column: decrypt(key, value, place=place_of(row, column)).decode() if value else ""
        for column, value in sealed.items()
    }


def holds_text(row: SealedModel, column: str) -> bool:
    """Whether something is recorded in `column`; true also where what stands there does not open."""
    try:
        return bool(unseal(row, column)[column])
    except Unreadable:
        return True


def reveal(actor: Actor, row: SealedModel, *columns: str, object_type: str) -> dict[str, str]:
    """`unseal` for a person's eyes: the ledger records who saw which columns. Raises Unreadable."""
    texts = unseal(row, *columns)
    record_look(
        actor,
        object_type=object_type,
        object_id=row.vault_subject_id,
        columns=[column for column, text in texts.items() if text],
    )
    return texts


def record_look(actor: Actor, *, object_type: str, object_id: UUID, columns: Sequence[str]) -> None:
    """Record that sealed `columns` were shown to a person; nothing where none holds a text."""
    if columns:
        record(
            actor,
            verb=LedgerVerb.REVEALED,
            object_type=object_type,
            object_id=object_id,
            codes={"columns": ".".join(columns)[:80]},
        )
