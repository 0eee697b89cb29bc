"""The plan's figures as a table that questions are matched against.

An observation fits a question when it is of the same sort, unit and year, and when every word of
the asking clause that restricts what is asked (a sector, a place, 入境, 税收) is said by what the
figure is said of: by its own name, by the words before it in its sentence, or by the headings it
stands under. A word that nothing says rules it out: a neighbour's figure is a wrong figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.figure_acceptance import Signs
from assistant.figure_fit import is_given, is_rated
from assistant.figure_judge import COUNTRY, FigureJudge
from assistant.figure_match import FigureMatcher, Match, Wanted
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_words import measures_in, names_indicator
from assistant.figures import says_wider
from assistant.lexicon import Lexicon
from assistant.words import word_list
from corpus.indicator_table import IndicatorQuery, IndicatorTable
from corpus.indicators import Dimension, Kind, Observation
from corpus.plan import NodeKind, Plan, Sentence
from corpus.subjects import is_bare_measure
from index.embedding import Embedder

__all__ = ["CLOSE", "FAIR", "FigureTable", "Likely", "Match", "comparable", "without_years"]

MAY_BE = 0.3  # probability from which a sentence that holds a figure may be quoted for it
FAIR = 0.3  # score of one of several subjects, each of which says a part of the question
CLOSE = 0.06  # by how much a match as good as the best may be worse

_COMPUTED = frozenset(set(Operation) - {Operation.LOOK_UP, Operation.REVERSE})
_WORKED_OUT = frozenset(
    {
        Operation.SUM,
        Operation.MEAN,
        Operation.MULTIPLE,
        Operation.TIMES_MORE,
        Operation.PER_UNIT,
        Operation.PER_YEAR,
        Operation.WHOLE,
        Operation.BEFORE,
    }
)
_SCOPE = 5  # times from which two values are of different things
_MOST_SUBJECTS = 6  # of one question that are looked at one by one
_BARE = 3  # characters of a name that says only what is measured


@dataclass(frozen=True, slots=True)
class Likely:
    """An observation that may be what is asked of."""

    match: Match
    behind: float  # its score, less that of the best
    probability: float  # in [0, 1]


class FigureTable:
    """All observations of a plan, ready to be matched."""

    def __init__(self, plan: Plan, lexicon: Lexicon, embedder: Embedder) -> None:
        self.plan = plan
        self.lexicon = lexicon
        self._matcher = FigureMatcher(plan, lexicon, embedder)
        self._judge = FigureJudge(self._matcher, plan.meta.region)
        self.words = self._matcher.words

    @property
    def table(self) -> IndicatorTable:
        """The observations in the embedded engine, and the values that are words."""
        return self._matcher.table

    @property
    def observations(self) -> tuple[Observation, ...]:
        """In reading order."""
        return self._matcher.observations

    # --- matching -----------------------------------------------------------------------------

    def match(self, asked: FigureQuestion) -> list[Match]:
        """Observations that are what the question asks of, best first."""
        return self._judge.accepted(asked)

    def scored(self, asked: FigureQuestion) -> Sequence[Match]:
        """All observations of the sort asked for, best first, whatever they say."""
        return self._matcher.scored(asked)

    def likely(self, asked: FigureQuestion) -> list[list[Likely]]:
        """The best observations for a question, and for each of several things it names.

        Each list is of one of them, the best first.
        """
        named = dict.fromkeys((*asked.subjects, *filter(None, [asked.whole])))
        parts = [self._part(asked, subject) for subject in list(named)[:_MOST_SUBJECTS]]
        return [
            [Likely(match, match.score - judged[0][0].score, p) for match, p in judged]
            for part in (asked, *(parts if len(parts) > 1 else ()))
            if (judged := self._judge.judged(part))
        ]

    def judge(self, asked: FigureQuestion, scored: Sequence[Match]) -> list[tuple[Match, Signs]]:
        """What speaks for each of the best of some observations, best first."""
        return self._judge.judge(asked, scored)

    def restricting(self, asked: FigureQuestion) -> tuple[str, ...]:
        """The words that say what is asked."""
        return self._matcher.wanted(asked).restricting

    def parts(self, asked: FigureQuestion) -> list[Match]:
        """For a question on several subjects: a best match for each, in the question's order.

        Each says some restricting words and together they say all; empty where there is no such.
        """
        each = self._each(asked)
        if each:
            return each
        wanted = self._matcher.wanted(asked)
        plain = Wanted(wanted.words, (), wanted.restricting, wanted.spoken, wanted.whole)
        scored = self._matcher.scored_by(asked, plain)
        left = list(wanted.restricting)
        shared = [w for w in left if self._is_common(w, scored)]
        chosen: list[Match] = []
        left = [word for word in left if word not in shared] or left
        while left:
            fitting = [m for m in scored if left[0] in m.said]
            if chosen:
                first = chosen[0].observation
                fitting = [m for m in fitting if comparable(m.observation, first)]
            if not fitting:
                return []
            if fitting[0].score < FAIR:
                return []
            chosen.append(self._aimed(asked, fitting))
            left = [word for word in left if word not in chosen[-1].said]
        return chosen if len({m.observation.name for m in chosen}) > 1 else []

    def _each(self, asked: FigureQuestion) -> list[Match]:
        """The best match of each subject named; none where one has none, or all have one."""
        found: list[Match] = []
        for subject in asked.subjects:
            if not self._matcher.named(subject):
                continue  # 增加值 of 文创和金融的增加值
            one = self._part(asked, subject)
            matches = self.match(one)
            if not matches:
                return []
            found.append(self._aimed(one, matches))
        found = self._alike_measured(asked, found)
        return found if len({m.observation for m in found}) == len(found) > 1 else []

    def _alike_measured(self, asked: FigureQuestion, found: list[Match]) -> list[Match]:
        """The matches, all of one measure where each subject has a figure of it.

        金融和旅游 together are asked for by 增加值, and not one by that and one by 总收入.
        """
        named = [measures_in(match.observation.name) for match in found]
        if asked.measures or len(set(named)) < 2:
            return found
        for measures in named:
            parts = [replace(self._part(asked, s), measures=measures) for s in asked.subjects]
            matches = [self.match(part) for part in parts if measures and part.focus]
            held = [
                [m for m in each if measures_in(m.observation.name) == measures] for each in matches
            ]
            if len(held) == len(found) and all(held):
                return [self._aimed(asked, each) for each in held]
        return found

    def each(self, asked: FigureQuestion) -> list[Observation]:
        """The figure of each subject named, where there are several and each has one of its own."""
        found = self._each(asked)
        own = all(not self._judge.alike(a, b) for n, a in enumerate(found) for b in found[:n])
        return [match.observation for match in found] if own else []

    def _part(self, asked: FigureQuestion, subject: str) -> FigureQuestion:
        """The question for one of its subjects; 全国 of 全市服务业比全国 is that of the others."""
        scopes = self.words.scopes(subject)
        own = [
            w
            for w in self._matcher.told(subject)
            if w not in scopes and w not in word_list("figures")
        ]
        others = [other for other in asked.subjects if other != subject]
        focus = subject if own or not scopes else f"{subject} {' '.join(others)}"
        measures = measures_in(focus)
        if not measures and not names_indicator(focus):  # 总产值 and GDP are no two 产值
            measures = asked.measures
        wider = says_wider(focus) or bool(set(scopes) & COUNTRY)
        return replace(
            asked,
            focus=focus,
            rest="",
            subjects=(focus,),
            firm=(focus,),
            measures=measures,
            wider=wider,
            whole="",
        )

    @staticmethod
    def _is_common(word: str, scored: Sequence[Match]) -> bool:
        """Whether a word parts nothing: nearly all that fits says it."""
        return bool(scored) and sum(word in m.said for m in scored) >= 0.9 * len(scored)

    def _aimed(self, asked: FigureQuestion, matches: Sequence[Match]) -> Match:
        """The best match, for the plan's last year where no year is asked for."""
        period = self.plan.meta.period
        if period is None or asked.years or asked.kind is Kind.ACTUAL:
            return matches[0]
        best = matches[0]
        close = [m for m in matches if m.score >= best.score - 2 * CLOSE]
        return next((m for m in close if m.observation.year == period[1]), best)

    def likeliest(self, asked: FigureQuestion) -> float | None:
        """How likely the likeliest observation is what is asked for; None where none may be."""
        return max((p for _, p in self._judge.judged(asked)), default=None)

    def supports(self, asked: FigureQuestion, sentence: Sentence) -> bool:
        """Whether a sentence holds a figure that may be the one asked for.

        What is to be computed is told by no sentence, but for a change the plan states itself.
        """
        if asked.operation in _WORKED_OUT:
            return False
        here = {id(self.observations[n]) for n in self._by_sentence.get(sentence.start, ())}
        for match, p in self._judge.judged(asked):
            one = match.observation
            plain = one.dimension in {Dimension.LEVEL, Dimension.SHARE}
            if asked.operation in _COMPUTED and plain:
                continue  # what it would be computed from, which is no answer
            if asked.each and not is_rated(one.name):
                continue
            if id(one) in here and not is_given(asked, one) and p >= MAY_BE:
                return True
        return False

    @cached_property
    def _by_sentence(self) -> dict[int, list[int]]:
        """Places of observations by the sentence each stands in, or by all of its row."""
        found: dict[int, list[int]] = {}
        for place, one in enumerate(self.observations):
            section = self.plan.by_path[one.path]
            sentences = section.sentences if one.in_table else (one.sentence,)
            for sentence in sentences:
                found.setdefault(sentence.start, []).append(place)
        return found

    def best(self, asked: FigureQuestion, matches: Sequence[Match]) -> Observation | None:
        """The observation asked for; None where several are as good and differ.

        Where no year is asked for it is the plan's last, or the latest that was reached.
        """
        if not matches:
            return None
        close = [m for m in matches if m.score >= matches[0].score - CLOSE]
        period = self.plan.meta.period
        reached = asked.kind is Kind.ACTUAL
        wanted = period[1] if period and not asked.years and not reached else None
        latest = not asked.years
        close.sort(
            key=lambda m: (
                wanted is not None and m.observation.year != wanted,
                -(m.observation.year or 0) if latest else 0,
                m.observation.shown[1] not in asked.text,  # 几幢: what is counted in 幢 first
                -round(m.score, 2),
                m.observation.sentence.start,
            )
        )
        year = close[0].observation.year
        names = {m.observation.name for m in close if m.observation.year == year}
        values = {(m.observation.low, m.observation.high, m.observation.unit) for m in close}
        if len(names) > 2 and len(values) > 2:
            return None  # too open a question
        return close[0].observation

    # --- the same indicator -------------------------------------------------------------------

    def same(self, observation: Observation) -> list[Observation]:
        """Observations of the same indicator, sort, year and kind, itself among them."""
        alike = self._by_sort.get(_sort_of(observation), ())
        return [one for one in alike if self._is_same(one, observation)]

    @cached_property
    def _by_sort(self) -> Mapping[_Sort, Sequence[Observation]]:
        """The observations by what two of the same indicator have in common."""
        found: dict[_Sort, list[Observation]] = {}
        for one in self.observations:
            found.setdefault(_sort_of(one), []).append(one)
        return found

    def differing(self, one: Observation) -> list[Observation]:
        """Observations of the same indicator and year with another value, with it; else none."""
        same = [] if one.in_words else self.same(one)
        if not same:
            return []
        lows = [o.low for o in same]
        if max(lows) > _SCOPE * min(lows):
            return []  # of another scope: 高新技术企业 2.5万家, of them 1000家 in one field
        return same if len({(o.low, o.high) for o in same}) > 1 else []

    def over_time(self, observation: Observation, *years: int) -> list[Observation]:
        """Observations of the same indicator in other years, in the same row or elsewhere."""
        query = IndicatorQuery(
            dimensions=frozenset({observation.dimension}),
            units=frozenset({observation.unit}),
            years=years,
        )
        found = [
            one
            for one in self.table.select(query)
            if not one.in_words
            and (
                (one.path == observation.path and one.name == observation.name)
                or (
                    self.words.same_name(one.name, observation.name)
                    and not self._are_siblings(one.path, observation.path)
                )
            )
        ]
        return sorted(found, key=lambda one: (one.path != observation.path, one.year or 0))

    def in_years(
        self, asked: FigureQuestion, one: Observation
    ) -> tuple[Observation, Observation] | None:
        """The figures of two years that are of what is asked alike, however each is named.

        城镇化率 of one year is 常住人口城镇化率 of another: neither says more than is asked.
        """
        wanted = self._matcher.wanted(asked)
        years = sorted({min(asked.years), max(asked.years)}) if asked.years else []
        if len(years) != 2 or not wanted.restricting:
            return None
        found: list[Observation] = []
        for year in years:
            of_year = (
                m.observation
                for m in self._matcher.scored(asked)
                if m.said.issuperset(wanted.restricting)
                and m.observation.year == year
                and (m.observation.unit, m.observation.dimension) == (one.unit, one.dimension)
                and m.observation.low == m.observation.high
                and self.words.is_no_more(m.observation.name, wanted.restricting)
            )
            held = next(of_year, None)
            if held is None:
                return None
            found.append(held)
        return found[0], found[1]

    def _is_same(self, one: Observation, other: Observation) -> bool:
        """Whether two observations of one sort are of the same indicator."""
        return one is other or (
            not one.in_words
            and one.sentence.start != other.sentence.start  # 从1万美元向2万美元 contradicts nothing
            and not self._are_siblings(one.path, other.path)
            and self._may_contradict(one, other)
            and (one.since == other.since or one.dimension is Dimension.RATE)
            and self.words.same_name(one.name, other.name)
            and self._same_subject(one, other)
        )

    @staticmethod
    def _may_contradict(one: Observation, other: Observation) -> bool:
        """Whether both say of which year they are.

        What was reached in a year not told need not be of the year before the plan.
        """
        return one.kind is not Kind.ACTUAL or (one.own_year and other.own_year)

    @staticmethod
    def _same_subject(one: Observation, other: Observation) -> bool:
        """Whether figures whose names say only what is measured (全长, 总投资) are of one thing."""
        bare = [o for o in (one, other) if len(o.name) <= _BARE or is_bare_measure(o.name)]
        return not bare or (bool(one.subject) and one.subject == other.subject)

    def _are_siblings(self, one: str, other: str) -> bool:
        """Whether two nodes stand side by side: 总投资 of one project is not that of the next."""
        nodes = self.plan.by_path[one], self.plan.by_path[other]
        parts = all(node.kind in {NodeKind.PART, NodeKind.SECTION} for node in nodes)
        return one != other and parts and nodes[0].parent == nodes[1].parent


_Sort = tuple[Dimension, str, int | None, Kind | None]


def _sort_of(one: Observation) -> _Sort:
    """Sort, unit, year and kind."""
    return one.dimension, one.unit, one.year, one.kind


def without_years(asked: FigureQuestion) -> FigureQuestion:
    """The same question for any year."""
    return replace(asked, years=(), since=None, kind=None)


def comparable(one: Observation, other: Observation) -> bool:
    """Whether two figures may stand side by side: of one sort, unit and year."""
    return one.dimension is other.dimension and one.unit == other.unit and one.year == other.year
