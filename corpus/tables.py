"""Tables inside boxes: which lines are rows, which number a row carries, what is a note.

Two forms are read: pipe tables (one line a row) and tables that PDF extraction left as lines of
cells. In the latter a vertically centred number stands *between* the lines of its row, and cells
of a merged category column are scattered over the lines around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.cells import is_value
from corpus.pipe_tables import is_pipe, pipe_cells, rows_of_pipes

__all__ = [
    "Row",
    "TableReading",
    "has_table_header",
    "is_note",
    "is_pipe",
    "is_row",
    "is_value",
    "note_item",
    "pipe_cells",
    "read_table",
    "row_name",
]

_NOTE = re.compile(r"^[（(]?(?:备?注|说明|资料来源|数据来源)\s*\d*\s*[：:]")
_NOTE_ITEM = re.compile(r"(\d{1,2})[.．、](?!\d)")
_HEADER_WORDS = ("序号", "指标", "单位", "类别", "属性", "目标值", "实际值", "完成值", "年目标")
_NAMES = re.compile(r"指标(?!类|属性|值)|名称|项目(?!类)")
_WORDY = re.compile(r"[\u4e00-\u9fff]{2}")
_LONG_NAME = re.compile(r"[\u4e00-\u9fff]{4}")  # longer than the units that follow a value


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number (printed, else counted from 1) and the indices of its lines, in order."""

    number: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableReading:
    """Rows of a table; lines in no row (header, categories, notes) belong to the box itself."""

    rows: tuple[Row, ...]


def has_table_header(texts: Sequence[str]) -> bool:
    """Whether the first lines of a box hold the header of a table of indicators."""
    words: set[str] = set()
    for text in texts:
        if any(mark in text for mark in "，。；"):
            break
        words |= _header_words(text)
    return len(words) >= 2


def _header_words(text: str) -> set[str]:
    plain = re.sub(r"\s+", "", text)
    return {word for word in _HEADER_WORDS if word in plain}


def is_note(text: str) -> bool:
    """Whether a line opens a note under a table or picture."""
    return bool(_NOTE.match(text))


def note_item(text: str) -> int:
    """Number of the item a note begins with: 1 in 注：1.…; 0 in a bare 注：; -1 without a list."""
    match = _NOTE.match(text)
    rest = text[match.end() :].strip() if match else text
    item = _NOTE_ITEM.match(rest)
    return int(item[1]) if item else -1 if rest else 0


def is_row(text: str) -> bool:
    """Whether a line has a row's number or name and values after it."""
    cells = text.split()
    return is_pipe(text) or (len(cells) >= 3 and any(is_value(cell) for cell in cells[1:]))


def row_name(texts: Sequence[str], number: int, column: int | None = None) -> str:
    """The name a row carries: in a pipe table a wordy cell, else the words after its number.

    Args:
        texts: the row's lines.
        number: the row's number.
        column: of a pipe table, the column that names its rows, counted from the right (-1 the
            last), for a merged category may be missing at the left.
    """
    if is_pipe(texts[0]):
        words = [cell for text in texts for cell in pipe_cells(text) if _WORDY.search(cell)]
        named = (cell for cell in words if re.match(rf"0*{number}[.．、]", cell))
        cells = pipe_cells(texts[0])
        held = cells[column] if column is not None and -column <= len(cells) else ""
        first = next((cell for cell in cells if cell and not is_value(cell)), "")
        name = next(named, held or (words[0] if words else first))
        return re.sub(r"^\d+[.．、]\s*", "", name)
    lines = [text.split() for text in texts]
    own = next((cells for cells in lines if str(number) in cells), None)
    if own is None:
        return next((cell for cells in lines for cell in cells if _WORDY.search(cell)), "")
    after = own[own.index(str(number)) + 1 :]
    figure = _leading_figure(after)
    words = [cell for cell in after[len(figure) :] if _WORDY.search(cell)]
    name = " ".join([*figure, *words[:1]])
    if own is lines[0] and len(lines) == 2 and len(after) == 1:  # the name goes on in the next line
        name += lines[1][0]
    return name


