"""What the words of a question weigh in one plan, and whether a text says them.

A word weighs by its rarity among the plan's passages. A text says a word when it holds it, holds
most of its character pairs, spells out an abbreviation (文创 for 文化创意), or has a word the
embedding finds close in meaning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.general_terms import equivalents
from assistant.question import content_words
from index.retriever import HybridRetriever

__all__ = ["Lexicon", "squeeze"]

PAIRS_NEEDED = 0.5  # share of a long word's character pairs a text must hold to say it in part
ABBREVIATED = 0.8  # how far an abbreviation's full form says it
EQUIVALENT = 0.95  # how far another word for the same says it
SEMANTIC_FLOOR = 0.62  # cosine from which two words count as close in meaning
# What a word counts by its part of speech: a question is about its nouns.
_NOUNS = ("n", "vn", "j", "l", "i", "eng", "nz", "an")
_VERBS = ("v", "a", "b", "z")
_OF_NOUN, _OF_VERB, _OF_OTHER = 1.0, 0.5, 0.15
_EMPTY = ("m", "q", "r", "d", "p", "c", "u", "y", "e", "o")  # numerals, pronouns, particles
# Share of a word that no passage holds: it may be another way to say what the plan says, unless
# it is a name, which has no other way.
_NAMES = ("ns", "nr", "nt", "nz")
_UNKNOWN_SHARE, _UNKNOWN_COMMON_SHARE = 0.6, 0.35
_COMMON = 2000  # occurrences in general Chinese from which a word is common
_ABBREVIATION_GAP = "[\u4e00-\u9fff]{0,2}"
# A name built of number and noun pairs: 一核两极 is 一核 and 两极.
_COUNTED = re.compile(r"(?:[一二两三四五六七八九十多][\u4e00-\u9fff]){2,}")
_PUNCTUATION = re.compile(r"[\s，。、；：？！“”‘’（）()《》〔〕\[\]—\-·]+")


def squeeze(text: str) -> str:
    """Text without blanks and punctuation, lower case: the form words are looked up in."""
    return _PUNCTUATION.sub("", text).lower()


class Lexicon:
    """Word weights and word matches for one plan."""

    def __init__(self, retriever: HybridRetriever) -> None:
        self._segmenter = retriever.segmenter
        self._embedder = retriever.embedder
        index = retriever.lexical
        self._size = index.size
        counts = np.diff(index.offsets).tolist()
        self._frequency = dict(zip(index.tokens, counts, strict=True))

    def words(self, core: str) -> list[str]:
        """The content words of a question, each once, plan terms whole."""
        found: list[str] = []
        for word in self._segmenter.words(core):
            if _COUNTED.fullmatch(word):
                found += [word[i : i + 2] for i in range(0, len(word), 2)]
            elif self.known(word) or self._segmenter.part_of_speech(word) or len(word) < 2:
                found.append(word)
            else:  # no word of the plan nor of the language: a guess of the segmenter
                found += self._segmenter.dictionary_words(word)
        return content_words(found)

    def known(self, word: str) -> bool:
        """Whether any passage holds the word."""
        return word in self._frequency

    def weight(self, word: str) -> float:
        """Inverse passage frequency, ln(1 + (N - n + 1/2) / (n + 1/2)), times its kind's share."""
        n = self._frequency.get(word, 0)
        return self._share(word) * math.log(1 + (self._size - n + 0.5) / (n + 0.5))

    def _share(self, word: str) -> float:
        """What a word counts by what it is: nouns and the plan's own terms most."""
        if word in self._segmenter.user_terms:
            return _OF_NOUN
        tag = self._segmenter.part_of_speech(word)
        if tag.startswith(_EMPTY):
            return 0.0
        if len(word) == 1:
            return _OF_OTHER / 3
        known = self.known(word)
        share = _OF_OTHER
        if tag.startswith(_NOUNS) or (not tag and known):
            share = _OF_NOUN
        elif tag.startswith(_VERBS) or not tag:
            share = _OF_VERB
        if known or tag in _NAMES:
            return share
        common = self._segmenter.frequency(word) >= _COMMON
        return share * (_UNKNOWN_COMMON_SHARE if common else _UNKNOWN_SHARE)

    def coverage(self, words: Sequence[str], texts: Iterable[str]) -> float:
        """Share of the words' weight that the texts say, in [0, 1]; 1 for no words."""
        texts = [squeeze(text) for text in texts]
        total = sum(self.weight(word) for word in words)
        if not total:
            return 1.0
        said = sum(
            self.weight(word) * max((self.match(word, text) for text in texts), default=0.0)
            for word in words
        )
        return said / total

    def match(self, word: str, text: str) -> float:
        """How far `text` (squeezed) says `word`, in [0, 1]."""
        if word in text:
            return 1.0
        if any(other in text for other in equivalents(word)):
            return EQUIVALENT
        return max(_by_pairs(word, text), _by_abbreviation(word, text))

    def likeness(self, word: str, others: Sequence[str]) -> float:
        """Cosine of `word` and the closest of `others`; 0 below `SEMANTIC_FLOOR`."""
        vector = self._vector(word)
        if not others or not vector.any():
            return 0.0
        best = max(float(vector @ self._vector(other)) for other in others)
        return best if best >= SEMANTIC_FLOOR else 0.0

    @lru_cache(maxsize=20_000)  # noqa: B019 - one lexicon lives as long as its plan
    def _vector(self, word: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._embedder.encode([word])[0]
        return vector

    @lru_cache(maxsize=5_000)  # noqa: B019
    def text_words(self, text: str) -> tuple[str, ...]:
        """Distinct words of two characters and more in a text of the plan."""
        return tuple(dict.fromkeys(w for w in self._segmenter.words(text) if len(w) > 1))


def _by_pairs(word: str, text: str) -> float:
    if len(word) < 3:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return 0.9 * share if share >= PAIRS_NEEDED else 0.0


def _by_abbreviation(word: str, text: str) -> float:
    if not 2 <= len(word) <= 4 or not all("\u4e00" <= ch <= "\u9fff" for ch in word):
        return 0.0
    return ABBREVIATED if _abbreviation_pattern(word).search(text) else 0.0


@lru_cache(maxsize=2_000)
def _abbreviation_pattern(word: str) -> re.Pattern[str]:
    return re.compile(_ABBREVIATION_GAP.join(map(re.escape, word)))
