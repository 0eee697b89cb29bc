"""Small pure operations on plan text, shared by every layer."""

from __future__ import annotations

import re

__all__ = ["clean", "column_width"]

# A line break with the blanks beside it: PDF extraction leaves a blank at the start of a page's
# first line and at the end of a paragraph's last line.
_BREAK = re.compile(r"[ \t\u3000]*[\r\n\f\v]+[ \t\u3000\r\n\f\v]*")


def clean(raw: str) -> str:
    """Text without its line breaks and the blanks beside them, stripped at both ends."""
    return _BREAK.sub("", raw).strip(" \t\u3000")


def column_width(line: str) -> int:
    """Columns a line takes in print: 2 for a wide (Chinese) character, 1 for another."""
    return sum(2 if "\u2e80" <= ch <= "\ufffd" or ch in "“”‘’—…·" else 1 for ch in line)
