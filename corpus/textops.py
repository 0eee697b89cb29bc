"""Small pure operations on plan text, shared by every layer."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["BLANKS", "BREAKS", "UNSEEN", "aligned", "clean", "column_width"]

# Zero-width characters and direction marks come with text copied from a page of the web.
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_FIXED_WIDTH = "".join(map(chr, range(0x2000, 0x200B)))
BLANKS = f" \t\x1f\xa0\u1680{_FIXED_WIDTH}\u202f\u205f\u3000{UNSEEN}"
BREAKS = "\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029"  # what str.splitlines breaks at

# A line break with the blanks beside it: PDF extraction leaves a blank at the start of a page's
# first line and at the end of a paragraph's last line.
_BREAK = re.compile(rf"[{BLANKS}]*[{BREAKS}]+[{BLANKS}{BREAKS}]*")


def clean(raw: str) -> str:
    """Text without its line breaks and the blanks beside them, stripped at both ends."""
    return _BREAK.sub("", raw).strip(BLANKS)


def column_width(line: str) -> int:
    """Columns a line takes in print: 2 for a wide (Chinese) character, 1 for another."""
    return sum(2 if "\u2e80" <= ch <= "\ufffd" or ch in "“”‘’—…·" else 1 for ch in line)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of a table as lines for a terminal, each column as wide as its widest cell."""
    widths = [max(map(column_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - column_width(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
