"""Which passages of a plan say a word: `Lexicon.says_each`, its outcome kept for each word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.lexicon import Lexicon
from assistant.texts import Texts
from corpus.caching import kept

__all__ = ["WordMap"]

_KEPT = 20_000  # words


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

    @kept(_KEPT)
    def says(self, word: str) -> NDArray[np.float32]:
        """How far each text says `word`, in its letters or in other words: (texts,) in [0, 1]."""
        return self._spread(self._lexicon.says_each(word, self._texts))

    @kept(_KEPT)
    def matches(self, word: str) -> NDArray[np.float32]:
        """How far each text says `word` in its letters: (texts,) in [0, 1]."""
        return self._spread(self._lexicon.match_each(word, self._texts))

    @kept(_KEPT)
    def holds(self, word: str) -> NDArray[np.float32]:
        """1 where a text holds `word` itself, else 0: (texts,)."""
        degrees = np.zeros(len(self._texts))
        degrees[self._texts.holding(word)] = 1.0
        return self._spread(degrees)

    def _spread(self, degrees: NDArray[np.float64]) -> NDArray[np.float32]:
        spread: NDArray[np.float32] = degrees.astype(np.float32)[self._place]
        return spread
