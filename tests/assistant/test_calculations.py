"""Calculations: worked numbers, units, and equations that hold as they are shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import calculations as calc
from corpus.arithmetic import false_equations

AMOUNTS = st.decimals("0.01", "99999", places=2, allow_nan=False)


def yi(number):
    return Decimal(number), "亿元"


def percent(number):
    return Decimal(number), "%"


@pytest.mark.parametrize(
    ("result", "equation", "value", "unit"),
    [
        (calc.difference(yi("719.68"), yi(1150)), "1150 − 719.68 = 430.32", "430.32", "亿元"),
        (calc.difference(percent("58.2"), percent(62)), "62 − 58.2 = 3.8", "3.8", "个百分点"),
        (calc.multiple(yi("34.64"), yi(200)), "200 ÷ 34.64 ≈ 5.77", "5.77", "倍"),
        (calc.times_more(yi(100), yi(250)), "(250 − 100) ÷ 100 ≈ 1.5", "1.5", "倍"),
        (
            calc.growth(yi("719.68"), yi(1150)),
            "(1150 − 719.68) ÷ 719.68 × 100 ≈ 59.8",
            "59.8",
            "%",
        ),
        (
            calc.yearly_growth(yi("826.54"), yi(2000), 5),
            "((2000 ÷ 826.54)^(1 ÷ 5) − 1) × 100 ≈ 19.3",
            "19.3",
            "%",
        ),
        (calc.per_year(yi("719.68"), yi(1150), 5), "(1150 − 719.68) ÷ 5 ≈ 86.06", "86.06", "亿元"),
        (calc.per_year(None, (Decimal("13.7"), "万套"), 5), "13.7 ÷ 5 = 2.74", "2.74", "万套"),
        (calc.per_year(percent(49), percent(58), 5), "(58 − 49) ÷ 5 = 1.8", "1.8", "个百分点"),
        (calc.share(yi(2000), yi(9000)), "2000 ÷ 9000 × 100 ≈ 22.2", "22.2", "%"),
        (
            calc.share(yi(150), (Decimal(2), "万亿元")),
            "150 ÷ 10000 ÷ 2 × 100 ≈ 0.75",
            "0.75",
            "%",
        ),
        (calc.whole(yi(9000), percent(62)), "9000 ÷ 62% ≈ 14516.13", "14516.13", "亿元"),
        (
            calc.before_growth(yi(600), percent(15), 5),
            "600 ÷ (1 + 15%)^5 ≈ 298.31",
            "298.31",
            "亿元",
        ),
        (
            calc.before_growth(yi("826.54"), (Decimal("5.2"), "倍")),
            "826.54 ÷ (1 + 5.2) ≈ 133.31",
            "133.31",
            "亿元",
        ),
        (calc.total([yi(840), yi(600)]), "840 + 600 = 1440", "1440", "亿元"),
        (calc.mean([yi(1), yi(2), yi(4)]), "(1 + 2 + 4) ÷ 3 ≈ 2.33", "2.33", "亿元"),
        (
            calc.per_unit(yi("3.2"), (Decimal(128), "公里"), "万元", "公里"),
            "3.2 × 10000 ÷ 128 ≈ 250",
            "250",
            "万元",
        ),
        (calc.converted(yi("5855.29"), "万元"), "5855.29 × 10000 = 58552900", "58552900", "万元"),
        (
            calc.converted((Decimal(500), "亩"), "公顷"),
            "500 ÷ 15 ≈ 33.3333",
            "33.3333",
            "公顷",
        ),
    ],
)
def test_worked_numbers(result, equation, value, unit):
    assert (result.equation, result.value, result.unit) == (equation, Decimal(value), unit)
    assert false_equations(result.equation) == []


@pytest.mark.parametrize(
    "result",
    [
        calc.difference(yi(1), (Decimal(1), "亿美元")),
        calc.growth(yi(0), yi(1)),
        calc.multiple(yi(0), yi(1)),
        calc.yearly_growth(yi(-1), yi(1), 5),
        calc.yearly_growth(yi(1), yi(2), 0),
        calc.share(yi(1), (Decimal(1), "家")),
        calc.whole(yi(1), yi(2)),
        calc.before_growth(yi(1), percent(-100)),
        calc.total([yi(1), (Decimal(1), "%")]),
        calc.converted(yi(1), "亿美元"),
        calc.converted(yi(1), "亿元"),
    ],
)
def test_what_cannot_be_worked_out(result):
    assert result is None


@given(a=AMOUNTS, b=AMOUNTS, years=st.integers(1, 30))
def test_every_equation_holds_to_its_digits(a, b, years):
    first, last = (a, "亿元"), (b, "亿元")
    results = [
        calc.difference(first, last),
        calc.multiple(first, last),
        calc.growth(first, last),
        calc.yearly_growth(first, last, years),
        calc.per_year(first, last, years),
        calc.share(first, last),
        calc.total([first, last]),
        calc.mean([first, last]),
        calc.whole(first, (b, "%")),
        calc.before_growth(first, (b, "%"), min(years, 5)),
        calc.converted(first, "万元"),
    ]
    for result in results:
        assert result is not None
        assert false_equations(result.equation) == []


@given(a=AMOUNTS, b=AMOUNTS)
def test_difference_and_growth_agree(a, b):
    difference = calc.difference((a, "家"), (b, "家"))
    growth = calc.growth((a, "家"), (b, "家"))
    assert (difference.value > 0) >= (growth.value > 0)
    assert (difference.value < 0) >= (growth.value < 0)
