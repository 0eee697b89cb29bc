"""Periods by name: “十四五” runs from 2021 to 2025."""

from __future__ import annotations

import re

from corpus.numerals import parse_numeral

__all__ = ["five_year_plan", "period_named"]

_FIVE_YEAR = re.compile(r"(十[一二三四五六])五")
_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*[—–\-~～至]+\s*((?:19|20)\d{2})")


def five_year_plan(number: int) -> tuple[int, int]:
    """First and last year of the N-th five-year plan: 1951 + 5 N … 1955 + 5 N since the seventh."""
    return 1951 + 5 * number, 1955 + 5 * number


def period_named(text: str) -> tuple[int, int] | None:
    """First and last year of the period a text names: 十四五, 2021—2025年; None for none."""
    years = _YEARS.search(text)
    if years:
        return int(years[1]), int(years[2])
    named = _FIVE_YEAR.search(text)
    number = parse_numeral(named[1]) if named else None
    return five_year_plan(number) if number else None
