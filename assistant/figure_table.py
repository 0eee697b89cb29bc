"""The plan's figures as a table that questions are matched against.

An observation fits a question when it is of the same sort, unit and year, and when every word of
the asking clause that restricts what is asked (a sector, a place, 入境, 税收) is said by what the
figure is said of: by its own name, by the words before it in its sentence, or by the headings it
stands under. A word that nothing says rules it out: a neighbour's figure is a wrong figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.figure_acceptance import Signs, probability
from assistant.figure_fit import dimensions_of, fits, is_given
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_records import FigureRecord, records_of
from assistant.figure_words import SAID, SPELT, FigureWords, agree, measures_in
from assistant.figures import says_wider
from assistant.lexicon import Lexicon, squeeze
from assistant.thesaurus import same_words
from assistant.unit_words import answers_in_kind
from assistant.words import word_list
from corpus.indicator_table import IndicatorQuery, IndicatorTable
from corpus.indicators import Dimension, Kind, Observation, read_observations, read_worded
from corpus.plan import NodeKind, Plan, Sentence
from corpus.subjects import is_bare_measure
from index.embedding import Embedder

__all__ = ["CLOSE", "FigureTable", "Match"]

ACCEPTED = 0.33  # probability from which an observation is what the question asks of
MAY_BE = 0.3  # … from which a sentence that holds it may be quoted
GOOD = 0.95  # score from which a match is close that says all that restricts the question
LIKE = 0.6  # what likeness in meaning counts
MOST_JUDGED, FAR = 12, 0.6  # matches looked at; by how much one may be worse than the best
NO_RIVAL = -1.0  # score that stands for the next indicator where there is none
FAIR = 0.3  # … one of several subjects, each of which says a part of the question
# Share of a word a place counts: the figure's own name, its sentence, the headings above it.
IN_NAME, IN_SENTENCE, IN_HEADING = 1.0, 0.85, 0.7
LOST = 0.45  # share of a question's weight that words no figure says may carry
WITHIN_LONGER = 0.45  # what a word counts that is said only as the end of a longer one
UNSAID_VERB = 0.3  # what a word weighs that restricts nothing and is not said
UNASKED = 0.35  # what a name loses for words of its own that nobody asked for
MEASURE = 0.3  # what naming the same measure (增加值, 收入) is worth; another one rules it out
ALIKE = 0.5  # share of that for a measure of its kind (外汇收入 for 收入)
RARE = 3.5  # weight from which a word of the plan tells its subjects apart
WIDER = 0.4  # what being of the country is worth where the country is asked for
WHOLE = 0.3  # what being a share of the whole named is worth, and being one of another costs
UNIT = 0.15  # what being of a unit that few things are counted in is worth
TABLED = 0.03  # a table's cell before a sentence that says the same
IN_TEXT = 0.2  # a sentence, where the question asks for the words of a section
CLOSE = 0.06  # matches as good as the best

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
_RATED = ("人均", "户均", "地均", "亩均")
_SCOPE = 5  # times from which two values are of different things
_APART = frozenset(
    (
        "国内",
        "境内",
        "境外",
        "国际",
        "全国",
        "我国",
        "中国",
        "全球",
        "世界",
        "全省",
        "省内",
        "省外",
        "入境",
        "出境",
        "人均",
        "户均",
    )
)
_OTHER_SPANS = (
    (re.compile(r"累计"), re.compile(r"每年")),
    (re.compile(r"一天|每天|每日|单日|日均"), re.compile(r"年(?:接待|产|吞吐|客|服务|旅客)")),
)
_BEYOND = ("全球", "世界", "全省")
_HOME = frozenset({"全市", "全省", "全县", "全区", "全社会"})
_BASE = re.compile(r"占(.{2,}?)的?(?:比重|比例|份额|比率)?$")
_DIVIDES = re.compile(r"单位|每|均|占|比|率|贡献|高于|低于")
_COUNTRY = frozenset({"全国", "我国", "中国", "全球", "世界", "国内"})
_HEAD = 2  # characters at the end of a name that say what is counted
_BARE = 3  # characters of a name that says only what is measured
_COUNTS = frozenset("个家项条座幢栋处所间张只户")


@dataclass(frozen=True, slots=True)
class Match:
    """An observation that fits a question."""

    observation: Observation
    score: float
    said: frozenset[str]  # words of the question it says


class FigureTable:
    """All observations of a plan, ready to be matched."""

    def __init__(self, plan: Plan, lexicon: Lexicon, embedder: Embedder) -> None:
        self.plan = plan
        self.lexicon = lexicon
        self._embedder = embedder
        self.words = FigureWords(plan, lexicon)

    @cached_property
    def table(self) -> IndicatorTable:
        """The observations in the embedded engine, and the values that are words."""
        return IndicatorTable((*read_observations(self.plan), *read_worded(self.plan)))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """In reading order."""
        return self.table.observations

    @cached_property
    def _records(self) -> list[FigureRecord]:
        return records_of(self.plan, self.observations)

    @cached_property
    def _names(self) -> str:
        """All that figures are said of, squeezed."""
        return "|".join(f"{record.name}|{record.sentence}" for record in self._records)

    # --- matching -----------------------------------------------------------------------------

    def match(self, asked: FigureQuestion) -> list[Match]:
        """Observations that are what the question asks of, best first."""
        words, _, restricting = self._wanted(asked)
        spoken = squeeze(asked.focus + asked.rest)
        found = [
            match
            for match, p in self.judged(asked)
            if p >= ACCEPTED or self._says_all(match, words, restricting, spoken)
            if not self._is_beyond(asked, match)
        ]
        if asked.wider and asked.operation is Operation.LOOK_UP:
            wider = [m for m in found if self._record(m).wider]
            return wider or found
        return found

    @lru_cache(maxsize=64)  # noqa: B019 - the routes ask one after another
    def judged(self, asked: FigureQuestion) -> tuple[tuple[Match, float], ...]:
        """The best of the observations of the sort asked for, each with how likely it is meant."""
        return tuple(
            (match, probability(signs) if self._may_be(asked, match, signs) else 0.0)
            for match, signs in self.judge(asked, self.scored(asked))
        )

    def _is_beyond(self, asked: FigureQuestion, match: Match) -> bool:
        """Whether a figure is of a wider place than asked of, or not of the district asked of."""
        record = self._record(match)
        spoken = squeeze(asked.text)
        if any(word in record.core and word not in spoken for word in _BEYOND):
            return True
        if asked.whole and self._of_whole(asked, record) is False:
            return True  # a share of something else
        words = self.lexicon.words(f"{asked.focus} {asked.rest}")
        places = [
            w
            for w in words
            if self.words.is_district(w) or (self.words.is_place(w) and w not in _COUNTRY)
        ]
        away = [w for w in places if w not in self._home and f"{w}{self._home[:2]}" not in spoken]
        return any(self._credit(w, record, spoken) < SAID for w in away)

    @cached_property
    def _home(self) -> str:
        """The plan's own region."""
        return self.plan.meta.region

    def _says_all(
        self, match: Match, words: Sequence[str], restricting: Sequence[str], spoken: str
    ) -> bool:
        """Whether a match is close and says every word that restricts the question."""
        said = bool(restricting) and all(word in match.said for word in restricting)
        close = match.score >= GOOD
        return said and close and self._names_what_it_counts(match.observation, words, spoken)

    def _may_be(self, asked: FigureQuestion, match: Match, signs: Signs) -> bool:
        """Whether nothing rules an observation out, whatever speaks for it.

        A scope (全国, 入境) or a district that it does not say does, and so does a subject none of
        whose words it says although the plan has them.
        """
        record = self._record(match)
        scopes = [w for w in self.words.scopes(asked.focus) if w in _APART]
        if any(self.words.says(w, record.all) < SAID for w in scopes):
            return False
        spoken = squeeze(asked.focus + asked.rest)
        words = self.words.words(asked.focus)
        named = [self._says_name(w, record, spoken) for w in words if self.words.restricts(w)]
        ends = [w for w in words if w.endswith("业") and self._says_name(w, record, spoken)]
        if ends and named and 0 < max(named) <= WITHIN_LONGER:
            return False  # 服务业, said only at the end of 金融服务业
        if any(a.search(asked.text) and b.search(record.name) for a, b in _OTHER_SPANS):
            return False  # what a year brings is not what five do, nor a day
        if any(self._is_of_wider(subject, record) for subject in asked.firm):
            return False
        plain = asked.operation is Operation.LOOK_UP and not asked.several
        for subject in asked.firm if plain else ():
            own = [w for w in self.words.words(subject) if self._is_told_elsewhere(w)]
            own = [w for w in own if self._tells_apart(w)]
            own += ["gdp"] if "GDP" in subject.upper() or "生产总值" in subject else []
            held = [*own, *self.words.words(subject), *(w[-2:] for w in own if len(w) > 3)]
            if own and not any(self._credit(word, record, spoken) >= SAID for word in held):
                return False
        return True

    def _is_of_wider(self, subject: str, record: FigureRecord) -> bool:
        """Whether a figure is of all of which a subject is a part: 服务业 for 旅游服务业.

        The word that tells the part stands at once before one that the figure's name says, and
        nothing that the figure is said of has it.
        """
        text = subject.lower()
        words = [w for w in self.words.words(subject) if w in text]
        for word, after in pairwise(sorted(words, key=text.index)):
            told = text.startswith(after, text.index(word) + len(word))
            lacks = self._is_told_elsewhere(word) and self.words.says(word, record.all) < SAID
            if told and lacks and self.words.says(after, record.name) >= SAID:
                return True
        return False

    def judge(self, asked: FigureQuestion, scored: Sequence[Match]) -> list[tuple[Match, Signs]]:
        """What speaks for each of the best of some observations, best first."""
        words = self._wanted(asked)[0]
        if not scored or not words:
            return []
        first = scored[0]
        rival = next((m.score for m in scored if not self._alike(m, first)), NO_RIVAL)
        close = [m for m in scored[:MOST_JUDGED] if m.score > first.score - FAR]
        return [(m, self._signs(asked, m, words, rival)) for m in close]

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _tells_apart(self, word: str) -> bool:
        """Whether figures are named by a word, or the plan hardly uses it."""
        return self.lexicon.weight(word) >= RARE or any(word in r.name for r in self._records)

    def _alike(self, one: Match, other: Match) -> bool:
        """Whether two matches are of one indicator."""
        first, second = one.observation, other.observation
        return first.name == second.name or self.words.same_name(first.name, second.name)

    def _signs(
        self, asked: FigureQuestion, match: Match, words: Sequence[str], rival: float
    ) -> Signs:
        """What speaks for a match and against it."""
        one, record = match.observation, self._record(match)
        spoken = squeeze(asked.focus + asked.rest)
        credit = {word: self._credit(word, record, spoken) for word in words}
        weights = {
            word: self.words.weight(word)
            * (1 if share >= SAID or self.words.restricts(word) else UNSAID_VERB)
            for word, share in credit.items()
        }
        total = sum(weights.values()) or 1.0
        unsaid = [word for word in words if credit[word] < SAID and len(word) > 1]
        whole = self._of_whole(asked, record)
        return Signs(
            coverage=sum(weights[word] * credit[word] for word in words) / total,
            unsaid=sum(self.words.restricts(word) for word in unsaid),
            names=sum(self.lexicon.is_name(word) for word in unsaid),
            scopes=sum(
                self.words.says(w, record.all) < SAID for w in self.words.scopes(asked.focus)
            ),
            own=sum(w * self._says_name(word, record, spoken) for word, w in weights.items())
            / total,
            elsewhere=sum(self._is_told_elsewhere(word) for word in unsaid),
            kind=answers_in_kind(asked.text, one.unit),
            part=self._best_part(asked, credit),
            likeness=self._likeness(asked.focus, match),
            shared=_shared(squeeze(asked.focus), record.name),
            unasked=self._unasked(one, (*words, *self._whole_words(asked)), spoken),
            measure=bool(asked.measures and agree(asked.measures, record.measures)),
            no_measure=not asked.measures,
            unit=bool(asked.units) and one.unit not in _COUNTS and one.unit != "%",
            head=self._names_what_it_counts(one, words, spoken),
            sort=asked.dimension is not None,
            margin=match.score - rival,
            tabled=one.in_table,
            year=bool(asked.years) and one.year in asked.years,
            whole=whole is True,
            other_whole=whole is False,
            short=len(squeeze(asked.focus)),
        )

    def _says_name(self, word: str, record: FigureRecord, spoken: str) -> float:
        """How far a figure's own name says a word."""
        said = self.words.says(word, record.name)
        form = self.words.form(word, record.name) if said >= SPELT else ""
        longer = form and self.words.is_of_another(form, record.name, spoken)
        return WITHIN_LONGER if longer else said

    def _of_whole(self, asked: FigureQuestion, record: FigureRecord) -> bool | None:
        """Whether a share is of the whole that a question names; None where one says none."""
        base = _BASE.search(record.name)
        words = self._whole_words(asked)
        if base is None or not words or base[1] in _HOME:
            return None
        if all(self.words.says(word, base[1]) >= SAID for word in words):
            return True
        alike = _shared(squeeze(asked.whole), base[1])
        return None if alike else False

    def _whole_words(self, asked: FigureQuestion) -> list[str]:
        """The words of the whole that a question names."""
        text = re.sub(r"gdp|(?:地区|国内)生产总值", "生产总值", asked.whole.lower())
        text = re.sub(r"全市|我市|本市|市里|整个|全部|当年", " ", text)
        words = self.words.words(text.replace("生产总值", " "), phrases=False)
        return [w for w in words if len(w) > 1] + ["生产总值"] * ("生产总值" in text)

    def _is_told_elsewhere(self, word: str) -> bool:
        """Whether a word that restricts stands in the plan, and so would name its own figure."""
        return self.words.restricts(word) and self.lexicon.known(word)

    def _best_part(self, asked: FigureQuestion, credit: Mapping[str, float]) -> float:
        """The most of one subject that is said: 人均产出那个指标——全员劳动生产率 names it twice."""
        shares = []
        for subject in asked.subjects:
            weights = {w: self.words.weight(w) for w in credit if w in subject.lower()}
            total = sum(weights.values())
            if total:
                shares.append(sum(w * credit[word] for word, w in weights.items()) / total)
        return max(shares, default=0.0)

    def _record(self, match: Match) -> FigureRecord:
        return self._records[self._places[id(match.observation)]]

    @cached_property
    def _places(self) -> dict[int, int]:
        """Places of the observations by their identity."""
        return {id(one): place for place, one in enumerate(self.observations)}

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """Vectors of the names, (observations, dim)."""
        return self._embedder.encode([one.name for one in self.observations])

    @lru_cache(maxsize=64)  # noqa: B019 - one table lives as long as its plan
    def _likenesses(self, focus: str) -> NDArray[np.float32]:
        """Cosine of a question's subject and each name: (observations,)."""
        # Not BLAS: its threads cost more than they save on one small product.
        vector = self._embedder.encode([focus])[0]
        likeness: NDArray[np.float32] = np.einsum("ij,j->i", self._vectors, vector)
        return likeness

    def _likeness(self, focus: str, match: Match) -> float:
        return float(self._likenesses(focus)[self._places[id(match.observation)]])

    def _names_what_it_counts(self, one: Observation, words: Sequence[str], spoken: str) -> bool:
        """Whether a question for a number of things names the things: 楼宇 of 税收超亿元楼宇."""
        if one.unit not in _COUNTS:
            return True
        head = re.sub(r"(?:数量|总数|个数|总量|数)$", "", squeeze(one.name))[-_HEAD:]
        if any(form in spoken for form in (head, *same_words(head))):
            return True
        said = any(self.words.says(word, head) >= SAID for word in words)
        return said or any(head in other for word in words for other in same_words(word))

    def restricting(self, asked: FigureQuestion) -> list[str]:
        """The words that say what is asked."""
        return self._wanted(asked)[2]

    def _wanted(self, asked: FigureQuestion) -> tuple[list[str], list[str], list[str]]:
        """Words of the clauses that ask, further words, and those of the first that restrict."""
        words = self._named(asked.focus) if asked.subjects else self._told(asked.focus)
        extra = [w for w in self._told(asked.rest) if w not in words] if asked.rest else []
        away = (
            [w for w in self._told(asked.rest) if self.words.is_place(w)] if asked.subjects else []
        )
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
        return words, extra, restricting

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

    @cached_property
    def _spoken(self) -> str:
        """All that figures are said of, and the headings above them, squeezed."""
        return "|".join(f"{r.name}|{r.sentence}|{r.heading}" for r in self._records)

    def _named(self, text: str) -> list[str]:
        """Words of a subject, those that the plan does not know among them."""
        return [w for w in self.words.words(text) if w not in word_list("askers")]

    def _told(self, text: str) -> list[str]:
        """Words of a text that the plan's figures may say."""
        askers = word_list("askers")
        return [
            word
            for word in self.words.words(text)
            if word not in askers and self.words.tells(word, self._names)
        ]

    def parts(self, asked: FigureQuestion) -> list[Match]:
        """For a question on several subjects: a best match for each, in the question's order.

        Each says some restricting words and together they say all; empty where there is no such.
        """
        each = self._each(asked)
        if each:
            return each
        words, _, left = self._wanted(asked)
        scored = self._scored(asked, words, [])
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
            if not self._named(subject):
                continue  # 增加值 of 文创和金融的增加值
            one = self._part(asked, subject)
            matches = self.match(one)
            if not matches:
                return []
            found.append(self._aimed(one, matches))
        return found if len({m.observation for m in found}) == len(found) > 1 else []

    def each(self, asked: FigureQuestion) -> list[Observation]:
        """The figure of each subject named, where there are several and each has one of its own."""
        found = self._each(asked)
        own = all(not self._alike(a, b) for n, a in enumerate(found) for b in found[:n])
        return [match.observation for match in found] if own else []

    def _part(self, asked: FigureQuestion, subject: str) -> FigureQuestion:
        """The question for one of its subjects; 全国 of 全市服务业比全国 is that of the others."""
        scopes = self.words.scopes(subject)
        own = [w for w in self._told(subject) if w not in scopes and w not in word_list("figures")]
        others = [other for other in asked.subjects if other != subject]
        focus = subject if own or not scopes else f"{subject} {' '.join(others)}"
        measures = measures_in(focus) or asked.measures
        wider = says_wider(focus) or bool(set(scopes) & _COUNTRY)
        return replace(
            asked, focus=focus, rest="", subjects=(focus,), measures=measures, wider=wider, whole=""
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

    def supports(self, asked: FigureQuestion, sentence: Sentence) -> bool:
        """Whether a sentence holds a figure that may be the one asked for.

        What is to be computed is told by no sentence, but for a change the plan states itself.
        """
        if asked.operation in _WORKED_OUT:
            return False
        here = {id(self.observations[n]) for n in self._by_sentence.get(sentence.start, ())}
        for match, p in self.judged(asked):
            one = match.observation
            plain = one.dimension in {Dimension.LEVEL, Dimension.SHARE}
            if asked.operation in _COMPUTED and plain:
                continue  # what it would be computed from, which is no answer
            if id(one) in here and not is_given(asked, one) and p >= MAY_BE:
                return True
        return False

    @cached_property
    def _by_sentence(self) -> dict[int, list[int]]:
        """Places of records by the sentence their observation stands in, or by all of its row."""
        found: dict[int, list[int]] = {}
        for place, record in enumerate(self._records):
            one = record.observation
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
        latest = reached and not asked.years
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
        return [one for one in self.observations if self._is_same(one, observation)]

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

    def _is_same(self, one: Observation, other: Observation) -> bool:
        return one is other or (
            not one.in_words
            and one.dimension is other.dimension
            and one.unit == other.unit
            and one.sentence.start != other.sentence.start  # 从1万美元向2万美元 contradicts nothing
            and not self._are_siblings(one.path, other.path)
            and one.year == other.year
            and one.kind is other.kind
            and (one.since == other.since or one.dimension is Dimension.RATE)
            and self.words.same_name(one.name, other.name)
            and self._same_subject(one, other)
        )

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

    # --- scores -------------------------------------------------------------------------------

    def scored(self, asked: FigureQuestion) -> list[Match]:
        """All observations of the sort asked for, best first, whatever they say."""
        words, extra, _ = self._wanted(asked)
        return self._scored(asked, words, extra)

    def _scored(
        self, asked: FigureQuestion, words: Sequence[str], extra: Sequence[str]
    ) -> list[Match]:
        measures = asked.measures
        spoken = squeeze(asked.focus + asked.rest)
        weights = {word: self.words.weight(word) for word in words}
        total = sum(weights.values()) or 1.0
        likeness = self._likenesses(asked.focus)
        matches = []
        for place in self._fitting(asked):
            record = self._records[place]
            one, own = record.observation, record.measures
            if (record.wider and not asked.wider) or self._is_rated(record, spoken):
                continue
            if not own and one.dimension is Dimension.LEVEL:
                own = measures_in(record.sentence)
            amount = one.dimension is Dimension.LEVEL or asked.dimension is None
            if measures and (own or amount) and not agree(measures, own):
                continue  # 进口 is not 进出口, and a number of parks is no 收入
            credit = {word: self._credit(word, record, spoken) for word in words}
            said = frozenset(word for word, share in credit.items() if share >= SAID)
            score = sum(weights[word] * credit[word] for word in words) / total
            score += 0.1 * sum(self._credit(word, record, spoken) >= SAID for word in extra)
            score += LIKE * float(likeness[place])
            known = (*words, *extra, *self._whole_words(asked))
            score -= UNASKED * self._unasked(one, known, spoken)
            score += WIDER * (asked.wider and record.wider)
            score += MEASURE * (1 if measures & own else ALIKE * agree(measures, own))
            score += UNIT * (one.unit in asked.units and one.unit not in _COUNTS)
            whole = self._of_whole(asked, record) if asked.whole else None
            score += WHOLE * (0 if whole is None else 1 if whole else -1)
            score += IN_TEXT * (not one.in_table) if asked.in_text else TABLED * one.in_table
            matches.append(Match(one, score, said))
        return sorted(matches, key=lambda m: (-m.score, m.observation.sentence.start))

    @staticmethod
    def _is_rated(record: FigureRecord, spoken: str) -> bool:
        """Whether a figure is one for each head or household, and the question asks for none."""
        return any(word in record.name and word not in spoken for word in _RATED)

    def _credit(self, word: str, record: FigureRecord, spoken: str) -> float:
        """How far what a figure is said of says a word of a question, whose text is `spoken`."""
        best = 0.0
        name = record.name if _DIVIDES.search(spoken) else record.core
        places = ((name, IN_NAME), (record.sentence, IN_SENTENCE))
        for text, share in (*places, (record.heading, IN_HEADING)):
            said = self.words.says(word, text)
            if text is name is not record.name and len(word) > _HEAD and same_words(word):
                said = max(said, self.words.says(word, record.name))  # 研发投入强度
            form = self.words.form(word, text) if said >= SPELT else ""
            if form and self.words.is_of_another(form, text, spoken):
                said = WITHIN_LONGER
            if text is record.sentence and (
                any(word in rival for rival in record.rivals)  # 100个集聚平台和300个重点项目
                or (name is not record.name and self.words.says(word, record.name) >= SAID)
            ):
                said = min(said, WITHIN_LONGER)
            best = max(best, said * share)
        return best

    def _unasked(self, one: Observation, words: Sequence[str], spoken: str) -> float:
        """Share of the name's weight that the question, whose text is `spoken`, leaves out."""
        own = self.words.own_words(one.name)
        total = sum(self.lexicon.weight(word) for word in own)
        if not total:
            return 0.0
        words = [part for word in words for part in (word, *self.words.inside(word))]
        asked = sum(
            self.lexicon.weight(word)
            for word in own
            if word in spoken or any(self.words.says(w, word) >= SAID for w in words)
        )
        return 1 - asked / total

    # --- sort, unit, year ---------------------------------------------------------------------

    def _fitting(self, asked: FigureQuestion) -> list[int]:
        """Places of the observations of the sort, unit, year and kind asked for."""
        query = IndicatorQuery(
            dimensions=dimensions_of(asked),
            units=self._units(asked),
            within=asked.within,
            kinds=frozenset({Kind.ACTUAL, None}) if asked.kind is Kind.ACTUAL else frozenset(),
        )
        return [n for n in self.table.ids(query) if fits(asked, self.observations[n])]

    def _units(self, asked: FigureQuestion) -> frozenset[str]:
        """The base units that fit, and those of one of them for each of something: 元/人."""
        held = {one.unit for one in self.observations}
        return asked.units | {unit for unit in held if unit.split("/")[0] in asked.units}


def _shared(one: str, other: str) -> float:
    """Share of the first text's character pairs that the other holds, in [0, 1]."""
    pairs = {one[n : n + 2] for n in range(len(one) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def without_years(asked: FigureQuestion) -> FigureQuestion:
    """The same question for any year."""
    return replace(asked, years=(), since=None, kind=None)


def comparable(one: Observation, other: Observation) -> bool:
    """Whether two figures may stand side by side: of one sort, unit and year."""
    return one.dimension is other.dimension and one.unit == other.unit and one.year == other.year
