"""What a page carries that can be kept: whose it is, in which session it was opened, for which office, where.

It stands sealed in a hidden input. Whoever keeps what a form sends believes nothing but it: no other site and no other
account has one, nobody makes one, and one taken from a page is worth nothing without the cookie of its session.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, TypeAlias
from uuid import UUID

from django.http import HttpRequest, QueryDict

from palermo.kit.shown import FIELD as SHOWN
from palermo.kit.templatetags.once import FIELD as ONCE
from palermo.trust.actor import Actor, Staff
from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_key

Fields: TypeAlias = dict[str, list[str]]

FIELD: Final = "kept_page"
"""The name of the hidden input."""
ACT: Final = "keep_page"
"""The name of what asks to keep the page instead of sending it; its value says how."""
LANGUAGE: Final = "speak"
"""The name of what asks for another language, with what was typed."""
_NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", ONCE, SHOWN, FIELD, ACT, LANGUAGE})
_PLACE = "kept_page"


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A page as it was opened. `texts` is a digest of what stood in its free text then, "" where that is not known."""

    mark: UUID
    user_id: UUID
    organisation_id: UUID
    unit_id: UUID
    session: str
    room: str
    path: str
    title: str
    about: tuple[UUID, ...]
    names: tuple[str, ...]
    texts: str

    def is_of(self, actor: Actor) -> bool:
        """Whether the page was opened by this account for this unit."""
        if not isinstance(actor, Staff):
            return False
        mine = (actor.user_id, actor.organisation_id, actor.unit_id)
        return mine == (self.user_id, self.organisation_id, self.unit_id)


def sealed(marker: Marker) -> str:
    """The value of the hidden input."""
    text = json.dumps(asdict(marker), default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(
        encrypt(derive(root_key(), "kept-page"), text.encode(), place=_PLACE)
    ).decode()


def opened(value: str) -> Marker | None:
    """The marker that a form brought; None for what no page of ours wrote."""
    try:
        told = json.loads(decrypt_derived("kept-page", base64.urlsafe_b64decode(value), place=_PLACE))
    except (Unreadable, binascii.Error, ValueError):
        return None
    ids = {name: UUID(told[name]) for name in ("mark", "user_id", "organisation_id", "unit_id")}
    about, names = tuple(map(UUID, told["about"])), tuple(told["names"])
    return Marker(**{**told, **ids, "about": about, "names": names})


def marker_in(request: HttpRequest) -> Marker | None:
    """The marker of the form that was sent."""
    value = request.POST.get(FIELD, "") if request.method == "POST" else ""
    return opened(value) if value else None


def typed(data: QueryDict) -> Fields:
    """What was typed and chosen, without what the page itself brought."""
    return {name: [str(one) for one in data.getlist(name)] for name in data if name not in _NOT_TYPED}


def digest(values: Iterable[str]) -> str:
    """Of what stands in the fields of free text, whatever signs end its lines."""
    plain = ["\n".join(value.split("\r\n")).strip() for value in values]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:32]


def has_new_text(marker: Marker, fields: Mapping[str, list[str]]) -> bool:
    """Whether something else stands in the free text than when the page was opened, and anything at all."""
    values = ["".join(fields.get(name, [])) for name in marker.names]
    return any(value.strip() for value in values) and digest(values) != marker.texts
