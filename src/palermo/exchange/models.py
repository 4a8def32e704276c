"""Public keys of parties, and the sealed packages between them. What leaves has random ids, no time-ordered ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import models

from palermo.directory.parties.models import Party
from palermo.trust.vault.models import EVER, FORMER_PAIRS_KEPT

OVERLAP = timedelta(hours=1)
"""How far the time in a signed text may lie beyond the change of keys: it is read before the key is."""

LEAKED = "leaked"
"""Of a former signing key, the time from which nothing that arrives is taken from it."""


class PublicKeys(models.Model):
    """A party's public keys for packages: `sign_public` (Ed25519) and `seal_public` (X25519), from `valid_from` on.

    `former` are signing keys of before, in hexadecimal, each with the time at which it was replaced; of one that
    leaked also since when it is believed no longer.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.OneToOneField(Party, on_delete=models.DO_NOTHING, related_name="keys")
    sign_public = models.BinaryField()
    seal_public = models.BinaryField()
    valid_from = models.DateTimeField(default=EVER, db_default=EVER)
    former = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "exchange_public_keys"

    def signing(self, at: datetime, *, arriving: datetime | None = None) -> list[bytes]:
        """The keys that may have signed what says that it was signed at `at`; an hour's overlap at each change.

        What is `arriving` only now is not taken from a former key that was replaced more than a year before, nor
        from one that had leaked.
        """
        found, since = [], EVER
        for old in self.former:
            until = datetime.fromisoformat(old["until"])
            believed = until + FORMER_PAIRS_KEPT
            if LEAKED in old:
                believed = min(believed, datetime.fromisoformat(old[LEAKED]))
            taken = arriving is None or arriving < believed
            if taken and since - OVERLAP <= at <= until + OVERLAP:
                found.append(bytes.fromhex(old["sign"]))
            since = until
        return [bytes(self.sign_public), *found] if at >= self.valid_from - OVERLAP else found


class BetweenOffices(models.Model):
    """Base of the rows that two parties see: who sends from which room, who receives into which.

    Row-level security shows a row to the sender in `from_room` and to the receiver in `to_room`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sender = models.ForeignKey(Party, on_delete=models.DO_NOTHING, related_name="+")
    receiver = models.ForeignKey(Party, on_delete=models.DO_NOTHING, related_name="+")
    from_room = models.CharField(max_length=20)
    to_room = models.CharField(max_length=20)

    class Meta:
        abstract = True

    def is_between(self, one_id: UUID, other_id: UUID) -> bool:
        """Whether these two parties are its sides, whichever of them sent it."""
        return {self.sender_id, self.receiver_id} == {one_id, other_id}

    def room_of(self, party_id: UUID) -> str:
        """The room of one side: the one the row left for its sender, the one it entered for its receiver."""
        return self.from_room if self.sender_id == party_id else self.to_room


class Envelope(BetweenOffices):
    """The immutable signed header of a package. `thread_id` is the id of the package that opened the exchange.

    `digest` is SHA-256 over the sealed body, `signature` Ed25519 over the header (exchange/sealing.py). `stored_by`
    is the office that put the row here: the sender, or the receiver when it came as a file. `format` says which
    canonical form was signed.
    """

    kind = models.CharField(max_length=40)
    thread_id = models.UUIDField()
    agreement_id = models.UUIDField()
    purpose = models.CharField(max_length=40)
    data_classes = models.JSONField(default=list)
    caveats = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    digest = models.BinaryField()
    format = models.SmallIntegerField()
    signature = models.BinaryField()
    stored_by = models.ForeignKey("people.Organisation", on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        db_table = "exchange_envelope"
        indexes = [
            models.Index(fields=["receiver", "thread_id"], name="exchange_envelope_in"),
            models.Index(fields=["sender", "thread_id"], name="exchange_envelope_out"),
        ]


class Body(BetweenOffices):
    """The body, sealed to the receiver (HPKE); deleted once declined, accepted, erased or expired."""

    envelope = models.OneToOneField(Envelope, on_delete=models.DO_NOTHING, related_name="body")
    sealed = models.BinaryField()
    expires_at = models.DateTimeField()
    stored_by = models.ForeignKey("people.Organisation", on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        db_table = "exchange_body"
        indexes = [models.Index(fields=["expires_at"], name="exchange_body_expiry")]


class ExchangeEvent(BetweenOffices):
    """Something one side did to a thread, signed by it; insert-only. `codes` are codes, never text.

    `stored_by` is the office that put the row here: the author, or the receiver when it came as a file.
    """

    thread_id = models.UUIDField()
    author = models.ForeignKey(Party, on_delete=models.DO_NOTHING, related_name="+")
    verb = models.CharField(max_length=40)
    codes = models.JSONField(default=dict)
    at = models.DateTimeField()
    format = models.SmallIntegerField()
    signature = models.BinaryField()
    stored_by = models.ForeignKey("people.Organisation", on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        db_table = "exchange_event"
        indexes = [models.Index(fields=["thread_id", "at"], name="exchange_event_thread")]
