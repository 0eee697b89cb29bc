"""Slips of the hand in a question put right: 电子上午, 增家值, lvyou, 电商子务.

A question is cut into the likeliest words, each of which may be typed with one slip: another
character of the same sound, letters of its pinyin, two neighbours swapped, or a character typed
twice. What is likelier with a slip than without one is put right (a noisy channel, as in
Kernighan, Church and Gale, COLING 1990). A figure, a quotation, what stands in the plan, and a
word of the thesaurus are never changed.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from assistant.lexicon import Lexicon, squeeze
from assistant.thesaurus import same_words, vocabulary
from corpus.caching import kept
from corpus.plan import Plan
from index.tokenizer import general_segmenter

__all__ = ["Correction", "Speller"]

# What a slip costs, in nats; a word is put right where it gains more than its length asks for.
_SOUND, _LETTERS, _SWAPPED, _TWICE = 7.0, 2.0, 7.5, 7.5
_TWO_SOUNDS = 7.8  # two neighbours, as an input method picks another word
_TWO_FROM = 4  # characters of a word in which that may be
# What a word has to gain by a slip beyond that, by its characters; of five and more. Set where
# 1,500 questions without slips stay as they are.
_GAINS = {2: 1.0, 3: 3.0, 4: 2.0}
_GAIN_LONG = 0.5
_PLAIN = 8.0  # what a slip costs more in characters that often stand alone
_ALONE = 30_000  # occurrences in general Chinese of such a character
_GRAMMAR = 300_000  # … of one that is grammar and little else: 也, 的, 是
_LONGEST = 8  # characters of a word that is looked for
_COMMON = 400  # occurrences in general Chinese from which a word no plan prints is looked for
_TOTAL = 6e7  # words that the counts of general Chinese are of
_THESAURUS = 2e-6  # likelihood of a word of the thesaurus alone
_UNKNOWN = 18.0  # cost of a character that is no word
_ROUNDED = 1e-6  # by how much a sum of costs may be off
_KEPT = re.compile(r"“[^”]*”|《[^》]*》|\"[^\"]*\"")
_NUMERAL = frozenset("零〇一二两三四五六七八九十百千万亿半几多")
_LATIN = re.compile(r"[a-z']{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(rf"[\u4e00-\u9fff]{{2,{_LONGEST}}}")


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, and what it is read as."""

    typed: str
    meant: str


