"""Which passages of a plan say a word: the same judgement as `Lexicon.says`, for all at once.

Every form of a word is looked for among the texts that hold its rarest pair of characters, which is
much faster than asking passage by passage; the outcome of each word is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from assistant.lexicon import ABBREVIATED, ABBREVIATION_GAP, Lexicon

__all__ = ["Texts", "WordMap"]

_KEPT = 20_000  # words
_PARTING = "\n"


class Texts:
    """Texts in which a string is looked for, all at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Hold texts without line breaks."""
        self._texts = list(texts)
        self.size = len(self._texts)
        self._joined = _PARTING.join(self._texts)
        self._starts = list(accumulate((len(text) + 1 for text in self._texts), initial=0))
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(self._texts):
            for pair in set(_pairs(text)):
                rows.setdefault(pair, []).append(row)
        self._rows = rows  # of each pair of characters

    def holding(self, form: str) -> list[int]:
        """Places of the texts that hold `form`, ascending."""
        if len(form) < 2:
            return [row for row, text in enumerate(self._texts) if form in text]
        rarest: list[int] | None = None
        for pair in _pairs(form):
            rows = self._rows.get(pair)
            if rows is None:
                return []
            if rarest is None or len(rows) < len(rarest):
                rarest = rows
        return [row for row in rarest or () if form in self._texts[row]]

    def matching(self, pattern: str) -> list[int]:
        """Places of the texts in which a regular expression matches, a text once or more often."""
        return [
            bisect_right(self._starts, match.start()) - 1
            for match in re.finditer(pattern, self._joined)
        ]


class WordMap:
    """How far each of some texts says a word."""

    def __init__(self, lexicon: Lexicon, texts: Sequence[str]) -> None:
        """Hold squeezed texts (`assistant.lexicon.squeeze`)."""
        # Many passages stand under one heading: each text is looked through once.
        distinct = list(dict.fromkeys(texts))
        places = {text: place for place, text in enumerate(distinct)}
        self._place = np.array([places[text] for text in texts], dtype=np.intp)
        self._texts = Texts(distinct)
        self._lexicon = lexicon

    @lru_cache(maxsize=_KEPT)  # noqa: B019 - one map lives as long as its plan
    def says(self, word: str) -> NDArray[np.float32]:
        """How far each text says `word`, in its letters or in other words: (texts,) in [0, 1]."""
        _, forms, abbreviation = self._lexicon.forms(word)
        degrees = self._degrees(forms, abbreviation)
        degrees[self._texts.holding(word)] = 1.0
        return self._spread(degrees)

    @lru_cache(maxsize=_KEPT)  # noqa: B019
    def matches(self, word: str) -> NDArray[np.float32]:
        """How far each text says `word` in its letters: (texts,) in [0, 1]."""
        literal, _, abbreviation = self._lexicon.forms(word)
        degrees = self._degrees(literal, abbreviation)
        degrees[self._texts.holding(word)] = 1.0
        return self._spread(degrees)

    @lru_cache(maxsize=_KEPT)  # noqa: B019
    def holds(self, word: str) -> NDArray[np.float32]:
        """1 where a text holds `word` itself, else 0: (texts,)."""
        degrees = np.zeros(self._texts.size, dtype=np.float32)
        degrees[self._texts.holding(word)] = 1.0
        return self._spread(degrees)

    def _degrees(
        self, forms: Sequence[tuple[str, float]], abbreviation: str
    ) -> NDArray[np.float32]:
        degrees = np.zeros(self._texts.size, dtype=np.float32)
        for form, credit in sorted(forms, key=lambda one: one[1]):  # the best is written last
            degrees[self._texts.holding(form)] = credit
        if abbreviation:
            gap = f"[^{_PARTING}]{{0,{ABBREVIATION_GAP}}}?"
            rows = self._texts.matching(gap.join(map(re.escape, abbreviation)))
            degrees[rows] = np.maximum(degrees[rows], ABBREVIATED)
        return degrees

    def _spread(self, degrees: NDArray[np.float32]) -> NDArray[np.float32]:
        spread: NDArray[np.float32] = degrees[self._place]
        return spread


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
