"""Selections from the table: the most, the first three, those beyond a bound, a category's rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant import calculations as calc
from assistant.answer import Status, Value
from assistant.calculations import Result
from assistant.composer import Composed, Draft
from assistant.figure_operations import Bound, Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_table import FigureTable
from assistant.figure_teller import FigureTeller, value_of
from assistant.figure_words import SAID, agree, measures_in
from assistant.number_rows import FigureRows, categories_named, count_of
from assistant.words import word_list
from corpus.indicator_table import IndicatorQuery, lies_between
from corpus.indicators import Dimension, Kind, Observation
from corpus.numerals import parse_numeral
from corpus.plan import NodeKind, Plan
from corpus.subjects import split_name

__all__ = ["FigureSelector"]

_GROWS = re.compile(
    r"增幅|涨幅|增长|涨|升幅|新增|增量|净增|提得|提了|提升|提高|上升|抬升|进步|长得|翻|增加|扩大|变化|跳|窜|蹿"
)
_RATE = re.compile(r"增速|年均|增长率")
_AMOUNT_GAIN = re.compile(
    r"增量|净增|绝对|新增|多了|增加(?:额|量|得)|增加值(?:增加|增长|提高).{0,4}(?:额|亿)"
)
_TOGETHER = re.compile(
    r"(?:([二两三四五六七八九十]+)(?:个|大|类|项)?|\d+个|所有|全部|这些|那些|各|全)[^，。？?]{0,8}"
    r"(?:产业|行业|领域|项目|门类|集群|工程|片区|板块|加)"
)
_WHICH_YEAR = re.compile(r"哪(?:一)?年|什么年份|哪个年份|哪几年")


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A subject with what it is ranked by: its figure, or what follows from two."""

    subject: str
    one: Observation
    value: Decimal
    result: Result | None = None
    first: Observation | None = None


