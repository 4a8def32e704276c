"""What is typed is judged at the edge, in words that mend, and kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from palermo.kit.choices import Unsaid, is_unsaid, with_unsaid
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField, SafeFileField
from palermo.kit.files import FileKind, plain_name
from palermo.kit.forms import FilterForm, KitForm
from palermo.kit.languages import COMMON, LANGUAGES, languages_by_name
from palermo.kit.partial_date import PartialDate
from palermo.kit.problems import problems_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n...\n%%EOF\n"


class DateForm(KitForm):
    """A date within bounds."""

    born = PartialDateField(label="Born", earliest=date(1920, 1, 1), latest=lambda: date(2026, 11, 23))


def typed(day: str = "", month: str = "", year: str = "") -> DateForm:
    return DateForm({"born_day": day, "born_month": month, "born_year": year})


@pytest.mark.parametrize(
    ("parts", "known"),
    [
        (("", "", "2008"), PartialDate(2008)),
        (("", "11", "2008"), PartialDate(2008, 11)),
        (("3", "02", "2008"), PartialDate(2008, 2, 3)),
        (("3", "february", "2008"), PartialDate(2008, 2, 3)),
        (("3", "Feb", "2008"), PartialDate(2008, 2, 3)),
        (("٣", "٢", "٢٠٠٨"), PartialDate(2008, 2, 3)),
        (("", "", "2026"), PartialDate(2026)),
    ],
)
def test_a_date_may_be_known_in_part(parts: tuple[str, str, str], known: PartialDate) -> None:
    form = typed(*parts)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == known


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        (("", "", ""), "id_born_day"),
        (("3", "2", ""), "id_born_year"),
        (("3", "2", "08"), "id_born_year"),
        (("3", "2", "year"), "id_born_year"),
        (("3", "", "2008"), "id_born_month"),
        (("", "13", "2008"), "id_born_month"),
        (("", "Febtember", "2008"), "id_born_month"),
        (("30", "2", "2008"), "id_born_day"),
        (("x", "2", "2008"), "id_born_day"),
        (("", "", "1850"), "id_born_year"),
        (("", "", "1919"), "id_born_year"),
        (("24", "11", "2026"), "id_born_year"),
        (("99999999999999999999", "1", "2008"), "id_born_day"),
    ],
)
def test_a_date_that_cannot_be_is_mended_at_the_part_that_is_wrong(
    parts: tuple[str, str, str], where: str
) -> None:
    form = typed(*parts)
    problems = problems_of(form).items
    assert [problem.target for problem in problems] == [where]
    page = str(form)
    assert f'id="{where}"' in page
    for name, value in zip(("day", "month", "year"), parts, strict=True):
        assert f'name="born_{name}" id="id_born_{name}" value="{value}"' in page


def test_months_may_be_typed_in_the_language_of_the_page() -> None:
    with translation.override("ar"):
        form = typed("3", "فبراير", "2008")
        assert form.is_valid(), form.errors


def test_a_date_asked_for_whole_names_what_is_missing() -> None:
    class Whole(KitForm):
        on = PartialDateField(label="On", whole=True)

    form = Whole({"on_month": "11", "on_year": "2026"})
    assert problems_of(form).items[0].target == "id_on_day"


def test_a_date_shown_and_sent_back_has_not_changed() -> None:
    form = DateForm(
        {"born_day": "", "born_month": "11", "born_year": "2008"}, initial={"born": PartialDate(2008, 11)}
    )
    assert not form.has_changed()
    assert 'value="11"' in str(DateForm(initial={"born": "2008-11"}))


class CodedForm(KitForm):
    """One answer and several."""

    language = CodedChoiceField(label="Language", choices=[("aa", "Aamish")])
    needs = CodedMultipleChoiceField(label="Needs", choices=[("bed", "A bed"), ("care", "Care")])


@pytest.mark.parametrize("reason", list(Unsaid))
def test_why_there_is_no_answer_is_an_answer(reason: Unsaid) -> None:
    form = CodedForm({"language": reason.value, "needs": [reason.value]})
    assert form.is_valid(), form.errors
    assert is_unsaid(form.cleaned_data["language"])
    assert str(reason.label) in str(form)


def test_a_blank_is_no_answer() -> None:
    form = CodedForm({})
    assert [problem.target for problem in problems_of(form).items] == ["id_language_0", "id_needs_0"]


def test_an_answer_and_a_reason_for_none_exclude_each_other() -> None:
    assert not CodedForm({"language": "aa", "needs": ["bed", "not_asked"]}).is_valid()
    assert not CodedForm({"language": "aa", "needs": ["not_known", "not_asked"]}).is_valid()
    assert CodedForm({"language": "aa", "needs": ["bed", "care"]}).is_valid()


def test_a_code_nobody_offered_is_refused() -> None:
    assert not CodedForm({"language": "zz", "needs": ["bed"]}).is_valid()
    assert with_unsaid([], [Unsaid.NOT_ASKED]) == [("not_asked", Unsaid.NOT_ASKED.label)]


class FileForm(forms.Form):
    """An upload."""

    file = SafeFileField(
        label="File", kinds=[FileKind.PNG, FileKind.PDF, FileKind.CSV, FileKind.JSON], max_bytes=200
    )


def uploaded(name: str, content: bytes, content_type: str = "image/png") -> FileForm:
    return FileForm({}, {"file": SimpleUploadedFile(name, content, content_type)})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("a.PDF", PDF, "application/pdf"),
        ("a.csv", "code,näme\n1,2\n".encode(), "text/csv"),
        ("a.json", b'\xef\xbb\xbf {"a": 1}', "application/json"),
    ],
)
def test_a_file_gets_the_type_of_its_content(name: str, content: bytes, kind: str) -> None:
    form = uploaded(name, content, "text/html")
    assert form.is_valid(), form.errors
    file: Any = form.cleaned_data["file"]
    assert file.content_type == kind
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", PDF, "wrong_content"),
        ("a.png", b"<svg onload=x>", "wrong_content"),
        ("a.pdf", b"%PDF-1.7 and never an end", "wrong_content"),
        ("a.csv", b"\xff\xfe\0a", "wrong_content"),
        ("a.csv", b"a,b\0c", "wrong_content"),
        ("a.json", b"MZ not json", "wrong_content"),
        ("a.exe", PNG, "wrong_kind"),
        ("png", PNG, "wrong_kind"),
        (".png", PNG, "wrong_kind"),
        ("a.png.html", PNG, "wrong_kind"),
        ("a.png", PNG + b"\0" * 300, "too_large"),
        ("a.png", b"", "empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, content: bytes, code: str) -> None:
    form = uploaded(name, content)
    assert [error.code for error in form.errors.as_data()["file"]] == [code]


def test_no_file_says_how_large_one_may_be() -> None:
    assert "200" in problems_of(FileForm({}, {})).items[0].text


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\files\\letter.pdf", "letter.pdf"),
        ("gnp.\u202eexe.png", "gnp.exe.png"),
        ("a\nb\0.png", "ab.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_file_name_is_made_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_filters_that_cannot_be_read_do_not_filter() -> None:
    class Filters(FilterForm):
        state = forms.ChoiceField(choices=[("", "Any"), ("open", "Open")])
        office = forms.IntegerField()

    assert Filters({"state": "open", "office": "x"}).chosen == {"state": "open"}
    assert Filters({}).chosen == {}


@pytest.mark.parametrize(
    ("year", "words"), [("1850", "not before 1 Jan 1900"), ("2500", "not after 31 Dec 2199")]
)
def test_a_year_out_of_reach_says_from_when_or_until_when(year: str, words: str) -> None:
    (problem,) = problems_of(typed("", "", year)).items
    assert words in str(problem.text)


def test_languages_stand_as_their_names_do_in_the_language_of_the_page() -> None:
    first = ("", "Choose a language")
    for language in ("en-gb", "ar"):
        with translation.override(language):
            offered = languages_by_name(first)()
            assert offered[0] == first
            names = [str(name).casefold() for _code, name in offered[1:]]
            assert names == sorted(names)
            assert len(names) == len(COMMON)


def test_a_language_has_its_name_in_the_language_of_the_page_and_its_own_word_where_the_field_has_one() -> (
    None
):
    with translation.override("en-gb"):
        assert [str(LANGUAGES[code]) for code in ("sq", "uk", "pcm")] == [
            "Albanian",
            "Ukrainian",
            "Nigerian Pidgin",
        ]
        assert [str(LANGUAGES[code]) for code in ("bn", "fa", "sgn")] == [
            "Bengali",
            "Persian, Dari",
            "A sign language",
        ]
    with translation.override("ar"):
        assert [str(LANGUAGES[code]) for code in ("sq", "fa")] == ["الألبانية", "الفارسية، الدرية"]
