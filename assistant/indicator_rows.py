"""The indicator table as officials read it: a row an indicator, its base beside its target.

Each row holds one figure, or two of one indicator with what lies between them, worked out in
decimals from the figures as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from assistant import calculations as calc
from assistant.computed import approximate, mixed_prices
from assistant.figure_table import FigureTable
from assistant.figure_teller import bracketed
from corpus.indicators import Dimension, Kind, Observation, read_observations, read_worded
from corpus.plan import Plan, Sentence
from corpus.subjects import is_bare_measure

__all__ = ["IndicatorRow", "Indicators", "observations_of"]

# Sorts of figures of which two years can be told side by side; the others are changes themselves.
_PAIRED = frozenset({Dimension.LEVEL, Dimension.SHARE, Dimension.RATE, Dimension.RANK})
_BARE = 3  # characters of a name that says only what is measured


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator: its last figure, and the one it begins from where the plan gives both."""

    last: Observation
    first: Observation | None = None
    change: calc.Result | None = None  # last less first, in the unit of `last` or in points
    growth: calc.Result | None = None  # from first to last, in percent
    yearly: calc.Result | None = None  # compound growth a year, in percent
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Observation, ...]:
        """One or two, the earlier first."""
        return (self.last,) if self.first is None else (self.first, self.last)


class Indicators:
    """All rows of a plan, and where each figure stands."""

    def __init__(self, plan: Plan, table: FigureTable | None = None) -> None:
        """Rows are made when first looked at.

        Args:
            plan: the plan.
            table: finds the same indicator elsewhere in the plan; without it figures are told side
                by side only where they stand in one row or sentence group.
        """
        self.plan = plan
        self._table = table

    @cached_property
    def rows(self) -> tuple[IndicatorRow, ...]:
        """In reading order of their last figures; each figure of the plan is in one at least."""
        held = self._held
        pairs = [*_within(held)]
        paired = {id(last) for _, last in pairs}
        pairs += self._across([one for one in held if id(one) not in paired])
        shown = {id(one) for pair in pairs for one in pair}
        rows = [_row(first, last) for first, last in pairs]
        rows += [_row(None, one) for one in held if id(one) not in shown]
        place = {id(one): n for n, one in enumerate(held)}
        return tuple(sorted(rows, key=lambda row: place[id(row.last)]))

    @cached_property
    def sentences(self) -> dict[tuple[str, int], Sentence]:
        """The sentence of each figure by the address and by where it starts in the text."""
        return {(one.path, one.sentence.start): one.sentence for one in self._held}

    @cached_property
    def _held(self) -> list[Observation]:
        table = self._table
        found = read_observations(self.plan) if table is None else table.observations
        worded = [one for one in read_worded(self.plan) if one not in found]
        return sorted((*found, *worded), key=lambda one: one.sentence.start)

    def _across(self, held: Iterable[Observation]) -> Iterator[tuple[Observation, Observation]]:
        """Targets with what was reached before, told elsewhere in the plan."""
        if self._table is None:
            return
        for one in held:
            aimed = one.kind is Kind.TARGET and one.year is not None and not one.in_words
            if not aimed or one.dimension not in _PAIRED:
                continue
            before = [o for o in self._table.over_time(one) if _precedes(o, one)]
            if before:
                yield max(before, key=lambda o: (o.year or 0, o.in_table)), one


def _within(held: Iterable[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Two figures of one indicator at one address: 2015年实际 beside 2020年目标.

    Each target goes with what was reached last before it. Where nothing is aimed at, the first
    figure goes with the last.
    """
    groups: dict[tuple[object, ...], list[Observation]] = {}
    for one in held:
        if one.dimension in _PAIRED and one.year is not None:
            groups.setdefault((one.path, one.name, one.dimension), []).append(one)
    for each in groups.values():
        each.sort(key=lambda one: one.year or 0)
        if len({one.year for one in each}) < len(each):
            continue  # several things of one name
        reached = [one for one in each if one.kind is not Kind.TARGET]
        aims = [one for one in each if one.kind is Kind.TARGET]
        base = reached[-1] if reached else each[0]
        yield from ((base, one) for one in aims if one is not base and _alike_told(base, one))
        if len(reached) > 1 and _alike_told(reached[0], reached[-1]):
            yield reached[0], reached[-1]


def _alike_told(one: Observation, other: Observation) -> bool:
    """Whether two figures are in one unit; words (完成省下达目标) are in none."""
    return one.unit == other.unit or one.in_words or other.in_words


def _precedes(one: Observation, target: Observation) -> bool:
    """Whether a figure was reached before a target of the same indicator, in a year that is told.

    Names that say only what is measured (总投资) are of one thing where the subject is one.
    """
    bare = any(len(o.name) <= _BARE or is_bare_measure(o.name) for o in (one, target))
    same = not bare or (bool(one.subject) and one.subject == target.subject)
    told = one.kind is Kind.ACTUAL and one.own_year and one.since is None
    return same and told and one.year is not None and one.year < (target.year or 0)


def _row(first: Observation | None, last: Observation) -> IndicatorRow:
    row = IndicatorRow(last, first, notes=tuple(_notes(first, last)))
    if first is None or any(o.in_words or o.low != o.high for o in (first, last)):
        return row
    over_years = bracketed(last) and last.dimension is not Dimension.RATE
    if over_years or last.dimension is Dimension.RANK:
        return row
    begin, end = _alike(first, last)
    years = (last.year or 0) - (first.year or 0)
    level = last.dimension is Dimension.LEVEL
    return replace(
        row,
        change=calc.difference(begin, end),
        growth=calc.growth(begin, end) if level and begin[0] > 0 else None,
        yearly=calc.yearly_growth(begin, end, years) if level and first.own_year else None,
    )


def _alike(first: Observation, last: Observation) -> tuple[calc.Amount, calc.Amount]:
    """Both amounts in the unit of the last, where one can be told in the other."""
    begin, end = first.shown, last.shown
    told = calc.converted(begin, end[1]) if begin[1] != end[1] else None
    return ((told.value, told.unit) if told is not None else begin), end


def _notes(first: Observation | None, last: Observation) -> Iterator[str]:
    """What has to be said beside the figures, in Chinese."""
    held = [last] if first is None else [first, last]
    averages = dict.fromkeys(
        f"{one.since}—{one.year}年{what}" for one in held if (what := bracketed(one))
    )
    if averages:
        yield f"〔〕为{'、'.join(averages)}"
    bases = dict.fromkeys(one.price_basis for one in held if one.price_basis)
    mixed = mixed_prices(held) if first is not None else ""
    if mixed:
        yield mixed.rstrip("。")
    elif bases:
        yield f"按{'、'.join(bases)}计"
    if first is not None and (vague := approximate(held)):
        yield vague.rstrip("。")
    if any(one.year is not None and not one.own_year for one in held):
        yield "年份由规划期推得"
    forces = dict.fromkeys(one.force for one in held if one.force)
    yield from forces


def observations_of(rows: Iterable[IndicatorRow]) -> list[Observation]:
    """The figures of some rows, each once, in reading order; values in words are none."""
    found = {id(one): one for row in rows for one in row.figures if not one.in_words}
    return sorted(found.values(), key=lambda one: one.sentence.start)
