"""Printed lines: characters become lines, and lines become paragraphs.

A paragraph begins where a line is indented, where the line before ended although the next words
had room on it, where the size of print changes, or below a gap. All of it is measured on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from corpus.boxes import match_box
from corpus.headings import match_heading
from corpus.readers.blocks import PageBreak, Paragraph, join_words, raised
from corpus.readers.glyphs import Glyph
from corpus.sentences import bullet_length, is_item
from corpus.tables import is_note, is_row

__all__ = ["Margins", "ParagraphJoiner", "PrintedLine", "lines_of", "margins_of"]

_SAME_LINE = 0.45  # of the size of print: how far two characters of one line may stand apart
_SMALL = 0.78  # of the size of its line: a raised or lowered character
_WORD_GAP = 0.18  # of the size: between two Latin words
_MARK_GAP = 0.3  # of the size: between a Latin word and a mark
_WIDE_GAP = 0.9  # of the size: a blank that is meant, between any characters
_CELL_GAP = 1.6  # of the size: between the cells of a table without rules
_TERMINAL = "。！？；：!?;:"
_SERIAL = re.compile(r"\d{1,3} (?=[^\d\s])")
_OPENING = "“‘（《〔【「("
_CLOSING = "，。、；：！？）》」』】〕”’％%,.;:!?)"


@dataclass(slots=True)
class PrintedLine:
    """One line of print; y grows downwards, all in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    gaps: tuple[tuple[float, float], ...] = ()  # wide gaps within it, as (from, to)
    first: float = 0.0  # how far its first word reaches with the marks that may not be parted
    hangs: float = 0.0  # how far a mark at its end may stand outside of the margin


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a column begin and end, in points."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """Points between both."""
        return self.right - self.left


def lines_of(glyphs: Sequence[Glyph]) -> list[PrintedLine]:
    """Lines from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.x0)):
        if (
            rows
            and glyph.base - rows[-1][-1].base
            <= _SAME_LINE * min(glyph.size, rows[-1][-1].size) * 0.6
            and glyph.base - rows[-1][0].base <= _SAME_LINE * glyph.size
        ):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = [_line(row) for row in _with_raised(rows)]
    return [line for line in found if line.text]


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows of small characters beside a line put into it, raised ones as superscript."""
    sizes = [median(g.size for g in row) for row in rows]
    taken: set[int] = set()
    for n, row in enumerate(rows):
        for m in (n + 1, n - 1):
            if not 0 <= m < len(rows) or m in taken or sizes[n] >= _SMALL * sizes[m]:
                continue
            line = rows[m]
            top, bottom = min(g.top for g in line), max(g.bottom for g in line)
            middle = median((g.top + g.bottom) / 2 for g in row)
            beside = all(
                min(abs(g.x0 - o.x1) for o in [*line, *row] if o is not g) < 1.2 * sizes[m]
                for g in row
            )
            if top <= middle <= bottom and beside:
                up = m > n
                line.extend(
                    Glyph(
                        raised(g.text) if up else g.text,
                        g.x0,
                        g.x1,
                        g.top,
                        g.bottom,
                        g.base,
                        g.size,
                    )
                    for g in row
                )
                taken.add(n)
                break
    return [row for n, row in enumerate(rows) if n not in taken]


def _line(row: list[Glyph]) -> PrintedLine:
    row = sorted(row, key=lambda g: g.x0)
    printed = [g for g in row if not g.text.isspace()]
    if not printed:
        return PrintedLine("", 0, 0, 0, 0, 0, 0)
    size = median(g.size for g in printed)
    base = median(g.base for g in printed)
    out: list[str] = []
    gaps: list[tuple[float, float]] = []
    before: Glyph | None = None
    spaced = False
    for glyph in row:
        if glyph.text.isspace():
            spaced = spaced or glyph.x1 - glyph.x0 > 0.12 * size
            continue
        if before is not None:
            if _doubled(before, glyph):
                continue
            gap = glyph.x0 - before.x1
            if gap > _CELL_GAP * size:
                gaps.append((before.x1, glyph.x0))
            if _is_blank(before, glyph, gap / size, spaced=spaced):
                out.append(" ")
        small = glyph.size < _SMALL * size and glyph.base < base - 0.15 * size
        out.append(raised(glyph.text) if small else glyph.text)
        before, spaced = glyph, False
    return PrintedLine(
        "".join(out).strip(),
        printed[0].x0,
        max(g.x1 for g in printed),
        min(g.top for g in printed),
        max(g.bottom for g in printed),
        base,
        size,
        tuple(gaps),
        _first_word(printed) - printed[0].x0,
        printed[-1].x1 - printed[-1].x0 if printed[-1].text in _CLOSING else 0.0,
    )


def _doubled(before: Glyph, glyph: Glyph) -> bool:
    """Whether a character is drawn over itself, to look bold."""
    return (
        glyph.text == before.text
        and glyph.x0 - before.x0 < 0.25 * (before.x1 - before.x0)
        and abs(glyph.base - before.base) < 0.2 * glyph.size
    )


def _is_blank(before: Glyph, glyph: Glyph, gap: float, *, spaced: bool) -> bool:
    """Whether a blank stands between two characters; `gap` is in sizes of print.

    Word sets Latin letters and figures a quarter size off Chinese characters: that is no blank.
    """
    if before.text.isascii() and glyph.text.isascii():
        both = before.text.isalnum() and glyph.text.isalnum()
        return spaced or gap > (_WORD_GAP if both else _MARK_GAP)
    return gap > _WIDE_GAP or (spaced and gap > _WORD_GAP)


def margins_of(lines: Sequence[PrintedLine], usual: Margins | None = None) -> Margins:
    """Where lines begin and end: the outermost places that more than one line shares.

    `usual` are the document's margins; a page with few full lines has them too.
    """
    if not lines:
        return usual or Margins(0, 0)
    size = median(line.size for line in lines)
    long = [line for line in lines if line.x1 - line.x0 > 12 * size]
    if usual is not None and len(long) < 4:
        return usual
    long = long or list(lines)
    left = _shared([line.x0 for line in long], size, lowest=True)
    inside = [line.x1 for line in long if not line.hangs] or [line.x1 for line in long]
    right = _shared(inside, size, lowest=False)
    if usual is not None and right - left < 0.85 * usual.width:
        return usual
    return Margins(left, right)


def _shared(values: Sequence[float], size: float, *, lowest: bool) -> float:
    counts = Counter(round(value / (0.5 * size)) for value in values)
    often = {
        place
        for place in counts
        if counts[place - 1] + counts[place] + counts[place + 1] >= max(2, len(values) // 20)
    }
    near = [v for v in values if round(v / (0.5 * size)) in often] or list(values)
    return min(near) if lowest else max(near)


class ParagraphJoiner:
    """Joins the printed lines of one flow of text, over its pages, into paragraphs."""

    def __init__(self) -> None:
        self.done: list[Paragraph] = []
        self._parts: list[str | PageBreak] = []
        self._first: PrintedLine | None = None
        self._last: PrintedLine | None = None
        self._margins = Margins(0, 0)
        self._count = 0  # lines of the open paragraph
        self._parted = False  # a page, a table or a frame stands after its last line
        self._leading = 0.0  # usual distance between two lines

    @property
    def is_open(self) -> bool:
        """Whether a paragraph may go on."""
        return self._last is not None

    @property
    def open(self) -> Paragraph:
        """The open paragraph, as far as it is read."""
        return Paragraph(self._parts)

    @property
    def in_sentence(self) -> bool:
        """Whether the open paragraph may stop within a sentence."""
        last = self._last
        return (
            last is not None
            and last.text[-1] not in _TERMINAL
            and last.x1 > self._margins.right - 2.5 * last.size
        )

    def page(self, mark: PageBreak) -> None:
        """The page ends."""
        self._parts.append(mark)
        self._parted = True

    def passes(self) -> None:
        """A table or a frame stands between the last line and the next."""
        self._parted = True

    def line(self, line: PrintedLine, margins: Margins, leading: float) -> None:
        """The next line of the flow."""
        if self._last is not None and self._begins(line, margins, leading):
            self.close()
        if self._last is None:
            self._first, self._count = line, 0
            self._parts.append(line.text)
        else:
            text = line.text
            place = max(n for n, part in enumerate(self._parts) if isinstance(part, str))
            before = str(self._parts[place])
            joined = join_words(before, text)
            if before[-1].isdecimal() and text[0].isdecimal():
                # A figure that did not fit its cell, cut anywhere.
                joined = (
                    before + text if self._margins.right - self._last.x1 < line.size else joined
                )
            if place == len(self._parts) - 1:
                self._parts[place] = joined
            else:
                self._parts.append(joined[len(before) :])
        self._last, self._margins, self._parted = line, margins, False
        self._count += 1

    def close(self) -> None:
        """End the open paragraph; pages that ended after its last words come after it."""
        trailing: list[PageBreak] = []
        while self._parts and isinstance(self._parts[-1], PageBreak):
            trailing.insert(0, self._parts.pop())  # type: ignore[arg-type]
        if self._parts:
            self.done.append(Paragraph(self._parts))
        self._parts = list(trailing)
        self._last = self._first = None
        if self._parts:
            self.done.append(Paragraph(self._parts))
            self._parts = []

    def _begins(self, line: PrintedLine, margins: Margins, leading: float) -> bool:
        """Whether `line` begins a new paragraph."""
        last = self._last
        assert last is not None
        assert self._first is not None
        size = max(line.size, last.size)
        if abs(line.size - last.size) > 0.12 * size:
            return True
        if not self._parted and line.base - last.base > 1.5 * max(leading, 1.2 * size):
            return True
        if (last.gaps and line.gaps) or _is_bare_row(line.text):
            return True
        if (_is_centred(last, self._margins) and self._first is last) or _is_centred(line, margins):
            return not self._goes_on_centred(line, margins)
        room = self._margins.right - last.x1
        indent = line.x0 - margins.left
        set_in = self._first.x0 - self._margins.left > 1.2 * size
        closed = last.text[-1] in _TERMINAL
        if room > line.first + 0.5 * size:
            # Set ragged: a line that is not indented goes on with a sentence, if not with a title.
            title = not set_in and self._count == 1 and "。" not in last.text
            most = (3.2 if title else 6) * size
            ragged = room < most and not closed and indent < 0.5 * size
            if not ragged or self._opens_item(line):
                return True
        if indent < 0.8 * size:
            return closed and (self._opens_item(line) or (not set_in and is_item(line.text)))
        # Set in: the first line of a paragraph, or one more line of an item that is set in whole.
        item = self._count > 1 or self._first.x0 <= line.x0 + 0.3 * size
        if item and abs(line.x0 - last.x0) < 0.5 * size and last.text[-1] not in _TERMINAL:
            return self._opens_item(line)
        hanging = self._count == 1 and line.x0 > self._first.x0 + 0.8 * size
        return not (hanging and last.text[-1] not in _TERMINAL)

    @staticmethod
    def _opens_item(line: PrintedLine) -> bool:
        text = line.text
        return bool(match_heading(text) or match_box(text) or bullet_length(text) or is_note(text))

    def _goes_on_centred(self, line: PrintedLine, margins: Margins) -> bool:
        """Whether a centred line is the second line of a centred heading."""
        last = self._last
        assert last is not None
        if not (_is_centred(line, margins) and self._count < 3) or self._opens_item(line):
            return False
        wide = last.x1 - last.x0 > 0.7 * margins.width
        return wide and match_heading(self._first.text if self._first else "") is not None


def _is_bare_row(text: str) -> bool:
    """Whether a line is a row of a table without rules: a number, cells, no mark of a sentence."""
    numbered = _SERIAL.match(text) is not None and is_row(text)
    return numbered and not any(mark in text for mark in "，。；、：")


def _is_centred(line: PrintedLine, margins: Margins) -> bool:
    """Whether a line stands in the middle, as titles do, with more room than an indent."""
    left, right = line.x0 - margins.left, margins.right - line.x1
    return left > 2.6 * line.size and abs(left - right) < 1.2 * line.size


def _first_word(row: Sequence[Glyph]) -> float:
    """Where the first word of a line ends, with the marks that may not begin a line."""
    n = 1
    if _in_word(row[0].text):
        while n < len(row) and _in_word(row[n].text):
            n += 1
    elif row[0].text in _OPENING and n < len(row):
        n += 1
    while n < len(row) and row[n].text in _CLOSING:
        n += 1
    return row[n - 1].x1


def _in_word(ch: str) -> bool:
    return ch.isascii() and (ch.isalnum() or ch in "+-.,/%&@_'")
