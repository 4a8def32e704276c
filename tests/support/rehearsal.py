"""The cast, made once for a session: a test that asks for it gets a clone of the database it was made in."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support import place, session
from tests.support.cast import Cast, make_cast


@dataclass(frozen=True)
class Rehearsal:
    """The cast, and the name of the database it is in."""

    cast: Cast
    template: str


@cache
def rehearsed(folder: Path, server: session.Server) -> Rehearsal:
    """The session's cast; whoever asks first makes it. Its rows are sealed under the session's root key."""
    kept, template = folder / "cast.pickle", f"{server.template}_cast"
    with session.alone(folder):
        if not kept.exists():
            session.copy(server, template, template=server.template)
            with place.pointed_at(template):
                kept.write_bytes(pickle.dumps(make_cast()))
    return Rehearsal(cast=pickle.loads(kept.read_bytes()), template=template)  # noqa: S301 (our own file)
