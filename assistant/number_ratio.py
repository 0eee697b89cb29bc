"""Figures that follow from two others: shares, unit values, wholes and earlier values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import calculations as calc
from assistant.calculations import Result
from assistant.composer import Composed, Draft
from assistant.computed import approximate, composed, mixed_prices, of_what
from assistant.figure_fit import is_rated
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_table import CLOSE, FAIR, FigureTable, Match
from assistant.figure_teller import FigureTeller
from assistant.figure_words import SAID, measures_in
from assistant.unit_words import unit_wanted
from corpus.indicators import Dimension, Kind, Observation
from corpus.plan import Plan
from corpus.quantities import base_unit, plain_digits

__all__ = ["FigureRatios"]

_EACH = re.compile(
    r"(?:(?:平均|每|单)(?:一|每)?|一|平均到)(?:个|位|条|座)?(公里|平方公里|平方米|平米|亩|公顷|人次|(?:入境|境外|海外|外国)?(?:游客|旅客|客人)|套|家|张|户|名|床|人)"
)
_UNIT_OF = {"床": "张", "平米": "平方米"}
_PART = re.compile(r"占|比重|比例|份额")
_OF_WHOLE = re.compile(r"百分|几成|比重|比例|份额|占|几分之|除以")


class FigureRatios:
    """Works out quotients of one plan's figures."""

    def __init__(self, plan: Plan, table: FigureTable, teller: FigureTeller) -> None:
        self._plan = plan
        self._table = table
        self._teller = teller

    def is_other_share(self, asked: FigureQuestion, matches: Sequence[Match]) -> bool:
        """Whether a share is asked of a whole that the plan's own shares are not of."""
        if not _OF_WHOLE.search(asked.text):
            return False
        shares = [m.observation for m in matches if m.observation.dimension is Dimension.SHARE]
        words = [w for w in self._table.words.words(asked.whole) if self._table.words.restricts(w)]
        if not shares or not words:
            return bool(words) and self._amount(asked, asked.whole) is not None
        if all(self._table.words.says(w, shares[0].name.partition("占")[0]) >= SAID for w in words):
            return False  # 外资里服务业占几成: the two the other way round
        of = re.search(r"占(.+?)的?(?:比重|比例|份额|$)", shares[0].name)
        return of is not None and not all(self._table.words.says(w, of[1]) >= SAID for w in words)

    def share_of_two(self, asked: FigureQuestion) -> Composed | None:
        """Which share one amount is of another that the question names."""
        if not asked.whole and len(asked.subjects) == 2:
            return self._share_of_either(asked)
        rest = asked.focus if asked.subjects else asked.text.replace(asked.whole, " ", 1)
        part, of = self._amount(asked, rest), self._amount(asked, asked.whole)
        if part is None or of is None or part is of:
            return None
        of = next((o for o in self._table.over_time(of) if o.year == part.year), of)
        if None not in {part.year, of.year} and part.year != of.year:
            return None
        if part.low > of.low and part.unit == of.unit and _PART.search(asked.text):
            part, of = of, part  # no part is more than its whole
        result = calc.share(part.shown, of.shown)
        if result is None:
            return None
        return self._quotient(part, of, result, f"前者为后者的 {plain_digits(result.value)}%")

    def _share_of_either(self, asked: FigureQuestion) -> Composed | None:
        """The same of two subjects that no word tells apart: the lesser is the part."""
        first, second = asked.subjects
        held = [self._amount(asked, words) for words in (first, second)]
        if held[0] is None or held[1] is None or held[0].low == held[1].low:
            return None
        whole = first if held[0].low > held[1].low else second
        part = second if whole is first else first
        return self.share_of_two(replace(asked, whole=whole, subjects=(part,), focus=part))

    def _amount(self, asked: FigureQuestion, words: str) -> Observation | None:
        """The amount some words of a question name."""
        plain = replace(
            asked,
            focus=words,
            rest="",
            subjects=(words,),
            firm=(words,),
            whole="",
            measures=measures_in(words),
            dimension=None,
            units=frozenset(),
            operation=Operation.LOOK_UP,
            claim=None,
        )
        matches = [
            m for m in self._table.match(plain) if m.observation.dimension is Dimension.LEVEL
        ]
        if not is_rated(words):  # 每亩税收 is no part of all taxes
            matches = [m for m in matches if not is_rated(m.observation.name)]
        if not matches:
            return None
        period = self._plan.meta.period
        close = [m.observation for m in matches if m.score >= matches[0].score - CLOSE]
        aimed = period and not asked.years and asked.kind is not Kind.ACTUAL
        return next((o for o in close if aimed and period and o.year == period[1]), close[0])

    def per_unit(self, asked: FigureQuestion) -> Composed | None:
        """One amount divided by another of the same sentence or node: 总投资 by 公里."""
        each = _EACH.search(asked.text)
        wanted = unit_wanted(asked.text) or ("元" if "钱" in asked.text else "")
        named = self._of_named(asked, wanted)
        if named is not None:
            return named
        if each is None or not wanted:
            return None
        unit = "人次" if each[1].endswith("客") or each[1].endswith("客人") else each[1]
        unit = _UNIT_OF.get(unit, unit)
        plain = replace(asked, dimension=None, units=frozenset(), operation=Operation.LOOK_UP)
        words = f"{asked.focus} {asked.rest}"  # 平均每个入境游客带来多少外汇
        plain = replace(
            plain, focus=words, rest="", subjects=(), firm=(), measures=measures_in(words)
        )
        held = [
            m for m in self._table.scored(replace(plain, measures=frozenset())) if m.score >= FAIR
        ]
        overs = [m.observation for m in held if m.observation.unit == base_unit(wanted)[1]]
        unders = [m.observation for m in held if m.observation.unit == unit]
        pairs = [
            (over, under)
            for over in overs
            for under in unders
            if over.sentence.start == under.sentence.start and over is not under
        ]
        if not pairs:
            return None
        over, under = pairs[0]
        result = calc.per_unit(over.shown, under.shown, wanted, unit)
        if result is None:
            return None
        return self._quotient(over, under, result, f"平均每{each[1]} {result.figure}")

    def _of_named(self, asked: FigureQuestion, wanted: str) -> Composed | None:
        """The first subject named on a unit of the second: 外汇收入摊到每个入境人次."""
        named = [*asked.subjects, *([asked.whole] if asked.whole else [])][-2:]
        if len(named) != 2:
            return None
        over, under = (self._amount(asked, words) for words in named)
        if over is None or under is None or over is under or over.year != under.year:
            return None
        if under.unit in {"元", "美元"} and over.unit not in {"元", "美元"}:
            over, under = under, over
        unit = wanted or over.unit
        result = calc.per_unit(over.shown, under.shown, unit, under.unit)
        if result is None:
            return None
        return self._quotient(over, under, result, f"平均每{under.unit} {result.figure}")

    def whole(self, asked: FigureQuestion) -> Composed | None:
        """The whole that follows from an amount and its share: 增加值 ÷ 占比."""
        pairs = self._pairs(asked, Dimension.SHARE)
        return self._from_pair(pairs, calc.whole, "推算总量为")

    def before(self, asked: FigureQuestion) -> Composed | None:
        """What an amount was before the growth that the plan states."""
        free = replace(asked, years=())
        pairs = [
            (amount, grown)
            for amount, grown in self._pairs(free, Dimension.GROWTH)
            if not asked.years or grown.since in asked.years
        ]
        found = self._from_pair(pairs, calc.before_growth, "推算此前为")
        if found is not None or len(asked.years) > 2:
            return found
        for amount, rate in self._pairs(free, Dimension.RATE):
            years = (amount.year or 0) - (min(asked.years) if asked.years else amount.year or 0)
            result = calc.before_growth(amount.shown, rate.shown, years)
            if years > 0 and result is not None and amount.low == amount.high:
                return self._quotient(amount, rate, result, f"推算此前为约 {result.figure}")
        return None

    def _pairs(
        self, asked: FigureQuestion, dimension: Dimension
    ) -> list[tuple[Observation, Observation]]:
        """Amounts, and shares or growths of the same subject and year, best first."""
        focus = re.sub(r"GDP|gdp|(?:地区|国内)?生产总值|占比|比重|增幅|涨幅", " ", asked.focus)
        plain = replace(asked, focus=focus, firm=(), dimension=None, units=frozenset())
        plain = replace(plain, operation=Operation.LOOK_UP)
        amounts = [
            m.observation
            for m in self._table.match(replace(plain, numbers=()))
            if m.observation.dimension is Dimension.LEVEL
        ]
        if not self._table.restricting(plain):  # no subject named: the plan's own whole first
            held = [o for o in self._table.observations if o.subject and o.in_table]
            amounts = sorted(held, key=lambda o: o.subject not in self._plan.meta.title)
        period = self._plan.meta.period
        target = period[1] if period and asked.kind is not Kind.ACTUAL else None
        if target is not None and not asked.years:
            amounts = sorted(amounts, key=lambda o: o.year != target)
        others = [o for o in self._table.observations if o.dimension is dimension]
        return [
            (amount, other)
            for amount in amounts
            for other in sorted(others, key=lambda o: not _one_table(o, amount))
            if self._belongs(amount, other, dimension)
            and (not asked.years or amount.year in asked.years)
        ]

    @staticmethod
    def _belongs(amount: Observation, other: Observation, dimension: Dimension) -> bool:
        """Whether a share or growth is of an amount: the same name, or a row's subject."""
        same = of_what(other.name) == of_what(amount.name) or (
            bool(amount.subject)
            and amount.subject == other.subject
            and "增加值" in amount.name
            and (amount.path == other.path or "增加值" in other.name)
        )
        whole = dimension is not Dimension.SHARE or "生产总值" in other.name
        return same and whole and amount.year == other.year

    def _from_pair(
        self,
        pairs: Sequence[tuple[Observation, Observation]],
        work: Callable[[calc.Amount, calc.Amount], Result | None],
        word: str,
    ) -> Composed | None:
        for amount, other in pairs:
            result = work(amount.shown, other.shown)
            if result is None or amount.low != amount.high or other.low != other.high:
                continue
            return self._quotient(amount, other, result, f"{word}约 {result.figure}")
        return None

    def _quotient(
        self, over: Observation, under: Observation, result: Result, words: str
    ) -> Composed | None:
        torn = [o for o in (over, under) if self._table.differing(o)]
        if torn:
            return self._teller.conflict(torn[0], self._table.differing(torn[0]))
        draft = Draft(self._plan)
        told = self._teller.told
        draft.say(f"{told(draft, over)}；{told(draft, under)}。{words}（{result.equation}）。")
        draft.say(approximate((over, under))).say(mixed_prices((over, under)))
        return composed(draft, over, result)


def _one_table(one: Observation, other: Observation) -> bool:
    """Whether two figures are cells of one table."""
    return one.path.partition("/")[0] == other.path.partition("/")[0]
