"""What a table says of its rows beside their cells: category, price basis, which is part of which.

Extraction leaves a merged category cell as scraps between the lines of the rows it spans (产业 /
规模 / 载体 beside a row). Scraps that no row parts are one cell, and a merged cell stands at the
middle of its rows: the rows are cut where the cells' distances from the middles are least, rows
of one line and rows of several rather not in one category.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby

from corpus.cells import is_value, read_figure, tight
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence
from corpus.rows import read_row
from corpus.table_header import HeaderColumn, Role, read_header, row_cells
from corpus.tables import is_note

__all__ = ["TableContext"]

_CATEGORY_HEADER = re.compile(r"类别|分类|类型|领域|维度")
_SCRAP = re.compile(r"[\u4e00-\u9fff]{1,6}")
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)\s*([\u4e00-\u9fff]{2,12})"
)
_PART = re.compile(r"^(?:其\s*中|[#＃]|在总计中)")
_BASIS = re.compile(
    r"([\u4e00-\u9fffA-Z、]{1,16}?)(?:均|都|统一)?(?:按|以)(?:照)?((?:19|20)?\d{0,4}年?[^，。；：、]{0,6}?价格?)"
    r"(?:计算|核算|测算|统计)"
)
_LEAD = re.compile(r"^(?:.*(?:本专栏|本表|表)中的?)")
_MIXED = 2.0  # lines that rows of two shapes in one category count
_ASIDE = 3.0  # lines that a row beside a scrap counts, outside the scrap's category
_OF_TOTAL = "在总计中"
_MOST_PARTS = 12  # rows that may follow a 其中 row as its whole's other parts
_ROUNDING = Decimal("0.002")  # by which parts may fail to add up
_OTHERS = ("其他", "其余", "绝对数")


class TableContext:
    """Categories, price bases and 其中 rows of a plan's tables."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._of = cache(self._read)

    def category(self, row: Section) -> str:
        """The category a row stands in; "" where the table has none."""
        return self._of(row.parent or "")[0].get(row.path, "")

    def part_of(self, row: Section) -> str:
        """Address of the row that a 其中 row belongs to; "" for any other row."""
        return self._of(row.parent or "")[1].get(row.path, "")

    def price_basis(self, row: Section, name: str, *, priced: bool) -> str:
        """At which prices a figure is given, by the table's note.

        Args:
            row: its row.
            name: what it is of; the note names 增加值, 增速 …
            priced: whether it is money, or a share or rate of money.
        """
        if not priced:
            return ""
        bases = self._of(row.parent or "")[2]
        named = [(what, basis) for what, basis in bases if what not in _OTHERS]
        # 增加值占…比重 and 增加值年均增速 are told by what they end in.
        last = max(named, key=lambda pair: name.rfind(pair[0]), default=("", ""))
        if last[0] and last[0] in name and "占" not in name[name.rfind(last[0]) :]:
            return last[1]
        return next((basis for what, basis in bases if what in _OTHERS), "")

    def _read(self, path: str) -> tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]:
        box = self._plan.by_path.get(path)
        if box is None or box.box_kind is not BoxKind.TABLE:
            return {}, {}, []
        rows = [s for s in self._plan.children.get(path, ()) if s.kind is NodeKind.ROW]
        header = read_header(self._plan, box)
        values = [_first_value(self._plan, header, row) for row in rows] if header else []
        parts = _parts(rows, values)
        notes = "".join(s.text for s in box.sentences if is_note(s.text))
        bases = [(_LEAD.sub("", what).strip("、"), how) for what, how in _BASIS.findall(notes)]
        return self._categories(box, rows, parts), parts, bases

    def _categories(
        self, box: Section, rows: list[Section], parts: dict[str, str]
    ) -> dict[str, str]:
        if not rows:
            return {}
        header = read_header(self._plan, box)
        if any(column.role is Role.CATEGORY for column in header):
            return _of_pipes(self._plan, header, rows)
        own = [s for s in box.sentences[1:] if s.start > rows[0].start - 1 or _GROUP.match(s.text)]
        headed = [(s.start, m[1]) for s in own if (m := _GROUP.match(s.text))]
        if headed:
            return {
                row.path: name
                for row in rows
                for name in [next((n for at, n in reversed(headed) if at < row.start), "")]
            }
        if not any(_CATEGORY_HEADER.search(s.text) for s in box.sentences[1:]):
            return {}
        return _of_scraps(self._plan, box, rows, parts)


def _first_value(plan: Plan, header: Sequence[HeaderColumn], row: Section) -> Decimal | None:
    """The first figure of a row of a pipe table."""
    cells = row_cells(plan, row.sentences[0]) if row.sentences else []
    if len(cells) != len(header):
        return None
    read = (read_figure(c) for c, h in zip(cells, header, strict=True) if h.role is Role.VALUE)
    return next((figure.low for figure in read if figure is not None), None)


def _parts(rows: Sequence[Section], values: Sequence[Decimal | None]) -> dict[str, str]:
    """Addresses of the rows that are part of another, and of that row.

    A 其中 row is part of the last row without that mark. The rows after it are too as far as they
    add up to the whole with it: only where they stand in a pipe table, which keeps no indents.
    """
    parts: dict[str, str] = {}
    whole = None
    n = 0
    while n < len(rows):
        if not _PART.match(rows[n].title):
            whole = n
        elif rows[n].title.startswith(_OF_TOTAL):
            parts[rows[n].path] = rows[0].path
        elif whole is not None:
            end = _summed(rows, values, whole, n) if values else n
            parts |= {rows[m].path: rows[whole].path for m in range(n, end + 1)}
            n = end
        n += 1
    return parts


