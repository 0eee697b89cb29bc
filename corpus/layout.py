"""What a line of a plan's text is: its role, page and place in a paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CLOSERS", "TERMINAL", "Layout", "Line", "LineRole"]

TERMINAL = "。！？；：!?;:"
CLOSERS = "”’）》」』】)"


class LineRole(StrEnum):
    """What a line is before the outline is known."""

    BODY = "body"
    BLANK = "blank"
    PAGE_NUMBER = "page number"
    PAGE_HEADER = "page header"
    CONTENTS = "contents"
    FRAME = "frame"  # where a frame begins or ends


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line; `text` is stripped of blanks at both ends."""

    start: int  # offset of its first character, blanks included
    end: int  # offset after its line break
    text_start: int  # offset of the first character of `text`
    text: str
    role: LineRole
    width: int  # printed columns of `text`
    page: int | None = None  # printed page number
    starts_page: bool = False
    gap_before: bool = False  # an empty paragraph (a line of blanks alone) stands before it
    ends_paragraph: bool = False
    trailing_blank: bool = False
    runs_on: bool = False  # its paragraph goes on on the next page: a form feed ends the line
    frame: int = 0  # the frame it stands in, counted from 1; 0: in none


@dataclass(frozen=True, slots=True)
class Layout:
    """What the whole file shows of its own line breaking."""

    hard_wrapped: bool
    measure: int  # usual width of a full line of running text in columns; 0 if not hard-wrapped
    blank_ends_paragraph: bool  # a trailing blank marks the end of a paragraph
