"""Sums and means of figures: of the subjects named, of the years asked for."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import calculations as calc
from assistant.composer import Composed, Draft
from assistant.computed import approximate, composed, mixed_prices
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_table import FigureTable, Match
from assistant.figure_teller import FigureTeller
from assistant.figure_words import measures_in
from corpus.indicators import Observation
from corpus.periods import period_named, years_of
from corpus.plan import Plan

__all__ = ["FigureTotals"]


class FigureTotals:
    """Adds up one plan's figures, each cited."""

    def __init__(self, plan: Plan, table: FigureTable, teller: FigureTeller) -> None:
        self._plan = plan
        self._table = table
        self._teller = teller

    def sum(self, asked: FigureQuestion) -> Composed | None:
        """The subjects named added up."""
        parts = self._table.parts(asked) if not asked.subjects or asked.listed else []
        held = [match.observation for match in parts]
        alike = len({(one.low, one.unit) for one in held}) < len(held)
        return None if alike else self.total(held, Operation.SUM)

    def mean(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """The mean of one indicator over the years asked for, or of several subjects."""
        if not matches:
            held = [match.observation for match in self._table.parts(asked)]
            return self.total(held, Operation.MEAN)
        span = period_named(asked.text)
        years = asked.years if span is None or len(asked.years) > 1 else tuple(years_of(span))
        found = self._table.over_time(matches[0].observation, *sorted(years))
        by_year = {one.year: one for one in reversed(found)}
        if len(by_year) < max(2, len(years)):
            return None
        ordered = sorted(by_year, key=lambda y: y or 0)
        return self.total([by_year[year] for year in ordered], Operation.MEAN)

    def total(self, held: Sequence[Observation], operation: Operation) -> Composed | None:
        """The sum or the mean of figures of one unit; None where they do not go together."""
        mean = operation is Operation.MEAN
        work, word = (calc.mean, "平均") if mean else (calc.total, "合计")
        plain = all(one.low == one.high and not self._table.differing(one) for one in held)
        measured = {measures_in(one.name) for one in held if one.unit in {"元", "美元"}}
        plain = plain and len(measured - {frozenset()}) <= 1  # no 增加值 and 总收入 in one sum
        result = work([one.shown for one in held]) if len(held) > 1 and plain else None
        if result is None:
            return None
        draft = Draft(self._plan)
        draft.say(f"{word} {result.figure}（{result.equation}）。")
        draft.say("；".join(self._teller.told(draft, one) for one in held)).say("。")
        draft.say(approximate(held)).say(mixed_prices(held))
        return composed(draft, held[0], result)
