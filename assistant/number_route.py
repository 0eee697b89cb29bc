"""Numbers: a question for a figure goes to the table of observations.

What is read off is told as it stands, with its year and qualifier; what is computed shows its
inputs, each cited, and the equation. A figure the plan states differently in two places is told
with both. Nothing found is left to the next route.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.answer import Status, Value
from assistant.composer import Composed, Draft
from assistant.figure_question import FigureQuestion, Operation, read_figure_question
from assistant.figure_table import CLOSE, FigureTable, Match
from assistant.question import Ask, Question
from corpus.indicators import KIND_NAMES, Dimension, Kind, Observation
from corpus.plan import Plan
from corpus.quantities import plain_digits, qualified

__all__ = ["NumberRoute"]

GOOD = 0.62  # score from which a match answers


@dataclass(frozen=True, slots=True)
class _Result:
    """A computed figure: its equation as shown, its value and unit."""

    equation: str
    value: Decimal
    unit: str


class NumberRoute:
    """Answers questions for figures from one plan's observations."""

    def __init__(self, plan: Plan, table: FigureTable) -> None:
        self._plan = plan
        self._table = table

    def answer(self, question: Question, within: str = "") -> Composed | None:
        """The answer, or None where the question is none for a figure or nothing fits.

        Args:
            question: the question, standing alone.
            within: address the question names, outside of which no figure counts.
        """
        asked = read_figure_question(question)
        asked = replace(asked, within=within or asked.within)
        if not ({Ask.FIGURE, Ask.NUMBER} & question.asks or asked.claim):
            return None
        if asked.operation in {Operation.MOST, Operation.LEAST}:
            return self._compare(asked)
        if asked.operation is Operation.SUM:
            return self._sum(asked)
        matches = self._table.match(asked)
        if asked.claim is not None:
            return self._confirm(asked, matches)
        if asked.operation is Operation.LOOK_UP:
            return self._look_up(asked, matches) or self._each(asked, matches)
        if asked.operation is Operation.MEAN:
            return self._mean(asked, matches)
        return self._compute(asked, matches) or (None if matches else self._compare(asked))

    # --- read off -----------------------------------------------------------------------------

    def _look_up(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        best = self._best(asked, matches)
        if best is None:
            return None
        differing = self._differing(best)
        if differing:
            return self._conflict(best, differing)
        draft = Draft(self._plan)
        if best.in_table:
            draft.say(self._told(draft, best))
            other = self._other_year(best) if not asked.years else None
            if other is not None:
                draft.say(f"；{self._told(draft, other, short=True)}")
            qualified = self._qualified(best)
            if qualified is not None:
                where = self._plan.by_path[qualified.path].label
                draft.say(f"；{where}写明“{self._as_printed(qualified)}”")
                draft.say(draft.cite(qualified.sentence))
            draft.say(f"（{self._plan.by_path[best.path].label}）。")
        else:
            draft.say(f"{best.sentence.text}{draft.cite(best.sentence)}")
        return Composed(draft, Status.ANSWERED, best.path, _value(best))

    def _confirm(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """What the plan says of a figure the asker names, after a verdict where there is one.

        A verdict needs one indicator with one value, the claim in its unit and with its qualifier
        or none; a figure of another year is not denied.
        """
        best = self._best(asked, matches)
        told = self._look_up(asked, matches)
        claim = asked.claim
        if best is None or told is None or claim is None or told.status is Status.CONFLICT:
            return told
        one_value = len(
            {(m.observation.low, m.observation.high) for m in self._close(matches, best)}
        )
        known = [best, *self._table.same(best)]
        qualified = not claim.qualifier or claim.qualifier in {o.qualifier for o in known}
        if claim.unit != best.unit or one_value > 1 or not qualified:
            return told
        right = (claim.low, claim.high) == (best.low, best.high)
        others = self._table.over_time(best)
        if not right and any((claim.low, claim.high) == (o.low, o.high) for o in others):
            return told
        if not right and claim.qualifier:
            return told  # 超过60% is neither confirmed nor denied by 超过62%
        told.draft.parts.insert(0, "是的。" if right else "不是。")
        return told

    @staticmethod
    def _close(matches: Sequence[Match], best: Observation) -> list[Match]:
        """Matches as good as the best, of its year."""
        top = matches[0].score - CLOSE
        return [m for m in matches if m.score >= top and m.observation.year == best.year]

    def _each(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """Several subjects asked for at once, one after the other."""
        held = [match.observation for match in self._table.parts(asked)] if not matches else []
        if len(held) < 2 or any(self._differing(one) for one in held):
            return None
        draft = Draft(self._plan)
        draft.say("；".join(self._told(draft, one) for one in held)).say("。")
        return Composed(draft, Status.ANSWERED, held[0].path)

    def _best(self, asked: FigureQuestion, matches: Sequence[Match]) -> Observation | None:
        if not matches or matches[0].score < GOOD:
            return None
        close = [m for m in matches if m.score >= matches[0].score - CLOSE]
        period = self._plan.meta.period
        wanted = period[1] if period and not asked.years and asked.kind is not Kind.ACTUAL else None
        close.sort(
            key=lambda m: (
                wanted is not None and m.observation.year != wanted,
                m.observation.shown[1] not in asked.focus,  # 几幢: what is counted in 幢 first
                -round(m.score, 2),
                m.observation.sentence.start,
            )
        )
        names = {
            m.observation.name for m in close if m.observation.year == close[0].observation.year
        }
        values = {(m.observation.low, m.observation.high, m.observation.unit) for m in close}
        if len(names) > 2 and len(values) > 2:
            return None  # too open a question
        return close[0].observation

    def _qualified(self, one: Observation) -> Observation | None:
        """Where the text says the same figure with a qualifier the table leaves out."""
        if one.qualifier:
            return None
        return next((o for o in self._table.same(one) if o.qualifier), None)

    @staticmethod
    def _as_printed(one: Observation) -> str:
        """The figure with its qualifier, word for word: 超过9000亿元, 25%左右."""
        text = one.sentence.text
        start = text.find(one.printed)
        end = start + len(one.printed)
        before = text[:start].rstrip()
        if before.endswith(one.qualifier):
            return text[len(before) - len(one.qualifier) : end]
        after = text[end:].lstrip()
        return text[start:end] + (one.qualifier if after.startswith(one.qualifier) else "")

    def _other_year(self, one: Observation) -> Observation | None:
        row = [o for o in self._table.over_time(one) if o.path == one.path and o.year != one.year]
        return row[0] if row else None

    def _told(self, draft: Draft, one: Observation, *, short: bool = False) -> str:
        name = "" if short else f"{one.name}："
        year = one.column or (f"{one.year}年{KIND_NAMES[one.kind]}" if one.year is not None else "")
        figure = qualified(one.printed, one.qualifier)
        if one.in_table and one.since is not None:
            number, unit = one.shown
            figure = f"〔{plain_digits(number)}〕{_joint(unit)}（〔〕为平均数）"
        return f"{name}{year} {figure}{draft.cite(one.sentence)}".strip()

    # --- contradictions -----------------------------------------------------------------------

    def _differing(self, one: Observation) -> list[Observation]:
        """Observations of the same indicator and year with another value."""
        same = self._table.same(one)
        values = {(o.low, o.high) for o in same}
        return same if 1 < len(values) < len(_COUNTS) else []

    def _conflict(self, best: Observation, same: Sequence[Observation]) -> Composed:
        draft = Draft(self._plan)
        year = f"{best.year}年" if best.year is not None else ""
        count = len({one.low for one in same})
        draft.say(f"{year}{best.name}，规划内有{_COUNTS[count]}个数值，前后不一：")
        by_value: dict[Decimal, list[Observation]] = {}
        for one in same:
            by_value.setdefault(one.low, []).append(one)
        told = []
        for held in by_value.values():
            where = "、".join(self._plan.by_path[one.path].label for one in held)
            marks = "".join(dict.fromkeys(draft.cite(one.sentence) for one in held))
            figure = qualified(held[0].printed, held[0].qualifier)
            told.append(f"{figure}（{where}）{marks}")
        draft.say("；".join(told)).say("。")
        return Composed(draft, Status.CONFLICT, best.path)

    # --- computed -----------------------------------------------------------------------------

    def _compute(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """What the plan states of the change itself, else what follows from two values."""
        stated = matches and matches[0].score >= GOOD
        changes = {Dimension.GROWTH, Dimension.RATE, Dimension.POINTS}
        if asked.operation is Operation.DIFFERENCE and asked.compares:
            changes = {Dimension.POINTS}
        if stated and matches[0].observation.dimension in changes:
            return self._look_up(asked, matches)
        if asked.dimension in changes:
            if asked.dimension is Dimension.RATE:
                return None
            matches = self._table.match(replace(asked, dimension=None))
            stated = matches and matches[0].score >= GOOD
        return self._over_time(asked, matches[0].observation) if stated else None

    def _over_time(self, asked: FigureQuestion, one: Observation) -> Composed | None:
        """Between the first and the last year asked for, else between base and target."""
        held = [o for o in self._table.over_time(one) if o.low == o.high and o.year is not None]
        if not asked.years:  # base and target of one row: other years are another comparison
            held = self._one_row(held, one)
        years = sorted({o.year for o in held if o.year is not None})
        if len(years) < 2:
            return None
        ends = sorted({min(asked.years), max(asked.years)}) if asked.years else []
        wanted = [year for year in ends if year in years]
        if len(wanted) < len(ends):
            return None
        if len(wanted) == 1:  # up to the year named, from the year before it that the row has
            row = [o.year for o in held if o.path == one.path and o.year is not None]
            known = sorted(set(row or years))
            others = [year for year in known if (year > wanted[0]) == (asked.since is not None)]
            others = [year for year in others if year != wanted[0]]
            if not others:
                return None
            wanted = sorted([others[-1], *wanted])
        first_year, last_year = (wanted or years)[0], (wanted or years)[-1]
        if first_year == last_year:
            return None
        first = next(o for o in held if o.year == first_year)
        last = next(o for o in held if o.year == last_year)
        if not asked.within and (self._differing(first) or self._differing(last)):
            return None
        return self._calculated(asked.operation, first, last)

    def _one_row(self, held: Sequence[Observation], one: Observation) -> list[Observation]:
        """Those of one table row: one that reaches the plan's last year, else the figure's own."""
        period = self._plan.meta.period
        rows = [o.path for o in held if o.in_table]
        aimed = [o.path for o in held if o.in_table and period and o.year == period[1]]
        chosen = next((path for path in (*aimed, *rows) if path == one.path), None)
        if chosen is None or (aimed and chosen not in aimed):
            chosen = next(iter((*aimed, *rows)), one.path)
        return [o for o in held if o.path == chosen]

    def _calculated(
        self, operation: Operation, first: Observation, last: Observation
    ) -> Composed | None:
        result = _work_out(operation, first, last)
        if result is None:
            return None
        draft = Draft(self._plan)
        same = first.name == last.name
        draft.say(f"{self._told(draft, last)}，{self._told(draft, first, short=same)}，")
        falls = result.value < 0
        word = _RESULT_BELOW.get(operation, "") if falls else _RESULT[operation]
        draft.say(f"{word} {plain_digits(abs(result.value))}{_joint(result.unit)}")
        draft.say(f"（{result.equation}）。")
        value = Value(float(abs(result.value)), result.unit, None)
        return Composed(draft, Status.ANSWERED, last.path, value, result.equation)

    def _sum(self, asked: FigureQuestion) -> Composed | None:
        """The subjects named added up."""
        held = [match.observation for match in self._table.parts(asked)]
        return self._total(held, mean=False)

    def _mean(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """The mean of one indicator over the years asked for."""
        if not matches or matches[0].score < GOOD:
            return None
        found = self._table.over_time(matches[0].observation, *asked.years)
        by_year = {one.year: one for one in reversed(found)}
        if len(by_year) < max(2, len(asked.years)):
            return None
        return self._total(
            [by_year[year] for year in sorted(by_year, key=lambda y: y or 0)], mean=True
        )

    def _total(self, held: Sequence[Observation], *, mean: bool) -> Composed | None:
        units = {one.shown[1] for one in held}
        plain = all(one.low == one.high and not self._differing(one) for one in held)
        if len(held) < 2 or len(units) > 1 or not plain:
            return None
        terms = " + ".join(plain_digits(one.shown[0]) for one in held)
        total = sum((one.shown[0] for one in held), Decimal(0))
        if mean:
            value = _rounded(total / len(held), 2)
            equation = f"({terms}) ÷ {len(held)} ≈ {plain_digits(value)}"
        else:
            value, equation = total, f"{terms} = {plain_digits(total)}"
        draft = Draft(self._plan)
        (unit,) = units
        word = "平均" if mean else "合计"
        draft.say(f"{word} {plain_digits(value)}{_joint(unit)}（{equation}）。")
        draft.say("；".join(self._told(draft, one) for one in held)).say("。")
        told = Value(float(value), unit, None)
        return Composed(draft, Status.ANSWERED, held[0].path, told, equation)

    def _compare(self, asked: FigureQuestion) -> Composed | None:
        """Two or more subjects side by side, the one asked for first."""
        held = [match.observation for match in self._table.parts(asked)]
        if len(held) < 2 or any(self._differing(one) for one in held):
            return None
        if self._table.measures(asked) > 1:
            return None  # 甲的收入和乙的增加值: which is whose is not known
        if asked.operation is Operation.MULTIPLE:
            return self._calculated(asked.operation, held[1], held[0])
        most = asked.operation is not Operation.LEAST
        ranked = sorted(held, key=lambda one: one.low, reverse=most)
        first, second = ranked[0], ranked[1]
        result = _work_out(Operation.DIFFERENCE, *((second, first) if most else (first, second)))
        draft = Draft(self._plan)
        word = "最高" if most and len(held) > 2 else "更高" if most else "更低"
        draft.say(f"{first.name}{word}。" if len(held) == 2 else f"{first.name}最{word[-1]}。")
        draft.say("；".join(self._told(draft, one) for one in ranked)).say("。")
        if result is None or len(held) > 2:
            return Composed(draft, Status.ANSWERED, first.path)
        digits = f"{plain_digits(abs(result.value))}{_joint(result.unit)}"
        draft.say(f"两者相差 {digits}（{result.equation}）。")
        value = Value(float(abs(result.value)), result.unit, first.year)
        return Composed(draft, Status.ANSWERED, first.path, value, result.equation)


_COUNTS = "零一两三四五六七八九"
_RESULT = {
    Operation.DIFFERENCE: "增加",
    Operation.MULTIPLE: "前者是后者的",
    Operation.TIMES_MORE: "多",
    Operation.GROWTH: "增长",
    Operation.YEARLY: "折合年均增长",
}
_RESULT_BELOW = {
    Operation.DIFFERENCE: "减少",
    Operation.TIMES_MORE: "少",
    Operation.GROWTH: "下降",
    Operation.YEARLY: "折合年均下降",
}


def _work_out(operation: Operation, first: Observation, last: Observation) -> _Result | None:
    """The equation from an earlier (or smaller) figure to a later one."""
    (a, unit), (b, other_unit) = first.shown, last.shown
    if unit != other_unit or first.low != first.high or last.low != last.high:
        return None
    before, after = plain_digits(a), plain_digits(b)
    if operation is Operation.DIFFERENCE:
        points = "个百分点" if unit == "%" else unit
        return _Result(f"{after} − {before} = {plain_digits(b - a)}", b - a, points)
    if a == 0:
        return None
    if operation is Operation.MULTIPLE:
        times = _rounded(b / a, 2)
        return _Result(f"{after} ÷ {before} ≈ {plain_digits(times)}", times, "倍")
    if operation is Operation.TIMES_MORE:
        more = _rounded((b - a) / a, 2)
        return _Result(f"({after} − {before}) ÷ {before} ≈ {plain_digits(more)}", more, "倍")
    if operation is Operation.GROWTH:
        growth = _rounded((b - a) / a * 100, 1)
        equation = f"({after} − {before}) ÷ {before} × 100 ≈ {plain_digits(growth)}"
        return _Result(equation, growth, "%")
    if operation is Operation.YEARLY and first.year is not None and last.year is not None:
        years = last.year - first.year
        yearly = _rounded(((b / a) ** (Decimal(1) / years) - 1) * 100, 1)
        equation = f"(({after} ÷ {before})^(1 ÷ {years}) − 1) × 100 ≈ {plain_digits(yearly)}"
        return _Result(equation, yearly, "%")
    return None


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _value(one: Observation) -> Value | None:
    """The single number of an observation, in the unit printed; None for a range."""
    if one.low != one.high or (one.in_table and one.since is not None):
        return None  # a range, or an average over years
    number, unit = one.shown
    whole = int(number) if number == number.to_integral_value() else float(number)
    return Value(whole, unit, one.year if one.own_year else None, one.qualifier)


def _joint(unit: str) -> str:
    return unit if unit in {"%", "倍"} else f" {unit}"
