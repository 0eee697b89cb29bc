"""Which of a plan's figures say what a question asks, and how well.

Each observation of the sort, unit and year asked for is given a score: the share of the
question's words that its own name says, the words before it in its sentence, or the headings it
stands under, with what its measure, unit, whole and table speak for or against it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.figure_fit import dimensions_of, fits
from assistant.figure_operations import ASKS, SPLIT, Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_records import FigureRecord, records_of
from assistant.figure_words import SAID, SPELT, FigureWords, agree, measures_in
from assistant.lexicon import Lexicon, squeeze
from assistant.texts import Texts
from assistant.thesaurus import same_words
from assistant.words import word_list
from corpus.caching import kept
from corpus.indicator_table import IndicatorQuery, IndicatorTable
from corpus.indicators import Dimension, Kind, Observation, read_observations, read_worded
from corpus.plan import Plan
from index.embedding import Embedder

__all__ = ["COUNTS", "WITHIN_LONGER", "FigureMatcher", "Match", "Wanted", "shared_pairs"]

LIKE = 0.6  # what likeness in meaning counts
EXTRA = 0.1  # what a further word counts that is said
# Share of a word a place counts: the figure's own name, its sentence, the headings above it.
IN_NAME, IN_SENTENCE, IN_HEADING = 1.0, 0.85, 0.7
LOST = 0.45  # share of a question's weight that words no figure says may carry
WITHIN_LONGER = 0.45  # what a word counts that is said only as the end of a longer one
UNASKED = 0.35  # what a name loses for words of its own that nobody asked for
MEASURE = 0.3  # what naming the same measure (增加值, 收入) is worth; another one rules it out
ALIKE = 0.5  # share of that for a measure of its kind (外汇收入 for 收入)
WIDER = 0.4  # what being of the country is worth where the country is asked for
WHOLE = 0.3  # what being a share of the whole named is worth, and being one of another costs
UNIT = 0.15  # what being of a unit that few things are counted in is worth
TABLED = 0.03  # a table's cell before a sentence that says the same
IN_TEXT = 0.2  # a sentence, where the question asks for the words of a section
COUNTS = frozenset("个家项条座幢栋处所间张只户")
"""Units that things are counted in."""

_RATED = ("人均", "户均", "地均", "亩均")
_HOME = frozenset({"全市", "全省", "全县", "全区", "全社会"})
_BASE = re.compile(r"占(.{2,}?)的?(?:比重|比例|份额|比率)?$")
_DIVIDES = re.compile(r"单位|每|均|占|比|率|贡献|高于|低于")
_PARTICULAR = 4  # characters of a measure (外汇收入) that is not just any (增加值)
_HEAD = 2  # characters of a word from which a phrase may be said by the whole of a name


class Match(NamedTuple):
    """An observation that fits a question."""

    observation: Observation
    score: float
    said: frozenset[str]  # words of the question it says


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question's words ask for, read against one plan."""

    words: tuple[str, ...]  # of the clauses that ask
    extra: tuple[str, ...]  # further words
    restricting: tuple[str, ...]  # those of `words` that restrict what is asked
    spoken: str  # the question's text, squeezed
    whole: tuple[str, ...]  # words of the whole of which a share is asked


