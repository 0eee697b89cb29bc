"""What the words of a question weigh in one plan, and whether a text says them.

A word weighs by its rarity among the plan's passages. A text says a word when it holds it or
most of its beginning, spells out an abbreviation (文创 for 文化创意), or has a word the embedding
finds close in meaning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.question import content_words, searchable
from assistant.texts import Texts
from assistant.thesaurus import near_words, same_words
from assistant.words import word_list
from corpus.caching import kept
from corpus.entities import without_rank
from index.retriever import HybridRetriever
from index.tokenizer import BIGRAM_MARK

__all__ = ["SIGNS", "Lexicon", "squeeze"]

# Share of a long word a text must hold, from its beginning on, to say it in part: the beginning
# tells Chinese compounds apart (科技服务业, 金融服务业), the end does not.
BEGINNING_NEEDED = 0.5
ABBREVIATED = 0.8  # how far an abbreviation's full form says it
EQUIVALENT = 0.95  # how far another word for the same says it
RELATED = 0.3  # how far a word says it that is likely to answer, without meaning the same
# Cosine from which two words count as close in meaning, and what they count beside the word.
SEMANTIC_FLOOR, SEMANTIC_SHARE = 0.42, 0.8
MOST_NEAR = 12  # words of the plan considered close
# What a word counts by its part of speech: a question is about its nouns.
_NOUNS = ("n", "vn", "j", "l", "i", "eng", "nz", "an")
_VERBS = ("v", "a", "b", "z")
_OF_NOUN, _OF_VERB, _OF_OTHER = 1.0, 0.5, 0.15
_EMPTY = ("m", "q", "r", "d", "p", "c", "u", "y", "e", "o")  # numerals, pronouns, particles
# Share of a word that no passage holds: it may be another way to say what the plan says, unless
# it is a name, which has no other way.
_NAMES = ("ns", "nr", "nt", "nz")
_PROPER = ("ns", "nt", "j")
_PLACES = ("ns", "nt")
_PLACE_ENDS = "省市州县区旗乡镇村路街港湾岛山湖江河园"
_ANYWHERE = frozenset({"省城", "县城", "省会", "首府", "外地", "国外", "海外", "老家", "本地"})
_UNKNOWN_SHARE, _UNKNOWN_COMMON_SHARE = 0.6, 0.35
_RARE = 60  # occurrences below which the dictionary's tag of a name is not to be trusted
_WELL_KNOWN = 300  # occurrences in general Chinese; 宁波 has 538, 中考, tagged as a place, 118
_COMMON = 2000  # occurrences in general Chinese from which a word is common
_ABBREVIATION_GAP = 2  # characters that may stand between two of an abbreviation's
_PUNCTUATION = re.compile(r"[\s，。、；：？！“”‘’（）()《》\[\]—\-·]+")
# Signs a table explains in its notes; a question about one has no other word for it.
SIGNS = re.compile(r"[〔〕※★☆]")
# Names that are digits: the formula of a slogan (“15+8”产业), the number of a line.
_NUMBERED = re.compile(r"\d+(?:[+＋][\dA-Za-z]+)+|\d+号线")


@lru_cache(maxsize=8192)  # the same questions and names over and over
def squeeze(text: str) -> str:
    """Text without blanks and punctuation, lower case: the form words are looked up in."""
    return _PUNCTUATION.sub("", text).lower()


@dataclass(frozen=True, slots=True)
class _Forms:
    """What stands for a word beside itself: (form, credit), best first."""

    forms: tuple[tuple[str, float], ...]
    abbreviation: str  # the word where it can be an abbreviation, else ""


class Lexicon:
    """Word weights and word matches for one plan."""

    def __init__(self, retriever: HybridRetriever) -> None:
        self._segmenter = retriever.segmenter
        self._embedder = retriever.embedder
        self._retriever = retriever
        index = retriever.lexical
        self._size = index.size
        counts = np.diff(index.offsets).tolist()
        self._frequency = dict(zip(index.tokens, counts, strict=True))

    def words(self, core: str) -> list[str]:
        """The content words of a question, each once, plan terms whole."""
        return list(self._words(core))

    @kept(4096)
    def _words(self, core: str) -> tuple[str, ...]:
        found: list[str] = []
        for word in self._segmenter.words(searchable(core)):
            if self.known(word) or self._segmenter.part_of_speech(word) or len(word) < 2:
                found.append(word)
            else:  # no word of the plan nor of the language: a guess of the segmenter
                found += self._segmenter.dictionary_words(word)
        numbered = _NUMBERED.findall(core.lower())
        found = [word for word in found if not any(word in name for name in numbered)]
        return tuple(content_words([*found, *numbered, *SIGNS.findall(core)]))

    def placed(self, text: str) -> list[tuple[int, int, str]]:
        """All words of a text with where they stand: (start, end, word), in order."""
        found: list[tuple[int, int, str]] = []
        lower, position = text.lower(), 0
        for word in self._segmenter.words(searchable(text)):
            start = lower.find(word, position)
            if start >= 0:
                position = start + len(word)
                found.append((start, position, word))
        return found

    def counts(self) -> dict[str, int]:
        """The plan's words, with the number of passages that hold each."""
        return {word: count for word, count in self._frequency.items() if word[0] != BIGRAM_MARK}

    def known(self, word: str) -> bool:
        """Whether any passage holds the word."""
        return word in self._frequency

    @kept(20_000)
    def weight(self, word: str) -> float:
        """Inverse passage frequency, ln(1 + (N - n + 1/2) / (n + 1/2)), times its kind's share."""
        n = self._frequency.get(word, 0) or self._of_equivalents(word)
        return self._share(word) * math.log(1 + (self._size - n + 0.5) / (n + 0.5))

    @kept(20_000)
    def _of_equivalents(self, word: str) -> int:
        """In how many passages words of the same meaning stand, at the most."""
        return max(map(self._held, self.equivalents(word)), default=0)

    def equivalents(self, word: str) -> tuple[str, ...]:
        """Other words for the same: of the thesaurus, and of a place its name without its rank."""
        others = same_words(word)
        stem = without_rank(word)
        short = stem != word and self.known(stem) and not self.known(word) and self.is_place(word)
        return (*others, stem) if short else others

    def has_equivalent(self, word: str) -> bool:
        """Whether the plan has another word for the same."""
        return bool(self._of_equivalents(word))

    def lacks(self, word: str) -> bool:
        """Whether the plan has a word nowhere, nor another for the same; one character is none."""
        return len(word) > 1 and not self.known(word) and not self.has_equivalent(word)

    def official(self, word: str) -> tuple[str, ...]:
        """The plan's words by which it is likely to speak of what a word asks for."""
        others = dict.fromkeys([*self.equivalents(word), *near_words(word)])
        return tuple(other for other in others if self._held(other))

    def _held(self, word: str) -> int:
        """In how many passages a word stands; of a phrase, its rarest word."""
        parts = [word] if self.known(word) else self._segmenter.words(word)
        return min((self._frequency.get(part, 0) for part in parts), default=0)

    def _share(self, word: str) -> float:
        """What a word counts by what it is: nouns and the plan's own terms most."""
        if self._is_marked(word):
            return _OF_NOUN
        tag = self._segmenter.part_of_speech(word)
        known = self.known(word)
        if not known and self.has_equivalent(word):
            return _OF_VERB if tag == "v" else _OF_NOUN
        if tag.startswith(_EMPTY):
            return _OF_VERB if tag == "d" and known and len(word) > 1 else 0.0
        if len(word) == 1:
            return _OF_OTHER / 3
        share = _OF_OTHER
        if tag.startswith(_NOUNS) or (not tag and known):
            share = _OF_NOUN
        elif tag.startswith(_VERBS) or not tag:
            share = _OF_VERB
        if known or tag in _NAMES:
            return share
        common = self._segmenter.frequency(word) >= _COMMON
        return share * (_UNKNOWN_COMMON_SHARE if common else _UNKNOWN_SHARE)

    def is_name(self, word: str) -> bool:
        """Whether a word names one place, body or event, which nothing else can stand for."""
        known = self.known(word) or self._segmenter.frequency(word) >= _RARE
        return len(word) > 1 and known and self._segmenter.part_of_speech(word) in _PROPER

    def is_place(self, word: str) -> bool:
        """Whether the dictionary has a word as a place."""
        return self._segmenter.part_of_speech(word) == "ns"

    def is_somewhere(self, word: str) -> bool:
        """Whether a word says where something is: a place, or a side of one (西部: tags f, s)."""
        return self.is_place(word) or self._segmenter.part_of_speech(word) in {"f", "s"}

    @kept(2048)  # the plan's sentences and sections over and over
    def vector(self, text: str) -> NDArray[np.float32]:
        """Vector of a text by the embedding, (dim,); not to be changed."""
        found: NDArray[np.float32] = self._embedder.encode([text])[0]
        return found

    def is_elsewhere(self, word: str) -> bool:
        """Whether a word the plan does not hold names a place or a body.

        The dictionary's tag of a rare word is trusted where it ends as places do.
        """
        if not self.lacks(word) or word in _ANYWHERE:
            return False
        sure = self._segmenter.frequency(word) >= _RARE or word[-1] in _PLACE_ENDS
        return sure and self._segmenter.part_of_speech(word) in _PLACES

    def is_noun(self, word: str) -> bool:
        """Whether a word names something, so that leaving it out asks for something else."""
        if self._is_marked(word):
            return True
        tag = self._segmenter.part_of_speech(word)
        return tag.startswith(_NOUNS) or (not tag and self.known(word))

    def is_nominal(self, word: str) -> bool:
        """Whether a word names something, or where something is (西部, 线下: tags f, s, b)."""
        return self.is_noun(word) or self._segmenter.part_of_speech(word) in {"f", "s", "b"}

    def _is_marked(self, word: str) -> bool:
        """Whether a word is one of the plan's own terms, a sign or a name of digits."""
        terms = self._segmenter.user_terms
        return word in terms or bool(SIGNS.match(word) or _NUMBERED.fullmatch(word))

    def is_adjective(self, word: str) -> bool:
        """Whether a word is an adjective in general Chinese."""
        return self._segmenter.part_of_speech(word).startswith("a")

    def is_verb(self, word: str) -> bool:
        """Whether a word is a verb in general Chinese."""
        return self._segmenter.part_of_speech(word).startswith("v")

    def is_word(self, word: str) -> bool:
        """Whether the plan or general Chinese has a word."""
        return self.known(word) or bool(self._segmenter.part_of_speech(word))

    def begins_with_verb(self, text: str) -> bool:
        """Whether a text begins with a verb or an adverb, as what is to be done is told."""
        first = next(iter(self._segmenter.dictionary_words(text)), "")
        return self._segmenter.part_of_speech(first) in {"v", "vd", "d", "ad"}

    def pieces(self, text: str) -> list[str]:
        """A text cut into the words of general Chinese, nothing left out."""
        return list(self._segmenter.dictionary_words(text))

    def is_attribute(self, word: str) -> bool:
        """Whether a word only ever tells one kind from another (民营, 大型): tag b of PKU's set."""
        return self._segmenter.part_of_speech(word) == "b"

    def is_well_known(self, word: str) -> bool:
        """Whether a name is frequent enough for the dictionary's tag of it to be trusted."""
        return self._segmenter.frequency(word) >= _WELL_KNOWN

    def is_common(self, word: str) -> bool:
        """Whether a word is common in general Chinese, and so abbreviates nothing."""
        return self._segmenter.frequency(word) >= _COMMON

    def coverage(
        self,
        words: Sequence[str],
        texts: Sequence[str],
        *,
        literally: bool = False,
        shares: Mapping[str, float] | None = None,
    ) -> float:
        """Share of the words' weight that the texts say, in [0, 1]; 1 for no words.

        Args:
            words: content words.
            texts: squeezed texts; the one that says a word best counts.
            literally: whether other words of like meaning count for nothing.
            shares: what each word counts of its weight; all of it where left out.
        """
        says = self.match if literally else self.says
        said = total = 0.0
        for word in words:
            weight = self.weight(word) * (shares.get(word, 1.0) if shares else 1.0)
            if weight:
                total += weight
                said += weight * max(says(word, text) for text in texts)
        return said / total if total else 1.0

    def coverage_each(self, words: Sequence[str], texts: Texts) -> NDArray[np.float64]:
        """`coverage` of the words by each of the texts alone: (texts,)."""
        said, total = np.zeros(len(texts)), 0.0
        for word in words:
            weight = self.weight(word)
            if weight:
                total += weight
                said += weight * self.says_each(word, texts)
        return said / total if total else np.ones(len(texts))

    def says_each(self, word: str, texts: Texts) -> NDArray[np.float64]:
        """`says` of each of the texts: (texts,)."""
        return _best_each(word, texts, self._forms(word))

    def match_each(self, word: str, texts: Texts) -> NDArray[np.float64]:
        """`match` of each of the texts: (texts,)."""
        return _best_each(word, texts, self._literal(word))

    def says(self, word: str, text: str) -> float:
        """How far `text` (squeezed) says `word`, in its letters or in other words, in [0, 1]."""
        if word in text:
            return 1.0
        return _best(text, self._forms(word))

    def match(self, word: str, text: str) -> float:
        """How far `text` (squeezed) says `word` in its letters, in [0, 1]."""
        if word in text:
            return 1.0
        return _best(text, self._literal(word))

    def only_within(self, word: str, text: str) -> bool:
        """Whether `text` holds `word` only at the end of longer words of the plan.

        Words any subject can be asked for (总额) are parts of longer ones by nature.
        """
        if word in word_list("aspects"):
            return False
        for longer in self.longer(word):
            text = text.replace(longer, " ")
        return word not in text

    @kept(20_000)
    def longer(self, word: str) -> tuple[str, ...]:
        """Words and terms of the plan that end with `word`."""
        ending = self._by_ending.get(word[-1:], ())
        return tuple(token for token in ending if len(token) > len(word) and token.endswith(word))

    @cached_property
    def _by_ending(self) -> dict[str, list[str]]:
        """The plan's words by their last character."""
        found: dict[str, list[str]] = {}
        for token in self._frequency:
            found.setdefault(token[-1:], []).append(token)
        return found

    @kept(20_000)
    def _literal(self, word: str) -> _Forms:
        """What says the word in its letters: equivalents, then its beginning."""
        forms = [(other, EQUIVALENT) for other in self.equivalents(word)]
        for length in range(len(word) - 1, 1, -1):
            if length / len(word) >= BEGINNING_NEEDED:
                forms.append((word[:length], 0.9 * length / len(word)))
        han = all("\u4e00" <= ch <= "\u9fff" for ch in word)
        return _Forms(tuple(forms), word if han and 2 <= len(word) <= 4 else "")

    @kept(20_000)
    def _forms(self, word: str) -> _Forms:
        """What says the word in its letters or by words of like meaning."""
        literal = self._literal(word)
        plain = len(word) > 1 and not self.known(word) and not self.is_name(word)
        near = self._near(word) if plain else ()
        related = [(other, RELATED) for other in near_words(word)] if plain else []
        both = sorted([*literal.forms, *near, *related], key=lambda form: -form[1])
        return _Forms(tuple(both), literal.abbreviation)

    def _near(self, word: str) -> Sequence[tuple[str, float]]:
        """The plan's words closest in meaning, with what they count."""
        vector = self._embedder.encode([word])[0]
        words, vectors = self._retriever.vocabulary.words, self._retriever.vocabulary.vectors
        if not vector.any() or not words:
            return ()
        # Not BLAS: its threads cost more than they save on one small product.
        cosines = np.einsum("ij,j->i", vectors, vector)
        close = np.flatnonzero(cosines >= SEMANTIC_FLOOR)
        best = close[np.argsort(-cosines[close], kind="stable")][:MOST_NEAR]
        return [(words[i], SEMANTIC_SHARE * float(cosines[i])) for i in best.tolist()]


