"""PDF: sheets become one flow of paragraphs, tables and frames with their printed pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from corpus.boxes import match_box
from corpus.errors import PlanFileError
from corpus.readers import glyphs as pdfium
from corpus.readers.blocks import (
    Block,
    Frame,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    count_tables,
    framed,
    is_box_title,
    table_blocks,
    write_blocks,
)
from corpus.readers.furniture import find_furniture
from corpus.readers.printed import Margins, ParagraphJoiner, PrintedLine, margins_of
from corpus.readers.sheets import (
    FrameItem,
    Item,
    LineItem,
    PictureItem,
    Sheet,
    TableItem,
    lay_out,
    margins_within,
)
from corpus.readers.source import SourceText
from corpus.tables import is_note

__all__ = ["flow", "read_pdf"]

_MOST_SHEETS = 3000
_FEW_WORDS = 12  # characters of a sheet that is a picture all the same
_GARBLED = 0.2  # share of characters without a code that makes a sheet unreadable
_SAME_PLACE = 8.0  # points by which the columns of a table may shift on its next page
_CONTINUED = re.compile(r"^[（(]?\s*(?:续\s*[上前]?\s*表|接\s*上\s*[页表]).{0,20}$|[（(]续[）)]$")
_FOOTNOTE = re.compile(r"^(?:[①-⑳❶-❿⁰¹²³⁴-⁹]|\[\d{1,3}\]|\*|※|\d{1,2}\s)")


def read_pdf(path: Path) -> SourceText:
    """Text of a PDF.

    Raises:
        PlanFileError: encrypted, damaged, too long, or without any text.
    """
    document = pdfium.open_pdf(path)
    try:
        count = len(document)
        if count == 0:
            raise PlanFileError(f"{path.name} 里没有页面。请检查文件是否完整。")
        if count > _MOST_SHEETS:
            raise PlanFileError(
                f"{path.name} 有 {count} 页，超过 {_MOST_SHEETS} 页。请只放入规划本身。"
            )
        sheets = [lay_out(pdfium.read_sheet(document, n)) for n in range(count)]
        title = pdfium.title_of(document)
    finally:
        document.close()
    pictures = tuple(n + 1 for n, sheet in enumerate(sheets) if _is_picture(sheet))
    blocks, doubts = flow(sheets)
    if len(pictures) == count or not any(isinstance(block, Paragraph | Table | Frame) for block in blocks):
        raise PlanFileError(_no_text(path, pictures))
    return SourceText(
        write_blocks(blocks),
        "pdf",
        pages=count,
        pictures=pictures,
        tables=count_tables(blocks),
        doubts=tuple(doubts),
        title=title,
    )


def _no_text(path: Path, pictures: Sequence[int]) -> str:
    if not pictures:
        return f"{path.name} 的各页都是空白，没有可读的文字。请检查文件。"
    return f"{path.name} 的全部 {len(pictures)} 页都是图片（扫描件），没有文字可读。"


def _is_picture(sheet: Sheet) -> bool:
    words = sum(len(line.text) for line in sheet.lines)
    words += sum(
        len(line.text)
        for item in sheet.items
        if isinstance(item, FrameItem)
        for cell in item.cells
        for line in cell
    )
    if any(isinstance(item, TableItem) for item in sheet.items):
        words += _FEW_WORDS
    garbled = sheet.unknown > _FEW_WORDS and sheet.unknown > _GARBLED * (words + sheet.unknown)
    return garbled or (sheet.scan and words < _FEW_WORDS)


# --- one flow over all sheets ---------------------------------------------------------------------


def flow(sheets: Sequence[Sheet]) -> tuple[list[Block], list[str]]:
    """Blocks of the document, and what may have been read wrongly (in Chinese)."""
    furniture = find_furniture([s.lines for s in sheets], [s.height for s in sheets])
    bodies: list[list[Item]] = []
    for n, sheet in enumerate(sheets):
        drop = {id(line) for i, line in enumerate(sheet.lines) if (n, i) in furniture.lines}
        bodies.append(
            [x for x in sheet.items if not (isinstance(x, LineItem) and id(x.line) in drop)]
        )
    writer = _Flow(sheets, bodies)
    for n, body in enumerate(bodies):
        writer.sheet(n, body, PageBreak(furniture.numbers[n]))
    return framed(writer.finish()), _doubts(sheets, printed=furniture.printed)


def _doubts(sheets: Sequence[Sheet], *, printed: bool) -> list[str]:
    found = []
    if not printed and len(sheets) > 1:
        found.append("各页没有印页码，引用的页码是文件中的第几页。")
    unknown = [(n + 1, s.unknown) for n, s in enumerate(sheets) if s.unknown]
    if unknown:
        pages = "、".join(str(n) for n, _ in unknown[:10])
        more = "等" if len(unknown) > 10 else ""
        total = sum(count for _, count in unknown)
        found.append(f"第 {pages}{more} 张有 {total} 个字在文件里没有对应的文字编码，没有读出。")
    return found


class _Flow:
    """Items of all sheets, one after the other, as blocks."""

    def __init__(self, sheets: Sequence[Sheet], bodies: Sequence[Sequence[Item]]) -> None:
        self.sheets = sheets
        self.blocks: list[Block] = []
        self.joiner = ParagraphJoiner()
        self.floating: list[Block] = []  # tables and frames that stand within a sentence
        self.table: _OpenTable | None = None
        self.frame: _OpenFrame | None = None
        self.started = False
        body_lines = [x.line for body in bodies for x in body if isinstance(x, LineItem)]
        sizes = [line.size for line in body_lines for _ in range(len(line.text))]
        self.size = median(sizes) if sizes else 12.0
        usual = [x for x in body_lines if abs(x.size - self.size) < 0.1 * self.size]
        self.usual = margins_of(usual) if usual else None

    def sheet(self, n: int, body: list[Item], mark: PageBreak) -> None:
        """The next sheet."""
        self._page(mark, first=n == 0)
        notes = _footnotes(body, self.sheets[n], self.size)
        margins = self._margins(body)
        lines = [x.line for x in body if isinstance(x, LineItem)]
        leading = _usual_leading(lines, self.size)
        for item in body:
            if isinstance(item, LineItem) and id(item.line) in notes:
                continue
            self._item(item, margins, leading)
        if notes:
            self._notes([x.line for x in body if isinstance(x, LineItem) and id(x.line) in notes])

    def finish(self) -> list[Block]:
        """All blocks."""
        self._close_paragraph()
        return self.blocks

    def _page(self, mark: PageBreak, *, first: bool) -> None:
        if first:
            self.blocks.append(mark)
        elif self.joiner.is_open:
            self._drain()
            self.blocks += self.floating
            self.floating = []
            self.joiner.page(mark)
        else:
            self.blocks.append(mark)

    def _margins(self, body: Sequence[Item]) -> dict[int, Margins]:
        groups: dict[int, list[PrintedLine]] = {}
        for item in body:
            if isinstance(item, LineItem):
                groups.setdefault(item.column, []).append(item.line)
        single = len(groups) <= 1
        return {
            column: margins_of(
                [x for x in lines if abs(x.size - self.size) < 0.15 * self.size] or lines,
                self.usual if single or _spans(lines, self.usual) else None,
            )
            for column, lines in groups.items()
        }

    def _item(self, item: Item, margins: dict[int, Margins], leading: float) -> None:
        if isinstance(item, LineItem):
            line = item.line
            title = match_box(line.text) is not None
            if _CONTINUED.search(line.text) and self._after_table():
                return
            if self.joiner.in_sentence and (title or (self.floating and is_note(line.text))):
                self._float(Paragraph([line.text]))
                return
            self._drain_if_new(line, margins[item.column], leading)
        elif isinstance(item, TableItem):
            self._table(item)
        elif isinstance(item, FrameItem):
            self._frame(item)
        else:
            self._float(Picture())

    def _drain_if_new(self, line: PrintedLine, margins: Margins, leading: float) -> None:
        self.joiner.line(line, margins, leading)
        self._drain()

    def _drain(self) -> None:
        """Take over finished paragraphs; what floated within the first of them follows it."""
        done, self.joiner.done = self.joiner.done, []
        for n, paragraph in enumerate(done):
            self.blocks.append(paragraph)
            if n == 0:
                self.blocks += self.floating
                self.floating = []

    def _close_paragraph(self) -> None:
        self.joiner.close()
        self._drain()
        self.blocks += self.floating
        self.floating = []

    def _float(self, block: Block) -> None:
        if self.joiner.in_sentence:
            self.floating.append(block)
        else:
            self._close_paragraph()
            self.blocks.append(block)

    def _after_table(self) -> bool:
        shown = [b for b in self.blocks[-2:] if not isinstance(b, PageBreak)]
        return not self.joiner.is_open and bool(shown) and isinstance(shown[-1], Table | Frame)

    # --- tables -----------------------------------------------------------------------------------

    def _table(self, item: TableItem) -> None:
        if self.table is not None and self.table.goes_on(item, self._since(self.table.block)):
            self._take_marks(self.table.block)
            self.table.extend(item, self.marks)
            return
        blocks = table_blocks(item.words, item.spans, item.inner)
        for block in blocks:
            self._float(block)
        self.table = _open_table(blocks, item)

    def _since(self, block: Block) -> list[Block] | None:
        """Blocks after `block`, or None where a paragraph is open or it is not found."""
        if self.joiner.is_open or self.floating:
            return None
        for n in range(len(self.blocks) - 1, max(-1, len(self.blocks) - 6), -1):
            if self.blocks[n] is block:
                return self.blocks[n + 1 :]
        return None

    def _take_marks(self, block: Block) -> None:
        """Take the page breaks after `block` out of the flow, into `marks`."""
        place = next(n for n, b in enumerate(self.blocks) if b is block)
        self.marks = [b for b in self.blocks[place + 1 :] if isinstance(b, PageBreak)]
        del self.blocks[place + 1 :]

    # --- frames -----------------------------------------------------------------------------------

    def _frame(self, item: FrameItem) -> None:
        first = item.cells[0][0].text
        if self.frame is not None and not match_box(first):
            since = self._since(self.frame.block)
            if since and self.frame.goes_on(item, since):
                self._take_marks(self.frame.block)
                self.frame.extend(item, self.marks)
                return
        self.frame = _OpenFrame(item)
        self._float(self.frame.block)

    def _notes(self, lines: Sequence[PrintedLine]) -> None:
        """Footnotes come before a paragraph that goes on, so that they stay on their page."""
        joiner = ParagraphJoiner()
        margins = margins_of(lines)
        for line in lines:
            if joiner.is_open and _FOOTNOTE.match(line.text):
                joiner.close()
            joiner.line(line, margins, 0.0)
        joiner.close()
        self._drain()
        if not self.joiner.in_sentence:
            self._close_paragraph()
        self.blocks += joiner.done


def _spans(lines: Sequence[PrintedLine], usual: Margins | None) -> bool:
    if usual is None:
        return False
    return max(x.x1 for x in lines) - min(x.x0 for x in lines) > 0.7 * usual.width


def _usual_leading(lines: Sequence[PrintedLine], size: float) -> float:
    ordered = sorted(lines, key=lambda x: x.base)
    steps = [
        b.base - a.base
        for a, b in zip(ordered, ordered[1:], strict=False)
        if abs(a.size - size) < 0.15 * size and 0.8 * size < b.base - a.base < 3.2 * size
    ]
    return median(steps) if steps else 1.5 * size


def _footnotes(body: Sequence[Item], sheet: Sheet, size: float) -> set[int]:
    """Lines at the foot of a sheet that are set smaller and opened by a mark."""
    lines = sorted((x.line for x in body if isinstance(x, LineItem)), key=lambda x: x.base)
    small: list[PrintedLine] = []
    for line in reversed(lines):
        if line.size > 0.92 * size:
            break
        small.insert(0, line)
    while small and not _FOOTNOTE.match(small[0].text):
        small.pop(0)
    if not small or len(small) == len(lines):
        return set()
    ruled = any(
        small[0].top - 2.5 * size < rule.place < small[0].base and rule.high - rule.low < 0.5 * sheet.width
        for rule in sheet.rules
    )
    below = small[0].base > 0.5 * sheet.height
    return {id(line) for line in small} if ruled or below else set()


class _OpenTable:
    """A table that may go on on the next sheet."""

    def __init__(self, block: Block, table: Table, item: TableItem) -> None:
        self.block = block  # the table itself or the frame around it
        self.table = table
        self.xs = item.xs
        self.head = _head(item)

    def goes_on(self, item: TableItem, since: list[Block] | None) -> bool:
        """Whether `item` is the table's next part: the next block after a page break."""
        if not since or not all(isinstance(block, PageBreak) for block in since):
            return False
        if isinstance(self.block, Frame) and self.block.blocks[-1] is not self.table:
            return False
        shift = item.xs[0] - self.xs[0]
        same = len(item.xs) == len(self.xs) and all(
            abs(a - b - shift) <= _SAME_PLACE for a, b in zip(item.xs, self.xs, strict=True)
        )
        titled = any(is_box_title(Paragraph([row[0]])) for row in item.words[:2]) and (
            item.words[: len(self.head)] != self.head
        )
        return same and not titled

    def extend(self, item: TableItem, marks: Sequence[PageBreak]) -> None:
        """Add the rows of the next part, without the header printed again."""
        rows = [list(row) for row in item.words]
        again = 0
        while again < min(len(rows) - 1, len(self.head)) and rows[again] == self.head[again]:
            again += 1
        blocks = table_blocks(rows[again:], item.spans[again:], item.inner)
        self.table.rows += marks
        for block in blocks:
            inner = block.blocks if isinstance(block, Frame) else [block]
            for part in inner:
                if isinstance(part, Table):
                    self._add(part.rows)
                elif isinstance(part, Paragraph) and part is inner[-1] and is_note(part.text):
                    if isinstance(self.block, Frame):
                        self.block.blocks.append(part)
                    else:
                        self.table.rows.append([part.text] * self._width())
                elif isinstance(part, Paragraph):
                    self.table.rows.append([part.text] * self._width())

    def _width(self) -> int:
        return next(len(row) for row in self.table.rows if not isinstance(row, PageBreak))

    def _add(self, rows: Sequence[list[str] | PageBreak]) -> None:
        last = next(row for row in reversed(self.table.rows) if not isinstance(row, PageBreak))
        for n, row in enumerate(rows):
            if isinstance(row, PageBreak):
                continue
            if n == 0 and len(row) == len(last):
                filled = [bool(cell) for cell in row]
                if not filled[0] and sum(filled) <= len(row) // 2 and not _valued(row):
                    # A row that the page cut: its words go on.
                    for column, cell in enumerate(row):
                        last[column] += cell
                    continue
            if len(row) == len(last) and not row[0] and any(row):
                row[0] = last[0]  # a merged cell that goes on over the page
                if n == 0 and len(row) > 2 and not row[1] and last[1].isdecimal():
                    row[1:3] = [last[1], row[2] or last[2]]
            elif n == 0 and len(row) == len(last) and row[0] == last[0] and not row[1]:
                row[1:3] = [last[1], row[2] or last[2]]
            self.table.rows.append(row)


