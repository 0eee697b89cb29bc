"""Equations as shown to readers are worked out again: true ones hold, false ones are found."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.arithmetic import equations, false_equations, work_out


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1150 − 719.68", "430.32"),
        ("3 + 4 × 5", "23"),
        ("(3 + 4) × 5", "35"),
        ("（3＋4）×5", None),  # ＋ is no sign of ours
        ("（3+4）×5", "35"),
        ("100 ÷ 8", "12.5"),
        ("10 − 3 − 2", "5"),
        ("24 ÷ 4 ÷ 2", "3"),
        ("2^3^2", "512"),
        ("2 × 3^2", "18"),
        ("−5 + 8", "3"),
        ("3 − −2", "5"),
        ("−2^2", "-4"),
        ("2^−1", "0.5"),
        ("50% × 8", "4"),
        ("1,150 – 150", "1000"),
        ("((1 + 1))", "2"),
    ],
)
def test_worked_out(expression, value):
    assert work_out(expression) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "expression",
    [
        *("", " ", "+", "3 +", "(3 + 4", "3 + 4)", "3 4", "()", "3..4", "a + 1", "3 元", "1 ÷ 0"),
        *("0^-1", "9^999999999", "9^99^99", "(0−8)^0.5", "10^100^100", "=", "3 = 3"),
    ],
)
def test_no_value(expression):
    assert work_out(expression) is None


@pytest.mark.parametrize(
    "text",
    [
        "比2015年多 430.32 亿元（1150 − 719.68 = 430.32）。",
        "1150 亿元 − 719.68 亿元 = 430.32 亿元",
        "300 亿美元 − 173.4 亿美元 = 126.6 亿美元",
        "前者是后者的 2.42 倍（2000 ÷ 826.54 ≈ 2.42）",
        "(1150 − 719.68) ÷ 719.68 × 100 ≈ 59.8",
        "（1150 − 719.68）÷ 719.68 ≈ 59.8%",
        "((2000 ÷ 826.54)^(1 ÷ 5) − 1) × 100 ≈ 19.3",
        "(58.6 + 62.2 + 59.5 + 54.8 + 74.6) ÷ 5 = 61.94",
        "120 − 89 = 31",
        "89 − 120 = -31",
        "89 − 120 = −31",
        "1,150 + 850 = 2,000",
        "50% − 47% = 3%",
        "1 ÷ 3 ≈ 0.333",
        "没有等式，2015年为 5855.29 亿元。",
    ],
)
def test_true_equations(text):
    assert false_equations(text) == []


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("1150 − 719.68 = 430.33", "1150 − 719.68 = 430.33"),
        ("1150 − 719.68 ≈ 431", "1150 − 719.68 = 431"),
        ("719.68 − 1150 = 430.32", "719.68 − 1150 = 430.32"),
        ("（1150 − 719.68）÷ 719.68 ≈ 59.9%", "（1150 − 719.68）÷ 719.68 = 59.9%"),
        ("2000 亿元 ÷ 826.54 亿元 ≈ 2.5", "2000 ÷ 826.54 = 2.5"),
        ("3 ÷ 0 = 0", "3 ÷ 0 = 0"),
        ("先算 3 + 4 = 7，再算 7 × 2 = 15", "7 × 2 = 15"),
    ],
)
def test_false_equations(text, false):
    assert false_equations(text) == [false]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("2000 亿元 − 826.54 亿元 = 1173.46 亿元", [("2000 − 826.54", "1173.46")]),
        ("3 + 4 = 7；7 × 2 = 14", [("3 + 4", "7"), ("7 × 2", "14")]),
        ("增长 60%（(8 − 5) ÷ 5 = 60%）", [("(8 − 5) ÷ 5", "60%")]),
        ("其中 n = 3", []),
    ],
)
def test_sides(text, sides):
    assert equations(text) == sides


numbers = st.decimals(-9999, 9999, places=2)


@given(numbers, numbers)
def test_sums_are_the_decimals_own(a, b):
    assert work_out(f"({a}) + ({b})") == a + b
    assert false_equations(f"({a}) − ({b}) = {a - b}") == []
    assert false_equations(f"({a}) − ({b}) = {a - b + 1}") != []


@given(st.one_of(st.text(max_size=60), st.text("0123456789.,%()（）+−×÷^-= ≈亿元美", max_size=60)))
def test_any_text_can_be_checked(text):
    work_out(text)
    for equation in false_equations(text):
        assert " = " in equation
    assert len(false_equations(text)) <= len(equations(text))


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "-" * 50_000 + "1", "2" + "^2" * 20_000, "1+" * 20_000]
)
def test_however_long(text):
    assert work_out(text) is None
    assert len(false_equations(f"{text} = 3")) <= 1
    assert false_equations(text) == []
