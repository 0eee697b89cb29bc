"""What stands before a plan's first heading: notice and cover, and where the plan begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import NumberingStyle, match_heading
from corpus.layout import TERMINAL, Layout, Line, LineRole

__all__ = ["Front"]

_PREAMBLE = re.compile(r"^(?:序\s*言|前\s*言|引\s*言|导\s*言)$")
_DATE_LINE = re.compile(
    r"^[（(]?\s*(?:[12]\d{3}|[二一][〇零○Ｏ０一二三四五六七八九]{3})\s*年[^，。；：、]{0,30}[)）]?$"
)
_PUBLICITY = re.compile(r"^[（(]此件.{0,12}[)）]$")

_OFFICE = re.compile(r"^[^，。；：]{2,30}(?:政府|委员会|办公[室厅]|[局厅委部])$")
_GREETING = re.compile(r"^各.{1,60}[：:]$")
_LONGEST_NOTICE = 80  # lines of a notice after its first number


class Front:
    """Reads where paragraphs begin, where the plan does, and where its cover ends.

    Args:
        lines: of the document.
        layout: how it breaks its lines.
        styles: that its headings can have.
    """

    def __init__(
        self, lines: Sequence[Line], layout: Layout, styles: Sequence[NumberingStyle]
    ) -> None:
        self.lines, self.layout, self.styles = lines, layout, styles

    def may_start_paragraph(self, i: int) -> bool:
        """Whether a paragraph can start at line `i`.

        Where nothing but its width marks a paragraph's last line, a full line that closes a
        sentence may be one too.
        """
        between = i - 1
        while between >= 0 and self.lines[between].role is not LineRole.BODY:
            if self.lines[between].role is LineRole.CONTENTS:
                return True
            between -= 1
        if between < 0 or self.lines[i].gap_before:
            return True
        before = self.lines[between]
        closes = before.text[-1] in TERMINAL and not self.layout.blank_ends_paragraph
        return before.ends_paragraph or closes

    def numbered(self, body: Sequence[int]) -> list[int]:
        """The lines that begin with a number of a heading where a paragraph can start."""
        return [
            i
            for i in body
            if match_heading(self.lines[i].text, self.styles) and self.may_start_paragraph(i)
        ]

    def begin(self, body: Sequence[int]) -> int:
        """Index within the body's lines of the first heading; their number where there is none."""
        opening = (n for n, i in enumerate(body) if self._opens_outline(i))
        return self._after_notice(body, next(opening, len(body)))

    def _opens_outline(self, i: int) -> bool:
        heading = match_heading(self.lines[i].text, self.styles)
        if heading is None or not self.may_start_paragraph(i):
            return False
        return heading.number == 1 or heading.style.worded

    def _after_notice(self, body: Sequence[int], begin: int) -> int:
        """Where the plan begins after a notice that counts 一、二、 itself; else `begin`.

        Such a notice greets those it goes to before its first number, and is signed with a date;
        after that the plan opens anew.
        """
        greeted = any(_GREETING.match(self.lines[i].text) for i in body[:begin])
        if not greeted:
            return begin
        front = range(begin, min(begin + _LONGEST_NOTICE, len(body)))
        signed = [n for n in front if self._is_signed(body[n - 1], body[n])]
        for n in signed[:1]:
            anew = (m for m in range(n + 1, len(body)) if self._opens_outline(body[m]))
            return next(anew, begin)
        return begin

    def _is_signed(self, before: int, i: int) -> bool:
        """Whether line `i` is a day and the one before it the office that signs."""
        day, office = self.lines[i].text, self.lines[before].text
        return bool(_DATE_LINE.match(day) and "月" in day and _OFFICE.search(office))

    def preamble_title(self, front: Sequence[int]) -> int | None:
        """Index within the front's lines of 序言 or 前言; None for none."""
        return next((n for n, i in enumerate(front) if _PREAMBLE.match(self.lines[i].text)), None)

    def cover_end(self, front: Sequence[int]) -> int:
        """Lines of the cover: up to the last date, publicity note, contents or unnumbered page."""
        cut = 0
        for n, i in enumerate(front):
            line = self.lines[i]
            dated = _DATE_LINE.match(line.text) and self.may_start_paragraph(i)
            if dated or _PUBLICITY.match(line.text):
                cut = n + 1
            before = self.lines[front[n - 1]] if n else None
            if before is not None and before.page is None and line.page is not None:
                cut = max(cut, n)
        return cut