def _valued(row: Sequence[str]) -> bool:
    return any(re.search(r"\d", cell) for cell in row)


def _head(item: TableItem) -> list[list[str]]:
    """The first rows of a table, which its next page may print again."""
    return [list(row) for row in item.words[:4]]


def _open_table(blocks: Sequence[Block], item: TableItem) -> _OpenTable | None:
    for block in blocks:
        inner = block.blocks if isinstance(block, Frame) else [block]
        for part in inner:
            if isinstance(part, Table):
                return _OpenTable(block, part, item)
    return None


class _OpenFrame:
    """A frame that may go on on the next sheet."""

    def __init__(self, item: FrameItem) -> None:
        self.block = Frame()
        self.joiner = ParagraphJoiner()
        self.rect = item.rect
        self._add(item, new=True)

    def goes_on(self, item: FrameItem, since: Sequence[Block]) -> bool:
        """Whether `item` is the frame's next part."""
        if not all(isinstance(block, PageBreak) for block in since):
            return False
        return (
            abs(item.rect.x0 - self.rect.x0) <= _SAME_PLACE
            and abs(item.rect.x1 - self.rect.x1) <= _SAME_PLACE
        )

    def extend(self, item: FrameItem, marks: Sequence[PageBreak]) -> None:
        """Add the part on the next sheet."""
        del self.block.blocks[-1:]
        for mark in marks:
            self.joiner.page(mark)
        self._add(item, new=False)

    def _add(self, item: FrameItem, *, new: bool) -> None:
        for n, cell in enumerate(item.cells):
            if n or (new and self.joiner.is_open):
                self._close()
            margins = margins_within(cell, item.rect.x0, item.rect.x1)
            for line in cell:
                self.joiner.line(line, margins, 0.0 if len(cell) < 3 else _usual_leading(cell, line.size))
                self._drain()
        # The last paragraph stands at the end already and may go on: it is taken out again then.
        open_parts = list(self.joiner._parts)
        self._drain()
        if open_parts:
            self.block.blocks.append(Paragraph(self.joiner._parts))

    def _close(self) -> None:
        self.joiner.close()
        self._drain()

    def _drain(self) -> None:
        done, self.joiner.done = self.joiner.done, []
        self.block.blocks += done
