"""What a page offers: its links, its forms, the ids it names; and a walk through all that one account is shown."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from tests.attack.asker import Asker

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ENDS = ("/leave/", "/account/logout/", "/locked/", "/static/", "/language/")
"""Addresses that end the visit, or are no page."""
BEGIN = (
    "/today/",
    "/account/",
    "/office/",
    "/office/units/",
    "/office/ledger/",
    "/agreements/",
    "/services/",
)
BEGIN += ("/protection/", "/protection/referrals/", "/exchange/", "/office/switches/", "/installation/")
OF_EACH_PATTERN = 2


@dataclass
class Field:
    """One control of a form: its kind as HTML names it, and what it may hold."""

    name: str
    kind: str
    value: str
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page that is sent by POST."""

    action: str
    fields: list[Field] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What it asks for, without what it holds: two forms of one label are one form."""
        return f"{pattern(self.action)} {sorted(entry.name for entry in self.fields)}"


class Page(HTMLParser):
    """Links and forms of a page at an address."""

    def __init__(self, at: str, text: str) -> None:
        super().__init__()
        self.at = at
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links, forms and their controls."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?", ".")):
            self.links.append(urlsplit(urljoin(self.at, given["href"])).path)
        elif tag == "form":
            action = urlsplit(urljoin(self.at, given.get("action", ""))).path
            self._form = Form(action) if given.get("method", "").lower() == "post" else None
            if self._form is not None:
                self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
        elif tag in ("input", "textarea", "select", "button") and name:
            kind = given.get("type", "text") if tag == "input" else tag
            value = given.get("value", "")
            entry = Field(name, kind, value, [value] if kind in ("radio", "checkbox") else [])
            form.fields.append(entry)
            if tag == "select":
                self._select = entry

    def handle_endtag(self, tag: str) -> None:
        """What a form or a list of choices holds ends with it."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None


@dataclass
class Seen:
    """What one account is shown: each page it opened, each address it was led to, each id it read."""

    pages: dict[str, str] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


def pattern(path: str) -> str:
    """The name of the address, "" where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def walk(asker: Asker, *, of_each_pattern: int = OF_EACH_PATTERN) -> Seen:
    """Follow every link from the first pages on, so many of each kind of address."""
    seen, opened = Seen(), Counter[str]()
    waiting = list(dict.fromkeys(BEGIN))
    while waiting:
        path = waiting.pop(0)
        name = pattern(path)
        if path in seen.pages or not name or opened[name] >= of_each_pattern:
            continue
        opened[name] += 1
        answer = asker.get(path)
        if answer.status != 200:
            opened[name] -= 1
            seen.pages.setdefault(path, "")
            if answer.leads_to.startswith("/") and "/login/" not in answer.leads_to:
                waiting.append(urlsplit(answer.leads_to).path)
            continue
        page = Page(path, answer.page)
        seen.pages[path] = answer.page
        seen.ids |= set(ID.findall(answer.page))
        found = [*page.links, *(form.action for form in page.forms)]
        fresh = [link for link in found if not link.startswith(ENDS)]
        seen.addresses |= set(fresh)
        waiting += fresh
    seen.ids |= {found for address in seen.addresses for found in ID.findall(address)}
    return seen
