"""Blocks of a document, and the text that they are written as.

Every reader makes blocks; how paragraphs, tables, frames and pages look in a plan's text is known
here alone:

- a paragraph takes one line; where a page ends within it, the form feed stands directly after its
  words, without a line break;
- a page begins with a form feed and, where its number is known, the line `— 5 —`;
- a table takes one line a row, with pipes; the words of a merged cell stand in each cell it covers;
- a frame (a 专栏 with a border or a coloured ground) stands between the lines `┌──` and `└──`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.boxes import match_box, match_box_number
from corpus.tables import is_note
from corpus.textops import BLANKS, BREAKS

__all__ = [
    "Block",
    "Frame",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Table",
    "cell_words",
    "count_tables",
    "framed",
    "is_box_title",
    "join_cell",
    "join_words",
    "raised",
    "table_blocks",
    "table_frame",
    "tidy",
    "write_blocks",
]

FRAME_OPENS, FRAME_CLOSES = "┌──", "└──"
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")
_SPACING = re.compile(f"[{BLANKS}{BREAKS}]+")
_SENTENCE_END = "。！？；：!?;"
_SHORT_CELL = 24  # characters of a cell whose lines are one name that was broken by hand
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next page begins; `number` is printed on it, None where none is known."""

    number: int | None = None


@dataclass(slots=True)
class Paragraph:
    """Words of one paragraph; a `PageBreak` among the parts is a page that ends within it."""

    parts: list[str | PageBreak]

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(part for part in self.parts if isinstance(part, str))


@dataclass(slots=True)
class Table:
    """Rows of cells, all of the same length; a `PageBreak` stands between the rows it parts."""

    rows: list[list[str] | PageBreak]


@dataclass(slots=True)
class Frame:
    """What a border or a coloured ground keeps together."""

    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture between the words; nothing is written for it."""


Block = Paragraph | Table | Frame | PageBreak | Picture


def write_blocks(blocks: Iterable[Block]) -> str:
    """The text of a document. A first page's number stands at its head like any other's."""
    out: list[str] = []
    for block in blocks:
        _write(block, out)
    return "".join(out)


def _write(block: Block, out: list[str]) -> None:
    if isinstance(block, PageBreak):
        out.append(("\f" if out else "") + _page_line(block))
    elif isinstance(block, Paragraph):
        if not any(isinstance(part, str) and part.strip() for part in block.parts):
            out += ["\f" + _page_line(part) for part in block.parts if isinstance(part, PageBreak)]
            return
        out += [
            _plain(part) if isinstance(part, str) else "\f" + _page_line(part)
            for part in block.parts
        ]
        out.append("\n")
    elif isinstance(block, Table):
        for row in block.rows:
            if isinstance(row, PageBreak):
                out.append("\f" + _page_line(row))
            else:
                cells = (tidy(cell).replace("|", "｜") for cell in row)
                out.append("| " + " | ".join(cells) + " |\n")
    elif isinstance(block, Frame):
        out.append(FRAME_OPENS + "\n")
        for inner in block.blocks:
            _write(inner, out)
        out.append(FRAME_CLOSES + "\n")


def _page_line(mark: PageBreak) -> str:
    return f"— {mark.number} —\n" if mark.number is not None else ""


def _plain(words: str) -> str:
    """Words of a paragraph; one that would look like a row of a table does not."""
    words = _FORBIDDEN.sub("", words)
    return "｜" + words[1:] if words.startswith("|") else words


def tidy(words: str) -> str:
    """Words without line breaks and doubled blanks, stripped at both ends."""
    return _SPACING.sub(" ", _FORBIDDEN.sub("", words)).strip()


def join_words(before: str, after: str) -> str:
    """Two printed lines of one paragraph: a blank between them only where both sides are Latin."""
    if not before or not after:
        return before + after
    latin = before[-1].isascii() and before[-1].isalnum() and after[0].isascii()
    if latin and after[0].isalnum():
        return f"{before} {after}"
    return before + after


def join_cell(paragraphs: Sequence[str], longest: int = _SHORT_CELL) -> str:
    """The words of a cell: a short name broken by hand is whole again, else a blank parts them.

    Args:
        paragraphs: at least one.
        longest: characters of what counts as a name.
    """
    words = [tidy(text) for text in paragraphs]
    words = [text for text in words if text]
    if sum(map(len, words)) <= longest:
        joined = ""
        for text in words:
            joined = join_words(joined, text)
        return joined
    joined = words[0]
    for text in words[1:]:
        joined += text if joined[-1] in _SENTENCE_END else " " + text
    return joined


def cell_words(blocks: Sequence[Block]) -> str:
    """All words of a cell in one line, those of a table within it too."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        elif isinstance(block, Frame):
            texts.append(cell_words(block.blocks))
        elif isinstance(block, Table):
            texts += [" ".join(row) for row in block.rows if isinstance(row, list)]
    return join_cell(texts) if any(text.strip() for text in texts) else ""


