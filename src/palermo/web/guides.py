"""The guides of docs/guides as pages of the program: read from the package, drawn once for each process.

`guides/` beside this module is a link to docs/guides, whose files a built package holds as its own. Pictures of the
guides stay in the repository; a link that leads to no guide is drawn as its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role

GUIDE_OF: Final[dict[Role, str]] = {
    Role.COORDINATOR: "coordinator",
    Role.CASEWORKER: "caseworker",
    Role.FOCAL_POINT: "focal-point",
    Role.DECISION_MAKER: "decision-maker",
    Role.POLICE_OFFICER: "police-officer",
    Role.PROSECUTOR_LIAISON: "prosecutor-liaison",
    Role.ANALYST: "analyst",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
    Role.OPERATOR: "operator",
}
"""The guide of each role, by the name of its file."""

WITHOUT_KEYS: Final = "without_keys"
"""Of a session: the single keys `/` and `?` do nothing in it."""

_GUIDE = re.compile(r"([a-z-]+)\.md(#[\w-]+)?")
_NO_LETTER = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading of a guide: where it stands on the page, and what is said under it, without marks."""

    heading: str
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Guide:
    """One guide: its name in the address, its title, its body as markup, its sections."""

    name: str
    title: str
    body: SafeString
    sections: tuple[Section, ...]


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its name."""
    found = sorted(files("palermo.web").joinpath("guides").iterdir(), key=lambda file: file.name)
    texts = {
        file.name.removesuffix(".md"): file.read_text(encoding="utf-8")
        for file in found
        if file.name.endswith(".md")
    }
    return {name: _drawn(name, text, texts.keys()) for name, text in texts.items()}


def guides_of(actor: Actor) -> list[Guide]:
    """The guides of the roles the actor acts in, in the order of the roles; empty for nobody and for no role."""
    roles = actor.roles if isinstance(actor, Staff) else frozenset()
    return [guides()[name] for role, name in GUIDE_OF.items() if role in roles]


def page_of_guide(name: str, anchor: str = "") -> str:
    """The address of a guide, or of a section of it."""
    return reverse("web:guide", args=[name]) + (f"#{anchor}" if anchor else "")


def _drawn(name: str, text: str, known: Iterable[str]) -> Guide:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = _without_pictures(reader.parse(text))
    title = next((_plain(tokens[at + 1]) for at, one in enumerate(tokens) if one.tag == "h1"), name)
    body, sections = [], []
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            heading = _plain(tokens[at + 1])
            token.attrSet("id", anchor_of(heading))
            if token.tag == "h2":
                sections.append((heading, [heading]))
        elif token.type in {"inline", "fence", "code_block"} and sections:
            sections[-1][1].append(_plain(token))
        if token.type == "inline" and token.children:
            token.children = list(_links(token.children, set(known)))
        body.append(token)
    drawn = reader.renderer.render(_after_title(body), reader.options, {})
    return Guide(
        name=name,
        title=title,
        # The reader lets no markup of the text through, and the texts are the project's own.
        body=mark_safe(drawn),  # noqa: S308
        sections=tuple(
            Section(heading=heading, anchor=anchor_of(heading), text=" ".join(said))
            for heading, said in sections
        ),
    )


def anchor_of(heading: str) -> str:
    """The name of a heading in an address, as links in the guides write it.

    >>> anchor_of("The person's yes, or no")
    'the-persons-yes-or-no'
    """
    return _NO_LETTER.sub("", heading.lower()).replace(" ", "-")


def _after_title(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the first heading: the page has it."""
    end = next((at for at, token in enumerate(tokens) if token.type == "heading_close"), -1)
    return tokens[end + 1 :] if end >= 0 and tokens[end].tag == "h1" else tokens


def _without_pictures(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = [child for child in token.children if child.type != "image"]
        if token.type == "paragraph_close" and kept[-1].type == "inline" and not kept[-1].children:
            del kept[-2:]
        else:
            kept.append(token)
    return kept


def _links(children: Sequence[Token], known: set[str]) -> Iterator[Token]:
    """Links to guides and within this one lead there; of another only its words stand."""
    dropped: list[bool] = []
    for token in children:
        if token.type == "link_open":
            target = _target(str(token.attrGet("href") or ""), known)
            dropped.append(target is None)
            if target is None:
                continue
            token.attrSet("href", target)
        elif token.type == "link_close" and dropped.pop():
            continue
        yield token


def _target(href: str, known: set[str]) -> str | None:
    if href.startswith("#"):
        return href
    guide = _GUIDE.fullmatch(href)
    if guide is None or guide[1] not in known:
        return None
    return page_of_guide(guide[1], (guide[2] or "").removeprefix("#"))


def _plain(token: Token) -> str:
    """The words of a token, without marks."""
    if not token.children:
        return token.content
    return "".join(" " if child.type == "softbreak" else child.content for child in token.children)
