"""What a person said is not sent to a browser's maker: no translation, no spelling service, no correction."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.protection import flow
from tests.support.cast import Cast, signed_in
from tests.support.place import Database

from palermo.trust.mandates import Role

HELPERS_OFF = (
    'spellcheck="false"',
    'autocorrect="off"',
    'autocapitalize="off"',
    'writingsuggestions="false"',
)


def test_signed_in_pages_ask_browsers_not_to_translate_them_nor_to_check_their_spelling(cast: Cast) -> None:
    page = signed_in(cast.owner[Role.CASEWORKER]).get("/today/").content.decode()
    head = page[: page.index("<body>")]
    assert 'translate="no"' in head
    assert '<meta name="google" content="notranslate">' in head
    assert 'spellcheck="false"' in head


@pytest.mark.parametrize("path", ["/", "/cards/", "/cards/en/", "/partnership/protocol/"])
def test_public_pages_may_be_translated(client: Client, database: Database, path: str) -> None:
    page = client.get(path).content.decode()
    assert "translate=" not in page
    assert "notranslate" not in page


@pytest.mark.parametrize("step", ["contact", "about", "who"])
def test_every_field_for_words_is_typed_without_helpers(cast: Cast, step: str) -> None:
    case = flow.open_file(cast.owner[Role.CASEWORKER]).case
    client = signed_in(cast.owner[Role.CASEWORKER])
    pages = [
        client.get(f"/protection/cases/{case.pk}/identity/{step}/", follow=True).content.decode(),
        client.get(f"/protection/cases/{case.pk}/accounts/add/").content.decode(),
        client.get(f"/protection/cases/{case.pk}/assistance/add/").content.decode(),
    ]
    fields = [
        tag
        for page in pages
        for tag in re.findall(r"<(?:textarea|input)[^>]*>", page[page.index("<main") :])
        if tag.startswith("<textarea") or re.search(r'type="(?:text|search)"', tag)
    ]
    typed = [tag for tag in fields if not re.search('inputmode="(?:numeric|decimal)"', tag)]
    assert typed
    assert [tag for tag in typed if not all(helper in tag for helper in HELPERS_OFF)] == []
