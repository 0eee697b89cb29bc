"""Whether a figure that says what a question asks is what it asks for.

A trained acceptance (`figure_acceptance`) weighs what speaks for each of the best matches. Hard
rules stand above it for what may never be taken for something else: the country or one head, a
district, a sector of which only a part or the whole is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from assistant.figure_acceptance import Signs, probabilities
from assistant.figure_match import (
    COUNTS,
    WITHIN_LONGER,
    FigureMatcher,
    Match,
    Wanted,
    shared_pairs,
)
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_records import FigureRecord
from assistant.figure_words import SAID, agree
from assistant.lexicon import squeeze
from assistant.thesaurus import same_words
from assistant.unit_words import answers_in_kind
from corpus.caching import kept
from corpus.indicators import Dimension, Observation

__all__ = ["ACCEPTED", "COUNTRY", "FigureJudge"]

ACCEPTED = 0.38  # probability from which an observation is what the question asks of
GOOD = 0.95  # score from which a match is close that says all that restricts the question
MOST_JUDGED, FAR = 12, 0.6  # matches looked at; by how much one may be worse than the best
NO_RIVAL = -1.0  # score that stands for the next indicator where there is none
UNSAID_VERB = 0.3  # what a word weighs that restricts nothing and is not said
RARE = 3.5  # weight from which a word of the plan tells its subjects apart
COUNTRY = frozenset({"全国", "我国", "中国", "全球", "世界", "国内"})
"""Scopes that are the country or the world."""

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
_LEVELS = ("国家级", "省级", "市级", "区级", "县级")
_OTHER_SPANS = (
    (re.compile(r"每年|每一年|一年(?![内里中])"), re.compile(r"累计")),
    (re.compile(r"总共|一共|合计|总计|共计"), re.compile(r"[亩人户地]均|每[亩人户]")),
    (re.compile(r"累计"), re.compile(r"每年")),
    (re.compile(r"一天|每天|每日|单日|日均"), re.compile(r"年(?:接待|产|吞吐|客|服务|旅客)")),
)
_BEYOND = ("全球", "世界", "全省")
_OF_RATES = frozenset({"%", "‰", "个百分点", "倍", ""})
# 保障房当中，单公租房
_PART = re.compile(r"(?:当中|之中|其中|里面?|里头)的?[，,]?\s*(?:单|只|光|仅)?$")
_NUMBER_OF = re.compile(r"(?:数量|总数|个数|总量|数)$")
_HEAD = 2  # characters at the end of a name that say what is counted


@dataclass(frozen=True, slots=True)
class _Field:
    """What the matches of a question are weighed against."""

    wanted: Wanted
    likest: Sequence[Match]  # all of the sort asked for, the likest in meaning first
    rival: float  # score of the best other indicator than the first


class FigureJudge:
    """Judges the best matches of a question."""

    def __init__(self, matcher: FigureMatcher, region: str) -> None:
        self._matcher = matcher
        self._words = matcher.words
        self._lexicon = matcher.lexicon
        self._region = region

    def accepted(self, asked: FigureQuestion) -> list[Match]:
        """Observations that are what the question asks of, best first."""
        wanted = self._matcher.wanted(asked)
        places = self._places(asked)
        found = [
            match
            for match, p in self.judged(asked)
            if p >= ACCEPTED or (p and self._says_all(match, wanted))
            if not self._is_beyond(asked, match, wanted, places)
        ]
        if asked.wider and asked.operation is Operation.LOOK_UP:
            wider = [m for m in found if self._matcher.record(m).wider]
            return wider or found
        return found

    @kept(64)  # the routes ask one after another
    def judged(self, asked: FigureQuestion) -> tuple[tuple[Match, float], ...]:
        """The best of the observations of the sort asked for, each with how likely it is meant."""
        close = list(self._close(asked, self._matcher.scored(asked)))
        fair = [self._may_be(asked, match) for match, _ in close]
        told = [signs() for (_, signs), may_be in zip(close, fair, strict=True) if may_be]
        likely = iter(probabilities(told))
        return tuple(
            (match, next(likely) if may_be else 0.0)
            for (match, _), may_be in zip(close, fair, strict=True)
        )

    def judge(self, asked: FigureQuestion, scored: Sequence[Match]) -> list[tuple[Match, Signs]]:
        """What speaks for each of the best of some observations that nothing rules out."""
        wanted, places = self._matcher.wanted(asked), self._places(asked)
        return [
            (match, signs())
            for match, signs in self._close(asked, scored)
            if self._may_be(asked, match) and not self._is_beyond(asked, match, wanted, places)
        ]

    def _close(
        self, asked: FigureQuestion, scored: Sequence[Match]
    ) -> Iterator[tuple[Match, Callable[[], Signs]]]:
        """The best of some observations, each with the way to what speaks for it."""
        wanted = self._matcher.wanted(asked)
        if not scored or not wanted.words:
            return
        first = scored[0]
        rival = next((m.score for m in scored if not self.alike(m, first)), NO_RIVAL)
        likest = sorted(scored, key=lambda m: -self._matcher.likeness(asked.focus, m))
        field = _Field(wanted, likest, rival)
        for match in scored[:MOST_JUDGED]:
            if match.score > first.score - FAR:
                yield match, partial(self._signs, asked, match, field)

    def alike(self, one: Match, other: Match) -> bool:
        """Whether two matches are of one indicator."""
        first, second = one.observation.name, other.observation.name
        return first == second or self._words.same_name(first, second)

    # --- what rules a figure out --------------------------------------------------------------

    @kept(64)  # the routes ask one after another
    def _places(self, asked: FigureQuestion) -> tuple[str, ...]:
        """The districts and places that a question names, but for the plan's own."""
        named = [w for w in self._lexicon.words(asked.focus) if self._words.is_place(w)]
        rest = "" if self._matcher.asks_of_home(asked) else asked.rest
        aside = [w for w in self._lexicon.words(rest) if self._words.is_place(w)]
        named += [w for w in aside if self._lexicon.is_well_known(w)]
        words = self._lexicon.words(f"{asked.focus} {rest}")
        places = [
            w for w in words if self._words.is_district(w) or (w in named and w not in COUNTRY)
        ]
        spoken, home = squeeze(asked.text), self._region
        return tuple(w for w in places if w not in home and f"{w}{home[:2]}" not in spoken)

    def _is_beyond(
        self, asked: FigureQuestion, match: Match, wanted: Wanted, places: Sequence[str]
    ) -> bool:
        """Whether a figure is of a wider place than asked of, or not of the district asked of."""
        record = self._matcher.record(match)
        spoken = squeeze(asked.text)
        ranked = record.observation.dimension is Dimension.RANK  # 世界城市排名 is of a city
        if not ranked and any(word in record.core and word not in spoken for word in _BEYOND):
            return True
        if asked.whole and self._matcher.of_whole(asked, record, wanted) is False:
            return True  # a share of something else
        return any(self._matcher.credit(w, record, spoken) < SAID for w in places)

    def _says_all(self, match: Match, wanted: Wanted) -> bool:
        """Whether a match is close and says every word that restricts the question."""
        said = bool(wanted.restricting) and match.said.issuperset(wanted.restricting)
        return said and match.score >= GOOD and self._names_counted(match.observation, wanted)

    def _may_be(self, asked: FigureQuestion, match: Match) -> bool:
        """Whether nothing rules an observation out, whatever speaks for it.

        A scope (全国, 入境) or a district that it does not say does, and so does a subject none of
        whose words it says although the plan has them.
        """
        record = self._matcher.record(match)
        scopes = [w for w in self._words.scopes(asked.focus) if w in _APART]
        if any(self._words.says(w, record.all) < SAID for w in scopes):
            return False
        spoken = squeeze(asked.focus + asked.rest)
        if self._is_end_only(asked, record, spoken) or self._is_other_rate(asked, record):
            return False
        if self._is_of_other_level(asked, record):
            return False
        read_off = asked.operation is Operation.LOOK_UP
        if read_off and any(
            a.search(asked.text) and b.search(record.name) for a, b in _OTHER_SPANS
        ):
            return False  # what a year brings is not what five do, nor a day
        if any(self._is_of_wider(subject, record) for subject in asked.firm):
            return False
        if any(self._is_untold_part(s, asked, record, spoken) for s in asked.firm):
            return False
        plain = asked.operation is Operation.LOOK_UP and not asked.several
        return not plain or all(self._says_some(s, record, spoken) for s in asked.firm)

    @staticmethod
    def _is_of_other_level(asked: FigureQuestion, record: FigureRecord) -> bool:
        """Whether a figure is of another rank than asked of: 省级 for 市级."""
        wanted = {level for level in _LEVELS if level in asked.focus}
        named = {level for level in _LEVELS if level in record.name}
        return bool(wanted and named) and not wanted & named

    @staticmethod
    def _is_other_rate(asked: FigureQuestion, record: FigureRecord) -> bool:
        """Whether a rate is asked for and a figure is none: 新增就业人数 for 城镇化率."""
        rates = bool(asked.firm) and all(subject.endswith("率") for subject in asked.firm)
        return rates and "率" not in record.name and record.observation.unit not in _OF_RATES

    def _is_end_only(self, asked: FigureQuestion, record: FigureRecord, spoken: str) -> bool:
        """Whether a name says a question's sector only as the end of another: 金融服务业."""
        words = self._words.words(asked.focus)
        if not any(word.endswith("业") for word in words):
            return False
        credit = {w: self._matcher.says_name(w, record, spoken) for w in words}
        named = [share for word, share in credit.items() if self._words.restricts(word)]
        ends = any(word.endswith("业") and share for word, share in credit.items())
        return ends and bool(named) and 0 < max(named) <= WITHIN_LONGER

    def _is_untold_part(
        self, subject: str, asked: FigureQuestion, record: FigureRecord, spoken: str
    ) -> bool:
        """Whether a subject is asked for as a part of another, and a figure says none of it."""
        begin = asked.text.find(subject)
        if not subject or begin < 0 or not _PART.search(asked.text[:begin]):
            return False
        own = [word for word in self._words.words(subject) if len(word) > 1]
        return bool(own) and all(self._matcher.credit(w, record, spoken) < SAID for w in own)

    def _says_some(self, subject: str, record: FigureRecord, spoken: str) -> bool:
        """Whether a figure says one of the words that tell a subject apart, if there are such."""
        held = self._telling(subject)
        return not held or any(self._matcher.credit(w, record, spoken) >= SAID for w in held)

    @kept(1024)
    def _telling(self, subject: str) -> tuple[str, ...]:
        """The words a subject may be said by, where some of them tell it apart; else none."""
        words = self._words.words(subject)
        own = [w for w in words if self._is_told_elsewhere(w) and self._tells_apart(w)]
        own += ["gdp"] if "GDP" in subject.upper() or "生产总值" in subject else []
        return (*own, *words, *(w[-2:] for w in own if len(w) > 3)) if own else ()

    def _is_of_wider(self, subject: str, record: FigureRecord) -> bool:
        """Whether a figure is of all of which a subject is a part: 服务业 for 旅游服务业.

        The word that tells the part stands at once before one that the figure's name says, and
        nothing that the figure is said of has it.
        """
        says = self._words.says
        return any(
            says(part, record.all) < SAID and says(after, record.name) >= SAID
            for part, after in self._parts_named(subject)
        )

    @kept(1024)
    def _parts_named(self, subject: str) -> tuple[tuple[str, str], ...]:
        """Words of a subject that tell a part, each with the word it stands at once before."""
        text = subject.lower()
        words = [w for w in self._matcher.named(subject) if w in text]
        return tuple(
            (word.removesuffix("级"), after)
            for word, after in pairwise(sorted(words, key=text.index))
            if text.startswith(after, text.index(word) + len(word))
            and (self._is_told_elsewhere(word) or self._lexicon.is_attribute(word))
        )

    def _is_told_elsewhere(self, word: str) -> bool:
        """Whether a word that restricts stands in the plan, and so would name its own figure."""
        return self._words.restricts(word) and self._lexicon.known(word)

    @kept(20_000)
    def _tells_apart(self, word: str) -> bool:
        """Whether figures are named by a word, or the plan hardly uses it."""
        named = any(word in record.name for record in self._matcher.records)
        return named or self._lexicon.weight(word) >= RARE

    # --- what speaks for a figure -------------------------------------------------------------

    def _alone(self, asked: FigureQuestion, match: Match, likest: Sequence[Match]) -> float:
        """By how much a match is liker what is asked than the likest other indicator."""
        other = next((m for m in likest if not self.alike(m, match)), None)
        if other is None:
            return 1.0
        likeness = self._matcher.likeness
        return likeness(asked.focus, match) - likeness(asked.focus, other)

    def _signs(self, asked: FigureQuestion, match: Match, field: _Field) -> Signs:
        """What speaks for a match and against it."""
        wanted, letters = field.wanted, self._matcher.letters
        one, record, spoken = match.observation, self._matcher.record(match), wanted.spoken
        focus = squeeze(asked.focus)
        words = wanted.words
        credit = {word: self._matcher.credit(word, record, spoken) for word in words}
        weights = {
            word: self._words.weight(word)
            * (1 if share >= SAID or self._words.restricts(word) else UNSAID_VERB)
            for word, share in credit.items()
        }
        total = sum(weights.values()) or 1.0
        unsaid = [word for word in words if credit[word] < SAID and len(word) > 1]
        whole = self._matcher.of_whole(asked, record, wanted)
        return Signs(
            coverage=sum(weights[word] * credit[word] for word in words) / total,
            unsaid=sum(self._words.restricts(word) for word in unsaid),
            names=sum(self._lexicon.is_name(word) for word in unsaid),
            scopes=sum(
                self._words.says(w, record.all) < SAID for w in self._words.scopes(asked.focus)
            ),
            own=sum(
                w * self._matcher.says_name(word, record, spoken) for word, w in weights.items()
            )
            / total,
            elsewhere=sum(self._is_told_elsewhere(word) for word in unsaid),
            kind=answers_in_kind(asked.text, one.unit),
            part=self._best_part(asked, credit),
            likeness=self._matcher.likeness(asked.focus, match),
            shared=shared_pairs(focus, record.name),
            unasked=self._matcher.unasked(one, wanted),
            measure=bool(asked.measures and agree(asked.measures, record.measures)),
            no_measure=not asked.measures,
            unit=bool(asked.units) and one.unit not in COUNTS and one.unit != "%",
            head=self._names_counted(one, wanted),
            sort=asked.dimension is not None,
            margin=match.score - field.rival,
            tabled=one.in_table,
            year=bool(asked.years) and one.year in asked.years,
            whole=whole is True,
            other_whole=whole is False,
            short=len(focus),
            letters=letters(focus, record.name),
            letters_back=letters(record.name, focus),
            letters_near=letters(focus, record.sentence),
            alone=self._alone(asked, match, field.likest),
            field=len(field.likest),
            subjects=len(asked.subjects),
            score=match.score,
            several=asked.several,
        )

    def _best_part(self, asked: FigureQuestion, credit: Mapping[str, float]) -> float:
        """The most of one subject that is said: 人均产出那个指标——全员劳动生产率 names it twice."""
        shares = []
        for subject in asked.subjects:
            weights = {w: self._words.weight(w) for w in credit if w in subject.lower()}
            total = sum(weights.values())
            if total:
                shares.append(sum(w * credit[word] for word, w in weights.items()) / total)
        return max(shares, default=0.0)

    def _names_counted(self, one: Observation, wanted: Wanted) -> bool:
        """Whether a question for a number of things names the things: 楼宇 of 税收超亿元楼宇."""
        if one.unit not in COUNTS:
            return True
        head = _NUMBER_OF.sub("", squeeze(one.name))[-_HEAD:]
        if any(form in wanted.spoken for form in (head, *same_words(head))):
            return True
        said = any(self._words.says(word, head) >= SAID for word in wanted.words)
        return said or any(head in other for word in wanted.words for other in same_words(word))