def read_table(texts: Sequence[str]) -> TableReading | None:
    """Rows of the table `texts` holds (the box's lines after its title), or None if it is none."""
    if sum(is_pipe(text) for text in texts) >= 2:
        rows = rows_of_pipes(texts)
        return TableReading(tuple(Row(n, tuple(found)) for n, found in rows)) if rows else None
    return _read_cell_lines(texts)


@dataclass(slots=True)
class _CellLine:
    index: int
    number: int | None
    valued: bool


def _read_cell_lines(texts: Sequence[str]) -> TableReading | None:
    last = next((i for i, text in enumerate(texts) if is_note(text)), len(texts))
    lines = _numbered([text.split() for text in texts[:last]])
    numbered = [line for line in lines if line.number is not None]
    if len(numbered) >= 2:
        rows = _rows_by_number(lines)
        if sum(any(lines[i].valued for i in row.lines) for row in rows) >= 2:
            return TableReading(tuple(rows))
        return None
    valued = [line for line in lines if line.valued and len(texts[line.index].split()) >= 3]
    if len(valued) < 2:
        return None
    return TableReading(tuple(Row(n, (line.index,)) for n, line in enumerate(valued, 1)))


def _numbered(cells: Sequence[Sequence[str]]) -> list[_CellLine]:
    """Lines with their serial number: the next number in turn, with a name after it."""
    lines, expected = [], 1
    for i, tokens in enumerate(cells):
        number = None
        for n, token in enumerate(tokens):
            if token == str(expected) and _names_row(tokens[n + 1 :], leads=n == 0):
                number, expected = expected, expected + 1
                break
        tail = tokens[1:] if number is None else tokens[tokens.index(str(number)) + 1 :]
        tail = tail[len(_leading_figure(tail)) :]
        header = len(_header_words("".join(tokens))) >= 2  # printed again on the next page
        valued = not header and any(is_value(token) for token in tail)
        lines.append(_CellLine(i, number, valued))
    return lines


def _names_row(cells: Sequence[str], *, leads: bool) -> bool:
    """Whether the cells after a number begin with a name, and the number counts a row.

    A name may itself begin with a figure (3 岁以下…, 15分钟…) where the number leads its line.
    """
    if not cells:
        return False
    name = cells[0]
    if leads and (_leading_figure(cells) or (name[0].isdigit() and _WORDY.search(name))):
        return True
    return not is_value(name) and not name[0].isdigit()


def _leading_figure(cells: Sequence[str]) -> Sequence[str]:
    """The figure a row's name begins with, cut off from it by a blank: 3 of 3 岁以下…; or none."""
    figure = len(cells) > 2 and cells[0].isdecimal() and _LONG_NAME.match(cells[1])
    return cells[:1] if figure else ()


def _rows_by_number(lines: Sequence[_CellLine]) -> list[Row]:
    """Give each number its lines; a number without a value stands centred among its own."""
    marks = [line for line in lines if line.number is not None]
    members: dict[int, list[int]] = {mark.index: [mark.index] for mark in marks}
    bounds = [None, *marks, None]
    for before, after in pairwise(bounds):
        low = before.index + 1 if before else 0
        high = after.index if after else len(lines)
        between = [line.index for line in lines[low:high] if line.valued]
        centred_before = before is not None and not before.valued
        centred_after = after is not None and not after.valued
        if centred_before and centred_after:
            to_before = (len(between) + 1) // 2
        elif centred_after and not centred_before:
            to_before = 0
        else:
            to_before = len(between)
        if before is not None:
            members[before.index] += between[:to_before]
        if after is not None:
            leading = before is not None or centred_after
            members[after.index] += between[to_before:] if leading else []
    return [Row(mark.number or 0, tuple(sorted(members[mark.index]))) for mark in marks]
