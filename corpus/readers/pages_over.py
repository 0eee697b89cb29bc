"""Tables and frames that go on over the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.readers.blocks import (
    Block,
    Frame,
    PageBreak,
    Paragraph,
    Table,
    is_box_title,
    table_blocks,
)
from corpus.readers.printed import ParagraphJoiner
from corpus.readers.sheets import FrameItem, TableItem, margins_within
from corpus.tables import is_note

__all__ = ["OpenFrame", "OpenTable", "open_table"]

_SAME_PLACE = 8.0  # points by which the columns of a table may shift on its next page
_HEADER = 4  # rows at most that a page prints again


def open_table(blocks: Sequence[Block], item: TableItem) -> OpenTable | None:
    """The table among the blocks that `item` was made into, or None."""
    table = next((block for block in blocks if isinstance(block, Table)), None)
    return OpenTable(blocks, table, item) if table is not None else None


class OpenTable:
    """A table that may go on on the next sheet."""

    def __init__(self, blocks: Sequence[Block], table: Table, item: TableItem) -> None:
        self.blocks = list(blocks)  # its titles, the table, its notes
        self.table = table
        self.xs = item.xs
        self.rect = item.rect
        self.head = [list(row) for row in item.words[:_HEADER]]

    @property
    def last(self) -> Block:
        """Its last block: after it the next part must follow."""
        return self.blocks[-1]

    def goes_on(self, item: TableItem) -> bool:
        """Whether `item` can be the next part: the same columns, and no title of its own."""
        if self.last is not self.table or len(item.xs) != len(self.xs):
            return False
        shift = item.xs[0] - self.xs[0]
        same = all(abs(a - b - shift) <= _SAME_PLACE for a, b in zip(item.xs, self.xs, strict=True))
        titled = is_box_title(Paragraph([item.words[0][0]])) and item.words[0] != self.head[0]
        return same and not titled

    def extend(self, item: TableItem, marks: Sequence[PageBreak]) -> list[Block]:
        """Add the rows of the next part, without the header printed again; the notes under it."""
        rows = [list(row) for row in item.words]
        again = 0
        while again < min(len(rows) - 1, len(self.head)) and rows[again] == self.head[again]:
            again += 1
        blocks = table_blocks(rows[again:], item.spans[again:], item.inner)
        flat = [x for b in blocks for x in (b.blocks if isinstance(b, Frame) else [b])]
        whole = [n for n, block in enumerate(flat) if isinstance(block, Table)]
        noted = whole[-1] + 1 if whole else _first_note(flat)
        notes = flat[noted:]
        self.table.rows += marks
        for block in flat[:noted]:
            if isinstance(block, Table):
                self._add(block.rows)
            elif isinstance(block, Paragraph):  # a row that names the rows below it
                self.table.rows.append([block.text] * self._width())
        self.blocks += notes
        return notes

    def note_goes_on(self, item: FrameItem) -> bool:
        """Whether a frame on the next sheet is the rest of the note under the table."""
        same = abs(item.rect.x0 - self.xs[0]) + abs(item.rect.x1 - self.xs[-1]) < 2 * _SAME_PLACE
        return self.last is not self.table and same

    def extend_note(self, item: FrameItem, marks: Sequence[PageBreak]) -> list[Block]:
        """Add the rest of the note."""
        rest = OpenFrame(item).block.blocks
        last = self.last
        if rest and isinstance(last, Paragraph) and isinstance(rest[0], Paragraph):
            if last.text[-1:] in "。；":
                self.blocks += rest
                return [*marks, *rest]
            last.parts += [*marks, *rest[0].parts]
            rest = rest[1:]
            self.blocks += rest
            return rest
        self.blocks += rest
        return [*marks, *rest]

    def _width(self) -> int:
        return next(len(row) for row in self.table.rows if not isinstance(row, PageBreak))

    def _add(self, rows: Sequence[list[str] | PageBreak]) -> None:
        """Add rows; the first may be the rest of the last, and merged cells go on."""
        last = next(row for row in reversed(self.table.rows) if not isinstance(row, PageBreak))
        for n, row in enumerate(row for row in rows if not isinstance(row, PageBreak)):
            if n == 0 and _is_rest(row):
                for column, cell in enumerate(row):
                    last[column] += cell
                continue
            if not row[0] and any(row):
                row[0] = last[0]
            if n == 0 and len(row) > 3 and not row[1] and last[1].isdecimal() and row[0] == last[0]:
                self._same_item(last, row)
            self.table.rows.append(row)

    def _same_item(self, last: list[str], row: list[str]) -> None:
        """Give a row the number that stands a page before, and the name; both may be cut there."""
        parted = self.head[0][2] == self.head[0][3]  # the name's column has measures beside it
        if row[2] and parted and row[2] != last[2]:
            whole, number = last[2] + row[2], last[1]
            for other in self.table.rows:
                if not isinstance(other, PageBreak) and other[1] == number:
                    other[2] = whole
            row[2] = whole
        row[1:3] = [last[1], row[2] or last[2]]


def _is_rest(row: Sequence[str]) -> bool:
    """Whether a row holds only the rest of the words of some cells."""
    filled = [bool(cell) for cell in row]
    return not filled[0] and 2 * sum(filled) <= len(row) and not re.search(r"\d", "".join(row))


def _first_note(blocks: Sequence[Block]) -> int:
    noted = (
        n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and is_note(block.text)
    )
    return next(noted, len(blocks))


class OpenFrame:
    """A frame that may go on on the next sheet."""

    def __init__(self, item: FrameItem) -> None:
        self.block = Frame()
        self.joiner = ParagraphJoiner()
        self.rect = item.rect
        self._add(item)

    def goes_on(self, item: FrameItem) -> bool:
        """Whether `item` can be the next part."""
        left, right = abs(item.rect.x0 - self.rect.x0), abs(item.rect.x1 - self.rect.x1)
        return left <= _SAME_PLACE and right <= _SAME_PLACE

    def extend(self, item: FrameItem, marks: Sequence[PageBreak]) -> None:
        """Add the part on the next sheet."""
        self.block.blocks.pop()  # the open paragraph
        for mark in marks:
            self.joiner.page(mark)
        self._add(item)

    def _add(self, item: FrameItem) -> None:
        for n, cell in enumerate(item.cells):
            if n:
                self.joiner.close()
            margins = margins_within(cell, item.rect.x0, item.rect.x1)
            steps = [b.base - a.base for a, b in pairwise(cell)]
            leading = median(steps) if len(steps) > 1 else 0.0
            for line in cell:
                self.joiner.line(line, margins, leading)
        self.block.blocks += self.joiner.done
        self.joiner.done = []
        # The last paragraph may go on: it stands in the frame and stays open.
        self.block.blocks.append(self.joiner.open)
