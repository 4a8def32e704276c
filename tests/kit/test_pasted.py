"""What comes along unseen with a pasted text: taken out where that changes nothing, asked about where it does."""

from __future__ import annotations

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.forms import KitForm
from palermo.kit.text import place_of_unseen, turns_writing, without_controls, without_unseen

UNSEEN = "\u00ad\u200b\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
pasted = st.text(st.sampled_from("ab 1+-\nאب" + UNSEEN), max_size=20)


class TextForm(KitForm):
    text = forms.CharField(label="Text")


def taken(text: str) -> str | None:
    form = TextForm({"text": text})
    return str(form.cleaned_data["text"]) if form.is_valid() else None


@pytest.mark.parametrize(
    "number",
    [
        "\u202a+44 7700 900123\u202c",
        "\u202d+44 7700 900123\u202c",
        "\u2068+44 7700 900123\u2069",
        "\u2066\u202a+44 7700\u202c 900123\u2069",
        "\ufeff+44 7700 900123\u200b",
        "+44 7700 900123\u202c",
        "\u202d+44 7700 900123",
    ],
)
def test_a_number_pasted_from_contacts_is_taken_as_it_reads(number: str) -> None:
    assert taken(number) == "+44 7700 900123"


def test_names_in_embeddings_are_taken_and_what_scripts_need_stays() -> None:
    assert taken("\u2068Amina\u2069 \u202bسلمى\u202c") == "Amina سلمى"
    for needed in ("می\u200cخواهم", "\u200fسلمى", "क\u094d\u200dष"):
        assert taken(f"a{needed}") == f"a{needed}"


@pytest.mark.parametrize(
    "text", ["\u202eanimA\u202c", "\u202eanimA", "Ana \u202dسلمى\u202c", "\u202e321\u202c"]
)
def test_what_made_a_text_read_as_another_is_asked_about_and_taken_when_sent_again(text: str) -> None:
    form = TextForm({"text": text})
    assert not form.is_valid()
    shown = str(form["text"].value())
    assert not any(map(turns_writing, shown))
    assert "Send it again to use it so" in str(form.errors["text"])
    assert "▯" in str(form.errors["text"])
    assert shown in str(form)
    assert taken(shown) == shown


@given(pasted)
def test_nothing_seen_is_lost_and_what_stays_hidden_is_refused(text: str) -> None:
    cleaned = without_unseen(text)
    assert without_unseen(cleaned) == cleaned
    seen = [sign for sign in text if sign not in UNSEEN]
    assert [sign for sign in cleaned if sign not in UNSEEN] == seen
    assert set(cleaned) & set(UNSEEN) <= set("\u202c\u202d\u202e"), "an override alone is asked about"
    if any(map(turns_writing, cleaned)):
        assert taken(f"x{text}") is None
        assert place_of_unseen(cleaned)
    assert not any(map(turns_writing, without_controls(text)))


def test_a_secret_is_taken_as_it_was_typed() -> None:
    class SecretForm(KitForm):
        secret = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = SecretForm({"secret": "a\u200bb"})
    assert form.is_valid()
    assert form.cleaned_data["secret"] == "a\u200bb"
