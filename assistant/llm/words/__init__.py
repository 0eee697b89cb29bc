"""General Chinese words by which a model's claim is compared with the plan: one list a file.

Blanks between words, # for comments; in `same_verbs.txt` each line is a group of one meaning.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["claim_words", "same_verbs"]


@cache
def claim_words(name: str) -> frozenset[str]:
    """The words of `name`.txt beside this file."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def same_verbs() -> dict[str, tuple[str, ...]]:
    """Of each verb the others that say the same."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("same_verbs"):
        group = line.split()
        for word in group:
            others = tuple(other for other in group if other != word)
            found[word] = (*found.get(word, ()), *others)
    return found


def _lines(name: str) -> list[str]:
    text = (files(__name__) / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
