"""Sealed columns of before are sealed anew, padded; rows without a text get the empty text sealed.

The worker does what the application's role may rewrite, a thousand rows of an office a minute. What the walls let
nobody rewrite (register.py, `only_emptied`) is done by the tables' owner alone, in a transaction that says so: the
trigger lets the old form become the new one there, and nothing else (walls/triggers.py). Until then the old form is
read as before. A column that was emptied while its subject stays is left empty.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from django.apps import apps
from django.db import connection

from palermo.trust.actor import Actor
from palermo.trust.current import current, record
from palermo.trust.service import service
from palermo.trust.vault.aead import PADDED, Unreadable, decrypt
from palermo.trust.vault.keys import load_subject_keys
from palermo.trust.vault.models import KeyWork
from palermo.trust.vault.rotation.progress import Work, end, move
from palermo.trust.vault.slots import root_slots
from palermo.trust.vault.vault import SealedModel, place_of, seal
from palermo.trust.verbs import VaultVerb
from palermo.trust.walls.register import only_emptied
from palermo.trust.walls.triggers import RESEALING

AT_ONCE: Final = 1000


def parts(work: Work) -> dict[str, tuple[type[SealedModel], tuple[str, ...]]]:
    """Table → model and the columns that `work` seals anew in it."""
    found: dict[str, tuple[type[SealedModel], tuple[str, ...]]] = {}
    for model in apps.get_models():
        if not issubclass(model, SealedModel):
            continue
        table = model._meta.db_table
        fixed = only_emptied(table)
        columns = tuple(
            column for column in model.sealed_columns() if (column in fixed) == (work is Work.FIXED_TEXTS)
        )
        if columns:
            found[table] = (model, columns)
    return found


@service
def reseal_texts(actor: Actor, *, work: Work = Work.TEXTS) -> int:
    """Seal up to a thousand rows of the acting office anew; how many were looked at, 0 once nothing is left."""
    ended = KeyWork.objects.filter(
        organisation_id=actor.organisation_id, work=work, ended_at__isnull=False
    ).values_list("part", flat=True)
    known = parts(work)
    waiting = sorted(known.keys() - set(ended))
    if waiting and not root_slots(actor.organisation_id).exists():
        return 0  # its recovery share has to open the office's key first
    for table in waiting:
        model, columns = known[table]
        if looked_at := _reseal(actor, work, model, columns):
            return looked_at
    return 0


def _reseal(actor: Actor, work: Work, model: type[SealedModel], columns: tuple[str, ...]) -> int:
    """The next rows of one table. Ends the table, and returns 0, where there are none."""
    own = model._default_manager.filter(organisation_id=actor.organisation_id)
    progress, made = KeyWork.objects.get_or_create(
        organisation_id=actor.organisation_id, work=work, part=model._meta.db_table
    )
    if made:
        progress.remaining = own.count()
    rows = own.filter(pk__gt=progress.after) if progress.after else own
    batch = list(rows.order_by("pk").select_for_update()[:AT_ONCE])
    if not batch:
        end(progress)
        return 0
    changed = [row for row in _with_keys(actor, batch) if _changed(row, columns)]
    if changed:
        if work is Work.FIXED_TEXTS:
            _say_so(model._meta.db_table)
        model._default_manager.bulk_update(changed, columns, batch_size=250)
        record(
            actor,
            verb=VaultVerb.TEXTS_RESEALED,
            object_type="organisation",
            object_id=actor.organisation_id,
            codes={"rows": len(changed), "of": model._meta.db_table},
        )
    move(progress, done=len(batch), after=batch[-1].pk)
    return len(batch)


def _with_keys(actor: Actor, batch: list[SealedModel]) -> list[SealedModel]:
    """Those whose subject still has a key that opens."""
    room = batch[0].vault_room
    subjects = {row.vault_subject_id for row in batch}
    try:
        load_subject_keys(actor.organisation_id, subjects, room)
    except Unreadable:
        for subject in subjects:
            with suppress(Unreadable):
                load_subject_keys(actor.organisation_id, [subject], room)
    keys = current().subject_keys
    return [row for row in batch if (actor.organisation_id, row.vault_subject_id, room) in keys]


def _changed(row: SealedModel, columns: tuple[str, ...]) -> bool:
    """Seal anew what `columns` of `row` hold in the old form; whether anything was. What does not open stays."""
    stays_empty = row.vault_may_be_emptied and not any(
        bytes(getattr(row, column)) for column in row.sealed_columns()
    )
    key = current().subject_keys[row.organisation_id, row.vault_subject_id, row.vault_room]
    texts: dict[str, str] = {}
    for column in columns:
        sealed = bytes(getattr(row, column))
        if sealed.startswith(PADDED) or (not sealed and stays_empty):
            continue
        try:
            plain = decrypt(key, sealed, place=place_of(row, column)) if sealed else b""
        except Unreadable:
            continue
        texts[column] = plain.decode()
    if texts:
        seal(row, **texts)
    return bool(texts)


def _say_so(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [RESEALING, table])
