"""Files of an installation are written as what they are: never through a link that somebody laid under their name.

An installation's folder belongs to one account, and root writes in it once it was taken back; a folder that other
machines collect from is open to others too. Pure functions, without settings.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path


class LinkInTheWay(OSError):
    """A link, a special file or a file with another name lies where one is to be written; `filename` says where."""


def opened(path: Path, flags: int, *, mode: int = 0o600) -> int:
    """A descriptor of the regular file at `path`, which is made with `mode` unless it is there.

    `flags` as of os.open. As root a file that has another name too is refused: whoever could once write in its folder
    may have given a file of root's a name there. Raises LinkInTheWay, and OSError as os.open.
    """
    never = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags & ~os.O_TRUNC | os.O_CREAT | never, mode)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO, errno.EMLINK}:
            raise _in_the_way(path) from error
        raise
    try:
        _refuse_others(path, os.fstat(descriptor))
        if flags & os.O_TRUNC:
            os.ftruncate(descriptor, 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def write_file(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    """Make this the content of the file; a new one has mode 0600, with `mode` an old one gets that too."""
    flags = os.O_WRONLY | os.O_TRUNC
    with os.fdopen(opened(path, flags, mode=0o600 if mode is None else mode), "wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content.encode() if isinstance(content, str) else content)


def copy_file(source: Path, target: Path) -> None:
    """Make the content of `source` that of `target`; a new one has mode 0600."""
    with source.open("rb") as read, os.fdopen(opened(target, os.O_WRONLY | os.O_TRUNC), "wb") as written:
        shutil.copyfileobj(read, written)


def make_file(path: Path) -> None:
    """Make an empty file, mode 0600; one that is there stays as it is."""
    os.close(opened(path, os.O_WRONLY | os.O_APPEND))


def _refuse_others(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or (os.geteuid() == 0 and found.st_nlink > 1):
        raise _in_the_way(path)


def _in_the_way(path: Path) -> LinkInTheWay:
    return LinkInTheWay(errno.ELOOP, "It is a link, or no file of its own: take it away", str(path))