class FigureSelector:
    """Chooses among one plan's observations."""

    def __init__(self, plan: Plan, table: FigureTable, teller: FigureTeller) -> None:
        self._plan = plan
        self._table = table
        self._teller = teller
        self.rows = FigureRows(plan, table)

    def select(self, asked: FigureQuestion) -> Composed | None:
        """The answer to a question that selects; None where there is nothing to select from."""
        if asked.operation in {Operation.LIST, Operation.COUNT}:
            return self.rows.rows(asked)
        bound = asked.bound
        if bound is None:
            return None
        if _WHICH_YEAR.search(asked.text):
            return self._year(asked, bound)
        ranked = self._ranked(asked)
        each = self._table.each(asked) if len(ranked) < 2 else []
        if len(each) > 1 and len({(o.unit, o.dimension) for o in each}) == 1:
            ranked = [_Ranked(o.subject or o.name, o, o.low) for o in each]
        if bound.above is not None or bound.below is not None:
            return self._beyond(asked, bound, ranked)
        if len(ranked) < 2:
            return None
        ranked.sort(key=lambda r: (-r.value if bound.most else r.value, r.one.sentence.start))
        return self._told(asked, bound, ranked)

    def _year(self, asked: FigureQuestion, bound: Bound) -> Composed | None:
        """The year in which one indicator was highest or lowest."""
        span = (min(asked.years), max(asked.years)) if len(asked.years) > 1 else None
        plain = replace(asked, operation=Operation.LOOK_UP, bound=None, years=(), kind=None)
        matches = self._table.match(plain)
        if not matches:
            return None
        held = {
            o.year: o for o in reversed(self._table.over_time(matches[0].observation)) if o.year
        }
        kept = [o for year, o in held.items() if span is None or span[0] <= (year or 0) <= span[1]]
        if len(kept) < 2:
            return None
        ranked = [_Ranked(f"{o.year}年", o, o.low) for o in kept]
        ranked.sort(key=lambda r: (-r.value if bound.most else r.value, r.one.year or 0))
        return self._told(asked, bound, ranked)

    # --- what is ranked -----------------------------------------------------------------------

    def _ranked(self, asked: FigureQuestion) -> list[_Ranked]:
        """One entry a subject, for the year asked for, else the plan's last."""
        text = asked.text.replace("增加值", "")
        grows = bool(_GROWS.search(text) or len(asked.years) > 1) and not _RATE.search(text)
        rate = bool(_RATE.search(text))
        share = bool(re.search(r"占比|比重|占|份额|比例", asked.text))
        dimension = Dimension.SHARE if share else Dimension.RATE if rate else Dimension.LEVEL
        years = asked.years if not grows else ()
        period = self._plan.meta.period
        if not years and period and not grows:
            known = [period[1]] if asked.kind is not Kind.ACTUAL else [period[0] - 1]
            years = tuple(known)
        cohort = self._cohort(asked, dimension, years)
        if not cohort and not asked.years and not grows:
            cohort = self._cohort(asked, dimension, ())
        named = self._named(asked, cohort)
        if len({o.subject for o in named}) == 1:
            return []  # one of them is spoken of: nothing is to be chosen
        cohort = named or self._as_many(asked, cohort)
        if not grows:
            return [_Ranked(o.subject or o.name, o, o.low) for o in self._one_each(cohort)]
        return self._grown(asked, cohort, share=share)

    def _cohort(
        self, asked: FigureQuestion, dimension: Dimension, years: tuple[int, ...]
    ) -> list[Observation]:
        """Figures of one measure and unit, of different subjects."""
        query = IndicatorQuery(dimensions=frozenset({dimension}), years=years, within=asked.within)
        measures = asked.measures
        held = [
            o
            for o in self._table.table.select(query)
            if o.subject
            and (
                not measures
                or agree(measures, measures_in(o.name))
                or dimension is not Dimension.LEVEL
            )
        ]
        if dimension is Dimension.SHARE and re.search(r"GDP|gdp|生产总值", asked.text):
            held = [o for o in held if "生产总值" in o.name]
        if asked.units and dimension is Dimension.LEVEL:
            held = [o for o in held if o.unit in asked.units]
        named = categories_named(asked, self._table)
        if named:
            held = [o for o in held if o.category in named]
        groups: dict[tuple[str, str, str], list[Observation]] = {}
        for one in held:
            if one.low == one.high and not self._is_whole(one.subject):
                groups.setdefault(
                    (self._kin(one), split_name(one.name)[1][-4:], one.unit), []
                ).append(one)
        said = self._said(asked)
        aspects = word_list("aspects")
        must = [w for w in self._table.restricting(asked) if w not in aspects]
        must = [w for w in must if not any(w in category for category in named)]
        fitting = [g for g in groups.values() if self._says_all(must, g)]
        best = max(
            fitting,
            key=lambda g: (
                sum(w in _texts(self._plan, g[0]) for w in said),
                len({o.subject for o in g}),
            ),
            default=[],
        )
        return best if len({o.subject for o in best}) > 1 else []

    def _says_all(self, words: Sequence[str], group: Sequence[Observation]) -> bool:
        """Whether each word that restricts the question is said of some figure of a group."""
        texts = [_texts(self._plan, one) for one in group]
        general = word_list("cohorts")
        return all(
            word in general or any(self._table.words.says(word, text) >= SAID for text in texts)
            for word in words
        )

    def _kin(self, one: Observation) -> str:
        """What subjects are alike by: parts of one box are; all others are of one kind."""
        node = self._plan.by_path[one.path]
        project = node.kind is NodeKind.ROW and one.year is None
        return node.parent or "" if node.kind is NodeKind.PART or project else ""

    def _said(self, asked: FigureQuestion) -> list[str]:
        return [w for w in self._table.words.words(asked.focus) if len(w) > 1]

    def _is_whole(self, subject: str) -> bool:
        """Whether a subject is what the whole plan is of, and no part of it."""
        return bool(subject) and subject in self._plan.meta.title

    def _named(self, asked: FigureQuestion, cohort: Sequence[Observation]) -> list[Observation]:
        """Those the question names, where it names two or more: 文创和金融谁更大."""
        found = []
        for one in cohort:
            spoken = [w for w in self._said(asked) if self._table.words.says(w, one.subject) >= 0.5]
            if spoken and not all(
                self._table.words.says(w, o.subject) >= 0.5 for w in spoken for o in cohort
            ):
                found.append(one)
        return found

    def _as_many(self, asked: FigureQuestion, cohort: Sequence[Observation]) -> list[Observation]:
        """Those of the table, where these are as many as the question counts: 五个产业."""
        count = _counted(asked.text)
        tabled = [one for one in cohort if one.in_table]
        many = len({one.subject for one in tabled}) == count
        return tabled if many else list(cohort)

    def _one_each(self, cohort: Sequence[Observation]) -> list[Observation]:
        """One figure a subject, a table's before a sentence's; none that the plan contradicts."""
        chosen: list[Observation] = []
        for one in sorted(cohort, key=lambda o: (not o.in_table, o.sentence.start)):
            known = any(
                o.subject == one.subject or self._table.words.same_name(o.name, one.name)
                for o in chosen
            )
            if not known and not self._table.differing(one):
                chosen.append(one)
        return chosen

    def _grown(
        self, asked: FigureQuestion, cohort: Sequence[Observation], *, share: bool
    ) -> list[_Ranked]:
        """Growth of each subject between its first and last year, or what it gained."""
        found = []
        for one in self._one_each(cohort):
            held = sorted(
                (o for o in self._table.over_time(one) if o.low == o.high and o.year),
                key=lambda o: (o.year or 0, not o.in_table),
            )
            if asked.years:  # one year is the last of those it grew over
                first = min(asked.years) if len(asked.years) > 1 else 0
                held = [o for o in held if first <= (o.year or 0) <= max(asked.years)]
            if not held or held[0].year == held[-1].year:
                continue
            gain = share or bool(_AMOUNT_GAIN.search(asked.text))
            work = calc.difference if gain else calc.growth
            last = next(o for o in held if o.year == held[-1].year)
            result = work(held[0].shown, last.shown)
            if result is not None:
                found.append(_Ranked(one.subject or one.name, last, result.value, result, held[0]))
        return found

    # --- telling ------------------------------------------------------------------------------

    def _told(self, asked: FigureQuestion, bound: Bound, ranked: Sequence[_Ranked]) -> Composed:
        """The first of them first, the others after it."""
        draft = Draft(self._plan)
        word = (
            ("最高" if bound.most else "最低")
            if len(ranked) > 2
            else ("更高" if bound.most else "更低")
        )
        first = bound.first
        top = ranked[: first or len(ranked)]
        if first == 1:
            name = top[0].one.name if top[0].result is None else top[0].subject
            name = name if name.startswith(top[0].subject) else top[0].subject
            draft.say(f"{name}{word}：{self._line(draft, top[0])}。")
            rest = ranked[1:]
            if rest:
                draft.say("其余：" if len(rest) > 1 else "另一个：")
                draft.say("；".join(self._line(draft, r, named=True) for r in rest)).say("。")
            if len(ranked) == 2:
                return self._with_gap(draft, ranked)
        else:
            order = "从高到低" if bound.most else "从低到高"
            draft.say(f"{order}排列：")
            for place, entry in enumerate(top, 1):
                draft.say(f"\n{place}. {self._line(draft, entry, named=True)}")
                draft.items.append(entry.subject)
            if first and len(ranked) > first:
                others = [self._line(draft, r, named=True) for r in ranked[first:]]
                draft.say(f"\n\n其余：{'；'.join(others)}。")
        return self._composed(draft, ranked, single=first == 1)

    def _with_gap(self, draft: Draft, ranked: Sequence[_Ranked]) -> Composed:
        """Two subjects: by how much they differ as well."""
        high, low = sorted(ranked, key=lambda r: -r.value)
        result = calc.difference(_amount(low), _amount(high))
        if result is None:
            return self._composed(draft, ranked, single=False)
        draft.say(f"两者相差 {result.figure}（{result.equation}）。")
        value = Value(float(result.value), result.unit, high.one.year)
        steps = [r.result.equation for r in ranked if r.result is not None]
        calculation = "；".join([*steps, result.equation])
        return Composed(draft, Status.ANSWERED, ranked[0].one.path, value, calculation)

    def _line(self, draft: Draft, entry: _Ranked, *, named: bool = False) -> str:
        name = f"{entry.subject}：" if named else ""
        if entry.result is None or entry.first is None:
            return f"{name}{self._teller.told(draft, entry.one, short=True)}"
        told = self._teller.told
        both = f"{told(draft, entry.first, short=True)}，{told(draft, entry.one, short=True)}"
        return f"{name}{both}，{entry.result.figure}（{entry.result.equation}）"

    def _composed(self, draft: Draft, top: Sequence[_Ranked], *, single: bool) -> Composed:
        equations = [r.result.equation for r in top if r.result is not None]
        one = top[0]
        value = None
        if single:
            value = value_of(one.one)
            if one.result is not None:
                value = Value(float(one.result.value), one.result.unit, None)
        calculation = "；".join(equations) or None
        return Composed(draft, Status.ANSWERED, one.one.path, value, calculation)

    def _beyond(
        self, asked: FigureQuestion, bound: Bound, ranked: Sequence[_Ranked]
    ) -> Composed | None:
        """Those whose figure lies beyond a bound; the others after them."""
        fitting = [r for r in ranked if _unit(r) == bound.unit]
        if len(fitting) < 2:
            return None
        inside = sorted((r for r in fitting if _inside(r, bound)), key=lambda r: -r.value)
        outside = [r for r in fitting if r not in inside]
        draft = Draft(self._plan)
        draft.say(f"共 {len(inside)} 个：" if inside else "没有。")
        for entry in inside:
            draft.say(f"\n- {self._line(draft, entry, named=True)}")
            draft.items.append(entry.subject)
        if outside:
            rest = [self._line(draft, r, named=True) for r in outside]
            draft.say(f"\n\n不符合的：{'；'.join(rest)}。")
        focus = (inside or fitting)[0].one.path
        equations = [r.result.equation for r in fitting if r.result is not None]
        count = count_of(asked, len(inside))
        return Composed(draft, Status.ANSWERED, focus, count, "；".join(equations) or None)

    def members(self, asked: FigureQuestion) -> list[Observation]:
        """The figures of all that a question names together: 五个产业2020年增加值."""
        if not _TOGETHER.search(asked.text):
            return []
        held = [entry.one for entry in self._ranked(asked) if entry.result is None]
        return held if _counted(asked.text) in {None, len(held)} else []


def _counted(text: str) -> int | None:
    """How many members a question counts: 5 of 五个产业; None where it does not."""
    together = _TOGETHER.search(text)
    return parse_numeral(together[1]) if together and together[1] else None


def _texts(plan: Plan, one: Observation) -> str:
    """All that says what a figure is of: its name and the titles above it."""
    return one.name + "".join(plan.by_path[one.path].heading)


def _amount(entry: _Ranked) -> calc.Amount:
    """What a subject is ranked by, with its unit as printed."""
    if entry.result is not None:
        return abs(entry.result.value), entry.result.unit
    return entry.one.shown


def _unit(entry: _Ranked) -> str:
    """Base unit of what a subject is ranked by."""
    return entry.result.unit if entry.result is not None else entry.one.unit


def _inside(entry: _Ranked, bound: Bound) -> bool:
    return lies_between(
        entry.value, entry.value, bound.above, bound.below, inclusive=bound.inclusive
    )
