"""Numerals of headings and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import parse_numeral, to_chinese


def test_round_trip():
    assert [parse_numeral(to_chinese(number)) for number in range(1000)] == list(range(1000))


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (0, "零"),
        (3, "三"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (66, "六十六"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (999, "九百九十九"),
    ],
)
def test_numeral_as_headings_print_it(number: int, numeral: str):
    assert to_chinese(number) == numeral


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("７", 7),
        ("１２", 12),
        ("007", 7),
        (" 十 ", 10),
        ("两", 2),
        ("二〇", None),
        ("一〇一", None),
        ("三四", None),
        ("百", 100),
        ("十", 10),
        ("一百〇二", 102),
        ("", None),
        (" ", None),
        ("甲", None),
        ("十五五", None),
        ("3.5", None),
        ("-1", None),
    ],
)
def test_other_writings(numeral: str, number: int | None):
    assert parse_numeral(numeral) == number


@pytest.mark.parametrize("number", [-1, 1000])
def test_numbers_no_section_has(number: int):
    with pytest.raises(ValueError, match=f"expected 0–999, got {number}"):
        to_chinese(number)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_none(text: str):
    number = parse_numeral(text)
    assert number is None or number >= 0
