"""A file of an installation is never written through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from palermo.kit.writing import LinkInTheWay, copy_file, make_file, write_file

WRITERS: list[Callable[[Path], None]] = [
    lambda path: write_file(path, "new"),
    lambda path: write_file(path, b"new", mode=0o644),
    make_file,
    lambda path: copy_file(Path(__file__), path),
]


@pytest.mark.parametrize("write", WRITERS)
def test_a_link_is_refused_and_what_it_leads_to_stays_as_it_was(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("root's", encoding="ascii")
    precious.chmod(0o600)
    for target in (precious, tmp_path / "nothing"):
        link = tmp_path / f"link to {target.name}"
        link.symlink_to(target)
        with pytest.raises(LinkInTheWay) as refused:
            write(link)
        assert refused.value.filename == str(link)
    assert precious.read_text(encoding="ascii") == "root's"
    assert stat.S_IMODE(precious.stat().st_mode) == 0o600
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("write", WRITERS)
def test_a_pipe_holds_nobody_up(write: Callable[[Path], None], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LinkInTheWay):
        write(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root could be led to a file that is closed to others.")
def test_root_writes_into_no_file_that_has_another_name(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("root's", encoding="ascii")
    os.link(precious, tmp_path / "ready")
    with pytest.raises(LinkInTheWay):
        write_file(tmp_path / "ready", "new")
    assert precious.read_text(encoding="ascii") == "root's"


def test_a_new_file_is_its_owners_alone_and_an_old_one_is_replaced(tmp_path: Path) -> None:
    write_file(tmp_path / "one", "a longer text")
    write_file(tmp_path / "one", "short")
    assert (tmp_path / "one").read_text(encoding="utf-8") == "short"
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600
    make_file(tmp_path / "one")
    assert (tmp_path / "one").read_text(encoding="utf-8") == "short"
    write_file(tmp_path / "one", "for all", mode=0o644)
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o644