class FigureMatcher:
    """Matches questions with all observations of a plan."""

    def __init__(self, plan: Plan, lexicon: Lexicon, embedder: Embedder) -> None:
        self._plan = plan
        self.lexicon = lexicon
        self._embedder = embedder
        self.words = FigureWords(plan, lexicon)

    @cached_property
    def table(self) -> IndicatorTable:
        """The observations in the embedded engine, and the values that are words."""
        return IndicatorTable((*read_observations(self._plan), *read_worded(self._plan)))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """In reading order."""
        return self.table.observations

    @cached_property
    def records(self) -> list[FigureRecord]:
        """What each observation is said of, in their order."""
        return records_of(self._plan, self.observations)

    def record(self, match: Match) -> FigureRecord:
        """What the observation of a match is said of."""
        return self.records[self._places[id(match.observation)]]

    @cached_property
    def _places(self) -> dict[int, int]:
        """Places of the observations by their identity."""
        return {id(one): place for place, one in enumerate(self.observations)}

    # --- what is wanted -----------------------------------------------------------------------

    @kept(64)  # the routes ask one after another
    def wanted(self, asked: FigureQuestion) -> Wanted:
        """The words of a question, and which of them restrict what is asked."""
        words = self.named(asked.focus) if asked.subjects else self.told(asked.focus)
        if not words and asked.subjects:  # 外汇收入呢: what is measured is all that is named
            told = self.lexicon.words(asked.focus)
            words = [w for w in told if measures_in(w) and len(w) >= _PARTICULAR]
        rest = self.told(asked.rest) if asked.rest else []
        extra = [w for w in rest if w not in words]
        elsewhere = bool(asked.subjects) and not self.asks_of_home(asked)
        away = [w for w in rest if self.words.is_place(w)] if elsewhere else []
        words += [word for word in away if word not in words]  # 宁波…服务业增加值
        leans = not any(self.words.requires(word, asked.focus, self._names) for word in words)
        if leans and not (asked.subjects and words):
            words, extra = [*words, *extra], []  # the asking clause leans on the others
        text = asked.focus if extra else f"{asked.focus} {asked.rest}"
        restricting = [w for w in words if self.words.requires(w, text, self._names)]
        restricting = self._satisfiable(restricting, words, text)
        if not restricting:  # GDP, 入托率: all that is said has to be said
            restricting = [w for w in words if len(w) > 1 and self.lexicon.weight(w)]
        if restricting:
            restricting += [w for w in self.words.scopes(asked.focus) if w not in restricting]
        words += [word for word in restricting if word not in words]
        spoken = squeeze(asked.focus + asked.rest)
        spoken += "占" if asked.dimension is Dimension.SHARE else ""  # of what, is then of the name
        whole = tuple(self._whole_words(asked))
        return Wanted(tuple(words), tuple(extra), tuple(restricting), spoken, whole)

    def asks_of_home(self, asked: FigureQuestion) -> bool:
        """Whether a clause that asks names the plan's own place: 采访过上海，杭州的…是多少."""
        home = self._plan.meta.region[:2]
        clauses = [c for c in SPLIT.split(asked.text) if ASKS.search(c)]
        return bool(home) and any(home in clause for clause in clauses)

    def _satisfiable(self, restricting: list[str], words: list[str], text: str) -> list[str]:
        """The restricting words without those that no figure at all says, where others are left.

        Such a word is the asker's way to put it, unless it names something, stands before what is
        measured, or carries much of the question.
        """
        lost = [w for w in restricting if self.words.says(w, self._spoken) < SAID]
        if not lost or len(lost) == len(restricting):
            return restricting
        total = sum(self.lexicon.weight(word) for word in words) or 1.0
        heavy = sum(self.lexicon.weight(word) for word in lost) > LOST * total
        if heavy or any(self.words.is_firm(word, text) for word in lost):
            return restricting
        return [word for word in restricting if word not in lost]

    def _whole_words(self, asked: FigureQuestion) -> list[str]:
        """The words of the whole that a question names."""
        if not asked.whole:
            return []
        text = re.sub(r"gdp|(?:地区|国内)生产总值", "生产总值", asked.whole.lower())
        text = re.sub(r"全市|我市|本市|市里|整个|全部|当年", " ", text)
        words = self.words.words(text.replace("生产总值", " "), phrases=False)
        return [w for w in words if len(w) > 1] + ["生产总值"] * ("生产总值" in text)

    def named(self, text: str) -> list[str]:
        """Words of a subject, those that the plan does not know among them."""
        return [w for w in self.words.words(text) if w not in word_list("askers")]

    def told(self, text: str) -> list[str]:
        """Words of a text that the plan's figures may say."""
        askers = word_list("askers")
        return [
            word
            for word in self.words.words(text)
            if word not in askers and self.words.tells(word, self._names)
        ]

    @cached_property
    def _names(self) -> str:
        """All that figures are said of, squeezed."""
        return "|".join(f"{record.name}|{record.sentence}" for record in self.records)

    @cached_property
    def _spoken(self) -> str:
        """All that figures are said of, and the headings above them, squeezed."""
        return "|".join(f"{r.name}|{r.sentence}|{r.heading}" for r in self.records)

    # --- scores -------------------------------------------------------------------------------

    @kept(64)  # the routes ask one after another
    def scored(self, asked: FigureQuestion) -> Sequence[Match]:
        """All observations of the sort asked for, best first, whatever they say."""
        return self.scored_by(asked, self.wanted(asked))

    def scored_by(self, asked: FigureQuestion, wanted: Wanted) -> list[Match]:
        """The same, by words other than all those the question is made of."""
        spoken, known = wanted.spoken, self._known(wanted)
        weights = {word: self.words.weight(word) for word in wanted.words}
        total = sum(weights.values()) or 1.0
        likeness = self._likenesses(asked.focus).tolist()
        matches = []
        for place in self._fitting(asked):
            record = self.records[place]
            if not self._is_of_sort(asked, record, spoken):
                continue
            credit = {word: self.credit(word, record, spoken) for word in weights}
            said = frozenset(word for word, share in credit.items() if share >= SAID)
            score = sum(w * credit[word] for word, w in weights.items()) / total
            score += EXTRA * sum(self.credit(w, record, spoken) >= SAID for w in wanted.extra)
            score += LIKE * likeness[place]
            score -= UNASKED * self._unasked(record.observation.name, known, spoken)
            score += self._bonus(asked, record, wanted)
            matches.append(Match(record.observation, score, said))
        return sorted(matches, key=lambda m: (-m.score, m.observation.sentence.start))

    def _is_of_sort(self, asked: FigureQuestion, record: FigureRecord, spoken: str) -> bool:
        """Whether a figure is of what is measured: no 进口 for 进出口, no number of parks for 收入.

        One of the country or for each head is none for a question that asks for no such.
        """
        rated = any(word in record.name and word not in spoken for word in _RATED)
        rated = rated and record.observation.unit != "岁"  # 预期寿命 is one of persons as it is
        if rated or (record.wider and not asked.wider):
            return False
        level = record.observation.dimension is Dimension.LEVEL
        own = _measures(record)
        amount = level or asked.dimension is None
        return not asked.measures or not (own or amount) or agree(asked.measures, own)

    def _bonus(self, asked: FigureQuestion, record: FigureRecord, wanted: Wanted) -> float:
        """What measure, unit, whole, scope and place speak for a figure, or against it."""
        one, own = record.observation, _measures(record)
        score = WIDER * (asked.wider and record.wider)
        score += MEASURE * (1 if asked.measures & own else ALIKE * agree(asked.measures, own))
        score += UNIT * (one.unit in asked.units and one.unit not in COUNTS)
        whole = self.of_whole(asked, record, wanted)
        score += WHOLE * (0 if whole is None else 1 if whole else -1)
        return score + (IN_TEXT * (not one.in_table) if asked.in_text else TABLED * one.in_table)

    def of_whole(self, asked: FigureQuestion, record: FigureRecord, wanted: Wanted) -> bool | None:
        """Whether a share is of the whole that a question names; None where one says none."""
        base = _BASE.search(record.name) if wanted.whole else None
        if base is None or base[1] in _HOME:
            return None
        if all(self.words.says(word, base[1]) >= SAID for word in wanted.whole):
            return True
        return None if shared_pairs(squeeze(asked.whole), base[1]) else False

    def credit(self, word: str, record: FigureRecord, spoken: str) -> float:
        """How far what a figure is said of says a word of a question, whose text is `spoken`."""
        place = self._places[id(record.observation)]
        return self._credit_at(word, place, spoken) if place in self._sayers(word) else 0.0

    @kept(20_000)
    def _sayers(self, word: str) -> frozenset[int]:
        """Places of the figures of which anything says a word: most say none of a question."""
        if not self.words.says(word, self._spoken):
            return frozenset()
        return frozenset(self.words.saying(word, self._texts))

    @cached_property
    def _texts(self) -> Texts:
        """All that each figure is said of."""
        return Texts([record.all for record in self.records])

    @kept(50_000)
    def _credit_at(self, word: str, place: int, spoken: str) -> float:
        record = self.records[place]
        best = 0.0
        name = record.name if _DIVIDES.search(spoken) else record.core
        places = ((name, IN_NAME), (record.sentence, IN_SENTENCE))
        for text, share in (*places, (record.heading, IN_HEADING)):
            said = self.words.says(word, text)
            whole = text is name is not record.name and len(word) > _HEAD and same_words(word)
            if whole and self.words.says(word, record.against) < SAID:
                said = max(said, self.words.says(word, record.name))  # 研发投入强度
            form = self.words.form(word, text) if said >= SPELT else ""
            longer = (
                self.words.is_of_another if text is not name else partial(self._is_longer, word)
            )
            if form and longer(form, text, spoken):
                said = WITHIN_LONGER
            if text is record.sentence and (
                any(word in rival for rival in record.rivals)  # 100个集聚平台和300个重点项目
                or (name is not record.name and self.words.says(word, record.name) >= SAID)
            ):
                said = min(said, WITHIN_LONGER)
            best = max(best, said * share)
        return best

    def says_name(self, word: str, record: FigureRecord, spoken: str) -> float:
        """How far a figure's own name says a word."""
        said = self.words.says(word, record.name)
        form = self.words.form(word, record.name) if said >= SPELT else ""
        longer = form and self._is_longer(word, form, record.name, spoken)
        return WITHIN_LONGER if longer else said

    def _is_longer(self, word: str, form: str, text: str, spoken: str) -> bool:
        """Whether a text has the form of a word only as the end of something else's name."""
        other = self.words.is_of_another(form, text, spoken)
        return other or (form != word and self.words.is_told_apart(form, text, spoken))

    def unasked(self, one: Observation, wanted: Wanted) -> float:
        """Share of the name's weight that the question leaves out, but for its further words."""
        known = self._known(Wanted(wanted.words, (), (), wanted.spoken, wanted.whole))
        return self._unasked(one.name, known, wanted.spoken)

    def _known(self, wanted: Wanted) -> tuple[str, ...]:
        """All that a question says, and the words of its phrases."""
        said = (*wanted.words, *wanted.extra, *wanted.whole)
        return tuple(part for word in said for part in (word, *self.words.inside(word)))

    @kept(20_000)
    def _unasked(self, name: str, known: tuple[str, ...], spoken: str) -> float:
        weights = self._own_weights(name)
        total = sum(weights.values())
        asked = sum(w for word, w in weights.items() if self._is_told(word, known, spoken))
        return 1 - asked / total if total else 0.0

    @kept(20_000)  # names share their words
    def _is_told(self, word: str, known: tuple[str, ...], spoken: str) -> bool:
        """Whether a question says a word of a name."""
        return word in spoken or any(self.words.says(w, word) >= SAID for w in known)

    @kept(20_000)
    def _own_weights(self, name: str) -> Mapping[str, float]:
        """The words of a name that restrict it, with their weights."""
        return {word: self.lexicon.weight(word) for word in self.words.own_words(name)}

    # --- likeness in meaning ------------------------------------------------------------------

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """Vectors of the names, (observations, dim)."""
        return self._embedder.encode([one.name for one in self.observations])

    @kept(64)
    def _likenesses(self, focus: str) -> NDArray[np.float32]:
        """Cosine of a question's subject and each name: (observations,)."""
        # Not BLAS: its threads cost more than they save on one small product.
        vector = self._embedder.encode([focus])[0]
        likeness: NDArray[np.float32] = np.einsum("ij,j->i", self._vectors, vector)
        return likeness

    def likeness(self, focus: str, match: Match) -> float:
        """Cosine of a question's subject and the name of a match, in [-1, 1]."""
        return float(self._likenesses(focus)[self._places[id(match.observation)]])

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """What a character tells of which figure is meant: ln((N + 1) / (n + 1))."""
        held = Counter(ch for record in self.records for ch in set(record.name))
        size = len(self.records) + 1
        return {ch: math.log(size / (count + 1)) for ch, count in held.items()}

    def letters(self, one: str, other: str) -> float:
        """Share of a text's characters, by rarity among the figures' names, that another has.

        Both squeezed; in [0, 1], 0 for an empty text.
        """
        weights = self._letter_weights(one)
        total = sum(weights.values())
        return sum(w for ch, w in weights.items() if ch in other) / total if total else 0.0

    @kept(4096)  # a question is held against many names
    def _letter_weights(self, text: str) -> Mapping[str, float]:
        """The characters of a text by their rarity."""
        rarest = math.log(len(self.records) + 1)
        return {ch: self._rarity.get(ch, rarest) for ch in set(text)}

    # --- sort, unit, year ---------------------------------------------------------------------

    def _fitting(self, asked: FigureQuestion) -> list[int]:
        """Places of the observations of the sort, unit, year and kind asked for."""
        query = IndicatorQuery(
            dimensions=dimensions_of(asked),
            units=self._units(asked),
            within=asked.within,
            kinds=frozenset({asked.kind, None}) if self._is_of_kind(asked) else frozenset(),
        )
        return [n for n in self.table.ids(query) if fits(asked, self.observations[n])]

    @staticmethod
    def _is_of_kind(asked: FigureQuestion) -> bool:
        """Whether what was reached and what is aimed at are told apart: 目标 is no 实际."""
        aimed = asked.kind is Kind.TARGET and asked.operation is Operation.LOOK_UP
        return asked.kind is Kind.ACTUAL or (aimed and not asked.years)

    def _units(self, asked: FigureQuestion) -> frozenset[str]:
        """The base units that fit, and those of one of them for each of something: 元/人."""
        return asked.units | {u for u in self._held_units if u.split("/")[0] in asked.units}

    @cached_property
    def _held_units(self) -> frozenset[str]:
        return frozenset(one.unit for one in self.observations)


def _measures(record: FigureRecord) -> frozenset[str]:
    """What a figure measures, by its name or else, of an amount, by its sentence."""
    if not record.measures and record.observation.dimension is Dimension.LEVEL:
        return measures_in(record.sentence)
    return record.measures


def shared_pairs(one: str, other: str) -> float:
    """Share of the first text's character pairs that the other holds, in [0, 1]."""
    pairs = {one[n : n + 2] for n in range(len(one) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0
