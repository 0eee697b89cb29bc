"""Pipe tables: cells of a line, how many lines the header takes, which lines are rows.

A merged cell is printed in every cell it covers. So a header of two or three lines shows itself
by words that come again below or beside each other, and a line of one text alone names a group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.cells import is_dash, is_unit, is_value, is_year, tight

__all__ = ["header_size", "is_group", "is_pipe", "is_rule", "pipe_cells", "rows_of_pipes"]

_HEADER_ROWS = 3
_SERIAL = re.compile(r"^(\d{1,3})[.．、]?$")
_SERIAL_NAME = re.compile(r"^(\d{1,3})[.．、]\s*(?=\D)")
# Titles of columns, as any table of a plan may have them.
_TITLES = re.compile(
    r"序号|指标|名称|项目|单位|类别|属性|地区|区域|内容|地点|位置|规模|投资|年限|时间|工期|目标|现状|产品|数量|备注|责任|牵头"
)


def is_pipe(text: str) -> bool:
    """Whether a line is a row of a pipe table."""
    return text.startswith("|") and text.count("|") >= 2


def pipe_cells(text: str) -> list[str]:
    """Cells of a pipe-table line."""
    inner = text.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") else inner
    return [cell.strip() for cell in inner.split("|")]


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a line only draws the rule under a header: | --- | --- |."""
    return set("".join(cells)) <= set("-:= ") and any(cells)


def is_group(cells: Sequence[str]) -> bool:
    """Whether a line has one text alone, over its whole width: the name of a group of rows."""
    told = [tight(cell) for cell in cells if cell]
    if len(cells) < 2 or len(set(told)) != 1 or is_value(told[0]):
        return False
    return len(told) == len(cells) or (len(told) == 1 and bool(cells[0]))


def _has_figures(cells: Sequence[str]) -> bool:
    """Whether any cell but the first holds a figure that is no year."""
    return any(is_value(cell) and not is_dash(cell) and not is_year(cell) for cell in cells[1:])


def header_size(grid: Sequence[Sequence[str]]) -> int:
    """Lines before the first row: titles over the whole width, then one to three of header.

    Args:
        grid: the cells of each line, from the top, rules left out.
    """
    begin = 0
    while begin < len(grid) and is_group(grid[begin]):
        begin += 1
    end = begin
    while end < len(grid) and end - begin < _HEADER_ROWS:
        above = grid[end - 1] if end > begin else None
        if not _is_header(grid[end], above):
            break
        end += 1
    return end if end > begin else 0


def _is_header(cells: Sequence[str], above: Sequence[str] | None) -> bool:
    """Whether a line is one of the header, given the header's line above it."""
    if _has_figures(cells) or not any(cells) or is_group(cells):
        return False
    if above is None:
        return not _SERIAL.match(cells[0])
    if len(cells) != len(above):
        return False
    pairs = list(zip(above, cells, strict=True))
    below = any(one and one == other for one, other in pairs)  # a cell that takes both lines
    beside = any(
        one and one == other and cells[n] != cells[n + 1]
        for n, (one, other) in enumerate(pairwise(above))
    )
    units = all(not cell or cell == one or is_unit(cell) for one, cell in pairs)
    return below or beside or units


def rows_of_pipes(texts: Sequence[str]) -> list[tuple[int, list[int]]] | None:
    """Numbers of the rows of a pipe table and the indices of their lines; None if it has none.

    The printed numbers count where every row has one, else the rows are counted from 1.
    """
    lines = [i for i, text in enumerate(texts) if is_pipe(text)]
    cells = {i: pipe_cells(texts[i]) for i in lines}
    lines = [i for i in lines if not is_rule(cells[i])]
    size = header_size([cells[i] for i in lines])
    header = [cells[i] for i in lines[:size]]
    data = [
        i
        for i in lines[size:]
        if cells[i] not in header and any(cells[i]) and not is_group(cells[i])
    ]
    valued = [i for i in data if any(is_value(cell) for cell in cells[i][1:])]
    if not lines or not _is_table(header, [cells[i] for i in data], len(valued)):
        return None
    serials = {i: _serial(cells[i]) for i in data}
    if not size:  # without a header the first row is one with a value or a number
        first = min([*valued[:1], *[i for i in data if serials[i] is not None][:1]])
        data = [i for i in data if i >= first]
    rows: dict[int, list[int]] = {}
    for number, i in zip(_numbers([serials[i] for i in data]), data, strict=True):
        rows.setdefault(number, []).append(i)
    return list(rows.items())


def _numbers(printed: Sequence[int | None]) -> list[int]:
    """The rows' numbers: as printed where they go on one by one, else counted.

    A number that comes twice is of a row of two lines; one that is missing is filled in where
    exactly one is.
    """
    if sum(number is not None for number in printed) < 2:
        return list(range(1, len(printed) + 1))
    numbers: list[int] = []
    before: int | None = None  # as printed
    for number in printed:
        last = numbers[-1] if numbers else 0
        if number is not None and number != last + 1 and not (number == last == before):
            return list(range(1, len(printed) + 1))
        numbers.append(last + 1 if number is None else number)
        before = number
    return numbers


def _is_table(header: Sequence[Sequence[str]], data: Sequence[Sequence[str]], valued: int) -> bool:
    """Whether lines of cells are a table: rows with values, or a header that names its columns."""
    columns = max((len(cells) for cells in (*header, *data)), default=0)
    if valued:
        return columns >= 3 or (columns == 2 and bool(header) and valued >= 2)
    titles = {title for cells in header for cell in cells for title in _TITLES.findall(tight(cell))}
    return columns >= 3 and len(titles) >= 2 and len(data) >= 2


def _serial(cells: Sequence[str]) -> int | None:
    """The number a row carries in one of its first two cells."""
    for cell in cells[:2]:
        match = _SERIAL.match(cell) or _SERIAL_NAME.match(cell)
        if match:
            return int(match[1])
    return None
