"""Pieces of a sentence, with their own place in the published text: what is quoted in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from corpus.plan import Plan, Sentence, Span
from corpus.textops import clean

__all__ = ["clause_around", "is_begun", "is_cut", "opening", "piece_of"]

_STOPS = re.compile(r"[。；！？|]")  # a bar parts the cells of a row
_COMMAS = re.compile(r"[，：]")
_ITEMS = re.compile(r"、")


def piece_of(plan: Plan, sentence: Sentence, start: int, end: int) -> Sentence:
    """The characters ``sentence.text[start:end]`` as a sentence with spans and pages of its own.

    Blanks at its edges are left out. The whole sentence comes back as it is, and so does one whose
    characters cannot be found in the text one by one.
    """
    while start < end and sentence.text[start].isspace():
        start += 1
    while end > start and sentence.text[end - 1].isspace():
        end -= 1
    places = list(_places(plan.text, sentence))
    if end - start in {0, len(sentence.text)} or len(places) != len(sentence.text):
        return sentence
    spans = [
        Span(offsets[0], offsets[-1] + 1)
        for _, group in groupby(places[start:end], key=lambda place: place[0])
        for offsets in [[offset for _, offset in group]]
    ]
    return replace(
        sentence,
        text=sentence.text[start:end],
        spans=tuple(spans),
        pages=tuple(plan.page_at(span.start) for span in spans),
    )


def _places(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """For each character of a sentence the number of its span and its offset in the text."""
    for number, span in enumerate(sentence.spans):
        offset = span.start
        for character in clean(text[span.start : span.end]):
            offset = text.index(character, offset, span.end)
            yield number, offset
            offset += 1


def opening(plan: Plan, sentence: Sentence, longest: int) -> Sentence:
    """A sentence, or of a longer one as many clauses from its beginning as fit.

    Args:
        plan: whose sentence it is.
        sentence: what is to be quoted.
        longest: characters; a first clause that is longer is given all the same.
    """
    text = sentence.text
    if len(text) <= longest:
        return sentence
    for marks in (_STOPS, _COMMAS):
        ends = [mark.start() for mark in marks.finditer(text) if mark.start() <= longest]
        if ends and ends[-1] * 2 >= longest:
            return piece_of(plan, sentence, 0, ends[-1])
    first = next((mark.start() for mark in _COMMAS.finditer(text)), len(text))
    last = max((m.start() for m in _COMMAS.finditer(text) if m.start() <= longest), default=first)
    return piece_of(plan, sentence, 0, last)


def clause_around(plan: Plan, sentence: Sentence, place: int, longest: int) -> Sentence:
    """The clause of a sentence that holds its character `place`; of a long one the parts around it.

    Parts end at stops, else at commas, else at the marks of an enumeration.

    Args:
        plan: whose sentence it is.
        sentence: what is to be quoted.
        place: in ``[0, len(sentence.text))``.
        longest: characters; a part without any of these marks in it is never cut.
    """
    text = sentence.text
    start, end = _bounds(text, 0, len(text), place, _STOPS)
    for marks in (_COMMAS, _ITEMS):
        if end - start <= longest:
            break
        low, high = _bounds(text, start, end, place, marks)
        if high - low <= longest:
            start, end = _widened(text, (start, end), (low, high), longest, marks)
        else:
            start, end = low, high
    return piece_of(plan, sentence, start, end)


def _widened(
    text: str, whole: tuple[int, int], part: tuple[int, int], longest: int, marks: re.Pattern[str]
) -> tuple[int, int]:
    """A part with as many parts after it, then before it, as fit into `longest` characters."""
    (start, end), (low, high) = whole, part
    while high + 1 < end:
        further = _bounds(text, start, end, high + 1, marks)[1]
        if further - low > longest:
            break
        high = further
    while low - 2 >= start:
        earlier = _bounds(text, start, end, low - 2, marks)[0]
        if high - earlier > longest:
            break
        low = earlier
    return low, high


def _bounds(text: str, start: int, end: int, place: int, marks: re.Pattern[str]) -> tuple[int, int]:
    """The part of ``text[start:end]`` between two marks that holds a place, without the last."""
    before = [mark.end() for mark in marks.finditer(text, start, min(place, end))]
    after = marks.search(text, min(max(place, start), end), end)
    return before[-1] if before else start, after.start() if after else end


def is_begun(plan: Plan, piece: Sentence) -> bool:
    """Whether a piece begins amid an enumeration or a word, so that what is before is missed."""
    before = plan.text[max(0, piece.start - 1) : piece.start]
    return before == "、"


def is_cut(plan: Plan, piece: Sentence) -> bool:
    """Whether a piece ends before its sentence does."""
    after = plan.text[piece.end : piece.end + 1]
    return piece.text[-1:] not in "。；！？：" and after in {"，", "、", "：", "”"}
