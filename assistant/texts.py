"""Texts of a plan that are asked about together: which of them hold a word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from corpus.caching import kept

__all__ = ["Texts"]

_BETWEEN = "\n"  # no text that is squeezed holds one


class Texts:
    """Squeezed texts, searched in one go: one search of all is faster than one of each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self._joined = _BETWEEN.join(self.texts)
        self._starts = [0, *accumulate(len(text) + len(_BETWEEN) for text in self.texts)]

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def _pairs(self) -> frozenset[str]:
        """All neighbouring characters: most forms of a word are ruled out by a pair no text has."""
        return frozenset(_pairs(self._joined))

    def holding(self, word: str) -> list[int]:
        """The places of the texts that hold `word`, which is not empty, in their order."""
        found: list[int] = []
        if not self._pairs.issuperset(_pairs(word)):
            return found
        at = self._joined.find(word)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            found.append(place)
            at = self._joined.find(word, self._starts[place + 1])
        return found

    @kept(4096)
    def _with(self, ch: str) -> frozenset[int]:
        """The places of the texts that hold a character."""
        return frozenset(self.holding(ch))

    def holding_all(self, chars: str) -> frozenset[int]:
        """The places of the texts that hold each of some characters, of which there is one."""
        return frozenset.intersection(*map(self._with, chars))

    def matching(self, pattern: re.Pattern[str]) -> list[int]:
        """The places of the texts in which a pattern is found that matches no line break."""
        places = (bisect_right(self._starts, m.start()) - 1 for m in pattern.finditer(self._joined))
        return list(dict.fromkeys(places))


def _pairs(text: str) -> Iterator[str]:
    return map(str.__add__, text, text[1:])
