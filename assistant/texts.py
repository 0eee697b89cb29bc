"""Texts of a plan that are asked about together: which of them hold a word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

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


def _pairs(text: str) -> Iterator[str]:
    return map(str.__add__, text, text[1:])
