"""A form in error says on top and at the field how to mend it, and loses nothing that was typed."""

from __future__ import annotations

import re

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st
from tests.kit import gallery

from palermo.exchange.kinds.registry import schema_of
from palermo.kit.forms import KitForm
from palermo.kit.number_fields import WholeNumberField
from palermo.kit.problems import problems_of
from palermo.kit.text import is_control, turns_writing, without_controls


def ids(page: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', page)


@pytest.mark.parametrize("name", gallery.PAGES)
def test_no_id_stands_twice_and_every_reference_leads_somewhere(name: str) -> None:
    page = gallery.render(name)
    found = ids(page)
    assert len(found) == len(set(found))
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for references in re.findall(rf'\s{attribute}="([^"]*)"', page):
            assert references.split(), f"{attribute} is empty"
            assert set(references.split()) <= set(found)


def test_each_line_of_the_error_summary_leads_to_its_control() -> None:
    page = gallery.render("wrong-form")
    summary = page[page.index('id="error-summary"') : page.index("<h1")]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_code", "id_born_day", "id_speaks_0", "id_needs_0", "id_explained"]
    assert set(targets) <= set(ids(page))
    assert summary.index("<h2") < summary.index("href")


def test_a_page_in_error_says_so_in_its_window_title() -> None:
    assert "<title>Error: New case" in gallery.render("wrong-form")
    assert "<title>New case" in gallery.render("form")


def test_a_wrong_field_carries_its_message_and_points_to_it() -> None:
    page = gallery.render("wrong-form")
    control = re.search(r'<input[^>]*id="id_code"[^>]*>', page)
    assert control is not None
    assert 'aria-invalid="true"' in control[0]
    assert "id_code_error" in control[0]
    assert page.index('id="id_code_error"') < control.start()


def test_what_was_typed_is_kept_when_a_form_fails() -> None:
    page = gallery.render("wrong-form")
    assert 'id="id_born_day" value="31"' in page
    assert re.search(r'value="bed"[^>]*checked', page)
    assert re.search(r'value="XA" selected', page)


def test_only_the_wrong_part_of_a_date_is_marked() -> None:
    page = gallery.render("wrong-form")
    parts = re.findall(r'<input type="text" class="date-(\w+)"[^>]*aria-invalid="true"', page)
    assert parts == ["day"]


class Sample(KitForm):
    """Fields with Django's own messages and one with a message of its own."""

    name = forms.CharField(label="Name", max_length=3)
    age = WholeNumberField(label="Age")
    email = forms.EmailField(label="Email")
    sign = forms.BooleanField(label="Signed")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    own = forms.CharField(label="Own", error_messages={"required": "Write why."})


def test_messages_say_how_to_mend() -> None:
    form = Sample({"name": "abcd", "age": "x", "email": "x", "kind": "z"})
    assert [problem.text for problem in problems_of(form).items] == [
        "Shorten this to at most 3 characters; it has 4.",
        "Enter a whole number in figures, for example 12.",
        "Enter an email address, for example name@example.org.",
        "Tick “Signed” to go on.",
        "Choose one of the answers listed.",
        "Write why.",
    ]
    assert [problem.text for problem in problems_of(Sample({})).items][:2] == [
        "Fill in “Name”.",
        "Fill in “Age”.",
    ]


def test_what_somebody_typed_is_never_markup() -> None:
    page = str(Sample({"name": "<b>", "kind": "<script>"}))
    assert "<b>" not in page
    assert "<script>" not in page


def test_a_problem_of_the_whole_form_stands_first_and_leads_nowhere() -> None:
    form = Sample({})
    form.add_error(None, "The two dates are the wrong way round.")
    first = problems_of(form).items[0]
    assert (first.text, first.target) == ("The two dates are the wrong way round.", "")


def test_the_page_says_when_a_password_or_file_has_to_be_given_again() -> None:
    class Secret(KitForm):
        password = forms.CharField(widget=forms.PasswordInput)

    assert problems_of(Secret({})).typed_again
    assert not problems_of(Sample({})).typed_again


def test_optional_questions_say_so_and_placeholders_are_dropped() -> None:
    class Mixed(forms.Form):
        first = forms.CharField(label="First", widget=forms.TextInput(attrs={"placeholder": "First"}))
        second = forms.CharField(label="Second", required=False)

    page = str(Mixed())
    assert page.count("(optional)") == 1
    assert page.index("(optional)") > page.index("Second")
    assert "placeholder" not in page


class TextForm(KitForm):
    """One text of limited length."""

    text = forms.CharField(label="Text", max_length=10)


def test_an_end_of_line_counts_as_one_sign_whoever_made_it() -> None:
    form = TextForm({"text": "a\r\nb\rc\x0bd\u2028e"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "a\nb\nc\nd\ne"


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x9b"])
def test_control_signs_are_named_at_the_field_and_nothing_is_lost(sign: str) -> None:
    form = TextForm({"text": f"Ok{sign}oye"})
    assert not form.is_valid()
    assert "stood at “Ok▯oye”" in str(form.errors["text"])
    assert 'value="Okoye"' in str(form)


@given(st.text(max_size=14))
def test_what_a_form_takes_a_package_carries(text: str) -> None:
    form = TextForm({"text": text})
    if form.is_valid():
        schema_of("service_place").validate(
            {"code": "AAAA-AAAA", "address": "-", "staff": form.cleaned_data["text"]}
        )
    left = without_controls(text)
    assert not any(is_control(sign) or turns_writing(sign) for sign in left)
    schema_of("service_place").validate({"code": "AAAA-AAAA", "address": "-", "staff": left})


def test_joiners_that_scripts_need_are_kept() -> None:
    form = TextForm({"text": "می\u200cخواهم"})
    assert form.is_valid(), form.errors


def test_a_text_too_long_is_kept_whole_and_named_instead_of_cut_by_the_browser() -> None:
    form = TextForm({"text": "x" * 30})
    page = str(form)
    assert "maxlength" not in page
    assert "x" * 30 in page
    assert "at most 10 characters; it has 30" in page