class _Edge(NamedTuple):
    """A word that a stretch of units may be, and what that costs."""

    end: int
    word: str
    cost: float
    slip: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a unit begins."""

    free: bool  # whether it may be changed
    border: bool  # whether a word of the text as typed begins here


_END = _Place(free=True, border=True)


class _Node:
    """A node of the trie of words, unfolded when it is asked for: what may come next.

    `cost` is that of the word that ends here, None where none does.
    """

    __slots__ = ("_least", "_next", "_words", "cost")

    def __init__(self, words: list[tuple[str, float]]) -> None:
        self._words = words
        self._next: dict[str, _Node] | None = None
        self._least: dict[int, float] | None = None
        self.cost = next((cost for word, cost in words if not word), None)

    @property
    def next(self) -> dict[str, _Node]:
        """The nodes after this one, by their character."""
        if self._next is None:
            after: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
            for word, cost in self._words:
                if word:
                    after[word[0]].append((word[1:], cost))
            self._next = {ch: _Node(words) for ch, words in after.items()}
        return self._next

    def least(self, length: int) -> float:
        """What the cheapest word costs that ends so many characters on; infinite for none."""
        if self._least is None:
            self._least = {}
            for word, cost in self._words:
                size = len(word)
                if cost < self._least.get(size, math.inf):
                    self._least[size] = cost
        return self._least.get(length, math.inf)


_Way = tuple[_Node, int, float, str]  # where it has come to: node, unit, cost and word so far


class Speller:
    """Puts questions to one plan right."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        self._plan = plan
        self._lexicon = lexicon

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The text put right, and what was changed.

        Args:
            text: simplified and half-width.
        """
        borders = general_segmenter().dictionary_borders(text)
        if not self._is_doubtful(text, sorted(borders)):
            return text, ()
        kept = {place for match in _KEPT.finditer(text) for place in range(*match.span())}
        units = list(_units(text))
        path = self._best(units, [_Place(s not in kept, s in borders) for s, _ in units])
        ends = list(_ends(text, units))
        parts, found, begin = [], [], 0
        for edge in path:
            end = ends[edge.end - 1]
            typed = text[begin:end]
            if edge.slip:
                found.append(Correction(typed, edge.word))
            parts.append(edge.word if edge.slip else typed)
            begin = end
        return "".join(parts), tuple(found)

    def _is_doubtful(self, text: str, borders: list[int]) -> bool:
        """Whether a text holds letters, a word the plan does not know, or scraps of one."""
        words = [text[a:b] for a, b in pairwise(borders)]
        return any(
            bool(_LATIN.fullmatch(word)) or (bool(_HAN.match(word)) and not self._is_usual(word))
            for word in words
        )

    def _is_usual(self, word: str) -> bool:
        """Whether a word is the plan's, the thesaurus's, or one that often stands alone."""
        if len(word) > 1:
            return self._lexicon.known(word) or bool(same_words(word))
        return general_segmenter().frequency(word) >= _ALONE

    # --- the likeliest words ------------------------------------------------------------------

    def _best(self, units: list[tuple[int, str]], places: list[_Place]) -> list[_Edge]:
        """The edges of the cheapest way through the units."""
        typed = [list(self._typed(units, at)) for at in range(len(units))]
        most = _typed_costs(typed)
        best: list[tuple[float, _Edge | None, int]] = [(math.inf, None, 0)] * (len(units) + 1)
        best[0] = (0.0, None, 0)
        for at in range(len(units)):
            left = [cost - best[at][0] + _ROUNDED for cost in most]
            for edge in (*typed[at], *self._misspelt(units, places, at, left)):
                cost = best[at][0] + edge.cost
                if cost < best[edge.end][0]:
                    best[edge.end] = (cost, edge, at)
        path: list[_Edge] = []
        way = best[-1]
        while way[1] is not None:
            path.append(way[1])
            way = best[way[2]]
        return path[::-1]

    def _typed(self, units: list[tuple[int, str]], at: int) -> Iterator[_Edge]:
        """The words that may begin at a unit as they are typed."""
        unit = units[at][1]
        yield _Edge(at + 1, unit, self._cost_of_character(unit), slip=False)
        if not _is_spelt(unit):
            return
        text = "".join(unit for _, unit in units[at : at + _LONGEST])
        node = self._words
        for size, ch in enumerate(text, 1):
            if ch not in node.next:
                break
            node = node.next[ch]
            if node.cost is not None and size > 1:
                yield _Edge(at + size, text[:size], node.cost, slip=False)

    def _misspelt(
        self,
        units: list[tuple[int, str]],
        places: list[_Place],
        at: int,
        left: Sequence[float],
    ) -> Iterator[_Edge]:
        """The words that may begin at a unit with a slip.

        Args:
            units: all units of the text.
            places: where each begins.
            at: the first unit of the words.
            left: what a word may cost that ends after so many units.
        """
        if not places[at].border or not _is_spelt(units[at][1]):
            return
        ends = self._ends(units, places, at, left)
        for edge in self._slips(units, at, {end: left[end] for end in ends}):
            typed = ends[edge.end]
            if _may_mean(typed, edge.word):
                held = [*places, _END][at : edge.end + 1]
                alone = [p.border and q.border for p, q in pairwise(held)]
                plain = _is_plain(typed, edge.word, alone)
                yield edge._replace(cost=edge.cost + _PLAIN) if plain else edge

    def _ends(
        self,
        units: list[tuple[int, str]],
        places: list[_Place],
        at: int,
        left: Sequence[float],
    ) -> dict[int, str]:
        """Where a stretch that begins at a unit and may be changed can end, and what it is.

        It is whole words of the text as typed, and nothing that the plan or the thesaurus has.
        Where no word with a slip can cost as little as is left, it cannot.
        """
        ends: dict[int, str] = {}
        typed, printed = "", True  # what is not printed is not, either, with more after it
        slip = _LETTERS if any(unit in _sounds() for _, unit in units) else _SOUND
        for end in range(at + 1, min(at + _LONGEST + 1, len(units)) + 1):  # one typed twice
            typed += units[end - 1][1]
            if not places[end - 1].free or not _NUMERAL.isdisjoint(typed):
                break
            border = end == len(places) or places[end].border
            least = min(self._words.least(end - at), self._words.least(end - at - 1))
            if not border or least + slip > left[end]:
                continue
            printed = printed and typed in self._text
            if not printed and not same_words(typed):
                ends[end] = typed
        return ends

    def _slips(
        self, units: list[tuple[int, str]], at: int, ends: Mapping[int, float]
    ) -> Iterator[_Edge]:
        """Words that the units from one on spell with exactly one slip, or in letters.

        Args:
            units: all units of the text.
            at: the first unit of the words.
            ends: where the words may end, and what one may cost that ends there.
        """
        last = max(ends, default=at)
        stack = [(self._words, at, 0.0, "")]
        while stack:
            node, place, cost, word = stack.pop()
            whole = place > at + 1 - (cost == _LETTERS)
            short = cost == _TWO_SOUNDS and len(word) < _TWO_FROM
            if node.cost is not None and cost and whole and not short and place in ends:
                yield _Edge(place, word, node.cost + cost + _needed(word, cost), slip=True)
            if place < last and len(word) < _LONGEST:
                ways = self._next(node, units, place, cost, word)
                stack += [way for way in ways if _may_end(way, ends)]

    def _next(
        self, node: _Node, units: list[tuple[int, str]], place: int, cost: float, word: str
    ) -> list[_Way]:
        """The ways on from a node: typed right, or with the one slip."""
        unit = units[place][1]
        ways: list[_Way] = []
        after = node.next
        if unit in after:
            ways.append((after[unit], place + 1, cost, word + unit))
        letters = _sounds().get(unit)
        if letters is not None and cost in {0.0, _LETTERS}:
            common = _among(letters, after)
            ways += [(after[ch], place + 1, _LETTERS, word + ch) for ch in common]
        again = cost == _SOUND and word[-1] != units[place - 1][1]  # 上午 for 商务
        if again or not cost:
            alike = _among(_alike(unit), after)
            sound = _TWO_SOUNDS if again else _SOUND
            ways += [(after[ch], place + 1, sound, word + ch) for ch in alike if ch != unit]
        if cost:
            return ways
        following = units[place + 1][1] if place + 1 < len(units) else ""
        if following != unit and following in after:
            swapped = after[following]
            if unit in swapped.next:
                ways.append((swapped.next[unit], place + 2, _SWAPPED, word + following + unit))
        if word and unit == word[-1]:
            ways.append((node, place + 1, _TWICE, word))
        return ways

    # --- words --------------------------------------------------------------------------------

    @cached_property
    def _text(self) -> str:
        return squeeze(self._plan.text)

    @cached_property
    def _words(self) -> _Node:
        """All words that may be meant: the plan's, the thesaurus's and common ones, as a trie."""
        return _Node([(word, -math.log(p)) for word, p in self._likelihoods().items()])

    def _likelihoods(self) -> dict[str, float]:
        """Words of two to eight Chinese characters, with how likely each is in a question."""
        counts = self._lexicon.counts()
        total = sum(counts.values()) or 1
        found = dict.fromkeys(filter(_is_word, vocabulary()), _THESAURUS)
        for word, count in general_segmenter().words_from(_COMMON):
            if _is_word(word):
                found[word] = max(found.get(word, 0.0), 0.5 * count / _TOTAL)
        for word, count in counts.items():
            if _is_word(word):
                found[word] = found.get(word, 0.0) + 0.5 * count / total
        return found

    @kept(None)
    def _cost_of_character(self, unit: str) -> float:
        """What a unit costs that stands alone: as a word of general Chinese, or as none."""
        if not _HAN.fullmatch(unit):
            return 0.0 if unit not in _sounds() else _UNKNOWN
        frequency = general_segmenter().frequency(unit)
        return -math.log(frequency / _TOTAL) if frequency else _UNKNOWN


def _may_end(way: _Way, ends: Mapping[int, float]) -> bool:
    """Whether some word that a way may lead to ends where it may and costs no more than it may.

    A character that may still be typed twice takes a unit more than the word has characters.
    """
    node, place, cost, _ = way
    for end, left in ends.items():
        if cost + node.least(end - place) <= left:
            return True
        if not cost and node.least(end - place - 1) <= left:
            return True
    return False


def _typed_costs(typed: Sequence[Sequence[_Edge]]) -> list[float]:
    """What the text up to each unit, and all of it, costs at the most: as it is typed."""
    costs = [0.0, *[math.inf] * len(typed)]
    for at, edges in enumerate(typed):
        for edge in edges:
            costs[edge.end] = min(costs[edge.end], costs[at] + edge.cost)
    return costs


def _is_spelt(unit: str) -> bool:
    """Whether a unit may be part of a word: a Chinese character or a syllable."""
    return bool(_HAN.fullmatch(unit)) or unit in _sounds()


def _may_mean(typed: str, meant: str) -> bool:
    """Whether a word may be what was meant: no number, nor one short word typed for another."""
    if typed == meant or not _NUMERAL.isdisjoint(meant):
        return False
    return not (len(typed) == len(meant) <= 3 and general_segmenter().frequency(typed))


def _among(chars: frozenset[str], held: Mapping[str, object]) -> list[str]:
    """The characters that are held, sorted; the fewer of the two are gone through."""
    if len(chars) < len(held):
        return sorted(ch for ch in chars if ch in held)
    return sorted(ch for ch in held if ch in chars)


def _needed(word: str, cost: float) -> float:
    """What a word has to gain by a slip; letters can be meant for nothing else."""
    return _GAINS[3] if cost == _LETTERS else _GAINS.get(len(word), _GAIN_LONG)


def _is_plain(typed: str, meant: str, alone: Sequence[bool]) -> bool:
    """Whether what was typed is made of words that often stand alone: 能列, 软件和信息服务也.

    Args:
        typed: the stretch.
        meant: the word it may be.
        alone: whether each of its characters is a word by itself.
    """
    if len(typed) != len(meant):
        return False
    frequency = general_segmenter().frequency
    if len(typed) == 2:
        return any(frequency(ch) >= _ALONE for ch in typed)
    slips = [
        a for a, b, by_itself in zip(typed, meant, alone, strict=False) if a != b and by_itself
    ]
    return any(frequency(ch) >= _GRAMMAR for ch in slips)


def _is_word(word: str) -> bool:
    return bool(_WORD.fullmatch(word))


def _units(text: str) -> Iterator[tuple[int, str]]:
    """Characters one by one, runs of letters by syllable where they are pinyin, else whole."""
    place = 0
    for run in re.finditer(r"[A-Za-zü']+", text):
        yield from ((n, text[n]) for n in range(place, run.start()))
        syllables = _syllables(run[0].replace("ü", "v").replace("'", ""))
        if len(run[0]) > 1 and syllables:
            yield from ((run.start(), syllable) for syllable in syllables)
        else:
            yield run.start(), run[0]
        place = run.end()
    yield from ((n, text[n]) for n in range(place, len(text)))


def _ends(text: str, units: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Where each unit ends in the text: a syllable is without the marks between syllables."""
    at = 0
    for place, (_, unit) in enumerate(units, 1):
        for ch in unit:
            while text[at] == "'" != ch:
                at += 1
            at += 1
        yield at if place < len(units) else len(text)


@cache
def _syllables(letters: str) -> tuple[str, ...]:
    """A run of letters as syllables, the longest first; empty where it is no pinyin."""
    if not letters:
        return ()
    for size in range(min(6, len(letters)), 0, -1):
        if letters[:size] in _sounds():
            rest = _syllables(letters[size:])
            if rest or size == len(letters):
                return (letters[:size], *rest)
    return ()


@cache
def _sounds() -> dict[str, frozenset[str]]:
    """The characters of each syllable."""
    lines = (files(__name__) / "sounds.txt").read_text("utf-8").splitlines()
    return {syllable: frozenset(chars) for syllable, chars in (line.split(" ") for line in lines)}


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for syllable, chars in _sounds().items():
        for ch in chars:
            found[ch] = (*found.get(ch, ()), syllable)
    return found


@cache
def _alike(ch: str) -> frozenset[str]:
    """The characters that sound like one, whatever their tone."""
    sounds = _sounds()
    return frozenset().union(*(sounds[syllable] for syllable in _readings().get(ch, ())))
