"""Secrets that are given to the program by whoever keeps them: a credential of systemd, a secret of a container.

They lie where the program reads and cannot write. systemd gives each service a folder of its own (`%d` in a unit,
its LoadCredential=) whose files show a group's right to read: it is the mask of the one account
that an access list names. Docker, Podman and Kubernetes mount theirs at /run/secrets. Pure functions, no settings.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

_OF_SYSTEMD: Final = Path("/run/credentials")
_OF_CONTAINERS: Final = Path("/run/secrets")
_OTHERS, _OTHERS_BUT_MASK = 0o077, 0o037
HEAD_KEYS: Final = "ledger-heads.pub"
"""Name of the file of public keys that signed heads of the ledger."""


def is_open_to_others(path: Path, mode: int) -> bool:
    """Whether somebody else may touch the secret at `path`, whose mode is `mode`."""
    others = _OTHERS_BUT_MASK if _is_of_systemd(path) else _OTHERS
    return os.name == "posix" and bool(stat.S_IMODE(mode) & others)


def is_given(path: Path) -> bool:
    """Whether what lies at `path` was given: nothing can be made beside it, and it is never changed here."""
    return (
        _is_of_systemd(path)
        or path.is_relative_to(_OF_CONTAINERS)
        or (path.exists() and not os.access(path.parent, os.W_OK))
    )


def head_keys_of(root_key: Path, *, own_folder: Path) -> Path:
    """Where the public keys lie that signed heads: beside the root key, or in `own_folder` where that is given.

    A file beside it that can be written is used, also where no other can be made there.
    """
    beside = root_key.with_name(HEAD_KEYS)
    if root_key.parent == own_folder or not is_given(root_key):
        return beside
    return beside if beside.exists() and os.access(beside, os.W_OK) else own_folder / HEAD_KEYS


def _is_of_systemd(path: Path) -> bool:
    own = os.environ.get("CREDENTIALS_DIRECTORY")
    return path.is_relative_to(_OF_SYSTEMD) or (bool(own) and path.is_relative_to(Path(own or "")))
