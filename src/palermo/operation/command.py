"""The commands of the server, as `palermo run` and its neighbours become them.

Thin: each calls functions of this room or a Django command. Django is imported by child processes only, so that
wrong input is answered in a blink.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from palermo.operation import supervisor
from palermo.operation.addresses import process_environment, reachable_database
from palermo.operation.backup import KEYS_KEPT_DAYS, back_up
from palermo.operation.datafolder import DataFolder, SetUpError, name_of_user, named_folder, write_root_key
from palermo.operation.interpreter import python
from palermo.operation.manifest import NAME, Manifest
from palermo.operation.one_line import run_in_one_line
from palermo.operation.owner import chosen_folder, hand_back
from palermo.operation.parts import Parts
from palermo.operation.restore import restore


def _group(text: str) -> typer.Typer:
    """Commands whose errors are plain lines, not boxes."""
    return typer.Typer(help=text, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


app = _group("Palermo: coordination of an alliance against human trafficking.")
ledger = _group("The ledger of what was done, shown and refused.")
keys = _group("The root key, and the keys of offices.")
app.add_typer(ledger, name="ledger")
app.add_typer(keys, name="keys")
folders = _group("The data folder.")
app.add_typer(folders, name="folder")

Data = Annotated[
    str | None, typer.Option("--data", help="Data folder.", envvar="PALERMO_DATA", show_envvar=True)
]
Cases = Annotated[
    int,
    typer.Option(
        min=0,
        max=5000,
        help="How many cases the fictional alliance had within a year, beside a few that are always there.",
        envvar="PALERMO_DEMO_CASES",
        show_envvar=True,
    ),
]
Office = Annotated[UUID, typer.Argument(help="The office's id, as `palermo keys show` lists it.")]
DEMO_CASES = 280
OWNER_COMMANDS = {"migrate", "apply_erasures", "verify_ledger", "show_keys", "seal_anew"}


def say(line: str) -> None:
    """One line of progress on standard output, at once."""
    typer.echo(line)
    sys.stdout.flush()


@app.command()
def run(
    data: Data = None,
    port: Annotated[int, typer.Option(min=1, max=65535, envvar="PALERMO_PORT", show_envvar=True)] = 8000,
    host: Annotated[str, typer.Option(envvar="PALERMO_HOST", show_envvar=True)] = "127.0.0.1",
    demo: Annotated[bool, typer.Option(help="Load the fictional alliance into a new data folder.")] = True,
    cases: Cases = DEMO_CASES,
) -> None:
    """Start database, web server and task worker; Ctrl-C stops all of it."""
    options = supervisor.RunOptions(
        folder=chosen_folder(data), host=host, port=port, demo_cases=cases if demo else None
    )
    supervisor.run(options, say)


@app.command()
def demo(data: Data = None, cases: Cases = DEMO_CASES) -> None:
    """Load the fictional alliance afresh into a new data folder or one that holds nothing else."""
    supervisor.renew_demo(chosen_folder(data), say, cases=cases)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def manage(context: typer.Context) -> None:
    """Run a Django management command, such as `palermo manage check`."""
    _django(chosen_folder(), *(context.args or ["help"]))


@app.command()
def backup(
    data: Data = None,
    to: Annotated[Path | None, typer.Option(help="Folder for backups; else the data folder's own.")] = None,
) -> None:
    """Save data and keys, in files to be kept apart; the root key is in neither."""
    folder = chosen_folder(data, writes=to)
    with reachable_database(folder, say) as addresses:
        saved, keys_file = back_up(
            folder, addresses, to=to or folder.backups, moment=datetime.now(tz=UTC), report=say
        )
    say(f"Data:  {saved}")
    say(f"Keys:  {keys_file}  (keep it apart from the data, and at most {KEYS_KEPT_DAYS} days)")
    say(f"The root key is in neither: it lies at {folder.root_key}, and without it both are unreadable.")
    erasures = Manifest.read(saved / NAME).erasures
    say(f"Journal of erasures: {erasures}  (write the number down elsewhere: a restore checks it)")
    say(f"Copy the journal too whenever it grows: {folder.erasures}; a restore needs the newest.")


@app.command("restore")
def restore_(
    saved: Annotated[Path, typer.Argument(metavar="BACKUP", help="The backup's folder, with manifest.json.")],
    keys_file: Annotated[Path, typer.Option("--keys", help="The keys file of the same moment.")],
    journal: Annotated[Path, typer.Option(help="The newest journal of erasures (erasures.jsonl).")],
    root_key: Annotated[Path | None, typer.Option(help="The root key file, unless it is in place.")] = None,
    erasures: Annotated[
        int, typer.Option(min=0, help="How many erasures were made, as the newest backup printed it.")
    ] = 0,
    witness: Annotated[
        Path | None, typer.Option(help="A copy of the witness, or a collected file, kept on another machine.")
    ] = None,
    made_before_signing: Annotated[
        bool, typer.Option(help="Restore a backup from before backups were signed: nobody can vouch for it.")
    ] = False,
    data: Data = None,
) -> None:
    """Restore a backup into an empty data folder, and prove that nothing is missing."""
    folder = chosen_folder(data)
    key = root_key or folder.root_key
    parts = Parts(
        backup=saved,
        keys=keys_file,
        journal=journal,
        root_key=key,
        erasures=erasures,
        witness=witness,
        made_before_signing=made_before_signing,
    )
    restore(folder, parts, say)
    say(f"Restored into {folder.path}. Start it with: palermo run --data {folder.path}")


@ledger.command("verify")
def ledger_verify(
    data: Data = None,
    witness: Annotated[Path | None, typer.Option(help="Witness file; else the data folder's own.")] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="What was kept elsewhere: a collected file, a copied witness, printed heads."),
    ] = None,
) -> None:
    """Recompute every chain and compare it with the signed heads of the witness file."""
    arguments = []
    for option, path in (("--witness", witness), ("--against", against)):
        if path is not None:
            if not path.is_file():
                raise SetUpError(f"There is no file {path} to compare with ({option}).")
            arguments += [option, str(path.absolute())]
    _django(chosen_folder(data), "verify_ledger", *arguments)


@ledger.command("heads")
def ledger_heads(data: Data = None) -> None:
    """Print each ledger's newest head with a fingerprint, to be kept on paper or on another machine."""
    _django(chosen_folder(data), "print_heads")


