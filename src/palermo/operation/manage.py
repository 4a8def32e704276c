"""Django's management commands, as `palermo manage` runs them: wrong input is answered in one line.

python -m palermo.operation.manage check
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management import BaseCommand, ManagementUtility, get_commands


class Utility(ManagementUtility):
    """Django's utility without pages of usage in front of what is wrong."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """The command, whose parser says what is wrong in one line."""
        if subcommand == "db_worker":  # the library's own imports whatever a row of the queue names
            _refuse("The task worker is part of palermo run; there is no other.")
        if subcommand not in get_commands():
            _refuse(f"There is no command {subcommand}; palermo manage help lists them.")
        command = super().fetch_command(subcommand)
        create_parser = command.create_parser

        def create_quiet_parser(*args: Any, **kwargs: Any) -> ArgumentParser:
            parser = create_parser(*args, **kwargs)
            parser.error = _refuse  # type: ignore[method-assign]
            return parser

        command.create_parser = create_quiet_parser  # type: ignore[method-assign,assignment]
        return command


def _refuse(message: str) -> NoReturn:
    sys.stderr.write(f"palermo: {message}\n")
    sys.exit(2)


if __name__ == "__main__":
    Utility(["palermo manage", *sys.argv[1:]]).execute()
