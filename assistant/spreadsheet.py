"""Cells of a CSV file as a spreadsheet may safely open them."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["csv_cell"]

# What a spreadsheet takes for a formula, and what it takes for a date: 2/3, 1/1/1.
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_DATE = re.compile(r"\d{1,4}(?:/\d{1,4}){1,2}")


def csv_cell(value: Decimal | int | str | None) -> str:
    """A number as a number; text so that no spreadsheet runs it or makes a date of it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"'{value}" if _FORMULA.match(value) or _DATE.fullmatch(value) else value
