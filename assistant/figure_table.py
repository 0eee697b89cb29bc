"""The plan's figures as a table that questions are matched against.

An observation fits a question when it is of the same sort, unit and year, and when every word of
the asking clause that restricts what is asked (a sector, a place, 入境, 税收) is said by what the
figure is said of: by its own name, by the words before it in its sentence, or by the headings it
stands under. A word that nothing says rules it out: a neighbour's figure is a wrong figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from assistant.figure_question import FigureQuestion, Operation
from assistant.figures import says_wider
from assistant.general_terms import equivalents
from assistant.lexicon import Lexicon, squeeze
from assistant.words import word_list
from corpus.indicators import Dimension, Kind, Observation, read_observations
from corpus.plan import NodeKind, Plan, Sentence
from corpus.quantities import read_quantities

__all__ = ["FigureTable", "Match"]

# Share of a word a place counts: the figure's own name, its sentence, the headings above it.
IN_NAME, IN_SENTENCE, IN_HEADING = 1.0, 0.85, 0.7
SAID = 0.5  # from which a restricting word counts as said
WITHIN_LONGER = 0.45  # what a word counts that is said only as the end of a longer one
UNASKED = 0.35  # what a name loses for words of its own that nobody asked for
MEASURE = 0.3  # what naming the same measure (增加值, 收入) is worth; another one rules it out
UNIT = 0.15  # what being of a unit that few things are counted in is worth
TABLED = 0.03  # a table's cell before a sentence that says the same
_SPELT = 0.9  # how far a form spelt out says a word
CLOSE = 0.06  # matches as good as the best

_COMPUTED = frozenset(set(Operation) - {Operation.LOOK_UP, Operation.MOST, Operation.LEAST})
_COUNTS = frozenset("个家项条座幢栋处所间张只")
_MEASURES = re.compile(
    r"总?(?:增加值|产值|总收入|外汇收入|营业收入|营收|收入|出口额?|进口额?|进出口|交易(?:总)?额|零售(?:总)?额|投资|"
    r"进账|创收|成交|占地(?!区|方)|面积|贡献率|从业人员|就业|覆盖率|覆盖面|藏书|游客|资产)"
)
_SAME_MEASURE = {
    "营收": "营业收入",
    "就业": "从业人员",
    "进账": "收入",
    "创收": "收入",
    "成交": "交易额",
    "占地": "面积",
}
_PLACES = "湖江河山溪城镇区园路街桥港站寺谷洲岛湾岭塘湿"
_INDUSTRY = re.compile(r"(?:服务|产|行)?业$")
_NAME_NOISE = re.compile(r"总额$|额$|数量$|总数$|人次$|（[^）]*）|的|“|”|、|实现|达到|累计|全市")


@dataclass(frozen=True, slots=True)
class Match:
    """An observation that fits a question."""

    observation: Observation
    score: float
    said: frozenset[str]  # words of the question it says


@dataclass(eq=False)
class FigureTable:
    """All observations of a plan, ready to be matched."""

    plan: Plan
    lexicon: Lexicon
    _texts: dict[int, tuple[str, str, str]] = field(default_factory=dict)

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """In reading order."""
        return read_observations(self.plan)

    def match(self, asked: FigureQuestion) -> tuple[list[Match], list[str]]:
        """Observations that say all that restricts the question, best first; else what is missing.

        Returns:
            the matches, and, where there are none, the words nothing says together.
        """
        words = self.words(asked.focus)
        extra = [w for w in self.words(asked.rest) if w not in words] if asked.rest else []
        if not any(self._restricts(word) for word in words):
            words, extra = [*words, *extra], []  # the asking clause leans on the others
        restricting = [word for word in words if self._restricts(word)]
        if not restricting:
            return [], []
        restricting += self._scopes(asked.focus)
        words += [word for word in restricting if word not in words]
        scored = self._scored(asked, words, extra)
        whole = [m for m in scored if all(word in m.said for word in restricting)]
        if whole:
            return whole, []
        best = scored[0].said if scored else frozenset()
        return [], [word for word in restricting if word not in best]

    def measures(self, asked: FigureQuestion) -> int:
        """How many measures a question names."""
        return len(self._measures(asked))

    def _scopes(self, text: str) -> list[str]:
        """Words of a question that say of which part or whole a figure is (国内, 全省, 二期)."""
        return [w for w in word_list("scopes") if w in text and not self._is_home(w)]

    def _is_home(self, word: str) -> bool:
        """全市 in a city's plan, 全省 in a province's: the plan's own whole."""
        region = self.plan.meta.region
        return len(word) == 2 and word[0] in "全市省县区" and word[-1] in region[-1:] + "里内"

    def parts(self, asked: FigureQuestion) -> list[Match]:
        """For a question on several subjects: a best match for each, in the question's order.

        Each says some restricting words and together they say all; empty where there is no such.
        """
        words = self.words(asked.focus)
        if not any(self._restricts(word) for word in words):
            words += self.words(asked.rest)
        left = [word for word in words if self._restricts(word)]
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
        if any(self._says(word, text) < SAID for word in scopes):
            return False
        measures = self._measures(asked)
        for number in self._by_sentence.get(sentence.start, ()):
            one = self.observations[number]
            own = _measures_in(one.name) or _measures_in(one.sentence.text)
            if asked.operation in _COMPUTED and one.dimension in {Dimension.LEVEL, Dimension.SHARE}:
                continue  # what it would be computed from, which is no answer
            if self._fits(asked, one) and (not measures or measures & own):
                return True
        return False

    @cached_property
    def _by_sentence(self) -> dict[int, list[int]]:
        """Numbers of the observations by the sentence they stand in, or by all of its row."""
        found: dict[int, list[int]] = {}
        for number, one in enumerate(self.observations):
            section = self.plan.by_path[one.path]
            sentences = section.sentences if one.in_table else (one.sentence,)
            for sentence in sentences:
                found.setdefault(sentence.start, []).append(number)
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
                or self._same_name(one.name, observation.name)
            )
            and (not years or one.year in years)
        ]
        return sorted(found, key=lambda one: (one.path != observation.path, one.year or 0))

    def family(self, asked: FigureQuestion) -> list[Observation]:
        """Cells of one table with the same measure under different subjects, for a ranking."""
        measure = self._measures(asked)
        dimension = asked.dimension or Dimension.LEVEL
        return [
            one
            for one in self.observations
            if one.in_table
            and one.dimension is dimension
            and self._fits(asked, one)
            and (not measure or measure <= _measures_in(one.name))
        ]

    def words(self, text: str) -> list[str]:
        """The content words of a clause that say what a figure is of."""
        neutral = word_list("figures")
        region = self.plan.meta.region
        if region:  # not where it begins another place's name (云溪湖)
            short = rf"{re.escape(region[:-1])}(?![{_PLACES}])"
            text = re.sub(rf"{re.escape(region)}|{short}", " ", text)
        found = []
        for word in self._joined(self.lexicon.words(text), text):
            if word in neutral or _MEASURES.fullmatch(word) or re.fullmatch(r"[\d.%]+", word):
                continue
            found += self._pieces(word)
        return list(dict.fromkeys(found))

    def _joined(self, words: Sequence[str], text: str) -> list[str]:
        """Neighbouring single characters that are a word of the plan (文创) as that word."""
        joined: list[str] = []
        for word in words:
            last = joined[-1] if joined else ""
            both = last + word
            if len(last) == len(word) == 1 and both in text and self.lexicon.known(both):
                joined[-1] = both
            else:
                joined.append(word)
        return joined

    def _pieces(self, word: str) -> list[str]:
        """A word the plan does not hold falls into the words it does hold, if that uses it up."""
        if self.lexicon.known(word) or len(word) < 4:
            return [word]
        for cut in range(2, len(word) - 1):
            head, tail = word[:cut], word[cut:]
            if self.lexicon.known(head) and self.lexicon.known(tail):
                neutral = word_list("figures")
                return [part for part in (head, tail) if part not in neutral]
        return [word]

    # --- scores -------------------------------------------------------------------------------

    def _scored(
        self, asked: FigureQuestion, words: Sequence[str], extra: Sequence[str]
    ) -> list[Match]:
        measures = self._measures(asked)
        spoken = squeeze(asked.focus + asked.rest)
        matches = []
        for number, one in enumerate(self.observations):
            if not self._fits(asked, one):
                continue
            name, sentence, heading = self._text(number)
            own = _measures_in(one.name)
            if says_wider(name + sentence) and not asked.wider:
                continue
            if not own and one.dimension is Dimension.LEVEL:
                own = _measures_in(sentence)
            amount = one.dimension is Dimension.LEVEL or asked.dimension is None
            if measures and (own or amount) and not measures & own:
                continue  # 进口 is not 进出口, and a number of parks is no 收入
            credit = {w: self._credit(w, name, sentence, heading, spoken) for w in words}
            said = frozenset(word for word, share in credit.items() if share >= SAID)
            weights = {word: self.lexicon.weight(word) for word in words}
            total = sum(weights.values()) or 1.0
            score = sum(weights[word] * credit[word] for word in words) / total
            score += 0.1 * sum(
                self._credit(w, name, sentence, heading, spoken) >= SAID for w in extra
            )
            score -= UNASKED * self._unasked(one, name, words, extra, asked)
            score += MEASURE * bool(measures & own)
            score += UNIT * (one.unit in asked.units and one.unit not in _COUNTS)
            score += TABLED * one.in_table
            matches.append(Match(one, score, said))
        return sorted(matches, key=lambda m: (-m.score, m.observation.sentence.start))

    def _text(self, number: int) -> tuple[str, str, str]:
        if number not in self._texts:
            one = self.observations[number]
            section = self.plan.by_path[one.path]
            text = one.sentence.text
            place = text.find(one.printed) if not one.in_table else 0
            before = re.split(r"[。；]", text[: max(place, 0)])[-1] if not one.in_table else ""
            after = text[place + len(one.printed) :] if not one.in_table else ""
            after = re.split(r"[，。；]", after)[0]
            above = "".join(section.heading)
            self._texts[number] = (squeeze(one.name), squeeze(before + after), squeeze(above))
        return self._texts[number]

    @lru_cache(maxsize=100_000)  # noqa: B019
    def _credit(self, word: str, name: str, sentence: str, heading: str, spoken: str) -> float:
        """How far what a figure is said of says a word of a question, whose text is `spoken`."""
        best = 0.0
        for text, share in ((name, IN_NAME), (sentence, IN_SENTENCE), (heading, IN_HEADING)):
            if not text:
                continue
            said = self._says(word, text)
            if said >= _SPELT and self._is_of_another(self._form(word, text), text, spoken):
                said = WITHIN_LONGER
            best = max(best, said * share)
        return best

    def _is_of_another(self, word: str, text: str, spoken: str) -> bool:
        """Whether a text says a word only as the end of names of something else (科技服务业).

        A name whose beginning the question says as well (跨境 in 跨境电子商务) is the one meant.
        """
        if not word or word in word_list("aspects"):
            return False
        for longer in self.lexicon.longer(word):
            beginning = longer.removesuffix(word)
            if self.lexicon.is_noun(beginning) and beginning not in spoken:
                text = text.replace(longer, " ")
        return word not in text

    def _says(self, word: str, text: str) -> float:
        """In its letters, in other words for the same, or spelt out (文创: 文化创意)."""
        if word in text or any(other in text for other in equivalents(word)):
            return 1.0
        if self._form(word, text):
            return _SPELT
        if self.lexicon.is_common(word):
            return 0.0  # 进口 is a word of its own and no abbreviation of 进出口
        return 0.0 if self.lexicon.known(word) else self.lexicon.match(word, text)

    def _form(self, word: str, text: str) -> str:
        """How a text prints a word: as it is, as a stem (金融业: 金融), spelt out; "" for not."""
        if word in text:
            return word
        stem = _INDUSTRY.sub("", word)
        if len(stem) >= 2 and stem != word and stem in text:
            return stem
        if not 2 <= len(word) <= 3 or self.lexicon.is_common(word):
            return ""
        spelt = re.search(".".join(map(re.escape, word)) + ".", text)
        return spelt[0] if spelt else ""

    def _unasked(
        self,
        one: Observation,
        name: str,
        words: Sequence[str],
        extra: Sequence[str],
        asked: FigureQuestion,
    ) -> float:
        """Share of the name's weight that the question does not speak of."""
        own = self._own_words(one.name)
        text = squeeze(asked.focus + asked.rest)
        total = sum(self.lexicon.weight(word) for word in own)
        if not total:
            return 0.0
        spoken = sum(
            self.lexicon.weight(word)
            for word in own
            if word in text or any(self._says(w, word) >= SAID for w in (*words, *extra))
        )
        return 1 - spoken / total

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _own_words(self, name: str) -> tuple[str, ...]:
        return tuple(word for word in self.words(name) if self._restricts(word))

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _restricts(self, word: str) -> bool:
        """Whether a word says what the figure is of, rather than how it is asked for."""
        if len(word) < 2 or _MEASURES.fullmatch(word) or word in word_list("aspects"):
            return False
        return self.lexicon.is_noun(word) or self._is_titled(word)

    def _is_titled(self, word: str) -> bool:
        """Whether an adjective is part of a title's name (健康服务业)."""
        return self.lexicon.is_adjective(word) and word in self._titles

    @cached_property
    def _titles(self) -> str:
        return "|".join(section.title for section in self.plan.sections)

    def _measures(self, asked: FigureQuestion) -> frozenset[str]:
        return _measures_in(asked.focus) or _measures_in(asked.rest)

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
            and self._same_name(one.name, other.name)
        )

    def _are_siblings(self, one: str, other: str) -> bool:
        """Whether two nodes stand side by side: 总投资 of one project is not that of the next."""
        nodes = self.plan.by_path[one], self.plan.by_path[other]
        parts = all(node.kind in {NodeKind.PART, NodeKind.SECTION} for node in nodes)
        return one != other and parts and nodes[0].parent == nodes[1].parent

    @lru_cache(maxsize=20_000)  # noqa: B019 - one table lives as long as its plan
    def _same_name(self, one: str, other: str) -> bool:
        """Whether two names are of one indicator: the same words, or abbreviations of them."""
        words, others = self._key(one), self._key(other)
        if not words or not others:
            return False
        text, other_text = "".join(words), "".join(others)
        if text == other_text:
            return True
        left = [w for w in words if w not in other_text]
        other_left = [w for w in others if w not in text]
        spelt = [w for w in (*left, *other_left) if self._abbreviates(w, other_text + "|" + text)]
        whole = "".join(spelt)
        rest = [w for w in (*left, *other_left) if w not in spelt]
        return bool(spelt) and all(any(ch in whole for ch in w) for w in rest)

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _key(self, name: str) -> tuple[str, ...]:
        """Words of a name without what says nothing; empty where only a measure is named."""
        plain = squeeze(_NAME_NOISE.sub("", name))
        plain = re.sub(r"增加值占", "占", re.sub(r"^年|总$|比重$|增速$|增长$", "", plain))
        words = tuple(self.lexicon.words(plain))
        return words if any(self._restricts(word) for word in words) else ()

    def _abbreviates(self, word: str, text: str) -> bool:
        return len(self._form(word, text)) > len(word)


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


def _measures_in(text: str) -> frozenset[str]:
    """What is measured, as a text names it; 总面积 is 面积, 成交 is 交易额."""
    found = (measure.removeprefix("总") for measure in _MEASURES.findall(text))
    return frozenset(_SAME_MEASURE.get(m, m).replace("总额", "额") for m in found)
