"""`palermo keys`: the root key, and the keys of offices."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from palermo.operation.datafolder import SetUpError
from palermo.operation.owner import chosen_folder
from palermo.operation.terminal import Data, group, run_django_here, say

keys = group("The root key, and the keys of offices.")
Office = Annotated[UUID, typer.Argument(help="The office's id, as `palermo keys show` lists it.")]


@keys.command("show")
def keys_show(data: Data = None) -> None:
    """Say where the root key lies and what opens each office's key; no secret is shown."""
    folder = chosen_folder(data)
    say(f"Root key: {folder.root_key}" + ("" if folder.root_key.is_file() else "  (missing)"))
    run_django_here(folder, "show_keys")


@keys.command("certify")
def keys_certify(
    fingerprint: Annotated[
        str, typer.Argument(help="The key's fingerprint, as `palermo keys show` lists it.")
    ],
    data: Data = None,
) -> None:
    """Certify a key that signed heads of the ledger under an earlier root key; it is recorded."""
    run_django_here(chosen_folder(data), "certify_head_key", fingerprint)


@keys.command("recovery")
def keys_recovery(office: Office, data: Data = None) -> None:
    """Make a recovery share of an office and print it once; it replaces the one before."""
    run_django_here(chosen_folder(data), "recovery_share", str(office))


@keys.command("recover")
def keys_recover(office: Office, data: Data = None) -> None:
    """Open an office's key with its recovery share, after the root key was lost and a new one made."""
    folder = chosen_folder(data)
    share = typer.prompt("Recovery share", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    if folder.root_key.exists():
        run_django_here(folder, "recovery_share", str(office), "--use", text=share)
        return
    draft = (
        folder.new_root_key()
    )  # in its place once it opened something: a wrong share must not hide the loss
    run_django_here(
        replace(folder, root_key_elsewhere=draft), "recovery_share", str(office), "--use", text=share
    )
    folder.put_root_key(draft)
    say(f"A new root key was made: {folder.root_key}. Each other office needs its own recovery share.")


class Rotated(StrEnum):
    """Which key `palermo keys rotate` replaces."""

    ROOT = "root"
    OFFICE = "office"
    SEARCH = "search"


@keys.command("rotate")
def keys_rotate(
    what: Annotated[Rotated, typer.Argument(help="Which key.")],
    office: Annotated[UUID | None, typer.Argument(help="One office; else every one.")] = None,
    leaked: Annotated[  # noqa: FBT002 - how an option is said to typer
        bool, typer.Option("--leaked", help="The pair of before may be in other hands: believe it no longer.")
    ] = False,
    data: Data = None,
) -> None:
    """Replace a key while people work; after an interruption the same command goes on."""
    if what is Rotated.ROOT and office is not None:
        raise SetUpError("There is one root key for all offices: leave the office out.")
    if leaked and what is not Rotated.OFFICE:
        raise SetUpError("--leaked is said of offices' keys: palermo keys rotate office --leaked")
    given = [*([str(office)] if office else []), *(["--leaked"] if leaked else [])]
    run_django_here(chosen_folder(data), "rotate_keys", what.value, *given)


@keys.command("seal")
def keys_seal(data: Data = None) -> None:
    """Seal texts of earlier versions anew, so that their lengths tell nothing; once after an update from 0.2.0."""
    run_django_here(chosen_folder(data), "seal_anew")


@keys.command("progress")
def keys_progress(data: Data = None) -> None:
    """Say how far each change of keys and sealed texts has come."""
    run_django_here(chosen_folder(data), "show_key_work")
