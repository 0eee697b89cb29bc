"""Numbers with units: every way to print them reads as the same exact value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import to_chinese
from corpus.quantities import base_unit, conversion, parse_number, read_quantities, same_quantity


def read(text):
    return [(q.low, q.high, q.unit, q.qualifier) for q in read_quantities(text)]


def one(value, unit, qualifier=""):
    return [(Decimal(value), Decimal(value), unit, qualifier)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("达到 5855.29 亿元", one("585529000000", "元")),
        ("1.5万亿元", one("1500000000000", "元")),
        ("两万亿元", one("2000000000000", "元")),
        ("二百余万元", one("2000000", "元", "余")),
        ("三万五", one("35000", "")),
        ("二百三十万人", one("2300000", "人")),
        ("一亿二千万元", one("120000000", "元")),
        ("1亿3千万元", one("130000000", "元")),
        ("1,100万人次", one("11000000", "人次")),
        ("１２家", one("12", "家")),
        ("100 万平方米", one("1000000", "平方米")),
        ("百分之六十二", one("62", "%")),
        ("百分之六十二点五", one("62.5", "%")),
        ("62.5%", one("62.5", "%")),
        ("六成二", one("62", "%")),
        ("五分之一", one("20", "%")),
        ("12.5‰", one("1.25", "%")),
        ("千分之三", one("0.3", "%")),
        ("提高5.5个百分点", one("5.5", "个百分点")),
        ("5.5百分点", one("5.5", "个百分点")),
        ("300亿美元左右", one("30000000000", "美元", "左右")),
        ("不低于30%", one("30", "%", "不低于")),
        ("突破2000亿元", one("200000000000", "元", "突破")),
        ("力争超过150家", one("150", "家", "超过")),
        ("300多家", one("300", "家", "多")),
        ("10个以上", one("10", "个", "以上")),
        ("翻一番", one("2", "倍")),
        ("半年", one("0.5", "年")),
        ("8%—10%", [(Decimal(8), Decimal(10), "%", "")]),
        ("８-10%", [(Decimal(8), Decimal(10), "%", "")]),
        ("10—15亿元", [(Decimal(10**9), Decimal(15 * 10**8), "元", "")]),
        ("3～5家", [(Decimal(3), Decimal(5), "家", "")]),
        # no quantities
        ("到2020年", []),
        ("二〇二〇年", []),
        ("2011—2015年", []),
        ("第三产业", []),
        ("G20", []),
        ("5A", []),
        ("“十三五”", []),
        ("一带一路", []),
        ("二是", []),
    ],
)
def test_a_printed_quantity(text, expected):
    assert read(text) == expected


def test_percent_is_not_percentage_points_and_yuan_is_not_dollar():
    percent, points = read_quantities("5%，5个百分点")
    assert not same_quantity(percent, points)
    yuan, dollar = read_quantities("5亿元，5亿美元")
    assert not same_quantity(yuan, dollar)


def test_where_a_quantity_stands():
    text = "到2020年，实现增加值 2000 亿元左右，占12%。"
    value, share = read_quantities(text)
    assert text[value.start : value.end] == value.printed == "2000 亿元"
    assert text[share.start : share.end] == share.printed == "12%"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("亿元", (10**8, "元")),
        ("亿美元", (10**8, "美元")),
        ("万平方米", (10**4, "平方米")),
        ("%", (1, "%")),
        ("‰", (Decimal("0.1"), "%")),
        ("百分点", (1, "个百分点")),
        ("亿元/平方公里", (10**8, "元/平方公里")),
        ("", (1, "")),
    ],
)
def test_units_of_tables(printed, expected):
    assert base_unit(printed) == expected


@given(st.integers(1, 999))
def test_chinese_numerals_are_what_they_were_written_from(number):
    assert parse_number(to_chinese(number)) == number


@given(st.decimals("0.01", 99999, places=2), st.sampled_from(["", "万", "亿", "万亿"]))
def test_grouped_full_width_and_scaled_numbers_are_one(value, scale):
    plain, grouped = f"{value}{scale}", f"{value:,}{scale}"
    wide = "".join(chr(ord(ch) + 0xFEE0) if ch.isdigit() else ch for ch in plain)
    assert parse_number(plain) == parse_number(grouped) == parse_number(wide)


@given(st.integers(1, 10**6))
def test_a_hundred_million_is_ten_thousand_ten_thousands(value):
    (one_,) = read_quantities(f"{value}亿元")
    (other,) = read_quantities(f"{value}0000万元")
    assert same_quantity(one_, other)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    for quantity in read_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.unit is not None


@given(
    st.text(
        "0123456789０９.,-—~%‰万亿百千十一二三半点零余多年元个约超过左右以上分之成翻番 ",
        max_size=20,
    )
)
def test_any_heap_of_digits_and_signs_can_be_read(text):
    for quantity in read_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


# --- units of one kind, units shared --------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("亿元", "万元", 10_000),
        ("万亿元", "亿元", 10_000),
        ("平方公里", "亩", 1500),
        ("平方公里", "公顷", 100),
        ("公里", "米", 1000),
        ("小时", "分钟", 60),
        ("万套", "套", 10_000),
    ],
)
def test_conversion(unit, other, factor):
    assert conversion(unit, other) == factor
    assert conversion(other, unit) * factor == pytest.approx(1)


@pytest.mark.parametrize(("unit", "other"), [("亿元", "亿美元"), ("%", "个百分点"), ("家", "亩")])
def test_no_conversion(unit, other):
    assert conversion(unit, other) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("高于全省、全国平均增幅 1.4 和 2.7 个百分点", [("1.4", "个百分点"), ("2.7", "个百分点")]),
        ("分别提高5.3个和4.1个百分点", [("5.3", "个百分点"), ("4.1", "个百分点")]),
        ("15和62亿元", [("1500000000", "元"), ("6200000000", "元")]),
        ("2016、2017年各3家", [("3", "家")]),
    ],
)
def test_a_unit_that_stands_after_the_last_figure(text, found):
    assert [(f"{q.low:f}", q.unit) for q in read_quantities(text)] == found
