"""Periods by name: “十四五” runs from 2021 to 2025."""

from __future__ import annotations

import re

from corpus.numerals import parse_numeral

__all__ = [
    "five_year_name",
    "five_year_plan",
    "period_named",
    "period_told",
    "periods_printed",
    "years_of",
]

_FIVE_YEAR = re.compile(r"(十[一二三四五六])五")
_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*[—–\-~～至]+\s*((?:19|20)\d{2})")
_LONGEST = 30  # years from the first to the last of a period


def five_year_plan(number: int) -> tuple[int, int]:
    """First and last year of the N-th five-year plan: 1951 + 5 N … 1955 + 5 N since the seventh."""
    return 1951 + 5 * number, 1955 + 5 * number


def five_year_name(first: int, last: int) -> str:
    """“十四五” for 2021 to 2025; "" for a period that is no five-year plan's."""
    number, rest = divmod(first - 1951, 5)
    named = not rest and last == first + 4 and 10 < number < 20
    return f"“十{'一二三四五六七八九'[number - 11]}五”时期" if named else ""


def period_told(period: tuple[int, int] | None) -> str:
    """2016—2020年; 2023年 for a single year; "" for none."""
    if period is None:
        return ""
    first, last = period
    return f"{first}年" if first == last else f"{first}—{last}年"


def periods_printed(text: str) -> list[tuple[int, int]]:
    """First and last year of each period a text prints in figures: 2021—2025年."""
    return [(int(first), int(last)) for first, last in _YEARS.findall(text)]


def years_of(period: tuple[int, int]) -> set[int]:
    """All years of a period; no more than thirty, which no plan outruns."""
    first, last = period
    return set(range(first, min(last, first + _LONGEST) + 1))


def period_named(text: str) -> tuple[int, int] | None:
    """First and last year of the period a text names: 十四五, 2021—2025年; None for none."""
    printed = periods_printed(text)
    if printed:
        return printed[0]
    named = _FIVE_YEAR.search(text)
    number = parse_numeral(named[1]) if named else None
    return five_year_plan(number) if number else None
