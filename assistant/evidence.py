"""Evidence: the sentences of a plan that say what a question asks about, ranked.

Retrieval gives passages; here their sentences are weighed one by one, because an answer quotes
sentences. A sentence is judged with what it stands under: its heading path, a table's header, the
opening words of its section.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.definitions import leads_of
from assistant.enumerations import counts_asked, counts_told
from assistant.figures import (
    amounts_of,
    asks_amount,
    asks_figure,
    asks_share,
    holds_figure,
    holds_share,
    wider,
)
from assistant.lexicon import SIGNS, Lexicon, squeeze
from assistant.question import Ask, Question, years_in, years_meant
from assistant.ranking import Hit, Ranker
from assistant.subjects import SubjectReader, Subjects
from assistant.texts import Texts
from assistant.words import word_list
from corpus.caching import kept
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.rows import year_columns
from index.retriever import HybridRetriever

__all__ = ["Evidence", "EvidenceFinder", "Findings"]

CANDIDATE_PASSAGES = 16
HEADING_SHARE = 0.6  # what a word counts that only the heading path says
PART_SHARE = 0.5  # where an amount is asked for and it stands only in a longer name (金融服务业)
CONTEXT_SHARE = 0.3  # … that only the passage around the sentence says
OFFICIAL_SHARE = 0.9  # what the rank of a passage counts that only the plan's own words find
RANKED_SHARE = 2.0  # … that it is likely what is looked for
PASSAGE_SHARE = 0.35  # what the passage's own rank counts beside the sentence's words
YEAR_BONUS = 0.35
FIGURE_BONUS = 0.12
COUNT_BONUS = 0.25  # as many things as are asked for by number (哪五种, 那七项工程)
HEADING_MALUS, HEADING_MALUS_FOR_FIGURES = 0.08, 0.4
LENGTH_MALUS, LONG_SENTENCE = 0.04, 80  # a long sentence says more words by chance
PICTURE_MALUS = 0.2  # a picture's title answers nothing that the text says too
NO_SHARE_MALUS = 0.3  # a sentence without a share where one is asked for
NOTE_BONUS = 0.5  # notes explain the signs of a table
WIDER_BONUS = 0.2  # a figure of the country or the world, where asked about; else a malus
NAME_MALUS = 0.6  # for each name that neither the section nor what it stands under says
LEAD_BONUS = 0.3  # a sentence that opens with the word asked about defines it (一核：…)
SAID = 0.3  # how far a text must say a word to say it at all
FOREIGN = 0.7  # coverage below which a subject that the plan knows none of is another subject
SCOPE_BONUS = 0.35  # a follow-up stays where the conversation is, unless another place fits better

# The product of all the economy, no part's (海洋生产总值), nor what a share is of.
_PRODUCTS = frozenset({"gdp", "生产总值", "地区生产总值", "经济总量"})
_PRODUCT = re.compile(
    r"(?<![占均比])(?:地区生产总值|GDP|(?<![\u4e00-\u9fff])生产总值)", re.IGNORECASE
)
# Lists of words that any subject may begin with.
_FOREWORDS = frozenset({"专门", "其他", "其它", "整个", "本身", "有关", "相关", "这类", "所谓"})
_GENERAL = ("aspects", "cohorts", "parts", "askers", "figures")
_LATIN = 3  # letters up to which a Latin word may be part of another


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence, with how well it fits one question."""

    sentence: Sentence
    section: Section
    score: float  # comparable within one question only


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question, best first, and how much of the question it covers."""

    evidence: tuple[Evidence, ...]
    words: tuple[str, ...]  # the question's content words
    coverage: float  # share of their weight said by the best section, in [0, 1]
    unknown: tuple[str, ...]  # words of its subjects that the plan does not hold anywhere
    names_missing: tuple[str, ...]  # names among them: places, bodies, events
    years_missing: tuple[int, ...]  # years asked for that the best section does not speak of
    subjects: Subjects
    unsaid: tuple[str, ...] = ()  # words of its subjects that the best section does not say
    texts: tuple[str, ...] = ()  # the best sentence, its headings, what stands around; squeezed
    places_missing: tuple[str, ...] = ()  # names of places that the plan speaks of nowhere
    ranks: Mapping[str, float] = field(default_factory=dict)  # how likely each section is meant
    guessed: bool = False  # whether its main word is said only by what the embedding finds alike


@dataclass(frozen=True, slots=True)
class _Record:
    """A sentence made ready for matching."""

    place: int  # among all of the plan
    sentence: Sentence
    section: Section
    text: str  # squeezed
    amounts: str  # squeezed, without what it says of shares (增加值占地区生产总值比重 is no 增加值)
    heading: str  # squeezed heading path
    context: str  # squeezed: its passage, and what it stands under
    years: frozenset[int]
    has_figure: bool
    leads: frozenset[str]  # names the sentence explains


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of all records, in their order, to be searched together."""

    own: Texts
    amounts: Texts
    headings: Texts  # each once
    contexts: Texts  # each once
    heading_of: NDArray[np.intp]  # (records,)
    context_of: NDArray[np.intp]  # (records,)


