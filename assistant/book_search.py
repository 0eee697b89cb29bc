"""Finding words in a plan's text, exactly as they stand there.

Half and full width, upper and lower case, the kind of quotation mark and blanks make no difference.
Nothing is analysed: this is the search of a reader, not that of the answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.text_view import Characters, characters
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence, SentenceKind, Span
from corpus.textops import BLANKS, BREAKS

__all__ = ["Finder", "Hit"]

_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞＂", '"') | dict.fromkeys("‘’‚‛＇", "'"))
_NONE = frozenset(BLANKS + BREAKS)
_BREAK = "\n"  # stands in no word: words do not reach over the cells of a table or its lines
_BEFORE, _AFTER = 16, 48  # characters of a snippet around the first word found
_CLOSERS = "。；！？"


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that holds all the words looked for."""

    section: Section
    page: int | None  # printed page of the first word found
    found: tuple[tuple[Span, ...], ...]  # every place, in contiguous pieces of the published text
    snippet: tuple[tuple[str, bool], ...]  # text around the first place; whether it was found


class Finder:
    """The words of one plan, made ready when first searched."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def find(self, query: str) -> list[Hit]:
        """Nodes that hold `query`, or else all its words apart by blanks, in reading order.

        A table counts as one where no single row of it holds all the words. A query without words
        finds nothing.
        """
        words = list(dict.fromkeys(filter(None, map(_plain, query.split()))))
        if not words:
            return []
        hits: list[Hit] = []
        for unit in self._units:
            whole = unit.section.box_kind is BoxKind.TABLE
            if whole and any(hit.section.parent == unit.section.path for hit in hits):
                continue
            if places := unit.places("".join(words), words):
                hits.append(unit.hit(places, self._plan))
        order = {section.path: n for n, section in enumerate(self._plan.sections)}
        return sorted(hits, key=lambda hit: order[hit.section.path])

    @cached_property
    def _units(self) -> list[_Unit]:
        """Every node by itself, then every table with its rows."""
        plan = self._plan
        tables = [box for box in plan.boxes if box.box_kind is BoxKind.TABLE]
        alone = [_Unit(s, plan.text, s.sentences) for s in plan.sections if s not in tables]
        return alone + [_Unit(box, plan.text, _of_table(plan, box)) for box in tables]


def _of_table(plan: Plan, box: Section) -> Iterator[Sentence]:
    yield from box.sentences
    for row in plan.children.get(box.path, ()):
        if row.kind is NodeKind.ROW:
            yield from row.sentences


class _Unit:
    """What must hold all the words: its characters, and the same as plain text."""

    def __init__(self, section: Section, text: str, sentences: Iterable[Sentence]) -> None:
        self.section = section
        self._characters: Characters = []
        plain: list[str] = []
        self._origin: list[int] = []  # for each character of the plain text, its index
        for sentence in sentences:
            apart = sentence.kind is SentenceKind.ROW
            if plain and sentence.kind is not SentenceKind.PROSE:
                self._characters.append((self._characters[-1][0], " "))
                plain.append(_BREAK)
                self._origin.append(len(self._characters) - 1)
            for offset, character in characters(text, sentence):
                self._characters.append((offset, character))
                same = _BREAK if apart and character in _NONE else _plain(character)
                plain += same
                self._origin += [len(self._characters) - 1] * len(same)
        self._plain = "".join(plain)

    def places(self, phrase: str, words: list[str]) -> list[tuple[int, int]]:
        """Where the phrase stands, or else each of the words, as half-open ranges of characters."""
        if together := list(self._occurrences(phrase)):
            return together
        each = [list(self._occurrences(word)) for word in words]
        return sorted({place for places in each for place in places}) if all(each) else []

    def _occurrences(self, word: str) -> Iterator[tuple[int, int]]:
        at = self._plain.find(word)
        while at >= 0:
            yield self._origin[at], self._origin[at + len(word) - 1] + 1
            at = self._plain.find(word, at + len(word))

    def hit(self, places: list[tuple[int, int]], plan: Plan) -> Hit:
        pieces = tuple(tuple(_pieces(self._characters[a:b])) for a, b in places)
        page = plan.page_at(pieces[0][0].start)
        return Hit(self.section, page, pieces, self._snippet(places))

    def _snippet(self, places: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
        held = self._characters
        start = max(0, places[0][0] - _BEFORE)
        for n in range(start, places[0][0]):  # rather from the beginning of a sentence
            if held[n][1] in _CLOSERS:
                start = n + 1
        end = min(len(held), places[0][1] + _AFTER)
        marked = {n for a, b in places for n in range(a, b)}
        parts = [("……", False)] if start and held[start - 1][1] not in _CLOSERS else []
        cuts = [start, *(n for n in range(start + 1, end) if (n in marked) != (n - 1 in marked))]
        for a, b in pairwise([*cuts, end]):
            parts.append(("".join(ch for _, ch in held[a:b]), a in marked))
        return (*parts, *([("……", False)] if end < len(held) else []))


def _pieces(held: Characters) -> Iterator[Span]:
    """The contiguous pieces the characters stand in."""
    start = end = held[0][0]
    for offset, _ in held:
        if offset > end:
            yield Span(start, end)
            start = offset
        end = offset + 1
    yield Span(start, end)


@lru_cache(maxsize=1 << 14)  # asked for every character of a plan
def _plain(words: str) -> str:
    """Words as they are compared: without blanks, in half width and lower case."""
    kept = "".join(ch for ch in words if ch not in _NONE and not ch.isspace())
    return unicodedata.normalize("NFKC", kept.translate(_QUOTES)).casefold()
