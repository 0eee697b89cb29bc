"""PDF: sheets become one flow of paragraphs, tables and frames with their printed pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from corpus.boxes import match_box
from corpus.errors import PlanFileError
from corpus.readers import glyphs as pdfium
from corpus.readers import ocr
from corpus.readers.blocks import (
    Block,
    Frame,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    count_tables,
    framed,
    table_blocks,
    table_frame,
    write_blocks,
)
from corpus.readers.furniture import find_furniture
from corpus.readers.pages_over import OpenFrame, OpenTable, open_table
from corpus.readers.printed import Margins, ParagraphJoiner, PrintedLine, margins_of
from corpus.readers.sheets import (
    FrameItem,
    Item,
    LineItem,
    Sheet,
    TableItem,
    lay_out,
    recognised,
)
from corpus.readers.source import SourceText
from corpus.tables import is_note

__all__ = ["flow", "read_pdf"]

_MOST_SHEETS = 3000
_MOST_PICTURES = 200  # sheets that are recognised, at seconds each
_DOTS = 200  # an inch, for recognition
_LONGEST = 4000  # dots of a side
_FEW_WORDS = 12  # characters of a sheet that is a picture all the same
_GARBLED = 0.2  # share of characters without a code that makes a sheet unreadable
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
        pictures = [n for n, sheet in enumerate(sheets) if _is_picture(sheet)]
        seen = _recognise(document, sheets, pictures)
    finally:
        document.close()
    unread = tuple(n + 1 for n in pictures if n not in seen)
    blocks, doubts = flow(sheets)
    if not any(isinstance(block, Paragraph | Table | Frame) for block in blocks):
        raise PlanFileError(_no_text(path, count, unread))
    if seen:
        doubts.append(f"第 {_listed([n + 1 for n in seen])} 张由图片识别，可能有错字，请对照原件。")
    if unread:
        advice = "" if ocr.is_installed() else f"{ocr.ADVICE}。"
        doubts.append(f"第 {_listed(unread)} 张是图片，没有读出文字。{advice}")
    return SourceText(
        write_blocks(blocks),
        "pdf",
        pages=count,
        pictures=unread,
        tables=count_tables(blocks),
        doubts=tuple(doubts),
        title=title,
    )


def _recognise(document: pdfium.Handle, sheets: list[Sheet], pictures: Sequence[int]) -> list[int]:
    """Read the sheets that are pictures, where that can be done; which ones were read."""
    if not pictures or not ocr.is_installed():
        return []
    recogniser = ocr.Recogniser()
    seen = []
    for n in pictures[:_MOST_PICTURES]:
        sheet = sheets[n]
        scale = min(_DOTS / 72, _LONGEST / max(sheet.width, sheet.height, 1.0))
        lines = recogniser.lines(pdfium.render_sheet(document, n, scale), scale)
        if sum(len(line.text) for line in lines) >= _FEW_WORDS:
            sheets[n] = recognised(lines, sheet.width, sheet.height)
            seen.append(n)
    return seen


def _no_text(path: Path, count: int, pictures: Sequence[int]) -> str:
    if not pictures:
        return f"{path.name} 的各页都是空白，没有可读的文字。请检查文件。"
    if len(pictures) == count:
        return (
            f"{path.name} 的全部 {count} 页都是图片（扫描件），没有文字可读。"
            f"{ocr.ADVICE}；或请放入含文字的版本。"
        )
    return (
        f"{path.name} 没有可读的文字：第 {_listed(pictures)} 页是图片，其余各页空白。{ocr.ADVICE}。"
    )


def _listed(numbers: Sequence[int]) -> str:
    """Numbers as people list them: 3、5–8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return "、".join(words[:20]) + ("等" if len(words) > 20 else "")


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
        total = sum(count for _, count in unknown)
        sheets_of = _listed([n for n, _ in unknown])
        found.append(f"第 {sheets_of} 张有 {total} 个字在文件里没有对应的文字编码，没有读出。")
    return found


class _Flow:
    """Items of all sheets, one after the other, as blocks."""

    def __init__(self, sheets: Sequence[Sheet], bodies: Sequence[Sequence[Item]]) -> None:
        self.sheets = sheets
        self.blocks: list[Block] = []
        self.joiner = ParagraphJoiner()
        self.floating: list[Block] = []  # tables and frames that stand within a sentence
        self.table: OpenTable | None = None
        self.tables: list[OpenTable] = []
        self.frame: OpenFrame | None = None
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
        for table in self.tables:  # with their notes in one frame
            own = [
                n for n, block in enumerate(self.blocks) if any(block is x for x in table.blocks)
            ]
            if own and own[-1] - own[0] < 200:
                parts = self.blocks[own[0] : own[-1] + 1]
                if all(
                    isinstance(x, PageBreak) or any(x is y for y in table.blocks) for x in parts
                ):
                    self.blocks[own[0] : own[-1] + 1] = table_frame(parts)
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
            self.joiner.line(line, margins[item.column], leading)
            self._drain()
        elif isinstance(item, TableItem):
            self._table(item)
        elif isinstance(item, FrameItem):
            self._frame(item)
        else:
            self._float(Picture())

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
            self.joiner.passes()
        else:
            self._close_paragraph()
            self.blocks.append(block)

    def _after_table(self) -> bool:
        shown = [b for b in self.blocks[-2:] if not isinstance(b, PageBreak)]
        return not self.joiner.is_open and bool(shown) and isinstance(shown[-1], Table | Frame)

    # --- tables -----------------------------------------------------------------------------------

    def _table(self, item: TableItem) -> None:
        if self.table is not None and self.table.goes_on(item):
            marks = self._marks_after(self.table.last)
            if marks:
                self._put_after(self.table.last, self.table.extend(item, marks))
                return
        blocks = table_blocks(item.words, item.spans, item.inner)
        for block in blocks:
            self._float(block)
        self.table = open_table(blocks, item)
        if self.table is not None:
            self.tables.append(self.table)

    def _marks_after(self, block: Block) -> list[PageBreak]:
        """The page breaks that alone stand after `block`; none where anything else does."""
        if self.joiner.is_open or self.floating:
            return []
        marks: list[PageBreak] = []
        for later in reversed(self.blocks[-6:]):
            if later is block:
                return marks[::-1]
            if not isinstance(later, PageBreak):
                break
            marks.append(later)
        return []

    def _put_after(self, block: Block, more: Sequence[Block]) -> None:
        """Put `more` in the place of the page breaks after `block`."""
        while self.blocks[-1] is not block:
            self.blocks.pop()
        self.blocks += more

    # --- frames -----------------------------------------------------------------------------------

    def _frame(self, item: FrameItem) -> None:
        titled = match_box(item.cells[0][0].text) is not None
        if self.frame is not None and not titled and self.frame.goes_on(item):
            marks = self._marks_after(self.frame.block)
            if marks:
                self._put_after(self.frame.block, ())
                self.frame.extend(item, marks)
                return
        if self.table is not None and not titled and self.table.note_goes_on(item):
            marks = self._marks_after(self.table.last)
            if marks:
                self._put_after(self.table.last, self.table.extend_note(item, marks))
                return
        self.frame = OpenFrame(item)
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
        for a, b in pairwise(ordered)
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
        small[0].top - 2.5 * size < rule.place < small[0].base
        and rule.high - rule.low < 0.5 * sheet.width
        for rule in sheet.rules
    )
    below = small[0].base > 0.5 * sheet.height
    return {id(line) for line in small} if ruled or below else set()