def _best(text: str, said_by: _Forms) -> float:
    """Credit of the best form the text holds."""
    best = next((credit for form, credit in said_by.forms if form in text), 0.0)
    abbreviation = said_by.abbreviation
    if best < ABBREVIATED and abbreviation and _spells_out(text, abbreviation):
        return ABBREVIATED
    return best


def _best_each(word: str, texts: Texts, said_by: _Forms) -> NDArray[np.float64]:
    """Credit of the best of a word and its forms that each text holds: (texts,)."""
    best = np.zeros(len(texts))
    for form, credit in reversed(said_by.forms):  # the best last, so that it stays
        best[texts.holding(form)] = credit
    abbreviation = said_by.abbreviation
    if abbreviation:
        for place in sorted(texts.holding_all(abbreviation)):
            if best[place] < ABBREVIATED and _spells_out(texts.texts[place], abbreviation):
                best[place] = ABBREVIATED
    best[texts.holding(word)] = 1.0
    return best


def _spells_out(text: str, abbreviation: str) -> bool:
    """文创 in 文化创意: its characters in order, at most two others between neighbours."""
    start = text.find(abbreviation[0])
    while start >= 0:
        position = start
        for ch in abbreviation[1:]:
            position = text.find(ch, position + 1, position + 2 + _ABBREVIATION_GAP)
            if position < 0:
                break
        else:
            return True
        start = text.find(abbreviation[0], start + 1)
    return False
