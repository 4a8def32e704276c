"""Names in any script and spelling sound alike when they are one name; the digests tell nothing without the key."""

from __future__ import annotations

import unicodedata
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.trust.actor import System
from palermo.trust.mandates import OrganisationKind
from palermo.trust.people.services import create_office, new_office
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.names import LONGEST, MOST_WORDS, phrases, skeleton, words_of
from palermo.trust.vault.tokens import TOKEN_BYTES, tokens_to_find

ONE_NAME = [
    ("Amina Diallo", "Aminah Dialo"),
    ("Мария Петрова", "Maria Petrova"),
    ("Мария Петрова", "Petrowa, Marija"),
    ("محمد علي", "Mohammed Ali"),
    ("محمد علي", "Muhamad Aly"),
    ("فاطمة حسن", "Fatma Hassan"),
    ("يوسف خليل", "Youssef Khaleel"),
    ("خديجة", "Khadija"),
    ("Khadija", "Hadija"),
    ("Abd al-Rahman Said", "Abdurrahman Saïd"),
    ("Abdul Rahman", "Abdulrahman"),
    ("Тетяна Коваленко", "Tetiana Kovalenko"),
    ("Татьяна", "Tatjana"),
    ("Sergei Yakovlev", "Sergey Jakovlev"),
    ("Zhanna", "Janna"),
    ("王小明", "Wang Xiaoming"),
    ("Xiao Ming Wang", "Xiaoming Wang"),
    ("Nguyễn Thị Hoa", "Hoa Nguyen"),
    ("José García", "Garcia Jose"),
    ("Zoë Müller", "Zoe Mueller"),
    ("Γεωργία Παπαδοπούλου", "Georgia Papadopoulou"),
    ("Giorgi გელაშვილი", "Giorgi Gelashvili"),
    ("Tigist ተስፋዬ", "Tigist Tesfaye"),
    ("Jelena Đorđević", "Jelena Djordjevic"),
    ("Wioletta Wójcik", "Violetta Vojcik"),
    ("Þóra Jónsdóttir", "Thora Jonsdottir"),
    ("Catherine Quist", "Katherin Kwist"),
    ("سارة حداد", "Sara Haddad"),
    ("زينب الخطيب", "Zainab Al Khatib"),
    ("زينب الخطيب", "Zeinab Khatib"),
    ("خالد العتيبي", "Khalid Alotaibi"),
    ("عبد العزيز ناصر", "Abdulaziz Nasser"),
    ("عبد الله الحربي", "Abdullah Al Harbi"),
    ("مروان الحلبي", "Marwan Halabi"),
    ("رضا حسینی", "Reza Hosseini"),
    ("ثمینہ ملک", "Samina Malik"),
    ("Галина Бондаренко", "Halyna Bondarenko"),
    ("Галина Бондаренко", "Galina Bondarenko"),
    ("Χρυσούλα Δήμου", "Chrysoula Dimou"),
    ("Χρυσούλα Δήμου", "Hrisoula Dimou"),
    ("Çağla Koç", "Cagla Koc"),
    ("Çağla Koç", "Chagla Koch"),
    ("Ștefania Țurcanu", "Stefania Turcanu"),
    ("Ștefania Țurcanu", "Stefania Tsurcanu"),
]
DIFFERENT = [
    ("Amina Diallo", "Maria Petrova"),
    ("Mohammed Ali", "Ahmed Ali"),
    ("Anna Kovac", "Ivan Kovac"),
    ("Ivan Petrov", "Ivan Pavlov"),
    ("Lyudmila Guseva", "Людмила Григоренко"),
    ("Hristina Georgieva", "Христо Ганчев"),
    ("مروان الحلبي", "Marwan al-Harbi"),
    ("Amina", "Amina Diallo"),
]
names = st.lists(
    st.text(st.characters(categories=["L"]), min_size=2, max_size=9), min_size=1, max_size=4
).map(" ".join)


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_one_name_is_found_across_scripts_and_spellings(one: str, other: str) -> None:
    assert phrases(one) & phrases(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_do_not_meet_and_one_word_finds_no_longer_name(one: str, other: str) -> None:
    assert not phrases(one) & phrases(other)


@given(names)
def test_case_accents_and_the_order_of_words_do_not_matter(name: str) -> None:
    found = phrases(name)
    assert phrases(unicodedata.normalize("NFD", name)) == phrases(unicodedata.normalize("NFC", name))
    whole = " ".join(sorted({skeleton(word) for word in words_of(name)}))
    for order in permutations(words_of(name)[:3]):
        if 1 <= len(words_of(name)) <= 3:
            assert whole in phrases(" ".join(order))
    assert found == phrases(f"  {name} ")


@given(st.text(max_size=200))
def test_any_text_at_all_gives_a_bounded_number_of_phrases_of_plain_letters(text: str) -> None:
    found = phrases(text)
    assert len(found) <= 2 * MOST_WORDS * (1 + MOST_WORDS * (MOST_WORDS - 1) // 2)
    for phrase in found:
        assert phrase.replace(" ", "").isalpha()
        assert all(1 <= len(part) <= LONGEST for part in phrase.split(" "))


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_word_and_the_word_with_doubled_letters_sound_alike(word: str) -> None:
    doubled = "".join(letter * 2 for letter in word)
    single = "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)
    assert skeleton(doubled) == skeleton(single)


def an_office(name: str) -> System:
    actor = new_office()
    with unit_of_work(actor):
        create_office(actor, name=name, kind=OrganisationKind.NGO, country="XA")
    return actor


@pytest.mark.usefixtures("database")
def test_two_offices_have_no_token_in_common_for_one_name() -> None:
    one, other = an_office("One"), an_office("Other")
    tokens = []
    for actor in (one, other, one):
        with unit_of_work(actor):
            tokens.append(tokens_to_find(actor.organisation_id, "Amina Diallo"))
    assert tokens[0] == tokens[2]
    assert not tokens[0] & tokens[1]
    assert all(len(token) == TOKEN_BYTES for token in tokens[0])


@pytest.mark.usefixtures("database")
def test_a_name_without_letters_has_no_token() -> None:
    actor = an_office("One")
    with unit_of_work(actor):
        assert tokens_to_find(actor.organisation_id, " 12-34 ") == set()
