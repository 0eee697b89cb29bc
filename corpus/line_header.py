"""The header of a table that extraction left as lines of cells, apart by blanks.

Blanks also stand within a cell (2020 年目标, 指 标), so the cells are put together first: single
characters on end, a year and what follows it, a unit in brackets and what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from corpus.cells import is_value, is_year
from corpus.plan import Section, SentenceKind
from corpus.table_header import HeaderColumn, Role, label_column
from corpus.tables import is_note

__all__ = ["header_cells", "line_header"]

_SINGLE = re.compile(r"[\u4e00-\u9fff]")
_CHANGE = re.compile(
    r"[比较](?:上年|去年|年初|(?:19|20)\d{2})|增长|增速|增减|占比|比重|构成|绝对[数额量]"
)


def header_cells(text: str) -> list[str]:
    """The cells of a header's line."""
    cells: list[str] = []
    single = False  # whether the last cell is single characters so far
    for token in text.split():
        alone = bool(_SINGLE.fullmatch(token))
        after_year = bool(cells) and is_year(cells[-1]) and token.startswith("年")
        if cells and ((alone and single) or after_year or token[0] in "（("):
            cells[-1] += token
        else:
            cells.append(token)
        single = alone or (single and len(cells[-1]) > 1 and alone)
    return cells


def line_header(box: Section, years: AbstractSet[int]) -> tuple[HeaderColumn, ...]:
    """The columns of a table in lines of cells; empty where no one line names them all.

    Args:
        box: the table.
        years: those that the lines of its header name.
    """
    for sentence in box.sentences[1:]:
        if sentence.kind is not SentenceKind.ROW or is_note(sentence.text) or "|" in sentence.text:
            continue
        cells = header_cells(sentence.text)
        columns = tuple(label_column(cell) for cell in cells)
        held = [column for column in columns if column.role is Role.VALUE]
        names = sum(column.role is Role.NAME for column in columns)
        told = any(c.year or c.unit or _CHANGE.search(c.label) for c in held)
        if names != 1 or not told or any(is_value(c) and not is_year(c) for c in cells):
            continue
        return columns if {c.year for c in held if c.year} == set(years) else ()
    return ()
