"""The commands of the server, as `palermo run` and its neighbours become them.

Thin: each calls functions of this room or a Django command. Django is imported by child processes only, so that
wrong input is answered in a blink.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from palermo.kit.writing import LinkInTheWay
from palermo.operation import supervisor
from palermo.operation.addresses import reachable_database
from palermo.operation.backup import KEYS_KEPT_DAYS, back_up
from palermo.operation.datafolder import SetUpError, name_of_user, named_folder
from palermo.operation.keys_command import keys
from palermo.operation.manifest import NAME, Manifest
from palermo.operation.one_line import run_in_one_line
from palermo.operation.owner import chosen_folder, hand_back
from palermo.operation.parts import Parts
from palermo.operation.restore import restore
from palermo.operation.terminal import Data, group, run_django_here, say

app = group("Palermo: coordination of an alliance against human trafficking.")
ledger = group("The ledger of what was done, shown and refused.")
app.add_typer(ledger, name="ledger")
app.add_typer(keys, name="keys")
folders = group("The data folder.")
app.add_typer(folders, name="folder")

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
DEMO_CASES = 280


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
    run_django_here(chosen_folder(), *(context.args or ["help"]))


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
    run_django_here(chosen_folder(data), "verify_ledger", *arguments)


@ledger.command("check")
def ledger_check(
    file: Annotated[
        Path, typer.Argument(help="A file of signed lines that an auditor took out of a ledger.")
    ],
    data: Data = None,
    key: Annotated[
        str | None,
        typer.Option(help="Public key of heads of the installation it comes from; else this one's."),
    ] = None,
) -> None:
    """Verify a file that was taken out of a ledger: every line, every link, every signature."""
    if not file.is_file():
        raise SetUpError(f"There is no file {file} to verify.")
    more = ["--key", key] if key else []
    run_django_here(chosen_folder(data), "check_export", str(file.absolute()), *more)


@ledger.command("heads")
def ledger_heads(data: Data = None) -> None:
    """Print each ledger's newest head with a fingerprint, to be kept on paper or on another machine."""
    run_django_here(chosen_folder(data), "print_heads")


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
    run_django_here(
        chosen_folder(data), "exposure", *(part for pair in given.items() if pair[1] for part in pair)
    )


@folders.command("hand-back")
def folder_hand_back(data: Data = None) -> None:
    """As root: take back a data folder that `palermo run` gave to an account of its own."""
    hand_back(named_folder(data), say)


def main() -> None:
    """Run one command: whatever is wrong with the input or the set-up is one line and a status that is not 0."""
    try:
        run_in_one_line(app, known=SetUpError)
    except LinkInTheWay as error:
        typer.echo(f"palermo: {error.filename}: {error.strerror}.", err=True)
        sys.exit(1)
    except PermissionError as error:
        name = name_of_user(os.geteuid())
        typer.echo(
            f"palermo: {error.filename} is closed to {name}, the account Palermo works as here.", err=True
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
