"""Figures that follow from the plan's: each with its inputs cited and its equation in sight.

What the plan states of a change itself goes before what is worked out. Where an input is one the
plan contradicts itself on, both results are given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import calculations as calc
from assistant.answer import Status, Value
from assistant.calculations import Result
from assistant.composer import Composed, Draft
from assistant.computed import approximate, composed, mixed_prices, of_what
from assistant.figure_operations import EXTREMES, Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_table import FigureTable, Match
from assistant.figure_teller import FigureTeller, value_of
from assistant.general_terms import with_equivalents
from assistant.number_gaps import ECONOMY, GAP, FigureGaps
from assistant.number_ratio import FigureRatios
from assistant.number_totals import FigureTotals
from corpus.indicators import Dimension, Kind, Observation
from corpus.plan import Plan
from corpus.quantities import as_number

__all__ = ["FigureComputer"]

_CHANGES = {Dimension.GROWTH, Dimension.RATE, Dimension.POINTS}
# Of what is to come; of what a figure is above or below.
_AHEAD = re.compile(
    r"要(?!累计|求)|得(?!出|知|多少)|将|目标|打算|计划|规划定|十三五|十四五|十五五|未来|接下来"
)
_OVER_YEARS = re.compile(
    r"累计(?!上限|最高|不超|限额)|五年|期间|年内|新增|开工|推进|打造|培育|实施|新建|建设|培训"
)
_ADDS = re.compile(r"新增|净增|新建|新开|新设|增设|扩建|改建|增加(?!值)|累计|再")
_CHANGE = re.compile(r"(?:降低|下降|减少|缩减|压减|提高|增长|提升)(?:率|幅度|比例)?$")
_GROWS = re.compile(r"多快|快慢|涨|增速|长几|增长")
_MORE = re.compile(r"多(?!少)|高|增|快|超|大|涨|低|(?<!多)少|小")
_A_YEAR = re.compile(r"每年|年均|年(?=接待|产|吞吐|供|通过|处理|消费|服务|旅客|发电|客|度)")
_REST = {"进口": ("进出口", "出口"), "出口": ("进出口", "进口")}
_NEAR = 4  # characters before a figure in which it is said to be added
_TWO_SPANS = re.compile(r"两段|前一个.{0,16}后一个|前五年.{0,16}后五年|上个五年.{0,16}这个五年")
_TO_TWO = {
    Operation.DIFFERENCE: calc.difference,
    Operation.MULTIPLE: calc.multiple,
    Operation.TIMES_MORE: calc.times_more,
    Operation.GROWTH: calc.growth,
}
_WORDS = {
    Operation.DIFFERENCE: ("增加", "减少"),
    Operation.MULTIPLE: ("前者是后者的", "前者是后者的"),
    Operation.TIMES_MORE: ("多", "少"),
    Operation.GROWTH: ("增长", "下降"),
    Operation.YEARLY: ("折合年均增长", "折合年均下降"),
    Operation.PER_YEAR: ("平均每年", "平均每年减少"),
}
_RANKS = ("后移", "前移")
_APART = {Operation.DIFFERENCE: "相差", Operation.GROWTH: "前者比后者高"}


class FigureComputer:
    """Works out what is asked from one plan's observations."""

    def __init__(self, plan: Plan, table: FigureTable, teller: FigureTeller) -> None:
        self._plan = plan
        self._table = table
        self._teller = teller
        self.ratios = FigureRatios(plan, table, teller)
        self.gaps = FigureGaps(plan, table, teller)
        self.totals = FigureTotals(plan, table, teller)

    def compute(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """The answer to a question that asks for something computed; None where it cannot be."""
        if asked.operation is Operation.SUM:
            return self.totals.sum(asked)
        if asked.operation is Operation.MEAN:
            return self.totals.mean(asked, matches)
        if asked.operation is Operation.WHOLE:
            return self.ratios.whole(asked)
        if asked.operation is Operation.BEFORE:
            return self.ratios.before(asked)
        if asked.operation is Operation.PER_YEAR:
            return self._per_year(asked, matches)
        if asked.operation is Operation.PER_UNIT:
            return self.ratios.per_unit(asked)
        if _TWO_SPANS.search(asked.text):
            return None
        found = self._change(asked, matches)
        shares = asked.dimension is Dimension.SHARE and len(asked.subjects) == 2
        return found or (self.ratios.share_of_two(asked) if shares else None)  # 能占几个点

    # --- changes over time --------------------------------------------------------------------

    def _change(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """A change: as the plan states it, else between two years, else between two subjects."""
        stated = self._stated(asked, matches)
        if stated is not None:
            return stated
        plain = asked
        if asked.dimension in _CHANGES and asked.operation is not Operation.DIFFERENCE:
            plain = replace(asked, dimension=None)
            matches = self._table.match(plain)
        if asked.operation is Operation.YEARLY:
            rate = replace(asked, dimension=Dimension.RATE, operation=Operation.LOOK_UP)
            if not asked.implied:  # stated rather than worked out
                found = self._stated(rate, self._table.match(rate))
                if found is not None:
                    return found
            plain = replace(asked, dimension=None)
            matches = [m for m in matches if m.observation.dimension is Dimension.LEVEL]
        if len(self._table.each(plain)) == 2:
            found = self._apart(plain)
            if found is not None:
                return found
        against = bool(asked.whole) and asked.dimension is Dimension.RATE  # 增速快于GDP几个点
        one_year = len(asked.years) == 1 and asked.since is None and len(asked.subjects) > 1
        against = against or (asked.operation is Operation.MULTIPLE and one_year)
        if matches and not against and self._is_of_all(plain, matches[0]):
            found = self._over_time(plain, matches[0].observation)
            if found is not None:
                return found
        return self._apart(plain) or self._grown(asked) or self._flow(asked, matches)

    def _grown(self, asked: FigureQuestion) -> Composed | None:
        """The growth the plan states where the figures it lies between are not both given."""
        if asked.operation is not Operation.DIFFERENCE or not asked.years or asked.dimension:
            return None
        grown = replace(asked, dimension=Dimension.GROWTH, operation=Operation.GROWTH)
        grown = replace(grown, units=frozenset())
        return self._stated(grown, self._table.match(grown))

    def _is_of_all(self, asked: FigureQuestion, match: Match) -> bool:
        """Whether a figure says something of each subject named: one against GDP is of both."""
        words = self._table.words
        named = [[w for w in words.words(s) if words.restricts(w)] for s in asked.subjects]
        return all(any(w in match.said for w in own) for own in named if own)

    def remainder(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """What is left of 100 % beside a share: 除了服务业还剩百分之几."""
        shares = [m for m in matches if m.observation.dimension is Dimension.SHARE]
        one = self._table.best(asked, shares)
        if one is None or one.low != one.high or len(asked.subjects) > 2:
            return None
        result = calc.remainder(one.shown)
        draft = Draft(self._plan)
        draft.say(f"{self._teller.told(draft, one)}。其余为 {result.figure}（{result.equation}）。")
        draft.say(approximate((one,)))
        return composed(draft, one, result)

    def _flow(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """What is added, where the plan states that itself: 新增三级甲等医院3家."""
        if asked.operation is not Operation.DIFFERENCE:
            return None
        one = self._table.best(asked, matches)
        if one is None or len(asked.years) > 1:
            return None
        told = _ADDS.search(one.name + one.before[-_NEAR:]) or _CHANGE.search(one.name)
        return self._as_stated(one) if told else None

    def _as_stated(self, one: Observation) -> Composed:
        """A figure as the plan has it, with its sentence."""
        draft = Draft(self._plan)
        draft.say(f"{self._teller.told(draft, one)}。")
        if not one.in_table:
            draft.say(f"{one.sentence.text}{draft.cite(one.sentence)}")
        return Composed(draft, Status.ANSWERED, one.path, value_of(one))

    def rest(self, asked: FigureQuestion) -> Composed | None:
        """What is left of a whole that has two parts, one of them held: 进口 of 进出口 and 出口."""
        measured = [measure for measure in asked.measures if measure in _REST]
        if len(measured) != 1:
            return None
        wanted = measured[0]
        found = []
        for measure in _REST[wanted]:
            focus = re.sub(rf"(?<![进出]){wanted}|{wanted}(?!口)", measure, asked.focus)
            one = replace(asked, focus=focus, rest="", subjects=(focus,), firm=(focus,))
            matches = self._table.match(replace(one, measures=frozenset({measure})))
            found += [matches[0].observation] if matches else []
        if len(found) != 2 or found[0].year != found[1].year or found[0].path == found[1].path:
            return None
        whole, part = found
        result = calc.difference(part.shown, whole.shown)
        if result is None or any(self._table.differing(o) for o in found):
            return None
        draft = Draft(self._plan)
        told = self._teller.told
        draft.say(f"{told(draft, whole)}；{told(draft, part)}。{wanted}为 {result.size}")
        draft.say(f"（{result.equation}）。").say(approximate(found))
        return composed(draft, whole, result)

    def implied_rate(self, asked: FigureQuestion) -> Composed | None:
        """The yearly growth between two values, where the plan states none."""
        period = self._plan.meta.period
        single = len(asked.years) == 1 and asked.since is None
        past = single and period is not None and asked.years[0] < period[0]
        if asked.dimension is not Dimension.RATE or past:
            return None  # of the period before, whose first value would be needed
        yearly = replace(asked, operation=Operation.YEARLY, dimension=None, units=frozenset())
        return self._change(yearly, self._table.match(yearly))

    def _stated(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """What the plan says of the change itself: 比2010年增长117.5%, 高于全国2.7个百分点."""
        wanted = list(matches)
        in_points = not asked.units or "个百分点" in asked.units  # 增加多少亿元 is in none
        if asked.operation is Operation.DIFFERENCE and in_points:
            points = replace(asked, dimension=Dimension.POINTS, units=frozenset())
            wanted = self._table.match(points)
        wanted = [m for m in wanted if self._tells_change(asked, m.observation)]
        one = self._table.best(asked, wanted)
        if one is None or self._table.differing(one):
            return None
        draft = Draft(self._plan)
        if one.in_table:
            draft.say(f"{self._teller.told(draft, one)}。")
        else:
            draft.say(f"{one.sentence.text}{draft.cite(one.sentence)}")
        number, unit = one.shown
        year = one.year if one.own_year else None
        value = Value(as_number(number), unit, year, one.qualifier) if one.low == one.high else None
        return Composed(draft, Status.ANSWERED, one.path, value)

    def _tells_change(self, asked: FigureQuestion, one: Observation) -> bool:
        """Whether a figure is the change asked for: of its period, and against what is named."""
        if one.dimension not in _CHANGES:
            return False
        if one.dimension is Dimension.RATE and asked.dimension is not Dimension.RATE:
            return False
        ahead = asked.kind is Kind.TARGET or bool(_AHEAD.search(asked.text))
        if one.kind is Kind.ACTUAL and ahead and not asked.past:
            return False
        against = GAP.search(one.name)
        if (
            against is None
            and one.dimension is Dimension.POINTS
            and asked.dimension is Dimension.RATE
        ):
            return False  # 增速快于GDP几个点
        if against is None:
            return one.since in {None, *asked.years} or asked.since in {None, one.since}
        if asked.since is not None or len(asked.years) > 1:
            return False  # against another year, and not against the country
        rates = bool(re.search(r"增速|增幅|增长", against["other"]))
        if rates and re.search(r"比重|占比|占", asked.text):
            return False
        words = self._table.words.own_words(against["other"]) or self._table.words.scopes(
            against["other"]
        )
        named = [w for w in words if not re.search(r"平均|增", w)]
        spoken = with_equivalents(ECONOMY.sub("地区生产总值", asked.text))
        return all(word in spoken for word in named)

    def _over_time(self, asked: FigureQuestion, one: Observation) -> Composed | None:
        """Between the first and the last year asked for, else between base and target."""
        ends = self._ends(asked, one) or self._table.in_years(asked, one)
        if ends is None:
            return None
        first, last = ends
        percents = re.search(r"百分之|%|几成|百分比", asked.text)
        if asked.operation is Operation.GROWTH and first.unit == "%" and not percents:
            asked = replace(asked, operation=Operation.DIFFERENCE)
        firsts = [first] if asked.within else self._table.differing(first) or [first]
        lasts = [last] if asked.within else self._table.differing(last) or [last]
        if len({o.low for o in (*firsts, *lasts)}) > 2:
            if len(lasts) > 1:
                results = [(o, self._work(asked.operation, first, o)) for o in _by_value(lasts)]
                return self._torn(last, lasts, results, first)
            results = [(o, self._work(asked.operation, o, last)) for o in _by_value(firsts)]
            return self._torn(first, firsts, results, last)
        result = self._work(asked.operation, first, last)
        return self._told_pair(asked.operation, first, last, result)

    def _torn(
        self,
        one: Observation,
        same: Sequence[Observation],
        results: Sequence[tuple[Observation, Result | None]],
        other: Observation,
    ) -> Composed:
        """An end of a change that the plan contradicts itself on, with what follows from each."""
        computed = [(o, result) for o, result in results if result is not None]
        return self._teller.conflict(one, same, computed, [other])

    def _ends(
        self, asked: FigureQuestion, one: Observation
    ) -> tuple[Observation, Observation] | None:
        """The earlier and the later figure of one indicator that a change is asked between."""
        held = [o for o in self._table.over_time(one) if o.low == o.high and o.year is not None]
        if not asked.years:  # base and target of one row: other years are another comparison
            held = self._one_row(held, one)
        years = sorted({o.year for o in held if o.year is not None})
        if len(years) < 2:
            return None
        if EXTREMES.search(asked.text):  # 最高那年和最低那年之间
            ordered = sorted(held, key=lambda o: (o.low, o.year or 0))
            return ordered[0], ordered[-1]
        wanted = sorted({min(asked.years), max(asked.years)}) if asked.years else []
        if not set(wanted) <= set(years):
            return None
        if len(wanted) == 1 and self._is_alone(asked, wanted[0]):
            return None
        if len(wanted) == 1:  # up to the year named, from the year before it that the row has
            row = [o.year for o in held if o.path == one.path and o.year is not None]
            known = sorted(set(row or years))
            later = asked.since is not None
            others = [y for y in known if y != wanted[0] and (y > wanted[0]) == later]
            others = others or [y for y in known if y != wanted[0]]
            if not others:
                return None
            wanted = sorted([others[-1], *wanted])
        first_year, last_year = (wanted or years)[0], (wanted or years)[-1]
        first = next(o for o in held if o.year == first_year)
        last = next(o for o in held if o.year == last_year)
        return first, last

    def _is_alone(self, asked: FigureQuestion, year: int) -> bool:
        """Whether only the base year is named, and nothing that it is to be compared with."""
        period = self._plan.meta.period
        based = period is not None and year < period[0] and asked.since is None
        return based and not asked.compares and asked.kind is not Kind.TARGET and not asked.past

    def _one_row(self, held: Sequence[Observation], one: Observation) -> list[Observation]:
        """Those of one table row: one that reaches the plan's last year, else the figure's own."""
        period = self._plan.meta.period
        rows = [o.path for o in held if o.in_table]
        aimed = [o.path for o in held if o.in_table and period and o.year == period[1]]
        chosen = next((path for path in (*aimed, *rows) if path == one.path), None)
        if chosen is None or (aimed and chosen not in aimed):
            chosen = next(iter((*aimed, *rows)), None)
        if chosen is None:
            return list(held)  # in prose alone
        return [o for o in held if o.path == chosen]

    @staticmethod
    def _work(operation: Operation, first: Observation, last: Observation) -> Result | None:
        if first.low != first.high or last.low != last.high:
            return None
        years = (last.year or 0) - (first.year or 0)
        if operation is Operation.YEARLY:
            return calc.yearly_growth(first.shown, last.shown, years)
        if operation is Operation.PER_YEAR:
            return calc.per_year(first.shown, last.shown, years)
        return _TO_TWO[operation](first.shown, last.shown)

    def _told_pair(
        self, operation: Operation, first: Observation, last: Observation, result: Result | None
    ) -> Composed | None:
        if result is None:
            return None
        draft = Draft(self._plan)
        told = self._teller.told
        short = first.name == last.name
        draft.say(f"{told(draft, last)}，{told(draft, first, short=short)}，")
        ranks = operation is Operation.DIFFERENCE and last.dimension is Dimension.RANK
        word = (_RANKS if ranks else _WORDS[operation])[result.value < 0]
        if first.year == last.year:
            word = _APART.get(operation, word) if result.value >= 0 else "前者比后者少"
        draft.say(f"{word} {result.size}")
        draft.say(f"（{result.equation}）。")
        if operation is Operation.YEARLY:
            draft.say(self._stated_rate(draft, last))
        draft.say(approximate((first, last))).say(mixed_prices((first, last)))
        return composed(draft, last, result)

    def _stated_rate(self, draft: Draft, one: Observation) -> str:
        """The rate the plan states beside one that follows from two values."""
        rates = [
            o
            for o in self._table.observations
            if o.dimension is Dimension.RATE
            and o.year == one.year
            and self._table.words.same_name(of_what(o.name), of_what(one.name))
        ]
        return f"规划写明：{self._teller.told(draft, rates[0])}。" if rates else ""

    def _per_year(self, asked: FigureQuestion, matches: Sequence[Match]) -> Composed | None:
        """What comes on a year: between two years, or of what is done over the plan's years."""
        if not asked.units and _GROWS.search(asked.text):  # 平均每年跑多快
            rate = replace(asked, dimension=Dimension.RATE, operation=Operation.LOOK_UP)
            found = self._stated(rate, self._table.match(rate))
            if found is not None:
                return found
        if not matches:
            return None
        one = matches[0].observation
        if _A_YEAR.search(one.name) and "累计" not in one.name:  # 年接待能力: a year's already
            return self._as_stated(one)
        told = one.name + one.before
        done = _OVER_YEARS.search(told)
        if not done:
            found = self._over_time(asked, one)
            if found is not None:
                return found
        period = self._plan.meta.period
        reached = one.kind is Kind.ACTUAL and "累计" not in told
        if period is None or one.low != one.high or not done or reached or one.unit == "%":
            return None  # a stock is not divided by years
        years = period[1] - period[0] + 1
        result = calc.per_year(None, one.shown, years)
        if result is None:
            return None
        draft = Draft(self._plan)
        draft.say(f"{self._teller.told(draft, one)}，按 {years} 年平均，每年 ")
        draft.say(f"{result.figure}（{result.equation}）。")
        draft.say(approximate((one,)))
        return composed(draft, one, result)

    # --- two subjects -------------------------------------------------------------------------

    def _apart(self, asked: FigureQuestion) -> Composed | None:
        """Two subjects side by side, the first named against the second."""
        held = [match.observation for match in self._table.parts(asked)]
        if len(held) != 2 or len(asked.measures) > max(1, len(asked.subjects) - 1):
            return None  # 甲的收入和乙的增加值: which is whose is not known
        last, first = held
        if asked.operation is Operation.DIFFERENCE and last.low < first.low:
            last, first = first, last
        if asked.operation not in _TO_TWO or len({o.year for o in held} - {None}) > 1:
            return None
        if len({re.sub(r"（[^（）]*）", "", one.name) for one in held}) == 1:
            return None  # one thing under two names
        torn = [o for o in held if self._table.differing(o)]
        if torn:
            return self._teller.conflict(torn[0], self._table.differing(torn[0]))
        result = self._work(asked.operation, first, last)
        more = _MORE.search(asked.text.replace("增加值", ""))
        if asked.operation is Operation.GROWTH and not more:
            return None  # 相当于…的百分之几
        if asked.operation is Operation.MULTIPLE and result is not None and result.value < 1:
            return None  # the wrong way round
        return self._told_pair(asked.operation, first, last, result)


def _by_value(same: Sequence[Observation]) -> list[Observation]:
    """One observation for each value the plan gives."""
    return list({one.low: one for one in same}.values())
