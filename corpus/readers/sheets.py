"""One printed sheet: its lines in reading order, its tables, frames and pictures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.boxes import match_box, match_box_number
from corpus.readers.blocks import Paragraph, join_cell, join_words
from corpus.readers.glyphs import Glyph, Glyphs, Rect, Rule
from corpus.readers.grids import Grid, find_grids
from corpus.readers.printed import Margins, ParagraphJoiner, PrintedLine, lines_of, margins_of

__all__ = [
    "FrameItem",
    "Item",
    "LineItem",
    "PictureItem",
    "Sheet",
    "TableItem",
    "lay_out",
    "margins_within",
    "recognised",
]

_PICTURE = 0.03  # share of the sheet that a picture takes at least
_SCAN = 0.3  # share of a sheet that is a picture of a page
_COLUMN_LINES = 6  # lines that stand side by side at least in two columns
_COLUMN_WORDS = 9  # characters of such a line at least, in the middle
_VALUE = re.compile(
    r"^[（(〔\[<>≤≥＜＞]?\s*[-－+＋—–]{0,2}\s*[\d,，. ]*\s*[%％‰]?(?:[—～~-][\d.]+[%％]?)?"
    r"[）)〕\]]?$"
    r"|^[/…·]+$"
)
_DRAWN = 12  # cells of a grid that may be a chart, where few of them hold words
_CELL_NAME = 60  # characters of a cell that is read as one name


@dataclass(slots=True)
class LineItem:
    """A line of running text."""

    line: PrintedLine
    column: int = 0  # counts on where columns end; lines of one column share margins


@dataclass(slots=True)
class TableItem:
    """A table: words and the number of the cell at each place."""

    rect: Rect
    xs: tuple[float, ...]
    words: list[list[str]]
    spans: list[list[int]]
    inner: dict[int, list[Paragraph]] = field(default_factory=dict)  # paragraphs of each cell


@dataclass(slots=True)
class FrameItem:
    """Words within one border, a list of lines for each cell from top to bottom."""

    rect: Rect
    cells: list[list[PrintedLine]]


@dataclass(slots=True)
class PictureItem:
    """A picture."""

    rect: Rect


Item = LineItem | TableItem | FrameItem | PictureItem


@dataclass(slots=True)
class Sheet:
    """A sheet; `items` are in reading order."""

    width: float
    height: float
    items: list[Item]
    scan: bool  # a picture takes much of it
    unknown: int = 0  # characters without a code
    rules: list[Rule] = field(default_factory=list)  # level ones outside of tables

    @property
    def lines(self) -> list[PrintedLine]:
        """Lines of running text, from top to bottom."""
        found = [item.line for item in self.items if isinstance(item, LineItem)]
        return sorted(found, key=lambda line: line.base)


def recognised(lines: Sequence[PrintedLine], width: float, height: float) -> Sheet:
    """A sheet of lines that were recognised in a picture."""
    return Sheet(width, height, [LineItem(line) for line in lines], scan=True)


def lay_out(sheet: Glyphs) -> Sheet:
    """What stands on a sheet, in reading order."""
    whole = sheet.width * sheet.height
    free = list(sheet.glyphs)
    items: list[Item] = []
    inked: list[Rect] = []
    rules = [*sheet.rules, *_edges(sheet.grounds, sheet.glyphs, whole)]
    for grid in find_grids(rules, sheet.width, sheet.height):
        inside = [g for g in free if _holds(grid.rect, g)]
        made = _grid_items(grid, inside)
        if made:
            items += made
            inked.append(grid.rect)
            taken = set(map(id, inside))
            free = [g for g in free if id(g) not in taken]
    open_rules = [r for r in sheet.rules if r.level and not any(_beside(r, x) for x in inked)]
    lines = lines_of(free)
    for table, inside in _open_tables(open_rules, lines, free, sheet.width):
        items.append(table)
        taken = set(map(id, inside))
        free = [g for g in free if id(g) not in taken]
        lines = lines_of(free)
    pictures = [p for p in sheet.pictures if p.area >= _PICTURE * whole]
    scan = sum(p.area for p in pictures) >= _SCAN * whole or (not free and len(sheet.rules) > 40)
    items += [PictureItem(p) for p in pictures if p.area < 0.85 * whole]
    ordered = _in_order(_columns(lines, free, sheet.width), items)
    return Sheet(sheet.width, sheet.height, ordered, scan, sheet.unknown, open_rules)


def _edges(grounds: Sequence[Rect], glyphs: Sequence[Glyph], whole: float) -> list[Rule]:
    """Edges of coloured areas that hold text; not of words marked with colour, nor of a page's."""
    found = []
    for ground in grounds:
        if ground.area > 0.75 * whole or min(ground.x1 - ground.x0, ground.bottom - ground.top) < 6:
            continue
        inside = [g for g in glyphs if _holds(ground, g) and not g.text.isspace()]
        if inside and _marks_words(ground, inside):
            continue
        found += [
            Rule(True, ground.top, ground.x0, ground.x1),
            Rule(True, ground.bottom, ground.x0, ground.x1),
            Rule(False, ground.x0, ground.top, ground.bottom),
            Rule(False, ground.x1, ground.top, ground.bottom),
        ]
    return found