def _summed(
    rows: Sequence[Section], values: Sequence[Decimal | None], whole: int, first: int
) -> int:
    """The last row of those from `first` on that add up to the whole; `first` where none do."""
    total, wanted = values[first], values[whole]
    if total is None or not wanted:
        return first
    for n in range(first + 1, min(first + _MOST_PARTS, len(rows))):
        value = values[n]
        if value is None or _PART.match(rows[n].title):
            return first
        total += value
        if abs(total - wanted) <= abs(wanted) * _ROUNDING:
            return n
    return first


def _of_pipes(plan: Plan, header: Sequence[HeaderColumn], rows: list[Section]) -> dict[str, str]:
    """From the column headed 类别; a merged cell holds for the rows under it."""
    place = next((n for n, column in enumerate(header) if column.role is Role.CATEGORY), None)
    found: dict[str, str] = {}
    last = ""
    for row in rows:
        cells = row_cells(plan, row.sentences[0]) if row.sentences else []
        if place is not None and len(cells) == len(header) and cells[place]:
            last = tight(cells[place])
        found[row.path] = last
    return found


@dataclass(frozen=True, slots=True)
class _Mark:
    """A row's line, or a scrap of a merged cell, on a line of its own or beside a row."""

    words: str  # of the scrap; "" for a row's line
    path: str  # of the row; "" for a scrap on a line of its own


@dataclass(frozen=True, slots=True)
class _Cell:
    """A merged cell: its words, how many lines of rows stand before it, the rows it is beside."""

    words: str
    place: float
    rows: frozenset[str]


def _of_scraps(
    plan: Plan, box: Section, rows: list[Section], parts: dict[str, str]
) -> dict[str, str]:
    """From scraps of a merged column between and beside the rows' lines."""
    marks: list[_Mark] = []
    lines = [(s, row.path) for row in rows for s in row.sentences]
    own = [(s, "") for s in box.sentences[1:] if s.start > rows[0].start and not is_note(s.text)]
    for sentence, path in sorted(lines + own, key=lambda pair: pair[0].start):
        if path:
            marks += _beside(sentence, plan.by_path[path])
        elif _SCRAP.fullmatch(sentence.text):
            marks.append(_Mark(sentence.text, ""))
    cells: list[_Cell] = []
    passed = 0
    for scraps, group in groupby(marks, key=lambda mark: bool(mark.words)):
        found = list(group)
        if scraps:
            beside = frozenset(mark.path for mark in found if mark.path)
            cells.append(_Cell("".join(mark.words for mark in found), passed + 0.5, beside))
        else:
            passed += len(found)
    blocks = _blocks(plan, rows, parts)
    return _cut(cells, blocks) if 0 < len(cells) <= len(blocks) else {}


def _beside(sentence: Sentence, row: Section) -> list[_Mark]:
    """A line that holds values, the scrap before its number and the one after its values."""
    cells = sentence.text.split()
    marks = []
    if len(cells) > 2 and row.number in cells[1:2] and _SCRAP.fullmatch(cells[0]):
        marks.append(_Mark(cells[0], row.path))
        cells = cells[1:]
    if len(cells) > 2 and any(is_value(cell) for cell in cells[1:]):
        marks.append(_Mark("", row.path))
        if _SCRAP.fullmatch(cells[-1]) and is_value(cells[-2]):
            marks.append(_Mark(cells[-1], row.path))
    return marks


def _blocks(plan: Plan, rows: list[Section], parts: dict[str, str]) -> list[tuple[list[str], int]]:
    """Rows that belong together, with their number of lines: 其中 rows, neighbours of one shape."""
    blocks: list[tuple[list[str], int]] = []
    last: tuple[str, ...] = ()
    for row in rows:
        lines = read_row(plan, row)
        shape = tuple(line.name for line in lines) if len(lines) > 1 else ()
        joins = blocks and (row.path in parts or (shape and shape == last))
        if joins:
            blocks[-1] = ([*blocks[-1][0], row.path], blocks[-1][1] + len(lines))
        else:
            blocks.append(([row.path], max(len(lines), 1)))
        last = shape
    return blocks


def _cut(cells: list[_Cell], blocks: list[tuple[list[str], int]]) -> dict[str, str]:
    """Blocks given to the cells in order, each at least one, at the least cost."""
    ends = [0]
    for _, lines in blocks:
        ends.append(ends[-1] + lines)

    def cost(cell: _Cell, begin: int, end: int) -> float:
        """Lines the cell is off the middle of blocks `begin` to `end`, and what speaks against."""
        middle = (ends[begin] + 1 + ends[end]) / 2
        inside = {path for paths, _ in blocks[begin:end] for path in paths}
        shapes = {lines > len(paths) for paths, lines in blocks[begin:end]}
        off = abs(middle - cell.place) + _MIXED * (len(shapes) - 1)
        return off + _ASIDE * len(cell.rows - inside)

    @cache
    def best(n: int, begin: int) -> tuple[float, tuple[int, ...]]:
        """Least cost of the cells from `n` on, and where each begins."""
        if n == len(cells):
            return (0.0, ()) if begin == len(blocks) else (math.inf, ())
        ways = []
        for end in range(begin + 1, len(blocks) + 1):
            rest, cuts = best(n + 1, end)
            ways.append((rest + cost(cells[n], begin, end), (begin, *cuts)))
        return min(ways, default=(math.inf, ()))

    cuts = (*best(0, 0)[1], len(blocks))
    return {
        path: cell.words
        for cell, begin, end in zip(cells, cuts, cuts[1:], strict=False)
        for paths, _ in blocks[begin:end]
        for path in paths
    }
