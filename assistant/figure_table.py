"""The plan's figures as a table that questions are matched against.

An observation fits a question when it is of the same sort, unit and year, and when every word of
the asking clause that restricts what is asked (a sector, a place, 入境, 税收) is said by what the
figure is said of: by its own name, by the words before it in its sentence, or by the headings it
stands under. A word that nothing says rules it out: a neighbour's figure is a wrong figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.figure_question import FigureQuestion, Operation
from assistant.figure_words import SAID, SPELT, FigureWords, measures_in
from assistant.figures import says_wider
from assistant.lexicon import Lexicon, squeeze
from assistant.words import word_list
from corpus.indicators import Dimension, Kind, Observation, read_observations
from corpus.plan import NodeKind, Plan, Sentence
from corpus.quantities import read_quantities

__all__ = ["FigureTable", "Match"]

# Share of a word a place counts: the figure's own name, its sentence, the headings above it.
IN_NAME, IN_SENTENCE, IN_HEADING = 1.0, 0.85, 0.7
WITHIN_LONGER = 0.45  # what a word counts that is said only as the end of a longer one
UNASKED = 0.35  # what a name loses for words of its own that nobody asked for
MEASURE = 0.3  # what naming the same measure (增加值, 收入) is worth; another one rules it out
UNIT = 0.15  # what being of a unit that few things are counted in is worth
TABLED = 0.03  # a table's cell before a sentence that says the same
CLOSE = 0.06  # matches as good as the best

_COMPUTED = frozenset(set(Operation) - {Operation.LOOK_UP, Operation.MOST, Operation.LEAST})
_COUNTS = frozenset("个家项条座幢栋处所间张只")


@dataclass(frozen=True, slots=True)
class Match:
    """An observation that fits a question."""

    observation: Observation
    score: float
    said: frozenset[str]  # words of the question it says


@dataclass(frozen=True, slots=True)
class _Record:
    """An observation made ready for matching; texts are squeezed."""

    observation: Observation
    name: str
    sentence: str  # what stands before it in its sentence, and after it in its clause; prose only
    heading: str
    measures: frozenset[str]  # what its name measures
    wider: bool  # whether it is of the country or the world


class FigureTable:
    """All observations of a plan, ready to be matched."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        self.plan = plan
        self.lexicon = lexicon
        self._words = FigureWords(plan, lexicon)

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """In reading order."""
        return read_observations(self.plan)

    @cached_property
    def _records(self) -> list[_Record]:
        return [self._record(one) for one in self.observations]

    def match(self, asked: FigureQuestion) -> list[Match]:
        """Observations that say all that restricts the question, best first."""
        words = self._words.words(asked.focus)
        extra = [w for w in self._words.words(asked.rest) if w not in words] if asked.rest else []
        if not any(self._words.restricts(word) for word in words):
            words, extra = [*words, *extra], []  # the asking clause leans on the others
        restricting = [word for word in words if self._words.restricts(word)]
        if not restricting:
            return []
        restricting += self._words.scopes(asked.focus)
        words += [word for word in restricting if word not in words]
        scored = self._scored(asked, words, extra)
        return [m for m in scored if all(word in m.said for word in restricting)]

    def measures(self, asked: FigureQuestion) -> int:
        """How many measures a question names."""
        return len(self._measures(asked))

    def parts(self, asked: FigureQuestion) -> list[Match]:
        """For a question on several subjects: a best match for each, in the question's order.

        Each says some restricting words and together they say all; empty where there is no such.
        """
        words = self._words.words(asked.focus)
        if not any(self._words.restricts(word) for word in words):
            words += self._words.words(asked.rest)
        left = [word for word in words if self._words.restricts(word)]
        scored = self._scored(asked, words, [])
        chosen: list[Match] = []
        while left:
            fitting = [m for m in scored if left[0] in m.said]
            if chosen:
                first = chosen[0].observation
                fitting = [m for m in fitting if _comparable(m.observation, first)]
            if not fitting:
                return []
            chosen.append(self._aimed(asked, fitting))
            left = [word for word in left if word not in chosen[-1].said]
        return chosen if len({m.observation.name for m in chosen}) > 1 else []

    def _aimed(self, asked: FigureQuestion, matches: Sequence[Match]) -> Match:
        """The best match, for the plan's last year where no year is asked for."""
        period = self.plan.meta.period
        if period is None or asked.years or asked.kind is Kind.ACTUAL:
            return matches[0]
        return next((m for m in matches if m.observation.year == period[1]), matches[0])

    def supports(self, asked: FigureQuestion, sentence: Sentence) -> bool:
        """Whether a sentence holds a figure that may be the one asked for.

        It is of the sort, unit, year and measure asked for, of no other scope (国内, 人均), and of
        what the plan calls by the name the question uses.
        """
        words = self.lexicon.words(asked.focus)
        scopes = [w for w in words if w in word_list("scopes") or self.lexicon.is_term(w)]
        above = "".join(self.plan.by_path[sentence.path].heading)
        text = squeeze(above + sentence.text)
        if any(self._words.says(word, text) < SAID for word in scopes):
            return False
        measures = self._measures(asked)
        for record in self._by_sentence.get(sentence.start, ()):
            one = record.observation
            own = record.measures or measures_in(one.sentence.text)
            if asked.operation in _COMPUTED and one.dimension in {Dimension.LEVEL, Dimension.SHARE}:
                continue  # what it would be computed from, which is no answer
            if self._fits(asked, one) and (not measures or measures & own):
                return True
        return False

    @cached_property
    def _by_sentence(self) -> dict[int, list[_Record]]:
        """Records by the sentence their observation stands in, or by all of its row."""
        found: dict[int, list[_Record]] = {}
        for record in self._records:
            one = record.observation
            section = self.plan.by_path[one.path]
            sentences = section.sentences if one.in_table else (one.sentence,)
            for sentence in sentences:
                found.setdefault(sentence.start, []).append(record)
        return found

    def same(self, observation: Observation) -> list[Observation]:
        """Observations of the same indicator, sort, year and kind, itself among them."""
        return [one for one in self.observations if self._is_same(one, observation)]

    def over_time(self, observation: Observation, *years: int) -> list[Observation]:
        """Observations of the same indicator in other years, in the same row or elsewhere."""
        found = [
            one
            for one in self.observations
            if one.dimension is observation.dimension
            and one.unit == observation.unit
            and (
                (one.path == observation.path and one.name == observation.name)
                or self._words.same_name(one.name, observation.name)
            )
            and (not years or one.year in years)
        ]
        return sorted(found, key=lambda one: (one.path != observation.path, one.year or 0))

    # --- scores -------------------------------------------------------------------------------

    def _scored(
        self, asked: FigureQuestion, words: Sequence[str], extra: Sequence[str]
    ) -> list[Match]:
        measures = self._measures(asked)
        spoken = squeeze(asked.focus + asked.rest)
        weights = {word: self.lexicon.weight(word) for word in words}
        total = sum(weights.values()) or 1.0
        matches = []
        for record in self._records:
            one, own = record.observation, record.measures
            if not self._fits(asked, one) or (record.wider and not asked.wider):
                continue
            if not own and one.dimension is Dimension.LEVEL:
                own = measures_in(record.sentence)
            amount = one.dimension is Dimension.LEVEL or asked.dimension is None
            if measures and (own or amount) and not measures & own:
                continue  # 进口 is not 进出口, and a number of parks is no 收入
            credit = {word: self._credit(word, record, spoken) for word in words}
            said = frozenset(word for word, share in credit.items() if share >= SAID)
            score = sum(weights[word] * credit[word] for word in words) / total
            score += 0.1 * sum(self._credit(word, record, spoken) >= SAID for word in extra)
            score -= UNASKED * self._unasked(one, (*words, *extra), spoken)
            score += MEASURE * bool(measures & own)
            score += UNIT * (one.unit in asked.units and one.unit not in _COUNTS)
            score += TABLED * one.in_table
            matches.append(Match(one, score, said))
        return sorted(matches, key=lambda m: (-m.score, m.observation.sentence.start))

    def _record(self, one: Observation) -> _Record:
        sentence = ""
        if not one.in_table:
            text = one.sentence.text
            place = text.find(one.printed)
            before = re.split(r"[。；]", text[: max(place, 0)])[-1]
            after = re.split(r"[，。；]", text[place + len(one.printed) :])[0]
            sentence = squeeze(before + after)
        name, heading = squeeze(one.name), "".join(self.plan.by_path[one.path].heading)
        wider = says_wider(name + sentence)
        return _Record(one, name, sentence, squeeze(heading), measures_in(one.name), wider)

    def _credit(self, word: str, record: _Record, spoken: str) -> float:
        """How far what a figure is said of says a word of a question, whose text is `spoken`."""
        best = 0.0
        places = ((record.name, IN_NAME), (record.sentence, IN_SENTENCE))
        for text, share in (*places, (record.heading, IN_HEADING)):
            said = self._words.says(word, text)
            form = self._words.form(word, text) if said >= SPELT else ""
            if form and self._words.is_of_another(form, text, spoken):
                said = WITHIN_LONGER
            best = max(best, said * share)
        return best

    def _unasked(self, one: Observation, words: Sequence[str], spoken: str) -> float:
        """Share of the name's weight that the question, whose text is `spoken`, leaves out."""
        own = self._words.own_words(one.name)
        total = sum(self.lexicon.weight(word) for word in own)
        if not total:
            return 0.0
        asked = sum(
            self.lexicon.weight(word)
            for word in own
            if word in spoken or any(self._words.says(w, word) >= SAID for w in words)
        )
        return 1 - asked / total

    def _measures(self, asked: FigureQuestion) -> frozenset[str]:
        return measures_in(asked.focus) or measures_in(asked.rest)

    def _fits(self, asked: FigureQuestion, one: Observation) -> bool:
        """Whether an observation is of the sort, unit, year and kind asked for."""
        if not _fits_dimension(asked, one.dimension):
            return False
        if asked.units and one.unit not in asked.units:
            return False
        if asked.within and not re.match(rf"{asked.within}(?:/|$)", one.path):
            return False
        if asked.falls and one.dimension is Dimension.GROWTH and "增长" in one.name:
            return False
        if asked.years and one.year not in asked.years:
            return False
        if one.since is not None and len(asked.years) > 1:
            return (one.since, one.year) == (min(asked.years), max(asked.years))
        if asked.kind is Kind.ACTUAL and one.kind is Kind.TARGET:
            return False
        return all(self._holds_number(printed, one) for printed in asked.numbers)

    @staticmethod
    def _holds_number(printed: str, one: Observation) -> bool:
        """Whether a figure the question names (税收过10亿的) stands in what the figure is of."""
        wanted = {q.low for q in read_quantities(printed)}
        stated = [*read_quantities(one.name), *read_quantities(one.sentence.text)]
        return wanted <= {q.low for q in stated}

    # --- the same indicator -------------------------------------------------------------------

    def _is_same(self, one: Observation, other: Observation) -> bool:
        return one is other or (
            one.dimension is other.dimension
            and one.unit == other.unit
            and one.sentence.start != other.sentence.start  # 从1万美元向2万美元 contradicts nothing
            and not self._are_siblings(one.path, other.path)
            and one.year == other.year
            and one.kind is other.kind
            and one.since == other.since
            and self._words.same_name(one.name, other.name)
        )

    def _are_siblings(self, one: str, other: str) -> bool:
        """Whether two nodes stand side by side: 总投资 of one project is not that of the next."""
        nodes = self.plan.by_path[one], self.plan.by_path[other]
        parts = all(node.kind in {NodeKind.PART, NodeKind.SECTION} for node in nodes)
        return one != other and parts and nodes[0].parent == nodes[1].parent


def _fits_dimension(asked: FigureQuestion, own: Dimension) -> bool:
    if asked.dimension is not None:
        if asked.dimension is Dimension.SHARE:
            return own in {Dimension.SHARE, Dimension.CONTRIBUTION}
        return own is asked.dimension
    if "个百分点" in asked.units and own is Dimension.POINTS:
        return True
    return own in {Dimension.LEVEL, Dimension.SHARE}


def _comparable(one: Observation, other: Observation) -> bool:
    return one.dimension is other.dimension and one.unit == other.unit and one.year == other.year
