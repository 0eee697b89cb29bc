"""How Chinese text becomes words, and words become what the lexical index counts.

jieba cuts; nothing is ever added to its dictionary. Terms of a plan are found by looking for them
in the text instead, so one dictionary serves every `Segmenter`, two of them cannot disturb each
other, and a term never hides the words it is made of.

jieba's own cache of its dictionary is not used: it is a marshal file in the system's temporary
folder, which any user may write and none should trust, and reading it takes far longer than
`_Dictionary` takes to read the word list itself.
"""

from __future__ import annotations

import logging
import re
import sys
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

__all__ = ["BIGRAM_MARK", "HAN", "Segmenter", "general_segmenter", "normalise"]

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Chinese characters, as the inside of a character class of a regular expression."""

BIGRAM_MARK = "\u2009"
"""First character of a bigram token, so that 电子 the pair is not counted as 电子 the word."""

_TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])|[0-9]+)(?:\.[0-9]+)?[%‰]?(?![0-9a-z]))"
    rf"|(?P<other>(?:(?![{HAN}])[^\W_])+)"
)
# Five-year plans are named by rule: 十一五 … 十五五; jieba cuts 十三/五.
_FIVE_YEAR = re.compile(r"(?<![一二三四五六七八九])十[一二三四五]五(?![十百千万亿])")
# 县(市): one character in brackets is read on with what stands before it.
_ASIDE = re.compile(rf"\(([{HAN}])\)")
# Single characters that carry grammar, not matter; alone they say nothing about a passage.
_FUNCTION = frozenset(
    "的了是在和与及等对为以将于从把被让向到由之其而也都就还又并或有这那个吗呢吧啊么着过地得"
)
# A term this long is taken wherever it stands; a shorter one (会展 in 机会展示) must also agree
# with the word boundaries jieba sees.
_LONG_TERM = 5


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    han: bool


def normalise(text: str) -> str:
    """NFKC and lower case: full-width digits and letters become the plain ones."""
    return unicodedata.normalize("NFKC", text).lower()


class Segmenter:
    """Cuts text into words, with the terms of one plan.

    Args:
        user_terms: names and phrases to be kept whole (城西科创大走廊); terms of one character
            are ignored.
    """

    def __init__(self, user_terms: Iterable[str] = ()) -> None:
        self._dictionary = _dictionary()
        terms = {normalise(term).strip() for term in user_terms}
        self._terms = frozenset(term for term in terms if len(term) > 1)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for term in self._terms:
            lengths[term[0]].add(len(term))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    @property
    def user_terms(self) -> frozenset[str]:
        """The terms as they are looked for, normalised."""
        return self._terms

    def part_of_speech(self, word: str) -> str:
        """Tag of a dictionary word as jieba has it (n, v, a, …; PKU tag set), or ""."""
        return self._dictionary.tag(word)

    def frequency(self, word: str) -> int:
        """How often a dictionary word occurs in general Chinese (jieba's count of 60 million)."""
        return self._dictionary.count(word)

    def words_from(self, least: int) -> Iterator[tuple[str, int]]:
        """Dictionary words that occur at least so often in general Chinese, with their counts."""
        return self._dictionary.words_from(least)

    def dictionary_words(self, text: str) -> list[str]:
        """Words of the dictionary alone, nothing guessed; what is none falls into characters."""
        words = self._dictionary.cut(normalise(text), guess=False)
        return [word for word in words if word.strip()]

    def words(self, text: str) -> list[str]:
        """Words in reading order, terms whole, the longest first; no punctuation."""
        text = normalise(text)
        tokens = self._cut(text)
        result: list[str] = []
        position = 0
        for start, end in _leftmost_longest(self._terms_in(text, tokens)):
            result.extend(self._words_between(tokens, text, position, start))
            result.append(text[start:end])
            position = end
        result.extend(self._words_between(tokens, text, position, len(text)))
        return result

    def base_words(self, text: str) -> list[str]:
        """Words in reading order as any `Segmenter` cuts them, whatever its terms."""
        text = normalise(text)
        tokens = self._cut(text)
        result: list[str] = []
        position = 0
        for match in _FIVE_YEAR.finditer(text):
            result.extend(self._words_between(tokens, text, position, match.start()))
            result.append(match.group())
            position = match.end()
        result.extend(self._words_between(tokens, text, position, len(text)))
        return result

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each word stands as any `Segmenter` cuts them; what is between words is one too.

        The spans are in order and together are the whole text, each character as it is printed.
        """
        plain = "".join(map(_normal_character, text))
        found: list[tuple[int, int]] = []
        position = 0
        for token in self._cut(plain):
            found += [(at, at + 1) for at in range(position, token.start)]
            found.append((token.start, token.end))
            position = token.end
        return found + [(at, at + 1) for at in range(position, len(text))]

    def dictionary_borders(self, text: str) -> set[int]:
        """Where words of the dictionary alone begin and end; any other character is one."""
        borders = {0}
        position = 0
        for word in self._dictionary.cut(text, guess=False):
            position += len(word)
            borders.add(position)
        return borders

    def search_tokens(self, text: str) -> list[str]:
        """What the lexical index counts, with repetitions.

        The words and, as in jieba's search mode, the dictionary words of two and three characters
        inside them; every term that occurs, beside the words it is made of; and the character
        bigrams of each Chinese run, marked with `BIGRAM_MARK` (a run of one character gives that
        character). Lone function characters are no words.
        """
        text = _ASIDE.sub(r"\1", normalise(text))
        tokens = self._cut(text)
        result: list[str] = []
        for token in tokens:
            if token.text not in _FUNCTION:
                result.extend(self._pieces(token))
        result.extend(text[start:end] for start, end in self._terms_in(text, tokens))
        for match in _TOKEN.finditer(text):
            if match.lastgroup == "han":
                result.extend(BIGRAM_MARK + pair for pair in _bigrams(match.group()))
        return result

    def _cut(self, text: str) -> list[_Token]:
        """The base tokens of normalised text; only Chinese runs are shown to jieba."""
        result: list[_Token] = []
        for match in _TOKEN.finditer(text):
            start = match.start()
            if match.lastgroup != "han":
                plain = match.group().replace(",", "")
                result.append(_Token(start, match.end(), plain, han=False))
                continue
            for word in _words_of_run(match.group()):
                result.append(_Token(start, start + len(word), word, han=True))
                start += len(word)
        return result

    def _pieces(self, token: _Token) -> Iterator[str]:
        """The token, after the shorter dictionary words within it (jieba's search mode)."""
        word = token.text
        if token.han:
            for size in (2, 3):
                for start in range(len(word) - size + 1 if len(word) > size else 0):
                    if self._dictionary.count(word[start : start + size]):
                        yield word[start : start + size]
        yield word

    def _words_between(
        self, tokens: list[_Token], text: str, start: int, end: int
    ) -> Iterator[str]:
        """Base words of ``text[start:end]``; one cut in two by a border is cut anew."""
        for token in tokens:
            if token.start >= start and token.end <= end:
                yield token.text
            elif token.start < end and token.end > start:
                part = text[max(start, token.start) : min(end, token.end)]
                yield from (piece.text for piece in self._cut(part))

    def _terms_in(self, text: str, tokens: list[_Token]) -> list[tuple[int, int]]:
        """Where the terms stand, overlapping ones too, by start and then longest first."""
        found = {match.span() for match in _FIVE_YEAR.finditer(text)}
        if self._terms:
            inside = {
                han: {
                    place
                    for token in tokens
                    if token.han is han
                    for place in range(token.start + 1, token.end)
                }
                for han in (True, False)
            }
            for span in self._occurrences(text):
                long = span[1] - span[0] >= _LONG_TERM
                if inside[False].isdisjoint(span) and (long or inside[True].isdisjoint(span)):
                    found.add(span)
        return sorted(found, key=lambda span: (span[0], -span[1]))

    def _occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                if text[start : start + length] in self._terms:
                    yield start, start + length


@lru_cache(maxsize=8192)
def _normal_character(ch: str) -> str:
    """A character normalised, or as it is where that would be several."""
    normal = normalise(ch)
    return normal if len(normal) == 1 else ch


def _leftmost_longest(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in spans:
        if start >= position:
            yield start, end
            position = end


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(max(1, len(run) - 1))]


@cache
def general_segmenter() -> Segmenter:
    """General Chinese, without the terms of a plan."""
    return Segmenter()


@lru_cache(maxsize=50_000)  # a question and a plan's clauses are cut many times over
def _words_of_run(run: str) -> tuple[str, ...]:
    """Jieba's words of a run of Chinese characters."""
    return tuple(_dictionary().cut(run))


class _Dictionary:
    """jieba with its word list, of which only what is looked up is laid out as jieba wants it.

    Every word is looked up by its first character, so the words that begin with a character are
    laid out when a text first holds it: of 12,000 first characters a question has thirty.

    Args:
        tokenizer: a `jieba.Tokenizer` of its own, not initialised.
        lines: the word list, one "word frequency part-of-speech" a line; of a word that is listed
            twice the last line counts.
    """

    def __init__(self, tokenizer: Any, lines: str) -> None:  # noqa: ANN401 - jieba has no types
        fields = lines.split()
        self._words, self._tags_listed = fields[0::3], fields[2::3]
        self._counts = list(map(int, fields[1::3]))
        if not len(self._words) == len(self._counts) == len(self._tags_listed):
            raise ValueError(f"expected three fields a line, got {len(fields)} in all")
        self._stretches = _stretches(self._words)
        self._tags: dict[str, str] = {}
        self._laid_out: set[str] = set()
        self._jieba = tokenizer
        self._frequency: dict[str, int] = {}
        tokenizer.FREQ, tokenizer.total = self._frequency, sum(self._counts)
        tokenizer.initialized = True

    def cut(self, text: str, *, guess: bool = True) -> Iterator[str]:
        """The words of a text; `guess` whether also words that are not listed (HMM)."""
        for first in set(text) - self._laid_out:
            self._lay_out(first)
        words: Iterator[str] = self._jieba.cut(text, HMM=guess)
        return words

    def count(self, word: str) -> int:
        """Frequency of a word; 0 for one that is not listed."""
        if word[:1] not in self._laid_out:
            self._lay_out(word[:1])
        return self._frequency.get(word, 0)

    def tag(self, word: str) -> str:
        """Part of speech of a word; "" for one that is not listed."""
        if word[:1] not in self._laid_out:
            self._lay_out(word[:1])
        return self._tags.get(word, "")

    def words_from(self, least: int) -> Iterator[tuple[str, int]]:
        """The words of at least that frequency, with it; one that is listed twice comes twice."""
        return ((w, n) for w, n in zip(self._words, self._counts, strict=True) if n >= least)

    def _lay_out(self, first: str) -> None:
        """Give jieba the words that begin with a character, and 0 for each beginning of one.

        Two threads may do so at once: they do the same, and jieba sees all of it or nothing.
        """
        frequency: dict[str, int] = {}
        for start, end in self._stretches.get(first, ()):
            words = self._words[start:end]
            frequency.update(zip(words, self._counts[start:end], strict=True))
            tags = map(sys.intern, self._tags_listed[start:end])
            self._tags.update(zip(words, tags, strict=True))
        if frequency:
            frequency.setdefault(first, 0)
        for word in [word for word in frequency if len(word) > 2]:
            beginning = word[:-1]
            while beginning not in frequency:  # else its own beginnings are there too
                frequency[beginning] = 0
                beginning = beginning[:-1]
        self._frequency.update(frequency)
        self._laid_out.add(first)


def _stretches(words: list[str]) -> dict[str, list[tuple[int, int]]]:
    """Where in a list of words, nearly sorted, those stand that begin with each character."""
    firsts = "".join([word[0] for word in words]).encode("utf-32-le")
    changes = np.flatnonzero(np.diff(np.frombuffer(firsts, np.uint32))) + 1
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end in pairwise([0, *changes.tolist(), len(words)]):
        found[words[start][0]].append((start, end))
    return dict(found)


@cache
def _dictionary() -> _Dictionary:
    """One private jieba for the process."""
    with warnings.catch_warnings():  # jieba's own old-style escapes, pkg_resources
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as file:
        return _Dictionary(tokenizer, file.read().decode("utf-8"))