def _distinct(texts: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """The texts, each once, and which of them each text is."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return list(places), np.array([places[text] for text in texts], np.intp)


class EvidenceFinder:
    """Finds evidence in one plan."""

    def __init__(
        self, plan: Plan, retriever: HybridRetriever, lexicon: Lexicon, ranker: Ranker
    ) -> None:
        self._plan = plan
        self._retriever = retriever
        self._ranker = ranker
        self._held = {passage.passage_id for passage in retriever.passages}
        self._lexicon = lexicon
        self._reader = SubjectReader(lexicon, plan.meta.region)

    @cached_property
    def _records(self) -> dict[int, _Record]:
        """Records by the sentence's first character."""
        found: dict[int, _Record] = {}
        around = {
            sentence.start: passage.text
            for passage in self._retriever.passages
            for sentence in passage.sentences
        }
        for section in self._plan.sections:
            above = [*self._plan.ancestors(section.path)]
            under = "".join(self._opening(node) for node in above)
            heading = squeeze("".join(section.heading) + section.title + section.label)
            years = self._row_years(section)
            row = squeeze("".join(s.text for s in section.sentences)) + squeeze(section.title)
            for sentence in section.sentences:
                # The lines of a row say one thing together.
                text = row if section.kind is NodeKind.ROW else squeeze(sentence.text)
                found[sentence.start] = _Record(
                    len(found),
                    sentence,
                    section,
                    text,
                    amounts_of(section, sentence),
                    heading,
                    squeeze(around.get(sentence.start, sentence.text) + under),
                    years or frozenset(years_in(sentence.text)),
                    holds_figure(sentence.text),
                    frozenset(leads_of(sentence.text)),
                )
        return found

    @cached_property
    def _section_text(self) -> dict[str, str]:
        """Each node's own words, squeezed."""
        return {s.path: squeeze("".join(x.text for x in s.sentences)) for s in self._plan.sections}

    def _row_years(self, section: Section) -> frozenset[int]:
        """Years of a table row: those of its header."""
        if section.kind is not NodeKind.ROW or section.parent is None:
            return frozenset()
        columns = year_columns(self._plan.by_path[section.parent])
        return frozenset(column.year for column in columns)

    @staticmethod
    def _opening(node: Section) -> str:
        """What a node says for all under it: a table's header and notes, a section's lead-in."""
        if node.kind is NodeKind.BOX:
            return "".join(s.text for s in node.sentences)
        return "".join(s.text for s in node.sentences if len(s.text) < 40)

    def subjects(self, question: Question) -> Subjects:
        """What a question is about."""
        return self._reader.read(question)

    def find(
        self,
        question: Question,
        *,
        scope: str | None = None,
        only: bool = False,
        among: Collection[int] = (),
    ) -> Findings:
        """Sentences that fit the question, best first.

        Args:
            question: the question, standing alone.
            scope: address whose subtree is preferred, for a follow-up or a named section.
            only: whether nothing outside the scope counts.
            among: first characters of the sentences that count; empty: all do.
        """
        subjects = self._reader.read(question)
        words = subjects.words
        inside = {s.path for s in self._plan.subtree(scope)} if scope else set()
        shares = subjects.shares
        weights = {w: weight for w in words if (weight := shares[w] * self._lexicon.weight(w))}
        amounts = asks_amount(question)
        names = [word for word in words if self._lexicon.is_name(word)]
        told = self._told(weights, amounts)
        found = []
        hits = self._ranker.passages(question)
        ranked = [hit for hit in hits if hit.passage.passage_id in self._held]
        candidates = self._candidates(question, subjects, ranked)
        if among:
            chosen = tuple(self._records[start].sentence for start in among)
            candidates = [(max((score for score, _ in candidates), default=0.0), chosen)]
        for passage_score, sentences in self._with_scope(candidates, inside):
            for sentence in sentences:
                record = self._records[sentence.start]
                if sentence.kind is SentenceKind.ROW and record.section.is_box:
                    continue  # a table's header says nothing by itself
                if only and record.section.path not in inside:
                    continue
                said = told[record.place]
                own = self._section_text[record.section.path]
                said -= NAME_MALUS * sum(
                    name not in own and name not in record.context for name in names
                )
                if not record.leads.isdisjoint(weights):
                    said += LEAD_BONUS
                said -= LENGTH_MALUS * max(0.0, len(record.text) / LONG_SENTENCE - 1)
                score = said + PASSAGE_SHARE * passage_score + self._bonus(question, record)
                if record.section.path in inside:
                    score += SCOPE_BONUS
                found.append(Evidence(sentence, record.section, score))
        found.sort(key=lambda e: (-e.score, e.sentence.start))
        ranks = {hit.passage.path: hit.score for hit in reversed(hits)}
        return self._judge(question, subjects, found, ranks)

    def _candidates(
        self, question: Question, subjects: Subjects, ranked: Sequence[Hit]
    ) -> list[tuple[float, tuple[Sentence, ...]]]:
        """Passages for the question, and for it in the plan's own words, with their scores.

        What the learned order (`assistant.ranking`) thinks of a passage is added to its score.
        """
        official = [
            other
            for word in subjects.carrying
            if not self._lexicon.known(word)
            for other in self._lexicon.official(word)
        ]
        found = {
            hit.passage.passage_id: (hit.score, hit.passage.sentences)
            for hit in self._retriever.search(question.core, CANDIDATE_PASSAGES)
        }
        if official:
            told = " ".join([*subjects.phrases, *dict.fromkeys(official)])
            for hit in self._retriever.search(told, CANDIDATE_PASSAGES):
                score = OFFICIAL_SHARE * hit.score
                known = found.get(hit.passage.passage_id, (0.0, ()))[0]
                found[hit.passage.passage_id] = (max(known, score), hit.passage.sentences)
        for best in ranked[:CANDIDATE_PASSAGES]:
            known = found.get(best.passage.passage_id, (0.0, ()))[0]
            score = known + RANKED_SHARE * best.score
            found[best.passage.passage_id] = (score, best.passage.sentences)
        return list(found.values())

    def _with_scope(
        self, ranked: list[tuple[float, tuple[Sentence, ...]]], inside: set[str]
    ) -> list[tuple[float, tuple[Sentence, ...]]]:
        """The candidates, and all sentences of the scope that are not among them."""
        if not inside:
            return ranked
        seen = {sentence.start for _, sentences in ranked for sentence in sentences}
        rest = tuple(
            record.sentence
            for start, record in self._records.items()
            if record.section.path in inside and start not in seen
        )
        return [*ranked, (0.0, rest)]

    def _told(self, weights: Mapping[str, float], amounts: bool) -> list[float]:
        """Share of the words' weight that each sentence says, in their order."""
        said = np.zeros(len(self._texts.own))
        for word, weight in weights.items():
            said += weight * self._said(word, amounts)
        said /= sum(weights.values()) or 1.0
        found: list[float] = said.tolist()
        return found

    @kept(1024)
    def _said(self, word: str, amounts: bool) -> NDArray[np.float64]:
        """How far each sentence says a word, itself or by what it stands under: (sentences,)."""
        texts = self._texts
        own = self._lexicon.says_each(word, texts.amounts if amounts else texts.own)
        above = HEADING_SHARE * self._lexicon.says_each(word, texts.headings)
        around = np.zeros(len(texts.contexts))
        around[texts.contexts.holding(word)] = CONTEXT_SHARE
        under = np.maximum(above[texts.heading_of], around[texts.context_of])
        whole = own == 1.0
        said: NDArray[np.float64] = np.where(whole, own, np.maximum(own, under))
        for place in np.flatnonzero(whole).tolist() if amounts else ():
            if self._lexicon.only_within(word, texts.own.texts[place]):
                said[place] = PART_SHARE
        return said

    @cached_property
    def _texts(self) -> _Texts:
        """The texts of the records; many stand under one heading, and in one context."""
        records = self._records.values()
        headings, heading_of = _distinct([record.heading for record in records])
        contexts, context_of = _distinct([record.context for record in records])
        return _Texts(
            Texts([record.text for record in records]),
            Texts([record.amounts for record in records]),
            Texts(headings),
            Texts(contexts),
            heading_of,
            context_of,
        )

    def _bonus(self, question: Question, record: _Record) -> float:
        bonus = 0.0
        if question.years:
            asked = set(question.years)
            if asked <= record.years:
                bonus += YEAR_BONUS
            elif record.years and not asked & record.years:
                bonus -= YEAR_BONUS
        if asks_figure(question):
            bonus += FIGURE_BONUS * record.has_figure
            bonus += WIDER_BONUS * wider(record.text, question)
            bonus -= NO_SHARE_MALUS * (asks_share(question) and not holds_share(record.text))
        pictured = record.section.box_kind is BoxKind.PICTURE
        if pictured and "图" not in question.core and "专栏" not in question.core:
            bonus -= PICTURE_MALUS
        if record.sentence.kind is SentenceKind.HEADING:
            only_figure = Ask.FIGURE in question.asks
            bonus -= HEADING_MALUS_FOR_FIGURES if only_figure else HEADING_MALUS
        if record.sentence.kind is SentenceKind.NOTE and SIGNS.search(question.core):
            bonus += NOTE_BONUS
        if Ask.LIST in question.asks:
            bonus += min(record.text.count("、"), 6) * 0.015
        counted = counts_asked(question.core)
        if counted and counted & counts_told(record.sentence.text):
            bonus += COUNT_BONUS
        return bonus

    def _judge(
        self,
        question: Question,
        subjects: Subjects,
        found: list[Evidence],
        ranks: Mapping[str, float],
    ) -> Findings:
        words, carrying = subjects.words, subjects.carrying
        unknown = [word for word in carrying if self._lexicon.lacks(word)]
        if not found:
            return Findings((), words, 0.0, tuple(unknown), (), question.years, subjects)
        best = self._records[found[0].sentence.start]
        texts = [best.text, best.heading, best.context]
        # A figure of something alike is a wrong figure.
        literally = asks_figure(question)
        coverage = self._lexicon.coverage(words, texts, literally=literally, shares=subjects.shares)
        unsaid = tuple(word for word in carrying if not self._is_said(word, texts))
        places = [
            word
            for word in carrying
            if self._lexicon.is_elsewhere(word) and not any(word in text for text in texts)
        ]
        home = squeeze(self._plan.meta.region + self._plan.meta.title)
        home += squeeze("".join(s.text for s in best.section.sentences))
        names = [w for w in unsaid if self._lexicon.is_name(w) and w not in home] + places
        if coverage < FOREIGN:
            names += self._foreign(subjects, texts)
        if literally:
            names += self._subject_missing(carrying, best)
            names += [w for w in unknown if w.isascii() and len(w) > _LATIN]
        return Findings(
            evidence=tuple(found),
            words=words,
            coverage=coverage,
            unsaid=unsaid,
            unknown=tuple(word for word in unknown if word in unsaid),
            names_missing=tuple(dict.fromkeys(names)),
            years_missing=self._missing_years(question, best),
            subjects=subjects,
            texts=tuple(texts),
            places_missing=tuple(places),
            ranks=ranks,
            guessed=self._guessed(carrying, texts),
        )

    def _subject_missing(self, words: Sequence[str], best: _Record) -> list[str]:
        """The heaviest word, where neither the sentence nor its headings say it in its letters.

        Words any subject can be asked for (增加值, GDP) are no subject.
        """
        general = word_list("aspects") | word_list("cohorts")
        subjects = [word for word in words if word not in general]
        if not subjects:
            said = bool(_PRODUCT.search(best.sentence.text))
            return [word for word in words if word in _PRODUCTS and not said]
        heaviest = max(subjects, key=self._lexicon.weight, default="")
        texts = [best.text, best.heading]
        if not heaviest or self._lexicon.coverage([heaviest], texts, literally=True) >= 0.5:
            return []
        return [heaviest]

    def _foreign(self, subjects: Subjects, texts: Sequence[str]) -> list[str]:
        """What each subject begins with, where the plan knows none of it: 军民 in 军民融合.

        The beginning tells a thing from others of its kind; the kind alone is no answer.
        """
        general = _FOREWORDS.union(*(word_list(name) for name in _GENERAL))
        heads = [
            next((w for w in group if len(w) > 1 and w not in general), "")
            for group in subjects.groups
        ]
        heads = [head for head in heads if head]
        told = any(
            self._lexicon.known(head)
            or self._lexicon.has_equivalent(head)
            or not self._lexicon.is_noun(head)
            or self._is_said(head, texts)
            for head in heads
        )
        return [] if told else heads

    def _is_said(self, word: str, texts: Sequence[str]) -> bool:
        return max(self._lexicon.says(word, text) for text in texts) >= SAID

    def _guessed(self, words: Sequence[str], texts: Sequence[str]) -> bool:
        """Whether none of the words that name something is said in its letters or as the same."""
        general = word_list("aspects") | word_list("cohorts") | word_list("parts")
        naming = [w for w in words if w not in general and self._lexicon.is_noun(w)]
        return not any(self._lexicon.match(word, text) >= 0.5 for word in naming for text in texts)

    def _missing_years(self, question: Question, best: _Record) -> tuple[int, ...]:
        """Years asked for that neither the sentence nor what it stands under speaks of.

        A sentence without any year speaks of the plan's last year, for which its aims are set.
        """
        above = self._plan.ancestors(best.section.path)
        spoken = set(best.years) | set(years_in(best.context))
        spoken |= set(years_meant(best.sentence.text, self._plan.meta.period))
        for node in above:
            spoken |= set(years_in(node.title))
        period = self._plan.meta.period
        if period and not spoken:
            spoken.add(period[1])
        return tuple(year for year in question.years if year not in spoken)
