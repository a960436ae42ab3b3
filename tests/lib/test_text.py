"""Search without marks and the order of the Vietnamese alphabet."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.lib.names import initials, person_sort_key
from workflow_app.lib.text import excerpt, fold, search_text, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    (
        ("Hòa bình, Đoàn kết", "hoa binh, doan ket"),
        ("  LIÊN HIỆP\u00a0các\ntổ chức ", "lien hiep cac to chuc"),
        (unicodedata.normalize("NFD", "Thừa Thiên - Huế"), "thua thien - hue"),
        ("Hu\u200bế\ufeff", "hue"),
        ("", ""),
    ),
)
def test_a_text_is_folded_for_search(text, folded):
    assert fold(text) == folded


def test_search_text_joins_what_is_there():
    assert search_text("Đà Nẵng", None, "", 2022) == "da nang 2022"


def test_every_character_is_folded_by_what_it_is():
    """What is folded quickly, as bytes, is what asking for each character gives."""
    for code in range(0x3000):
        lowered = unicodedata.normalize("NFKD", f"a{chr(code)}b").lower().replace("đ", "d")
        kept = (one for one in lowered if unicodedata.category(one) not in {"Mn", "Cf"})
        assert fold(f"a{chr(code)}b") == " ".join("".join(kept).split())


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_letters_follow_the_vietnamese_alphabet():
    words = "an ăn ân ba ca da đa em êm ga ha im khi lan mai na oanh ông ơn phi qua ra sa ta um ưng vi xa y"
    expected = words.split()

    assert sorted(set(expected), key=sort_key) == expected


def test_tones_decide_only_between_equal_letters():
    expected = ["ma", "mà", "mả", "mã", "má", "mạ", "mà la", "mac"]

    assert sorted(set(expected), key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ", "mà la", "mac",
    ]  # fmt: skip


def test_the_order_survives_composed_and_split_letters_and_case():
    assert sort_key("Đỗ Ường") == sort_key(unicodedata.normalize("NFD", "ĐỖ  ƯỜNG"))


@given(st.text())
def test_a_key_holds_only_what_no_collation_reorders(text):
    key = sort_key(text)
    assert key.isascii()
    assert key.isalnum()


def test_numbers_come_before_letters_and_shorter_before_longer():
    expected = ["2 Bà", "An", "An Giang", "Ân"]

    assert sorted(["Ân", "An Giang", "2 Bà", "An"], key=sort_key) == expected


def test_people_are_listed_by_given_name_then_family_name():
    people = [
        "Nguyễn Văn Bình",
        "Trần An",
        "Đỗ Ánh",
        "Lê Thị An",
        "Dương Ánh",
        "Phạm Ân",
        "Bùi Ái",
    ]

    assert sorted(people, key=person_sort_key) == [
        "Bùi Ái",
        "Lê Thị An",
        "Trần An",
        "Dương Ánh",
        "Đỗ Ánh",
        "Phạm Ân",
        "Nguyễn Văn Bình",
    ]


@pytest.mark.parametrize(
    ("name", "letters"),
    (
        ("Nguyễn Thị Lan Anh", "NA"),
        ("đỗ thị ánh", "ĐA"),
        ("Ông Ích Ân", "ÔÂ"),
        ("Hoa", "H"),
        ("", ""),
    ),
)
def test_initials_are_family_and_given_name_without_tones(name, letters):
    assert initials(name) == letters


def test_a_long_text_is_shortened_for_a_sentence():
    assert excerpt("một\nhai", 60) == "một hai"
    assert len(excerpt("x" * 500)) == 60


def test_a_mark_with_nothing_before_it_sorts_as_nothing():
    """A name that began with a lone combining mark had no letter to take the key from."""
    assert sort_key("\u1b6bAn") == sort_key("An")
