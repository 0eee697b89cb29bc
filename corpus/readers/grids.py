"""Tables and frames from the rules on a sheet: which cells the lines enclose.

Rules that touch form a grid. Between two neighbouring places of the grid a rule may be missing:
the places belong to one merged cell. The outer left and right sides may be open, as usual in
official tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.readers.glyphs import Rect, Rule

__all__ = ["Grid", "find_grids"]

_SNAP = 3.0  # points within which two rules are one (double lines, borders of neighbouring cells)
_TOUCH = 4.0  # points by which two rules may miss each other
_JOIN = 4.5  # points between two pieces of one rule
_COVERED = 0.6  # share of a side that a rule must take to part two cells
_LEAST = 6.0  # points a cell is at least wide and high
_MOST_CROSSINGS = 4_000_000  # pairs of rules; a sheet with more is a drawing


@dataclass(frozen=True, slots=True)
class Grid:
    """Places between rules: `cells[row][column]` is the number of the cell that covers it."""

    xs: tuple[float, ...]  # n_columns + 1, rising
    ys: tuple[float, ...]  # n_rows + 1, rising
    cells: tuple[tuple[int, ...], ...]

    @property
    def rect(self) -> Rect:
        """The place of the whole grid."""
        return Rect(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_at(self, x: float, y: float) -> int | None:
        """The cell that covers a point, or None outside."""
        column = next((n for n, (a, b) in enumerate(pairwise(self.xs)) if a <= x < b), None)
        row = next((n for n, (a, b) in enumerate(pairwise(self.ys)) if a <= y < b), None)
        return self.cells[row][column] if row is not None and column is not None else None


def find_grids(rules: Sequence[Rule], width: float, height: float) -> list[Grid]:
    """Grids on a sheet of the given size in points, from top to bottom.

    The border of a whole page and single lines (under a running head, above footnotes) are none.
    """
    whole = width * height
    found = []
    for group in _touching(_joined(rules)):
        grid = _grid(group)
        if grid is None or (
            len(grid.cells) == len(grid.cells[0]) == 1 and grid.rect.area > 0.7 * whole
        ):
            continue
        found.append(grid)
    outer = [
        g
        for n, g in enumerate(found)
        if not any(
            _within(g.rect, o.rect) and (g.rect.area, -n) < (o.rect.area, -m)
            for m, o in enumerate(found)
        )
    ]
    return sorted(outer, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _within(inner: Rect, outer: Rect) -> bool:
    return (
        inner.x0 >= outer.x0 - _TOUCH
        and inner.x1 <= outer.x1 + _TOUCH
        and inner.top >= outer.top - _TOUCH
        and inner.bottom <= outer.bottom + _TOUCH
    )


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules in one line as one: pieces that touch, and lines drawn double."""
    found: list[Rule] = []
    for level in (True, False):
        bands: list[list[Rule]] = []
        for rule in sorted((r for r in rules if r.level is level), key=lambda r: (r.place, r.low)):
            if bands and rule.place - bands[-1][0].place <= _SNAP:
                bands[-1].append(rule)
            else:
                bands.append([rule])
        for band in bands:
            place = sum(r.place for r in band) / len(band)
            ordered = sorted(band, key=lambda r: r.low)
            low, high = ordered[0].low, ordered[0].high
            for rule in ordered[1:]:
                if rule.low - high <= _JOIN:
                    high = max(high, rule.high)
                else:
                    found.append(Rule(level, place, low, high))
                    low, high = rule.low, rule.high
            found.append(Rule(level, place, low, high))
    return [rule for rule in found if rule.high - rule.low >= _LEAST]


def _forest(count: int) -> tuple[Callable[[int], int], Callable[[int, int], None]]:
    """Disjoint sets of `count` things: their root, and how two sets become one."""
    parent = list(range(count))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    def join(a: int, b: int) -> None:
        parent[max(root(a), root(b))] = min(root(a), root(b))

    return root, join


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules that cross or meet."""
    level = [n for n, r in enumerate(rules) if r.level]
    upright = [n for n, r in enumerate(rules) if not r.level]
    if len(level) * len(upright) > _MOST_CROSSINGS:
        return []
    root, join = _forest(len(rules))
    for h in level:
        a = rules[h]
        for v in upright:
            b = rules[v]
            across = a.low - _TOUCH <= b.place <= a.high + _TOUCH
            if across and b.low - _TOUCH <= a.place <= b.high + _TOUCH:
                join(h, v)
    groups: dict[int, list[Rule]] = {}
    for n, rule in enumerate(rules):
        groups.setdefault(root(n), []).append(rule)
    return list(groups.values())


def _places(values: Sequence[float]) -> list[float]:
    """Rising places; those within `_SNAP` of each other are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _grid(group: Sequence[Rule]) -> Grid | None:
    level = [r for r in group if r.level]
    upright = [r for r in group if not r.level]
    if len(level) < 2 or not upright:
        return None
    left, right = min(r.low for r in level), max(r.high for r in level)
    inner = [r.place for r in upright]
    ends = [x for x in (left, right) if all(abs(x - place) > 2 * _TOUCH for place in inner)]
    xs, ys = _places([*inner, *ends]), _places([r.place for r in level])
    if len(xs) < 2 or len(ys) < 2 or len(xs) > 60 or len(ys) > 400:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    root, join = _forest(rows * columns)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not _parted(upright, xs[column + 1], ys[row], ys[row + 1]):
                join(here, here + 1)
            if row + 1 < rows and not _parted(level, ys[row + 1], xs[column], xs[column + 1]):
                join(here, here + columns)
    cells = tuple(tuple(root(r * columns + c) for c in range(columns)) for r in range(rows))
    return _without_slivers(Grid(tuple(xs), tuple(ys), cells))


def _parted(rules: Sequence[Rule], place: float, low: float, high: float) -> bool:
    """Whether rules at `place` cover most of the side from `low` to `high`."""
    covered = sum(
        max(0.0, min(r.high, high) - max(r.low, low))
        for r in rules
        if abs(r.place - place) <= _SNAP
    )
    return covered >= _COVERED * (high - low)


def _without_slivers(grid: Grid) -> Grid:
    """The grid without rows and columns too thin to hold a character."""
    rows = [n for n, (a, b) in enumerate(pairwise(grid.ys)) if b - a >= _LEAST]
    columns = [n for n, (a, b) in enumerate(pairwise(grid.xs)) if b - a >= _LEAST]
    if not rows or not columns:
        return grid
    return Grid(
        (grid.xs[columns[0]], *(grid.xs[c + 1] for c in columns)),
        (grid.ys[rows[0]], *(grid.ys[r + 1] for r in rows)),
        tuple(tuple(grid.cells[r][c] for c in columns) for r in rows),
    )