def raised(words: str) -> str:
    """Words set as superscript: 2 of km2 as ², the mark of a footnote as ¹; never a plain digit."""
    return words.translate(_RAISED)


def table_blocks(
    grid: Sequence[Sequence[str]],
    spans: Sequence[Sequence[int]],
    inner: Mapping[int, Sequence[Block]] | None = None,
) -> list[Block]:
    """A table's rows as blocks: titles and notes that cover all columns become paragraphs.

    Args:
        grid: (n_rows, n_columns) words, a merged cell's in each place it covers.
        spans: (n_rows, n_columns) number of the cell that covers a place.
        inner: what stands in a cell, by its number, where more than its words is known.

    Returns:
        One frame where the table has a single column, else titles, the table and notes.
    """
    columns = [c for c in range(len(grid[0])) if not _repeats(spans, c)] if grid else []
    rows = [[row[c] for c in columns] for row in grid]
    cells = [[row[c] for c in columns] for row in spans]
    whole = [len(set(row)) == 1 for row in cells]
    kept = [
        n
        for n, row in enumerate(rows)
        if any(cell.strip() for cell in row)
        and not (n and whole[n] and cells[n][0] == cells[n - 1][0])
    ]

    def across(n: int) -> list[Block]:
        known = inner.get(cells[n][0]) if inner is not None else None
        return list(known) if known else [Paragraph([tidy(rows[n][0])])]

    if len(columns) == 1 or all(whole[n] for n in kept):
        return [Frame([block for n in kept for block in across(n)])] if kept else []
    first = next(n for n in kept if not whole[n])
    last = max(n for n in kept if not whole[n])
    notes = [n for n in kept if n > last and is_note(tidy(rows[n][0]))]
    last = max(n for n in kept if n < notes[0]) if notes else kept[-1]
    table = Table([rows[n] for n in kept if first <= n <= last])
    above = [block for n in kept if n < first for block in across(n)]
    below = [block for n in kept if n > last for block in across(n)]
    return [*above, table, *below]


def _repeats(spans: Sequence[Sequence[int]], column: int) -> bool:
    """Whether a column never begins a cell of its own."""
    return column > 0 and all(row[column] == row[column - 1] for row in spans)


def count_tables(blocks: Sequence[Block]) -> int:
    """Tables among blocks and within frames."""
    return sum(
        1 if isinstance(b, Table) else count_tables(b.blocks) if isinstance(b, Frame) else 0
        for b in blocks
    )


def framed(blocks: Sequence[Block]) -> list[Block]:
    """Put the title of a box and what it stands over into one frame; leave pictures out.

    A title over a frame belongs to it, with a short line (单位：台) between them. A box that is a
    picture, and the caption under a figure, end with their title: the text after them is not
    theirs. A bare table needs no frame: its rows say where it ends.
    """
    found: list[Block] = []
    pictured = False  # the block before is a picture
    for block in blocks:
        if isinstance(block, Picture):
            title = _title_above(found)
            if title:
                found[-len(title) :] = [Frame(title)]
            pictured = True
            continue
        title = _title_above(found) if isinstance(block, Frame) else []
        if isinstance(block, Frame) and title and not _has_title(block):
            found[-len(title) :] = [Frame([*title, *block.blocks])]
        elif pictured and is_box_title(block) and _letter(block) == "F":
            found.append(Frame([block]))
        else:
            found.append(block)
        pictured = pictured and isinstance(block, PageBreak)
    return found


def _title_above(found: Sequence[Block]) -> list[Block]:
    """The title of a box at the end of `found`, with up to two short lines after it; or none."""
    for n in range(1, 4):
        if len(found) >= n and is_box_title(found[-n]):
            return list(found[-n:])
        if len(found) < n or not _is_short(found[-n]):
            break
    return []


def _is_short(block: Block) -> bool:
    if isinstance(block, PageBreak):
        return True
    return isinstance(block, Paragraph) and len(block.text) <= 20 and block.text[-1:] not in "。；"


def _letter(block: Block) -> str:
    title = match_box(tidy(block.text)) if isinstance(block, Paragraph) else None
    return title.letter if title else ""


def is_box_title(block: Block) -> bool:
    """Whether a paragraph is the title of a box, a table or a picture."""
    if not isinstance(block, Paragraph):
        return False
    text = tidy(block.text)
    return match_box(text) is not None or match_box_number(text) is not None


def table_frame(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of one table; in a frame where notes follow, which belong to it."""
    noted = len(blocks) > 1 and isinstance(blocks[-1], Paragraph)
    return [Frame(list(blocks))] if noted else list(blocks)


def _has_title(block: Block) -> bool:
    return isinstance(block, Frame) and bool(block.blocks) and is_box_title(block.blocks[0])