def _marks_words(ground: Rect, inside: Sequence[Glyph]) -> bool:
    """Whether a coloured area is as large as the words on it."""
    size = max(g.size for g in inside)
    level = ground.bottom - ground.top <= 1.7 * size
    left, right = min(g.x0 for g in inside), max(g.x1 for g in inside)
    return level and abs(left - ground.x0) < 0.3 * size and ground.x1 - right < 1.2 * size


def _holds(rect: Rect, glyph: Glyph) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return rect.x0 <= x < rect.x1 and rect.top <= y < rect.bottom


def _beside(rule: Rule, rect: Rect) -> bool:
    return rect.top - 4 <= rule.place <= rect.bottom + 4 and rule.low >= rect.x0 - 4


# --- tables and frames ----------------------------------------------------------------------------


def _grid_items(grid: Grid, glyphs: Sequence[Glyph]) -> list[Item]:
    """A grid as a table or frames; none where it holds no words or marks words of a line."""
    by_cell: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        cell = grid.cell_at((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
        if cell is not None:
            by_cell[cell].append(glyph)
    for cell in [c for c, found in by_cell.items() if all(g.text.isspace() for g in found)]:
        del by_cell[cell]
    if not by_cell:
        return []
    if all(len({cell for cell in row if cell in by_cell}) <= 1 for row in grid.cells):
        return _frames(grid, by_cell)
    distinct_cells = {cell for row in grid.cells for cell in row}
    if len(distinct_cells) >= _DRAWN and len(by_cell) < 0.2 * len(distinct_cells):
        # A drawn chart: its figures belong to no rows.
        return [FrameItem(grid.rect, [lines_of([g for gs in by_cell.values() for g in gs])])]
    return [_table_item(grid, by_cell)]


def _frames(grid: Grid, by_cell: dict[int, list[Glyph]]) -> list[Item]:
    """A column of cells as a frame; boxes that touch are as many frames as they have titles."""
    order = sorted(by_cell, key=lambda cell: min(g.top for g in by_cell[cell]))
    cells = [lines_of(by_cell[cell]) for cell in order]
    lines = [line for cell in cells for line in cell]
    if len(lines) == 1 and not _is_title(lines[0].text):
        return []
    found: list[FrameItem] = []
    for cell in filter(None, cells):
        if not found or _is_title(cell[0].text):
            top = cell[0].top if found else grid.rect.top
            found.append(FrameItem(Rect(grid.rect.x0, top, grid.rect.x1, cell[-1].bottom), []))
        last = found[-1]
        last.cells.append(cell)
        last.rect = Rect(grid.rect.x0, last.rect.top, grid.rect.x1, cell[-1].bottom)
    return list(found)


def _table_item(grid: Grid, by_cell: dict[int, list[Glyph]]) -> TableItem:
    words: list[list[str]] = []
    spans: list[list[int]] = []
    inner = {cell: _cell_paragraphs(found, _extent(grid, cell)) for cell, found in by_cell.items()}
    texts = {cell: _joined(found) for cell, found in inner.items()}
    free = -1  # the next number for a cell that no rule parts from the ones around it
    for n, row in enumerate(grid.cells):
        parts = _split_row(grid, n, by_cell)
        if len(parts) < 2:
            words.append([texts.get(cell, "") for cell in row])
            spans.append(list(row))
            continue
        tall = [_reaches(grid, n, column) for column in range(len(row))]
        for part in parts:
            words.append(
                [texts.get(row[c], "") if tall[c] else text for c, text in enumerate(part)]
            )
            own = {cell: free - m for m, cell in enumerate(dict.fromkeys(row))}
            free -= len(own)
            spans.append([cell if tall[c] else own[cell] for c, cell in enumerate(row)])
    return TableItem(grid.rect, grid.xs, words, spans, inner)


def _reaches(grid: Grid, row: int, column: int) -> bool:
    """Whether the cell at a place goes on above or below its row."""
    cell = grid.cells[row][column]
    return any(
        grid.cells[n][column] == cell for n in (row - 1, row + 1) if 0 <= n < len(grid.cells)
    )


def _split_row(grid: Grid, row: int, by_cell: dict[int, list[Glyph]]) -> list[list[str]]:
    """Rows without rules between them: one for each value in a column of values.

    Returns:
        Words by row and column, empty where a cell has none; fewer than two rows where the cells
        hold one row.
    """
    cells = grid.cells[row]
    lines = [
        lines_of(by_cell.get(cell, []))
        if cells.index(cell) == c and not _reaches(grid, row, c)
        else []
        for c, cell in enumerate(cells)
    ]
    valued = [column for column in lines if len(column) >= 2 and _is_values(column)]
    if not valued:
        return []
    places = _row_places(valued, [x for x in lines if x and x not in valued])
    table = [["" for _ in cells] for _ in places]
    for c, column in enumerate(lines):
        for line in column:
            n = min(range(len(places)), key=lambda n: abs(places[n] - line.base))
            table[n][c] = join_words(table[n][c], line.text)
    return table


def _is_values(column: Sequence[PrintedLine]) -> bool:
    return sum(bool(_VALUE.match(line.text)) for line in column) >= 0.8 * len(column)


def _row_places(
    valued: Sequence[Sequence[PrintedLine]], named: Sequence[Sequence[PrintedLine]]
) -> list[float]:
    """Where the rows stand: at each value, and at names too far from any (在总计中：).

    The lines of a name that takes two stand above and below its value.
    """
    size = valued[0][0].size
    anchors: list[float] = []
    for base in sorted(line.base for column in valued for line in column):
        if not anchors or base - anchors[-1] > 0.6 * size:
            anchors.append(base)
    pitch = min((b - a for a, b in pairwise(anchors)), default=0.0)
    bases = [line.base for column in named for line in column]
    level = [any(abs(base - a) <= 0.5 * size for base in bases) for a in anchors]
    rows = list(anchors)
    for base in sorted(bases):
        reach = [0.5 * size if here else 0.75 * pitch for here in level]
        far = all(abs(base - a) > most for a, most in zip(anchors, reach, strict=True))
        if far and all(abs(base - row) > 0.5 * size for row in rows):
            rows.append(base)
    return sorted(rows)


def _is_title(text: str) -> bool:
    return match_box(text) is not None or match_box_number(text) is not None


def _cell_text(glyphs: Sequence[Glyph]) -> str:
    return _joined(_cell_paragraphs(glyphs))


def _joined(paragraphs: Sequence[Paragraph]) -> str:
    return join_cell([p.text for p in paragraphs], _CELL_NAME) if paragraphs else ""


def _extent(grid: Grid, cell: int) -> tuple[float, float]:
    """Left and right border of a cell."""
    columns = [c for row in grid.cells for c, own in enumerate(row) if own == cell]
    return grid.xs[min(columns)], grid.xs[max(columns) + 1]


def margins_within(lines: Sequence[PrintedLine], left: float, right: float) -> Margins:
    """Where lines between two borders begin and end: as far from one border as from the other."""
    first = min(line.x0 for line in lines)
    size = median(line.size for line in lines)
    inset = min(first - left, 2.5 * size)
    return Margins(first, max([right - inset, *(x.x1 - x.hangs for x in lines)]))


def _cell_paragraphs(
    glyphs: Sequence[Glyph], borders: tuple[float, float] | None = None
) -> list[Paragraph]:
    lines = lines_of(glyphs)
    if not lines:
        return []
    joiner = ParagraphJoiner()
    margins = margins_within(lines, *borders) if borders else margins_of(lines)
    for line in lines:
        joiner.line(line, margins, _leading(lines))
    joiner.close()
    return joiner.done


def _leading(lines: Sequence[PrintedLine]) -> float:
    steps = [b.base - a.base for a, b in pairwise(lines)]
    return median(steps) if steps else 0.0


def _open_tables(
    rules: Sequence[Rule], lines: Sequence[PrintedLine], glyphs: Sequence[Glyph], width: float
) -> list[tuple[TableItem, list[Glyph]]]:
    """Tables with level rules alone: above and below the header, and under the last row."""
    found = []
    long = sorted((r for r in rules if r.high - r.low > 0.35 * width), key=lambda r: r.place)
    while len(long) >= 3:
        first = long[0]
        same = [r for r in long if abs(r.low - first.low) < 6 and abs(r.high - first.high) < 6]
        long = [r for r in long if r not in same]
        if len(same) < 3:
            continue
        rect = Rect(first.low - 4, same[0].place, first.high + 4, same[-1].place)
        inside = [g for g in glyphs if _holds(rect, g)]
        table = _by_gaps(rect, same, inside)
        if table is not None:
            found.append((table, inside))
    return found


def _by_gaps(rect: Rect, rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> TableItem | None:
    """A table whose columns are the gaps that no line of it crosses."""
    lines = lines_of(glyphs)
    if len(lines) < 3 or not glyphs:
        return None
    size = median(line.size for line in lines)
    covered = sorted((g.x0, g.x1) for g in glyphs if not g.text.isspace())
    edges, reach = [rect.x0], covered[0][1]
    for x0, x1 in covered[1:]:
        if x0 - reach > 0.7 * size:
            edges.append((reach + x0) / 2)
        reach = max(reach, x1)
    edges.append(rect.x1)
    if len(edges) < 3:
        return None
    header = rules[1].place
    rows: list[list[str]] = []
    head = [g for g in glyphs if g.base < header]
    bands = [head, *([g for g in glyphs if _on(line, g)] for line in lines if line.base > header)]
    for band in bands:
        cells = [
            _cell_text([g for g in band if a <= (g.x0 + g.x1) / 2 < b]) for a, b in pairwise(edges)
        ]
        if len(rows) > 1 and not cells[-1] and not cells[0]:  # the words of a cell go on
            rows[-1] = [x + y for x, y in zip(rows[-1], cells, strict=True)]
        elif any(cells):
            rows.append(cells)
    spans = [[n * len(edges) + m for m in range(len(edges) - 1)] for n in range(len(rows))]
    return TableItem(rect, tuple(edges), rows, spans)


def _on(line: PrintedLine, glyph: Glyph) -> bool:
    return line.top <= (glyph.top + glyph.bottom) / 2 <= line.bottom


# --- order ----------------------------------------------------------------------------------------


def _columns(
    lines: list[PrintedLine], glyphs: Sequence[Glyph], width: float
) -> list[list[LineItem]]:
    """Lines in reading order, in groups that share a column: two columns are read one by one."""
    gutter = _gutter(lines, width)
    if gutter is None:
        return [[LineItem(line) for line in lines]] if lines else []
    groups: list[list[LineItem]] = []
    for across, band in _bands(lines, gutter):
        if across:
            groups.append([LineItem(line) for line in band])
            continue
        top, bottom = min(x.top for x in band), max(x.bottom for x in band)
        inside = [g for g in glyphs if top <= (g.top + g.bottom) / 2 <= bottom]
        left = lines_of([g for g in inside if (g.x0 + g.x1) / 2 < gutter])
        right = lines_of([g for g in inside if (g.x0 + g.x1) / 2 >= gutter])
        groups += [[LineItem(line) for line in side] for side in (left, right) if side]
    for n, group in enumerate(groups):
        for item in group:
            item.column = n
    return groups


def _side(line: PrintedLine, x: float) -> str:
    """Where a line stands to `x`: left, right, both with a gap there, or across."""
    if line.x1 <= x:
        return "left"
    if line.x0 >= x:
        return "right"
    return "both" if any(a <= x <= b for a, b in line.gaps) else "across"


def _bands(lines: Sequence[PrintedLine], x: float) -> list[tuple[bool, list[PrintedLine]]]:
    """Runs of lines that cross `x` or do not; a short run without columns goes with its like."""
    runs: list[tuple[bool, list[PrintedLine]]] = []
    for line in lines:
        across = _side(line, x) == "across"
        if runs and runs[-1][0] == across:
            runs[-1][1].append(line)
        else:
            runs.append((across, [line]))
    merged: list[tuple[bool, list[PrintedLine]]] = []
    for across, band in runs:
        sides = Counter(_side(line, x) for line in band)
        beside = sides["both"] + min(sides["left"], sides["right"])
        as_text = across or beside < _COLUMN_LINES
        if merged and merged[-1][0] == as_text:
            merged[-1][1].extend(band)
        else:
            merged.append((as_text, list(band)))
    return merged


def _gutter(lines: Sequence[PrintedLine], width: float) -> float | None:
    """Where the gap between two columns of prose is, or None."""
    if len(lines) < _COLUMN_LINES:
        return None
    gaps = [(a + b) / 2 for line in lines for a, b in line.gaps]
    places = {round(x / 4) * 4.0 for x in gaps if 0.3 * width < x < 0.7 * width} | {width / 2}
    best: tuple[int, float] | None = None
    for x in places:
        for across, band in _bands(lines, x):
            if across:
                continue
            left = [line for line in band if _side(line, x) in {"left", "both"}]
            right = [line for line in band if _side(line, x) in {"right", "both"}]
            if min(len(left), len(right)) < _COLUMN_LINES:
                continue
            size = median(line.size for line in band)
            ends = [min([line.x1, *(a for a, b in line.gaps if a < x <= b)]) for line in left]
            starts = [max([line.x0, *(b for a, b in line.gaps if a <= x < b)]) for line in right]
            sides = (
                [(line.x0, end) for line, end in zip(left, ends, strict=True)],
                [(start, line.x1) for line, start in zip(right, starts, strict=True)],
            )
            prose = all(_is_prose(side, size) for side in sides)
            if prose and (best is None or len(band) > best[0]):
                best = (len(band), x)
    return best[1] if best else None


def _is_prose(side: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether lines, as (from, to), fill a column: most are long and end at its right border."""
    right = max(end for _, end in side)
    full = sum(end > right - 2.5 * size for _, end in side)
    return median(e - s for s, e in side) > _COLUMN_WORDS * size and full >= 0.5 * len(side)


def _in_order(groups: list[list[LineItem]], items: list[Item]) -> list[Item]:
    """Lines and the tables among them: each stands before the first line below its middle."""
    ordered: list[Item] = []
    waiting = sorted(items, key=lambda item: item.rect.top)  # type: ignore[union-attr]
    for group in groups:
        left = min(x.line.x0 for x in group)
        right = max(x.line.x1 for x in group)
        last = max(x.line.bottom for x in group)
        for item in group:
            line = item.line
            while waiting and _top(waiting[0]) < line.base and _shares(waiting[0], left, right):
                ordered.append(waiting.pop(0))
            ordered.append(item)
        while waiting and _top(waiting[0]) < last:
            ordered.append(waiting.pop(0))
    return [*ordered, *waiting]


def _top(item: Item) -> float:
    rect = item.rect if not isinstance(item, LineItem) else None
    return rect.top if rect is not None else 0.0


def _shares(item: Item, left: float, right: float) -> bool:
    if isinstance(item, LineItem):
        return True
    return item.rect.x0 < right and item.rect.x1 > left
