"""Numbers: a question for a figure goes to the table of observations.

What is read off is told as it stands, with its year and qualifier; what is computed shows its
inputs, each cited, and the equation. A figure the plan states differently in two places is told
with both; one it does not hold for the year asked is refused with the nearest it does hold.
Nothing found is left to the next route.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Status, Value
from assistant.composer import Composed, Draft
from assistant.figure_fit import is_given, is_rated
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion, read_figure_question
from assistant.figure_table import CLOSE, FigureTable, Match, without_years
from assistant.figure_teller import FigureTeller, value_of
from assistant.number_compute import FigureComputer
from assistant.number_open import open_measure
from assistant.number_select import FigureSelector
from assistant.question import Question
from assistant.unit_words import answers_in_kind
from corpus.indicators import Dimension, Kind, Observation
from corpus.plan import Plan, SentenceKind
from corpus.quantities import Quantity, as_number, plain_digits, read_quantities
from corpus.rows import read_row, told

__all__ = ["Found", "NumberRoute"]

_LONGEST_NAME = 24  # characters of a name that is told before its figure
# What may also be asked of one figure alone.
_OPEN = frozenset({Operation.PER_UNIT, Operation.PER_YEAR, Operation.SELECT})
_CHANGES = re.compile(r"增(?!加值)|涨|升|降|幅")
_SELECTIONS = {Operation.SELECT, Operation.LIST, Operation.COUNT}


@dataclass(frozen=True, slots=True)
class Found:
    """The figure a question asks for, read off and not yet told."""

    best: Observation
    row: tuple[Observation, ...]  # it and those of its row in other years, the earliest first
    differing: tuple[Observation, ...] = ()  # where the plan contradicts itself, all its values


class NumberRoute:
    """Answers questions for figures from one plan's observations."""

    def __init__(self, plan: Plan, table: FigureTable) -> None:
        self._plan = plan
        self._table = table
        self._teller = FigureTeller(plan, table)
        self._computer = FigureComputer(plan, table, self._teller)
        self._selector = FigureSelector(plan, table, self._teller)

    def answer(self, question: Question, within: str = "") -> Composed | None:
        """The answer, or None where the question is none for a figure or nothing fits.

        Args:
            question: the question, standing alone.
            within: address the question names, outside of which no figure counts.
        """
        asked = read_figure_question(question)
        asked = replace(asked, within=within or asked.within)
        if not asked.asks:
            rows = self._selector.rows
            return rows.rows(asked) if rows.are_asked(asked) else None
        if asked.operation is Operation.REVERSE:
            return self._reverse(asked)
        found = self._found(asked)
        for intent in asked.others if found is None else ():
            other = read_figure_question(question, intent)
            plain = other.operation is Operation.LOOK_UP
            alone = asked.operation is Operation.SUM and not asked.listed  # 一共: the plan's own
            closed = asked.hinted and not alone and asked.operation not in _OPEN
            if plain and (closed or asked.each):
                continue
            if other.operation not in {asked.operation, Operation.REVERSE}:
                found = found or self._found(replace(other, within=asked.within))
        found = found or self._computer.gaps.other_side(asked)
        if found is not None or asked.operation is Operation.SELECT:
            return self._judged(asked, found) if found is not None else None
        return open_measure(asked, self._plan, self._table, self._teller) or (
            self._held_otherwise(asked)
        )

    def found(self, question: Question) -> Found | None:
        """The one figure that a question asks for; None where the plan holds none, or several.

        Args:
            question: the question, standing alone.
        """
        asked = read_figure_question(question)
        if asked.unclear or asked.operation in _SELECTIONS:
            return None
        asked = replace(asked, operation=Operation.LOOK_UP)
        matches = [m for m in self._table.match(asked) if not is_given(asked, m.observation)]
        best = self._table.best(asked, matches)
        if best is None:
            return None
        row = sorted(self._in_years(best, ()), key=lambda one: one.year or 0)
        return Found(best, tuple(row), tuple(self._table.differing(best)))

    @staticmethod
    def is_sure(question: Question) -> bool:
        """Whether a question surely asks for a figure, or does so of a named place."""
        asked = read_figure_question(question)
        return asked.asks and bool(asked.subjects) and (asked.placed or asked.sure)

    def _found(self, asked: FigureQuestion) -> Composed | None:
        """The figures selected, computed or read off; None where the plan does not give them."""
        if asked.operation in _SELECTIONS:
            found = self._selector.select(asked)
            if found is not None or asked.operation is Operation.SELECT:
                return found
            asked = replace(asked, operation=Operation.LOOK_UP, bound=None)
        plain = asked.operation is Operation.LOOK_UP
        if asked.unclear and (not plain or asked.years):
            return None
        matches = self._table.match(asked)
        if plain:
            matches = [m for m in matches if not is_given(asked, m.observation)]
        if plain and asked.each:  # 平均一个游客: no amount of all of them
            each = self._computer.ratios.per_unit(asked)
            if each is not None:
                return each
            matches = [m for m in matches if is_rated(m.observation.name)]
        if asked.left:
            return self._computer.remainder(asked, matches)
        if plain and asked.whole and self._computer.ratios.is_other_share(asked, matches):
            found = self._computer.ratios.share_of_two(asked)
        elif not plain:
            found = self._computer.compute(asked, matches)
            if found is None and asked.operation in {Operation.SUM, Operation.MEAN}:
                found = self._computer.totals.total(self._selector.members(asked), asked.operation)
            if found is None and self._is_stated(asked):
                found = self._look_up(asked, matches)
        else:
            found = self._each(asked, []) if asked.several and len(asked.subjects) > 1 else None
            found = found or self._look_up(asked, matches) or self._each(asked, matches)
            found = found or self._computer.implied_rate(asked) or self._computer.rest(asked)
            found = found or self._selector.rows.of_category(asked)
        if found is not None and found.value is not None:
            return found if answers_in_kind(asked.text, found.value.unit) else None
        return found

    @staticmethod
    def _is_stated(asked: FigureQuestion) -> bool:
        """Whether what is to be worked out may be what the plan states: 往前推五年, 一共."""
        before = asked.operation is Operation.BEFORE and bool(asked.years)
        alone = len(asked.subjects) == 1 and not asked.listed and not asked.compares
        sums = asked.operation is Operation.SUM and not _CHANGES.search(asked.text)
        return before or (sums and alone)

    def listed(self, question: Question) -> Composed | None:
        """The rows of a table that a question restricts it to; None where it wants all of it."""
        asked = read_figure_question(question)
        if asked.operation not in {Operation.LIST, Operation.COUNT}:
            return None
        return self._selector.rows.rows(asked)

    # --- read off -----------------------------------------------------------------------------

    def _look_up(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        best = self._table.best(asked, matches)
        if best is None:
            return None
        differing = self._table.differing(best)
        if differing and not asked.within:
            return self._teller.conflict(best, differing)
        draft = Draft(self._plan)
        row = self._in_years(best, asked.years)
        result = self._teller.in_unit(draft, best, asked.unit)
        value = value_of(best)
        if result is not None:
            year = best.year if best.own_year else None
            value = Value(as_number(result.value), result.unit, year, best.qualifier)
        if best.in_table:
            draft.say("；".join(self._teller.told(draft, o, short=o is not row[0]) for o in row))
            draft.say(self._teller.other_wording(draft, best))
            draft.say(f"（{self._plan.by_path[best.path].label}）。")
        else:
            if self._is_among_others(best):
                draft.say(f"{self._teller.told(draft, best)}。")
            if best.sentence.kind is not SentenceKind.ROW:
                draft.say(f"{best.sentence.text}{draft.cite(best.sentence)}")
            draft.say(self._teller.other_wording(draft, best).lstrip("；"))
        if len(row) > 1 and len(asked.years) > 1:
            value = None
        calculation = result.equation if result else None
        return Composed(draft, Status.ANSWERED, best.path, value, calculation)

    @staticmethod
    def _is_among_others(one: Observation) -> bool:
        """Whether other figures stand before it in its sentence, so that it is told first."""
        others = [q for q in read_quantities(one.before) if q.unit and q.printed[0].isdigit()]
        return bool(others) and len(one.name) <= _LONGEST_NAME

    def _in_years(self, best: Observation, years: tuple[int, ...]) -> list[Observation]:
        """The figure, and those of its row in the years asked for, or in all where none is."""
        if not best.in_table or len(years) == 1:
            return [best]
        held = [o for o in self._table.over_time(best) if o is not best and o.year != best.year]
        if len(years) > 1:  # those that the row does not hold, from elsewhere
            told = {o.year: o for o in reversed(held) if o.year in years}
            return sorted([best, *told.values()], key=lambda o: o.year or 0)
        return [best, *(o for o in held if o.path == best.path and o.name == best.name)]

    def _each(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """Several subjects asked for at once, side by side."""
        parts = [match.observation for match in self._table.parts(asked)] if not matches else []
        in_a_row = asked.several or asked.listed or not asked.subjects
        if not in_a_row or len(parts) < 2 or any(self._table.differing(one) for one in parts):
            return None
        draft = Draft(self._plan)
        if len(parts) == 2:
            draft.say("；".join(self._teller.told(draft, one) for one in parts)).say("。")
        else:
            draft.say("规划写明的数值如下：")
            self._teller.side_by_side(draft, parts)
        return Composed(draft, Status.ANSWERED, parts[0].path)

    def _reverse(self, asked: FigureQuestion) -> Composed | None:
        """Of what a figure is that the question names, and where it stands."""
        wanted = asked.numbers[-1]
        found = [one for one in self._table.observations if _is_figure(wanted, one)]
        if asked.years:
            found = [one for one in found if one.year in asked.years] or found
        if asked.within:
            found = [one for one in found if one.path.startswith(asked.within)]
        matches = {m.observation: m.score for m in self._table.match(without_years(asked))}
        named = [one for one in found if one in matches]
        found = named or ([] if self._table.restricting(asked) and len(found) > 4 else found)
        if not found or len(found) > 6:
            return None
        draft = Draft(self._plan)
        for one in found:
            node = self._plan.by_path[one.path]
            page = f"（第{one.page}页）" if one.page is not None else ""
            lead = "\n- " if len(found) > 1 else ""
            draft.say(f"{lead}{self._teller.told(draft, one)}，见{node.label}{page}。")
        return Composed(draft, Status.ANSWERED, found[0].path)

    # --- what the asker takes for granted -----------------------------------------------------

    def _judged(self, asked: FigureQuestion, found: Composed) -> Composed:
        """The answer after a word on the figure the asker names, where that can be judged.

        A verdict needs one indicator with one value, the claim in its unit and with its qualifier
        or none; a figure of another year is neither confirmed nor denied.
        """
        claim = asked.claim
        if claim is None or found.status is Status.CONFLICT:
            return found
        plain = replace(asked, operation=Operation.LOOK_UP, dimension=None)
        if claim.unit in {"%", "个百分点"}:
            plain = replace(plain, dimension=asked.dimension)
        matches = self._table.match(plain)
        best = self._table.best(plain, matches)
        money = not claim.unit and best is not None and best.unit in {"元", "美元"}
        if best is None or (claim.unit != best.unit and not money):
            return found
        close = [m.observation for m in matches if m.score >= matches[0].score - CLOSE]
        values = {(o.low, o.high) for o in close if o.year == best.year}
        known = [best, *self._table.same(best)]
        qualified = not claim.qualifier or claim.qualifier in {o.qualifier for o in known}
        right = (claim.low, claim.high) == (best.low, best.high)
        others = self._table.over_time(best)
        elsewhere = any((claim.low, claim.high) == (o.low, o.high) for o in others)
        if len(values) > 1 or not qualified or (not right and (elsewhere or claim.qualifier)):
            return found
        if asked.checks:
            found.draft.parts.insert(0, "是的。" if right else "不是。")
        elif not right:
            figure = self._teller.told(found.draft, best)
            found.draft.parts.insert(0, f"规划写的不是{claim.printed}。{figure}。")
        return found

    # --- what the plan does not hold for the year asked ---------------------------------------

    def _held_otherwise(self, asked: FigureQuestion) -> Composed | None:
        """The target that is told in words, or the word that another year is held; else None."""
        if not asked.years and asked.kind is None:
            return None
        plain = without_years(replace(asked, operation=Operation.LOOK_UP, claim=None))
        if asked.operation is not Operation.LOOK_UP:
            plain = replace(plain, dimension=None)
        matches = self._table.match(plain)
        best = self._table.best(plain, matches)
        if best is None or best.year is None:
            return None
        worded = self._worded(asked, best)
        if worded is not None:
            return worded
        held = {one.year for one in self._table.over_time(best)}
        missing = [year for year in asked.years if year not in held]
        if not missing or asked.compares:
            return None
        same = self._table.words.same_name
        others = [o for o in self._table.observations if same(o.name, best.name)]
        if any(one.year in missing for one in others):
            return None  # held in another unit
        draft = Draft(self._plan)
        said = all(str(year) in asked.written for year in missing)
        years = "、".join(f"{year}年" for year in missing) if said else "所问时期"
        draft.say(f"规划未提及{years}的{best.name}。已查指标表和全文；最接近的是")
        near = self._in_years(best, ())
        near.sort(key=lambda o: o.year or 0)
        told = [self._teller.told(draft, o, short=o is not near[0]) for o in near]
        draft.say("；".join(told)).say(f"（{self._plan.by_path[best.path].label}）。")
        return Composed(draft, Status.NOT_IN_PLAN, None)

    def _worded(self, asked: FigureQuestion, best: Observation) -> Composed | None:
        """A table's row whose value for the year asked is words: 完成省下达目标."""
        row = self._plan.by_path[best.path]
        for line in read_row(self._plan, row):
            years = [column.year for column in line.columns]
            wanted = [year for year in asked.years if year in years]
            target = max(years) if asked.kind is Kind.TARGET else None
            year = wanted[0] if len(wanted) == 1 else target
            value = line.value_in(year) if year else None
            named = line.sentence.start == best.sentence.start
            if named and value and not any(ch.isdigit() for ch in value) and len(value) > 2:
                draft = Draft(self._plan)
                said = told(row, line, (year,) if year else ())
                draft.say(f"{said}{draft.cite(line.sentence)}（{row.label}）。")
                return Composed(draft, Status.ANSWERED, best.path)
        return None


def _is_figure(wanted: Quantity, one: Observation) -> bool:
    """Whether an observation is the figure a question names, in whatever magnitude."""
    if wanted.unit:
        return wanted.unit == one.unit and wanted.low in {one.low, one.high}
    return plain_digits(wanted.low) == plain_digits(one.shown[0]) and (
        one.dimension is not Dimension.POINTS
    )