@ledger.command("exposure")
def ledger_exposure(
    data: Data = None,
    account: Annotated[
        str, typer.Option(help="Whose acts: an account's id or email address; else anybody's.")
    ] = "",
    first: Annotated[str, typer.Option("--from", help="First day, such as 2026-11-01 (UTC).")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day (UTC).")] = "",
    office: Annotated[str, typer.Option(help="One office's id; else every office.")] = "",
    table: Annotated[
        Path | None, typer.Option("--csv", help="Write every line to this file as well.")
    ] = None,
) -> None:
    """Say which files were opened and what left, to whom: after somebody got in, or something went astray."""
    given = {"--account": account, "--from": first, "--to": last, "--office": office}
    given["--csv"] = str(table.absolute()) if table else ""
    _django(chosen_folder(data), "exposure", *(part for pair in given.items() if pair[1] for part in pair))


@keys.command("show")
def keys_show(data: Data = None) -> None:
    """Say where the root key lies and what opens each office's key; no secret is shown."""
    folder = chosen_folder(data)
    say(f"Root key: {folder.root_key}" + ("" if folder.root_key.is_file() else "  (missing)"))
    _django(folder, "show_keys")


@keys.command("certify")
def keys_certify(
    fingerprint: Annotated[
        str, typer.Argument(help="The key's fingerprint, as `palermo keys show` lists it.")
    ],
    data: Data = None,
) -> None:
    """Certify a key that signed heads of the ledger under an earlier root key; it is recorded."""
    _django(chosen_folder(data), "certify_head_key", fingerprint)


@keys.command("recovery")
def keys_recovery(office: Office, data: Data = None) -> None:
    """Make a recovery share of an office and print it once; it replaces the one before."""
    _django(chosen_folder(data), "recovery_share", str(office))


@keys.command("recover")
def keys_recover(office: Office, data: Data = None) -> None:
    """Open an office's key with its recovery share, after the root key was lost and a new one made."""
    folder = chosen_folder(data)
    share = typer.prompt("Recovery share", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    if folder.root_key.exists():
        _django(folder, "recovery_share", str(office), "--use", text=share)
        return
    draft = folder.root_key.with_suffix(".new")
    write_root_key(draft)  # in its place once it opened something: a wrong share must not hide the loss
    _django(replace(folder, root_key_elsewhere=draft), "recovery_share", str(office), "--use", text=share)
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
    data: Data = None,
) -> None:
    """Replace a key while people work; after an interruption the same command goes on."""
    if what is Rotated.ROOT and office is not None:
        raise SetUpError("There is one root key for all offices: leave the office out.")
    _django(chosen_folder(data), "rotate_keys", what.value, *([str(office)] if office else []))


@keys.command("seal")
def keys_seal(data: Data = None) -> None:
    """Seal texts of earlier versions anew, so that their lengths tell nothing; once after an update from 0.2.0."""
    _django(chosen_folder(data), "seal_anew")


@keys.command("progress")
def keys_progress(data: Data = None) -> None:
    """Say how far each change of keys and sealed texts has come."""
    _django(chosen_folder(data), "show_key_work")


@folders.command("hand-back")
def folder_hand_back(data: Data = None) -> None:
    """As root: take back a data folder that `palermo run` gave to an account of its own."""
    hand_back(named_folder(data), say)


def _django(folder: DataFolder, *arguments: str, text: str | None = None) -> None:
    """Run a Django command at this terminal, and end with its status when that is not 0."""
    role = os.environ.get("PALERMO_DATABASE_ROLE") or ("owner" if arguments[0] in OWNER_COMMANDS else "app")
    with reachable_database(folder, say) as addresses:
        if arguments[0] == "migrate":
            folder.prepared.unlink(missing_ok=True)  # the next start looks for itself
        environment = process_environment(folder, addresses, role=role)
        # Ctrl-C reaches the command by itself; we wait for it, so that the database outlives it.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        command = python("palermo.operation.manage", *arguments)
        done = subprocess.run(command, env=environment, input=text, text=True, check=False)  # noqa: S603
    status = done.returncode
    if status != 0:
        raise typer.Exit(status if status > 0 else 128 - status)


def main() -> None:
    """Run one command: whatever is wrong with the input or the set-up is one line and a status that is not 0."""
    try:
        run_in_one_line(app, known=SetUpError)
    except PermissionError as error:
        name = name_of_user(os.geteuid())
        typer.echo(
            f"palermo: {error.filename} is closed to {name}, the account Palermo works as here.", err=True
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
