"""Words that say the same in official and in everyday Chinese. No plan's own words stand here.

`*.same.txt`: official words of one meaning, then after a bar what people ask with for exactly that.
What is asked with any word of a group is answered by its official words, not by the everyday ones
of another group. `*.near.txt`: words that lead to official ones without meaning the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Phrase", "near_words", "phrases_in", "same_words", "vocabulary"]

_SPELT = (("gdp", "地区生产总值"), ("r&d", "研发"), ("规上", "规模以上"))
_SHORTEST = 2  # characters of a phrase looked for in running text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the thesaurus in a text, from `start` to before `end`."""

    text: str
    start: int
    end: int


def same_words(word: str) -> tuple[str, ...]:
    """Official words that answer what is asked with `word` (lower case), itself left out."""
    return _same().get(word, ())


def near_words(word: str) -> tuple[str, ...]:
    """Official words of what is likely to answer a question that uses `word` (lower case)."""
    return _near().get(word, ())


def vocabulary() -> Iterator[str]:
    """All words that have others of the same meaning."""
    yield from _same()


def phrases_in(text: str) -> Iterator[Phrase]:
    """Phrases with words of the same meaning, the longest at each place; none overlaps another.

    Args:
        text: lower case.
    """
    lengths = _lengths()
    at = 0
    while at < len(text):
        sizes = lengths.get(text[at : at + _SHORTEST], ())
        fitting = (n for n in sizes if at + n <= len(text))
        size = next((n for n in fitting if text[at : at + n] in _same()), 0)
        if size:
            yield Phrase(text[at : at + size], at, at + size)
        at += size or 1


@cache
def _same() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in _lines("same"):
        official, _, asked = line.partition("|")
        words = [form for word in official.lower().split() for form in _forms(word)]
        for word in (*words, *asked.lower().split()):
            found[word].update((other, None) for other in words if other != word)
    return {word: tuple(others) for word, others in found.items() if others}


def _forms(word: str) -> tuple[str, ...]:
    """A word with its abbreviations spelt out, as plans print it too."""
    spelt = word
    for short, whole in _SPELT:
        spelt = spelt.replace(short, whole)
    return (word,) if spelt == word else (word, spelt)


@cache
def _near() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in _lines("near"):
        word, _, others = line.partition(":")
        found[word.strip().lower()].update((other, None) for other in others.lower().split())
    return {word: tuple(others) for word, others in found.items()}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Lengths of the phrases that begin with two characters, falling."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for word in _same():
        if len(word) >= _SHORTEST:
            found[word[:_SHORTEST]].add(len(word))
    return {begin: tuple(sorted(sizes, reverse=True)) for begin, sizes in found.items()}


def _lines(kind: str) -> Iterator[str]:
    """The lines of all lists of a kind, comments left out."""
    listed = sorted(files(__name__).iterdir(), key=lambda file: file.name)
    for file in listed:
        if file.name.endswith(f".{kind}.txt"):
            for line in file.read_text("utf-8").splitlines():
                if line and not line.startswith("#"):
                    yield line
