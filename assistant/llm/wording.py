"""A sentence taken apart into the words by which a claim and the plan are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from assistant.llm.words import claim_words
from corpus.prose_figures import qualifier_of
from corpus.quantities import read_quantities
from index.tokenizer import Segmenter

__all__ = ["Clause", "Kind", "Said", "Token", "normal", "take_apart"]

_STOPS = "，。；：！？,;:!?"
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?=\s*年|\s*[—–\-－~～至]+\s*(?:19|20)\d{2}\s*年)\s*年?"
)
_NOUN = ("n", "vn", "j", "l", "i", "eng", "an", "b", "s", "f", "t")
_FUNCTION = ("u", "y", "e", "o")
_TOGETHER = 3  # characters from which on a word may be two
_OF_TIME = frozenset("到至截年末底前期间时时期")


class Kind(StrEnum):
    """What a token is for the comparison."""

    MARK = "mark"  # punctuation and blanks
    LIGHT = "light"  # links only: may be added and left out
    TURN = "turn"  # turns, forbids or limits what follows
    HOPE = "hope"  # says that it is aimed at
    DONE = "done"  # says that something is so already
    FIGURE = "figure"
    YEAR = "year"
    WORD = "word"


_LISTS = {Kind.TURN: "turning", Kind.HOPE: "hoping", Kind.DONE: "done", Kind.LIGHT: "light"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or mark, from `start` to before `end` of its text."""

    start: int
    end: int
    text: str  # normalised
    kind: Kind
    tag: str = ""  # part of speech as jieba's dictionary has it
    figure: tuple[Decimal, Decimal, str, str] | None = None  # low, high, base unit, qualifier

    @property
    def is_verb(self) -> bool:
        """Whether the dictionary has it first of all as a verb."""
        return self.tag.startswith("v") and self.tag != "vn"

    @property
    def is_nominal(self) -> bool:
        """Whether it names something."""
        return self.kind is Kind.WORD and (not self.tag or self.tag.startswith(_NOUN))


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence between its stops."""

    start: int
    end: int  # before its stop
    stop: str  # "" at the end of a text without one
    text: str  # normalised, without its stop
    tokens: tuple[Token, ...]  # without marks
    subject: tuple[int, int] | None  # where its own subject stands
    verb: Token | None  # what its subject does, if that is more than being or reaching


@dataclass(frozen=True, slots=True)
class Said:
    """A text taken apart."""

    text: str  # normalised, as long as it was
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    about: tuple[int | None, ...]  # of each clause, which clause's subject it goes on from

    def clause_at(self, offset: int) -> int:
        """Which clause a character stands in."""
        places = (n for n, clause in enumerate(self.clauses) if offset < clause.end + 1)
        return next(places, len(self.clauses) - 1)


def normal(text: str) -> str:
    """Full-width signs and capitals made plain, character by character."""
    return "".join(map(_normal, text))


@lru_cache(maxsize=8192)
def _normal(ch: str) -> str:
    if ch in _STOPS:
        return ch
    plain = unicodedata.normalize("NFKC", ch).lower()
    return plain if len(plain) == 1 else ch


def take_apart(text: str, segmenter: Segmenter) -> Said:
    """The words and clauses of a text."""
    plain = normal(text)
    tokens = tuple(_tokens(plain, segmenter))
    clauses = tuple(_clauses(plain, tokens))
    return Said(plain, tokens, clauses, _about(clauses))


def _tokens(text: str, segmenter: Segmenter) -> list[Token]:
    """All of the text; a figure or a year is one token, whatever words it is made of."""
    wholes = [
        Token(m.start(), m.end(), m[1], Kind.YEAR)  # 2015年
        for m in _YEAR.finditer(text)
    ]
    taken = {n for token in wholes for n in range(token.start, token.end)}
    for quantity in read_quantities(text):
        if taken.isdisjoint(range(quantity.start, quantity.end)):
            qualifier = qualifier_of(text, quantity)
            figure = (quantity.low, quantity.high, quantity.unit, qualifier)
            words = re.sub(r"\s", "", quantity.printed)
            wholes.append(Token(quantity.start, quantity.end, words, Kind.FIGURE, "m", figure))
    taken = {n for token in wholes for n in range(token.start, token.end)}
    rest: list[Token] = []
    for start, end in segmenter.spans(text):
        if taken.isdisjoint(range(start, end)):
            for at, word in _cut(start, text[start:end]):
                tag = _tag(word, segmenter)
                rest.append(Token(at, at + len(word), word, _kind(word, tag), tag))
    return _hedged(sorted([*wholes, *rest], key=lambda token: token.start))


def _hedged(tokens: list[Token]) -> list[Token]:
    """The tokens; 基本 before a noun (基本医保) hedges nothing."""
    for place, (token, after) in enumerate(pairwise(tokens)):
        if token.text == "基本" and after.is_nominal and after.tag != "vn":
            tokens[place] = replace(token, kind=Kind.WORD)
    return tokens


def _cut(start: int, word: str) -> list[tuple[int, str]]:
    """A word, or an adverb and what it is written together with: 大力 发展."""
    adverbs = (a for a in claim_words("adverbs") if word.startswith(a) and a != word)
    adverb = next(adverbs, "") if len(word) > _TOGETHER else ""
    cut = [(start, adverb), (start + len(adverb), word[len(adverb) :])]
    return cut if adverb else [(start, word)]


def _tag(word: str, segmenter: Segmenter) -> str:
    """Part of speech; 做强, which no dictionary has, is a verb with its result."""
    tag = segmenter.part_of_speech(word)
    if tag or len(word) != len("做强"):
        return tag
    does, result = map(segmenter.part_of_speech, word)
    return "v" if does.startswith("v") and result.startswith("a") else ""


@lru_cache(maxsize=20_000)
def _kind(word: str, tag: str) -> Kind:
    if not any(ch.isalnum() for ch in word):
        return Kind.MARK
    for kind in (Kind.TURN, Kind.HOPE, Kind.DONE, Kind.LIGHT):
        if word in claim_words(_LISTS[kind]):
            return kind
    return Kind.LIGHT if tag.startswith(_FUNCTION) else Kind.WORD


def _clauses(text: str, tokens: tuple[Token, ...]) -> list[Clause]:
    found: list[Clause] = []
    start = 0
    stops = [n for n, ch in enumerate(text) if ch in _STOPS and not _in_number(text, n)]
    for stop in [*stops, len(text)]:
        within = tuple(
            t for t in tokens if start <= t.start and t.end <= stop and t.kind is not Kind.MARK
        )
        if within:
            subject, verb = _subject_and_verb(within)
            found.append(
                Clause(start, stop, text[stop : stop + 1], text[start:stop], within, subject, verb)
            )
        start = stop + 1
    return found


def _in_number(text: str, place: int) -> bool:
    """Whether a comma or a colon stands between digits: 1,200, 9.6:42.8."""
    return text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()


def _subject_and_verb(tokens: tuple[Token, ...]) -> tuple[tuple[int, int] | None, Token | None]:
    """Where a clause's own subject stands, and its verb; a clause that only names has no verb."""
    adverbs = claim_words("adverbs")
    content = [
        t
        for t in tokens
        if t.kind not in {Kind.LIGHT, Kind.YEAR}
        and t.text not in adverbs
        and not set(t.text) <= _OF_TIME
        and not t.tag.startswith(("p", "c", "d", "r"))
    ]
    if not content:
        return None, None
    begins = content[0]
    if begins.tag.startswith("v") or begins.kind in {Kind.TURN, Kind.HOPE, Kind.DONE}:
        verb = next((t for t in content if t.tag.startswith("v")), None)
        return None, verb
    preposed = any(t.start < begins.start and t.tag.startswith("p") for t in tokens)
    verb = next((t for t in content if t.is_verb), None)
    verb = verb or next((t for t in content[1:-1] if t.tag == "vn"), None)
    if preposed or begins.kind is Kind.FIGURE:
        return None, verb
    figure = next((t for t in tokens if t.kind is Kind.FIGURE), None)
    stops = [t.start for t in (verb, figure) if t is not None and t.start > begins.start]
    end = max((t.end for t in content if not stops or t.end <= min(stops)), default=begins.end)
    return (begins.start, end), verb


def _about(clauses: tuple[Clause, ...]) -> tuple[int | None, ...]:
    """The clause whose subject each clause has; None where none was named yet."""
    found: list[int | None] = []
    current: int | None = None
    for place, clause in enumerate(clauses):
        before = clauses[place - 1].stop if place else ""
        topic = current is not None and clauses[current].stop in {"：", ":"}
        if before in {"；", ";"} and not topic:
            current = None  # a part by itself
        if clause.subject is not None:
            current = place
        found.append(current)
    return tuple(found)
